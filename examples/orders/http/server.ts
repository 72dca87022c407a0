import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

const MAX_BODY_BYTES = 64 * 1024;

export type Request = { method: string; url: URL; headers: IncomingHttpHeaders; body: unknown };
export type Answer = { status: number; body: unknown };
export type Listening = { port: number; close(): Promise<void> };

/** An answer other than success, with a sentence for the caller. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

/**
 * Serves JSON on 127.0.0.1. Throw `Refused` for anything the caller should know; an error for which
 * `isUnavailable` holds becomes 503, any other 500 and goes to `onProblem`.
 */
export function serveJson(options: {
  port: number;
  handle: (request: Request) => Promise<Answer>;
  isUnavailable?: (error: unknown) => boolean;
  onProblem: (error: unknown) => void;
}): Promise<Listening> {
  return listen(options.port, async (incoming, response) => {
    const answer = await respond(incoming, options);
    const text = JSON.stringify(answer.body);
    const type = answer.status < 400 ? "application/json" : "application/problem+json";
    if (!incoming.complete) response.setHeader("connection", "close");
    response.writeHead(answer.status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
  });
}

async function respond(incoming: IncomingMessage, options: Parameters<typeof serveJson>[0]): Promise<Answer> {
  try {
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const body = await readJson(incoming);
    return await options.handle({ method: incoming.method ?? "GET", url, headers: incoming.headers, body });
  } catch (error) {
    if (incoming.errored) return problem(400, "The request broke off.");
    if (error instanceof Refused) return problem(error.status, error.message, error.fields);
    if (options.isUnavailable?.(error)) return problem(503, "A store this needs cannot be reached now.");
    options.onProblem(error);
    return problem(500, "Something failed here.");
  }
}

function problem(status: number, detail: string, fields: Record<string, unknown> = {}): Answer {
  return { status, body: { type: "about:blank", status, detail, ...fields } };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Refused(413, "The body is larger than 64 KiB.");
    chunks.push(chunk as Buffer);
  }
  if (size === 0) return null;
  const type = incoming.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Refused(415, "Send the body as application/json.");
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refused(400, "The body is not JSON.");
  }
}

/** Binds a plain HTTP server to 127.0.0.1; port 0 takes a free one. `close` lets requests under way finish. */
export function listen(port: number, listener: RequestListener): Promise<Listening> {
  let underWay = 0;
  const server = createServer({ keepAliveTimeout: 20_000, requestTimeout: 15_000 }, (incoming, response) => {
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
    });
    listener(incoming, response);
  });

  function close(): Promise<void> {
    const sweep = setInterval(() => (underWay === 0 ? server.closeAllConnections() : server.closeIdleConnections()), 20);
    return new Promise((resolve) => {
      server.close(() => {
        clearInterval(sweep);
        resolve();
      });
    });
  }

  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}
