import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataplaneOptions, startDataplane } from "./dataplane.ts";
import type { UpstreamOptions } from "./relay/source.ts";
import { expectOfrep } from "./test-ofrep.ts";

export type Reply = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

/** What was gathered is stored at once: a test that waits for it would wait for nothing else. */
const PACE = { storeMs: 50 };

/** A dataplane on a port of its own, with helpers to talk to it. No OFREP answer passes them that is against the standard. */
export type TestDataplane = {
  url: string;
  home: string;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>;
  call: (path: string, init: RequestInit) => Promise<Reply>;
  get: (path: string, headers?: Record<string, string>) => Promise<Reply>;
  close: () => Promise<void>;
};

export async function testDataplane(
  /** The URL of its Postgres, or the dataplane it relays. */
  fedBy: string | { upstream: UpstreamOptions },
  token: string,
  options: Partial<DataplaneOptions> = {},
): Promise<TestDataplane> {
  const fed = typeof fedBy === "string" ? { databaseUrl: fedBy } : fedBy;
  const home = options.home ?? mkdtempSync(join(tmpdir(), "dataplane-"));
  const { port, close } = await startDataplane({ ...fed, host: "127.0.0.1", port: 0, pace: PACE, ...options, home });
  const url = `http://127.0.0.1:${port}`;
  const call = async (path: string, init: RequestInit): Promise<Reply> => {
    const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(init.headers as Record<string, string>) };
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    expectOfrep(init.method ?? "GET", path, { status: response.status, headers: response.headers, text });
    return { status: response.status, headers: response.headers, text, body: text.startsWith("{") ? JSON.parse(text) : {} };
  };
  return {
    url,
    home,
    call,
    get: (path, headers = {}) => call(path, { method: "GET", headers }),
    post: (path, body, headers = {}) => {
      const raw = typeof body === "string" || body instanceof Uint8Array;
      return call(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: raw ? (body as BodyInit) : JSON.stringify(body),
      });
    },
    close: async () => {
      await close();
      if (options.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Asks until `read` answers something that `holds`, and gives that; fails after `seconds`. */
export async function until<T>(read: () => Promise<T> | T, holds: (value: T) => boolean, seconds = 5): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`not within ${seconds} s; the last answer was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
