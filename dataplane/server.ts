import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { counters } from "./counters.ts";
import { ANY_ORIGIN } from "./http/cors.ts";
import { Exchange } from "./http/exchange.ts";
import { TITLES } from "./http/refusal.ts";
import { failureBody } from "./ofrep/answers.ts";
import type { Router } from "./router.ts";

/** A sender has this long for its headers, its whole request, and between two signs of life. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const SILENCE_MS = 120_000;
const IDLE_MS = 65_000;
const HEADER_BYTES = 16 * 1024;
const HEADER_COUNT = 100;
/** Four times the streams one process is made for. */
const MOST_CONNECTIONS = 20_000;

/** How long open requests may take to end after a stop was asked for. */
const DRAIN_MS = 5000;

export type Listening = { port: number; close: () => Promise<void> };

/** Serves until closed. Rejects when the port is taken. */
export async function serve(router: Router, host: string, port: number, connections = MOST_CONNECTIONS): Promise<Listening> {
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    router.serve(new Exchange(request, response, router.cors));
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: 1000,
      keepAlive: true,
    },
    answer,
  );
  // An expectation nobody knows is no reason for an answer without a body, which is what Node would give.
  server.on("checkExpectation", answer);
  server.timeout = SILENCE_MS;
  server.maxHeadersCount = HEADER_COUNT;
  server.maxConnections = connections;
  server.on("drop", () => counters.drop("too many connections"));
  server.on("clientError", refuseUnreadable);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, 1024, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => drain(server) };
}

/** What is no HTTP gets an answer as long as nothing was sent on the connection before. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex & { bytesWritten?: number }): void {
  if (!socket.writable || error.code === "ECONNRESET" || (socket.bytesWritten ?? 0) > 0) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
  const title = TITLES[status] as string;
  // Which protocol was meant is not known, so the body has the members of both forms.
  const body = JSON.stringify({ type: "urn:switchyard:problem:invalid", title, status, ...failureBody("GENERAL", title) });
  const headers = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, "Content-Type: application/json", "Connection: close"];
  for (let i = 0; i < ANY_ORIGIN.length; i += 2) headers.push(`${ANY_ORIGIN[i]}: ${ANY_ORIGIN[i + 1]}`);
  socket.end(`${headers.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
