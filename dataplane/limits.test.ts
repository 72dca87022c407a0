import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "./test-dataplane.ts";

const FLAG = "/ofrep/v1/evaluate/flags/orders.route";

let environment: TestEnvironment;
let token: string;
let other: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read", "report"])).token;
  other = (await environment.token(["read", "report"])).token;
});
afterAll(() => environment.close());

async function withLimits(options: Parameters<typeof testDataplane>[2], work: (dataplane: TestDataplane) => Promise<void>) {
  const dataplane = await testDataplane(environment.database.url, token, options);
  try {
    await work(dataplane);
  } finally {
    await dataplane.close();
  }
}

let sent = 0;
function report(dataplane: TestDataplane, rows: number, by = token) {
  sent += 1;
  const at = Math.floor(Date.now() / 10_000) * 10;
  const one = { module: "orders", operation: "get", at, compared: 1, equal: 1, different: 0, skipped: 0 };
  const body = { service: "api", instance: "api-1", batch: `b${sent}`, comparisons: Array.from({ length: rows }, () => one) };
  return dataplane.post("/api/v1/reports", body, { authorization: `Bearer ${by}` });
}

const seconds = (headers: Headers) => Number(headers.get("retry-after"));

describe("a token that sends too much", () => {
  it.each([
    ["bytes", { bytesPerSecond: 5000 }],
    ["points", { pointsPerSecond: 50 }],
  ])("of %s waits until it is even again, and nobody else does", async (_, limit) => {
    await withLimits({ limits: { readsPerSecond: 1000, reportsPerSecond: 1000, ...limit } }, async (dataplane) => {
      expect((await report(dataplane, 200)).status).toBe(202);
      const refused = await report(dataplane, 1);
      expect([refused.status, refused.body]).toEqual([429, expect.objectContaining({ detail: "This token sends too much." })]);
      expect(seconds(refused.headers)).toBeGreaterThanOrEqual(1);
      const otlp = await dataplane.post("/v1/metrics", {});
      expect([otlp.status, otlp.body]).toEqual([429, { code: 8, message: "This token sends too much." }]);
      expect((await report(dataplane, 1, other)).status).toBe(202);
      expect((await dataplane.post(FLAG, {})).status).toBe(200);
      await until(
        () => report(dataplane, 1),
        ({ status }) => status === 202,
        15,
      );
    });
  });
});

describe("connections", () => {
  it("beyond the bound are turned away, and those that are there stay", async () => {
    await withLimits({ connections: 5 }, async (dataplane) => {
      const { hostname, port } = new URL(dataplane.url);
      const sockets: Socket[] = [];
      for (let i = 0; i < 5; i += 1) {
        const socket = connect(Number(port), hostname);
        await once(socket, "connect");
        sockets.push(socket);
      }
      const [first] = sockets as [Socket];
      const ask = async () => {
        first.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        const [answer] = await once(first, "data");
        return String(answer).slice(0, 15);
      };
      expect(await ask()).toBe("HTTP/1.1 200 OK");
      const late = connect(Number(port), hostname);
      late.on("error", () => undefined);
      await once(late, "close");
      expect(await ask()).toBe("HTTP/1.1 200 OK");
      for (const socket of sockets) socket.destroy();
      await until(
        () => dataplane.get("/healthz").catch(() => ({ status: 0 })),
        ({ status }) => status === 200,
      );
    });
  });
});

describe("strangers", () => {
  it("with unknown tokens make Postgres be asked ten times a second at the most", async () => {
    const looks = async () => {
      const { rows } = await environment.database.pool.query<{ looks: number }>(
        "SELECT (seq_scan + coalesce(idx_scan, 0))::int AS looks FROM pg_stat_user_tables WHERE relname = 'api_tokens'",
      );
      return rows[0]?.looks ?? 0;
    };
    const before = await looks();
    const began = performance.now();
    await withLimits({}, async (dataplane) => {
      for (let i = 0; i < 1000; i += 50) {
        const strangers = Array.from({ length: 50 }, (_, n) => `Bearer nobody-${i + n}`);
        const answers = await Promise.all(strangers.map((authorization) => dataplane.post(FLAG, {}, { authorization })));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      }
    });
    // Connections that ended have told their statistics. The poll looks too, every five seconds, and so does the start.
    const seconds = (performance.now() - began) / 1000;
    expect((await looks()) - before).toBeLessThan(seconds * 10 + seconds / 2 + 5);
  }, 60_000);
});

describe("headers", () => {
  it("are refused beyond sixteen KiB, and those after the hundredth are not looked at", async () => {
    await withLimits({}, async (dataplane) => {
      const large = await dataplane.get("/api/v1/snapshot", { "x-large": "a".repeat(17_000) });
      expect([large.status, large.body]).toEqual([431, expect.objectContaining({ status: 431, errorCode: "GENERAL" })]);
      const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, "a"]));
      expect((await dataplane.get("/healthz", many)).status).toBe(200);
    });
  });
});

describe("bodies", () => {
  it("may inflate to the limit and no further, however they are packed", async () => {
    await withLimits({}, async (dataplane) => {
      const packed = (mebibytes: number) => gzipSync(Buffer.alloc(mebibytes * 1024 * 1024));
      const send = (body: Buffer) =>
        dataplane.post("/v1/metrics", body, { "content-type": "application/x-protobuf", "content-encoding": "gzip" });
      expect((await send(packed(16))).status).toBe(400);
      expect((await send(packed(17))).status).toBe(413);
      expect((await send(gzipSync(packed(64)))).status).toBe(400);
    });
  });
});
