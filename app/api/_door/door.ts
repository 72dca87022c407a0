import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import { join } from "node:path";
import { problem } from "@/app/api/v1/_http/problem.ts";
import { readEnv } from "@/lib/platform/env.ts";
import { AppError } from "@/lib/platform/errors.ts";
import { addressOf, proxiesOf } from "@/lib/platform/peers.ts";
import { count, isMetrics, sendMetrics } from "./metrics.ts";
import { packedIn, servePacked } from "./packed.ts";
import { readableUrl } from "./path.ts";
import { refuseUnreadable } from "./unreadable.ts";

/**
 * Stands between the connection and Next, for what no route of Next ever sees: methods it cannot serve, paths it cannot
 * decode, senders that never finish, and the answers it gives by itself. Says where a request comes from, too, for
 * nobody behind it sees the connection.
 */

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/** What Next makes a request of; anything else it fails on. */
const READ_BY_NEXT = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

/** A year, once a browser has come in by TLS. */
const TLS_ONLY = "max-age=31536000";

/** Next makes the server itself, so it is met with its first request. */
export function standAtTheDoor(): void {
  const met = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (met.has(server)) return;
    met.add(server);
    const tls = process.env.NEXTAUTH_URL?.startsWith("https:") ?? false;
    guard(server, tls, proxiesOf(readEnv().TRUSTED_PROXIES), packedIn(join(process.cwd(), ".next/static")));
  });
}

/** Puts the door before whatever the server calls. `tls`: its public address is https; `packed`: see packed.ts. */
export function guard(server: Server, tls: boolean, trusted: BlockList, packed: ReadonlySet<string>): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.on("clientError", refuseUnreadable);
  // Without anybody for it, Node answers what would rather speak HTTP/2, as Java's client asks, in what it speaks.
  if (process.env.NODE_ENV !== "development") server.removeAllListeners("upgrade");
  const inside = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (tls) response.setHeader("strict-transport-security", TLS_ONLY);
    request.headers["x-forwarded-for"] = addressOf(request.socket.remoteAddress, forwardedOf(request), trusted);
    request.url = readableUrl(request.url ?? "/");
    count(request.url.split("?")[0] ?? "/", response);
    if (isMetrics(request)) return sendMetrics(response).catch(() => response.destroy());
    if (!READ_BY_NEXT.has(request.method ?? "")) return refuseMethod(request, response);
    servePacked(packed, request, response);
    explainRefusal(request, response);
    for (const listener of inside) listener.call(server, request, response);
  });
}

/** Several lines of the header read as one. */
function forwardedOf({ headers }: IncomingMessage): string | undefined {
  const said = headers["x-forwarded-for"];
  return Array.isArray(said) ? said.join(",") : said;
}

/** Next answers methods that a route does not have with a bare 405, with or without writing its head first. */
function explainRefusal(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead, end } = response;
  let refused = false;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    refused = status === 405 && !response.hasHeader("allow");
    return refused ? response : Reflect.apply(writeHead, response, [status, ...rest]);
  };
  response.end = (...given: unknown[]) => {
    refused ||= response.statusCode === 405 && !response.headersSent && !response.hasHeader("allow");
    if (!refused) return Reflect.apply(end, response, given);
    Object.assign(response, { writeHead, end });
    refuseMethod(request, response);
    return response;
  };
}

function refuseMethod(request: IncomingMessage, response: ServerResponse): void {
  methodRefusal(request).then(
    ({ status, headers, body }) => response.writeHead(status, headers).end(body),
    () => response.destroy(),
  );
}

async function methodRefusal({ url = "", method }: IncomingMessage) {
  // The whole API comes with it, which a page does not need.
  const { methodsOf } = await import("./methods.ts");
  const allow = methodsOf(url.split("?")[0] ?? "").join(", ");
  const answer = problem(new AppError("method-not-allowed", `This address takes ${allow}.`, { allow }), randomUUID());
  const body = method === "HEAD" ? "" : await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
}
