import { request as send } from "node:http";
import { createGunzip } from "node:zlib";
import type { Console } from "./product.ts";

export type Answered = {
  /** Bytes of the body as they crossed the wire, compressed. */
  wireBytes: number;
  body: string;
  firstByteMs: number;
  ms: number;
};

type Asked = { method?: string; body?: object; key?: string };

/** An older build may take long; beyond this nobody waits for it. */
const PATIENCE_MS = 60_000;

/** One request of a browser that is signed in, on a connection of its own. Throws when the answer is no good one, with its status. */
export function request(console: Console, path: string, { method = "GET", body, key }: Asked = {}): Promise<Answered> {
  const began = performance.now();
  const since = () => performance.now() - began;
  const headers = {
    cookie: `${console.cookie.name}=${console.cookie.value}`,
    origin: console.url,
    "accept-encoding": "gzip",
    ...(body && { "content-type": "application/json" }),
    ...(key && { "idempotency-key": key }),
  };
  return new Promise((resolve, reject) => {
    const asked = send(console.url + path, { method, headers, agent: false }, (response) => {
      const firstByteMs = since();
      const unpacked = response.headers["content-encoding"] === "gzip" ? response.pipe(createGunzip()) : response;
      const chunks: Buffer[] = [];
      let wireBytes = 0;
      response.on("data", (chunk: Buffer) => {
        wireBytes += chunk.length;
      });
      unpacked.on("data", (chunk: Buffer) => chunks.push(chunk));
      unpacked.on("error", reject);
      unpacked.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        if (status < 300) resolve({ wireBytes, body: text, firstByteMs, ms: since() });
        else reject(new Refused(status, since(), text.slice(0, 500)));
      });
    });
    asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
    asked.on("error", reject);
    asked.end(body && JSON.stringify(body));
  });
}

export class Refused extends Error {
  readonly status: number;
  constructor(status: number, ms: number, text: string) {
    super(`${status} after ${(ms / 1000).toFixed(1)} s\n${text}`);
    this.status = status;
  }
}

export async function json<Answer>(console: Console, path: string, asked?: Asked): Promise<Answer> {
  return JSON.parse((await request(console, path, asked)).body) as Answer;
}
