import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { Client } from "../../../sdk/index.ts";
import { type Side, subjectOf, type Target, targetOf } from "../domain/request.ts";
import { type Listening, listen } from "../http/server.ts";
import { inTurn, neverSent, type Peers, upstreamAgent } from "../http/upstream.ts";

const TIMEOUT_MS = 7_000;
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

export type IngressOptions = { port: number; client: Client; peers: Peers };

/** The way in: sends each request to the old or the new service layer as `<module>.route` says, and measures both. */
export function startIngress(options: IngressOptions): Promise<Listening> {
  return listen(options.port, (incoming, response) => {
    const target = targetOf(incoming.method ?? "GET", new URL(incoming.url ?? "/", "http://localhost").pathname);
    if (!target) return refuse(response, 404, "There is nothing at this address.");
    options.client
      .operation(() => route(options, target, incoming, response))
      .catch(() => refuse(response, 503, "The ingress is stopping."));
  });
}

async function route(options: IngressOptions, target: Target, incoming: IncomingMessage, response: ServerResponse) {
  const subject = subjectOf(incoming.headers) ?? {};
  const path = options.client.position<Side>(`${target.module}.route`, subject, "old");
  const started = performance.now();
  await proxy(inTurn(options.peers, path === "new" ? "interface" : "monolith"), incoming, response);
  options.client.measure({
    module: target.module,
    kind: "http",
    operation: target.operation,
    path,
    seconds: (performance.now() - started) / 1000,
    error: response.statusCode >= 500 || !response.writableFinished,
  });
}

/**
 * Sends one request to the first instance that takes the connection and streams the answer back.
 * Nothing is sent twice: once connected, a failure is answered with 502 or 504. Never rejects.
 */
async function proxy(ports: readonly number[], incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const port of ports) {
    const outcome = await forward(port, incoming, response);
    if (outcome !== "refused") return;
  }
  refuse(response, 503, "No instance of the service can be reached.");
}

function forward(port: number, incoming: IncomingMessage, response: ServerResponse): Promise<"done" | "refused"> {
  return new Promise((resolve) => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      agent: upstreamAgent,
      method: incoming.method,
      path: incoming.url,
      headers: endToEnd(incoming.headers),
    });
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      outgoing.destroy(new Error("no answer in time"));
    }, TIMEOUT_MS);
    const finish = (outcome: "done" | "refused") => {
      clearTimeout(deadline);
      response.off("close", abandon);
      resolve(outcome);
    };
    const abandon = () => {
      outgoing.destroy();
      finish("done");
    };
    response.once("close", abandon);

    // The body stays unread until there is a connection, so a refused one can go to the next instance whole.
    outgoing.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => incoming.pipe(outgoing));
      else incoming.pipe(outgoing);
    });
    outgoing.on("error", (error) => {
      if (neverSent(error)) return finish("refused");
      refuse(response, late ? 504 : 502, late ? "The service did not answer in time." : "The service broke off.");
      finish("done");
    });
    outgoing.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      pipeline(answer, response, () => finish("done"));
    });
  });
}

function endToEnd(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify({ status, detail }));
}
