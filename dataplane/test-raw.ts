import { request } from "node:http";
import { connect } from "node:net";
import { expectOfrep } from "./test-ofrep.ts";

/** An answer to a request that fetch would not send as it is. */
export type RawReply = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

type Raw = { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer };

/** Asks for exactly this path. OFREP answers are held against the standard. */
export function rawRequest(base: string, path: string, { method = "POST", headers = {}, body }: Raw = {}): Promise<RawReply> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const answer = { status: response.statusCode ?? 0, headers: new Headers(pairs(response.rawHeaders)), text };
        try {
          expectOfrep(method, path, answer);
          resolve({ ...answer, body: text.startsWith("{") ? JSON.parse(text) : {} });
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Sends exactly these bytes and collects what comes until the connection ends. */
export function rawBytes(base: string, sent: string): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(sent));
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] as string, raw[2 * i + 1] as string]);
}
