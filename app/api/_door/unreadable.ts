import { randomUUID } from "node:crypto";
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** What Node holds a connection to: the answer that is under way on it. */
type Connection = Duplex & { _httpMessage?: ServerResponse | null };

const STATUS: Record<string, { status: number; detail: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: "The address and the headers together are longer than 16 KiB." },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "The request did not arrive in time." },
};
const NO_HTTP = { status: 400, detail: "This is not a request of HTTP." };

/** A problem for what never becomes a request; Node would answer without a word. */
export function refuseUnreadable(error: NodeJS.ErrnoException, connection: Connection): void {
  if (!connection.writable || error.code === "ECONNRESET" || connection._httpMessage?.headersSent) {
    connection.destroy();
    return;
  }
  const { status, detail } = STATUS[error.code ?? ""] ?? NO_HTTP;
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: "urn:switchyard:problem:invalid", title, status, detail, requestId: randomUUID() });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
