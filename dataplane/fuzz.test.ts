import { request } from "node:http";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";

/** Whatever is sent: no 5xx, no crash, and an answer in the protocol's own form. */

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read", "report"])).token;
  await environment.move("orders.route", "new", 50_000);
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer };
type Answer = { status: number; type: string; text: string };

/** Through node:http, which sends paths as they are. */
function send({ method, path, headers, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(dataplane.url);
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const stream = response.headers["content-type"] === "text/event-stream";
      const answer = { status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", text: "" };
      if (stream) {
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
    sending.on("error", reject);
    sending.end(body);
  });
}

const PATHS = [
  "/ofrep/v1/evaluate/flags/orders.route",
  "/ofrep/v1/evaluate/flags",
  "/ofrep/v1/events",
  "/api/v1/snapshot",
  "/api/v1/stream",
  "/api/v1/instances",
  "/api/v1/ledger",
  "/api/v1/ledger/repairs",
  "/api/v1/reports",
  "/v1/metrics",
  "/healthz",
  "/readyz",
  "/metrics",
];

const odd = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("__proto__", "constructor", "%", "%00", "%zz", "%2e%2e", "..", "\ud800", "a".repeat(500), "a b", "😀"),
);
const path = fc.oneof(
  fc.constantFrom(...PATHS),
  odd.map((key) => `/ofrep/v1/evaluate/flags/${encode(key)}`),
  fc
    .tuple(fc.constantFrom(...PATHS), odd)
    .map(([base, query]) => `${base}?token=${encode(query)}&flagConfigEtag=${encode(query)}`),
  odd.map((text) => `/${encode(text)}`),
);
const json = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.json().map((value) => `{"context":${value}}`),
  fc.json().map((value) => `{"context":{"targetingKey":${value}}}`),
  fc.string({ unit: "binary" }).map((key) => JSON.stringify({ context: { targetingKey: key, [key]: key } })),
  fc.string({ maxLength: 30 }).map((text) => `{"context":${text}`),
  fc.integer({ min: 1, max: 60_000 }).map((depth) => `{"context":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`),
  fc.integer({ min: 1, max: 60_000 }).map((depth) => `{"resourceMetrics":${"[".repeat(depth)}`),
  fc.constantFrom(
    '{"context":{"__proto__":{"targetingKey":"x"}}}',
    '{"context":{"a":1e999}}',
    '{"context":{"targetingKey":"\\ud800"}}',
  ),
);
const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  json.map((text) => gzipSync(text)),
);
const headers = fc.record(
  {
    authorization: fc.oneof(
      { weight: 8, arbitrary: fc.constant("valid") },
      fc.constantFrom("Bearer", "Bearer  ", "Basic x", "bearer nobody"),
    ),
    "content-type": fc.constantFrom(
      "application/json",
      "application/x-protobuf",
      "text/plain",
      "application/json; charset=utf-16",
      ";",
    ),
    "content-encoding": fc.constantFrom("gzip", "identity", "br", ""),
    "if-none-match": fc.constantFrom("*", '""', 'W/"', ",,,", '"a", "b'),
    "last-event-id": fc.constantFrom("", "1", "-1", "9".repeat(400), "\t"),
    "x-api-key": fc.constantFrom("", "x"),
  },
  { requiredKeys: [] },
);

function encode(text: string): string {
  return text.includes("%")
    ? text.replace(/[^\x21-\x7e]/g, "_")
    : [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

describe("the fuzzer", () => {
  it("finds nothing that breaks an endpoint", async () => {
    const method = fc.oneof(
      { weight: 6, arbitrary: fc.constant("POST") },
      fc.constantFrom("GET", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"),
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, headers, body }), async (sent) => {
        const authorization = sent.headers.authorization === "valid" ? `Bearer ${token}` : sent.headers.authorization;
        const carried = /^P/.test(sent.method) ? sent.body : Buffer.alloc(0);
        const known = Object.fromEntries(
          Object.entries({ ...sent.headers, authorization }).filter(([, value]) => value !== undefined),
        );
        const answer = await send({ ...sent, headers: known as Record<string, string>, body: carried });
        expect(answer.status).toBeLessThan(500);
        if (answer.status < 400 || answer.text === "") return;
        const form = sent.path.startsWith("/ofrep/") ? "errorCode" : sent.path.startsWith("/v1/metrics") ? "code" : "requestId";
        if (answer.type !== "application/x-protobuf") expect(JSON.parse(answer.text)).toHaveProperty(form);
      }),
      { numRuns: 1500 },
    );
    expect((await dataplane.get("/healthz")).status).toBe(200);
  }, 120_000);

  it("finds nothing Postgres chokes on later", async () => {
    const label = fc.string({ unit: "binary", minLength: 1, maxLength: 50 });
    const count = fc.oneof(fc.nat(5), fc.constantFrom(1e9, 1e12, Number.MAX_SAFE_INTEGER));
    const at = Math.floor(Date.now() / 10_000) * 10;
    const window = fc.record({
      module: fc.constantFrom("orders", "nowhere"),
      kind: fc.constantFrom("http", "read", "write"),
      operation: label,
      path: fc.constantFrom("old", "new"),
      at: fc.oneof(fc.constant(at), fc.nat()),
      count,
      errors: fc.nat(2),
      sum: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      histogram: fc.record({
        scale: fc.integer({ min: -10, max: 20 }),
        zeroCount: count,
        offset: fc.integer({ min: -20_000, max: 20_000 }),
        counts: fc.array(count, { maxLength: 4 }),
      }),
    });
    const sample = fc.record({
      module: fc.constant("orders"),
      operation: label,
      at: fc.constant(at),
      field: label,
      kind: fc.constantFrom("missing", "extra", "type", "value"),
      old: fc.jsonValue(),
      new: label,
    });
    const report = fc.record({
      service: label,
      instance: label,
      batch: label,
      windows: fc.array(window, { maxLength: 5 }),
      samples: fc.array(sample, { maxLength: 3 }),
    });
    const said = fc.record(
      {
        service: label,
        instance: label,
        version: label,
        revision: fc.nat(3),
        leaseSeconds: fc.nat(3600),
        incarnation: label,
        register: fc.boolean(),
        onLeaseLoss: fc.constantFrom("hold", "fence"),
        writes: fc.array(label, { maxLength: 3 }),
      },
      { requiredKeys: ["service", "instance", "revision"] },
    );
    const entry = fc.record({
      module: fc.constantFrom("orders", "nowhere"),
      store: fc.constantFrom("old", "new"),
      key: label,
      subject: label,
      operation: label,
      error: label,
      at: fc.nat(),
    });
    const failures = fc.record({ service: label, instance: label, entries: fc.array(entry, { maxLength: 5 }) });
    const exact = (body: { windows: { count: number; histogram: { zeroCount: number; counts: number[] } }[] }) => {
      for (const each of body.windows)
        each.count = each.histogram.counts.reduce((sum, one) => sum + one, each.histogram.zeroCount);
      return body;
    };
    await fc.assert(
      fc.asyncProperty(report, said, failures, async (body, acknowledgement, failed) => {
        expect((await dataplane.post("/api/v1/reports", exact(body))).status).toBeLessThan(500);
        expect((await dataplane.post("/api/v1/instances", acknowledgement)).status).toBeLessThan(500);
        expect((await dataplane.post("/api/v1/ledger", failed)).status).toBeLessThan(500);
        const repairs = failed.entries.map(({ module, store, key }) => ({ module, store, key, sequence: 1, ok: true }));
        expect((await dataplane.post("/api/v1/ledger/repairs", { ...failed, entries: undefined, repairs })).status).toBeLessThan(
          500,
        );
      }),
      { numRuns: 300 },
    );
    const { text } = await dataplane.get("/metrics");
    await dataplane.close();
    const after = await testDataplane(environment.database.url, token);
    expect((await after.get("/metrics")).text).not.toContain("refused by Postgres");
    expect(text).not.toContain("refused by Postgres");
    dataplane = after;
    const { rows } = await environment.database.pool.query("SELECT count(*)::int AS windows FROM measurements_10s");
    expect(rows[0].windows).toBeGreaterThan(0);
  }, 120_000);
});
