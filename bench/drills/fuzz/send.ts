import { type Agent, request } from "node:http";
import { connect } from "node:net";
import type { Sent } from "./requests.ts";

/** What came back; `status` 0 when the connection ended without an answer. */
export type Answer = { status: number; type: string; text: string };

const PATIENCE_MS = 20_000;
const QUIET_MS = 150;

/** Sends paths as they are. A stream counts as answered by its head. */
export function send(url: string, token: string, { method, path, headers, body }: Sent, agent: Agent): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const authorization = headers.authorization === "valid" ? `Bearer ${token}` : headers.authorization;
  const sent = { ...headers, ...(authorization === undefined ? {} : { authorization }), "content-length": String(body.length) };
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers: sent, agent }, (response) => {
      const answer = { status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", text: "" };
      response.on("error", () => resolve(answer));
      if (answer.type === "text/event-stream") {
        resolve(answer);
        sending.destroy();
        return;
      }
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer.text += chunk;
      });
      response.on("end", () => resolve(answer));
    });
    sending.setTimeout(PATIENCE_MS, () => sending.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
    sending.on("error", reject);
    sending.end(body);
  });
}

/** Writes bytes to a connection and answers what came back before it was quiet or ended. */
export function sendBytes(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(QUIET_MS, () => socket.destroy());
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}
