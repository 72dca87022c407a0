import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { protobuf } from "./otlp.ts";

/** A request as it is sent; the token is put in for `authorization: "valid"`. */
export type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer };

const READ_JSON = [
  "/ofrep/v1/evaluate/flags/module-0.route",
  "/ofrep/v1/evaluate/flags/module-0.data",
  "/ofrep/v1/evaluate/flags",
  "/api/v1/instances",
  "/api/v1/ledger",
  "/api/v1/ledger/repairs",
  "/api/v1/reports",
  "/api/v1/relay/instances",
  "/api/v1/relay/refresh",
  "/api/v1/relay/measurements",
];
const PATHS = [
  ...READ_JSON,
  "/ofrep/v1/events",
  "/api/v1/snapshot",
  "/api/v1/stream",
  "/api/v1/relay/stream",
  "/v1/metrics",
  "/healthz",
  "/readyz",
  "/metrics",
];

const ODD = ["__proto__", "constructor", "%", "%00", "%zz", "%2e%2e", "..", "\ud800", "a".repeat(500), "a b", "😀", "%ff%fe"];
const odd = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom(...ODD));

const known = fc.constantFrom(...PATHS);
const path = fc.oneof(
  { weight: 4, arbitrary: known },
  odd.map((key) => `/ofrep/v1/evaluate/flags/${encoded(key)}`),
  fc.tuple(known, odd).map(([base, query]) => `${base}?token=${encoded(query)}&module=${encoded(query)}&limit=${encoded(query)}`),
  odd.map((text) => `/${encoded(text)}`),
  fc.tuple(known, fc.constantFrom("/", "//", "/.", "/..", ";a=b", "%2f", "?", "#x")).map(([base, tail]) => base + tail),
  fc.constantFrom("*", "//", "http://elsewhere/api/v1/snapshot", `/${"a/".repeat(3000)}`),
);

function encoded(text: string): string {
  if (text.includes("%")) return text.replace(/[^\x21-\x7e]/g, "_");
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

const label = fc.oneof(odd, fc.string({ maxLength: 10 }), fc.constant("x".repeat(70_000)));
const size = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1e308, -0, 2 ** 53, -1));

/** Bodies in the shapes the endpoints know, with contents they should not take. */
const shaped = fc.oneof(
  fc.json().map((value) => `{"context":${value}}`),
  fc.json().map((value) => `{"context":{"targetingKey":${value}}}`),
  label.map((key) => JSON.stringify({ context: { targetingKey: key, [key]: key } })),
  fc.record({ service: label, instance: label, revision: size, leaseSeconds: size }).map((said) => JSON.stringify(said)),
  fc
    .record({
      service: label,
      instance: label,
      batch: label,
      comparisons: fc.array(fc.record({ module: label, operation: label, at: size, compared: size }), { maxLength: 3 }),
    })
    .map((report) => JSON.stringify(report)),
  fc
    .record({
      service: label,
      instance: label,
      entries: fc.array(fc.record({ module: label, store: label, at: size }), { maxLength: 3 }),
    })
    .map((failures) => JSON.stringify(failures)),
  fc
    .json()
    .map(
      (value) =>
        `{"words":${value},"windows":${value},"counts":${value},"samples":${value},"losses":${value},"tokenUses":${value}}`,
    ),
  fc.json().map((value) => `{"resourceMetrics":${value}}`),
  fc
    .json()
    .map((value) => `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"unit":"s","histogram":{"dataPoints":${value}}}]}]}]}`),
);

const hostile = fc.oneof(
  fc.string({ maxLength: 30 }).map((text) => `{"context":${text}`),
  fc.integer({ min: 1, max: 200_000 }).map((depth) => `{"context":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`),
  fc.integer({ min: 1, max: 100_000 }).map((depth) => `${'{"context":'.repeat(depth)}1${"}".repeat(depth)}`),
  fc.integer({ min: 1, max: 100_000 }).map((depth) => `{"resourceMetrics":${"[".repeat(depth)}`),
  fc.constantFrom(
    '{"context":{"__proto__":{"targetingKey":"x"}}}',
    '{"__proto__":{"context":{"targetingKey":"x"}},"constructor":{"prototype":{"x":1}}}',
    '{"context":{"targetingKey":"a","targetingKey":"b"},"context":{"targetingKey":"c"}}',
    '{"context":{"a":1e999,"b":-1e999,"c":123456789012345678901234567890}}',
    '{"context":{"targetingKey":"\\ud800"}}',
    '{"context":{"targetingKey":"\\u0000"}}',
    "\ufeff{}",
    "",
    "null",
  ),
);

const json = fc.oneof({ weight: 2, arbitrary: shaped }, hostile, fc.json({ maxDepth: 6 }));

/** 32 MiB of zeros in 32 KiB, more than any body may inflate to. */
const BOMB = gzipSync(Buffer.alloc(32 * 1024 * 1024));
const content = fc.oneof(
  json.map((each) => Buffer.from(each)),
  protobuf,
);
const gzip = fc.oneof(
  content.map((bytes) => gzipSync(bytes)),
  fc.tuple(content, fc.nat()).map(([bytes, at]) => {
    const packed = gzipSync(bytes);
    return packed.subarray(0, at % (packed.length + 1));
  }),
  fc.tuple(content, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
    const packed = gzipSync(bytes);
    packed[at % packed.length] = value;
    return packed;
  }),
  fc.constant(BOMB),
);
const raw = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

const otherHeaders = fc.record(
  {
    authorization: fc.oneof(
      { weight: 12, arbitrary: fc.constant("valid") },
      fc.constantFrom("Bearer", "Bearer  ", "Basic x", "bearer nobody", `Bearer ${"x".repeat(8000)}`),
    ),
    origin: fc.constantFrom("https://shop.example", "null", "x", "a".repeat(3000)),
    "if-none-match": fc.constantFrom("*", '""', 'W/"', ",,,", '"a", "b'),
    "last-event-id": fc.constantFrom("", "1", "-1", "9".repeat(400), "\t"),
    "x-api-key": fc.constantFrom("", "x"),
    expect: fc.constantFrom("100-continue", "200-ok"),
  },
  { requiredKeys: ["authorization"] },
);

type Typed = { body: Buffer; type: string; encoding?: string };

const TYPES = ["application/json", "application/x-protobuf", "text/plain", "application/json; charset=utf-16", ";", ""];
const asJson: fc.Arbitrary<Typed> = json.map((each) => ({ body: Buffer.from(each), type: "application/json" }));
const asProtobuf: fc.Arbitrary<Typed> = protobuf.map((body) => ({ body, type: "application/x-protobuf" }));
const asGzip: fc.Arbitrary<Typed> = fc.record({
  body: gzip,
  type: fc.constantFrom("application/json", "application/x-protobuf"),
  encoding: fc.constant("gzip"),
});
const asAnything: fc.Arbitrary<Typed> = fc.record({
  body: fc.oneof(raw, content, gzip),
  type: fc.constantFrom(...TYPES),
  encoding: fc.constantFrom("gzip", "identity", "br", ""),
});

const method = fc.oneof(
  { weight: 8, arbitrary: fc.constant("POST") },
  fc.constantFrom("GET", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"),
);

/** Most go where their body is read; the rest anywhere. */
const aimed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ method: fc.constant("POST"), path: fc.constantFrom(...READ_JSON), typed: asJson }) },
  {
    weight: 3,
    arbitrary: fc.record({
      method: fc.constant("POST"),
      path: fc.constant("/v1/metrics"),
      typed: fc.oneof(asJson, asProtobuf, asGzip, asAnything),
    }),
  },
  { weight: 4, arbitrary: fc.record({ method, path, typed: fc.oneof(asJson, asProtobuf, asGzip, asAnything) }) },
);

export const anyRequest: fc.Arbitrary<Sent> = fc.tuple(aimed, otherHeaders).map(([{ method: how, path: to, typed }, others]) => ({
  method: how,
  path: to,
  headers: withoutAbsent({ ...others, "content-type": typed.type, "content-encoding": typed.encoding }),
  body: how.startsWith("P") ? typed.body : Buffer.alloc(0),
}));

function withoutAbsent(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** What is no HTTP, or hardly. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  raw,
  fc.tuple(odd, known).map(([method, to]) => Buffer.from(`${method} ${to} HTTP/1.1\r\nHost: x\r\n\r\n`)),
  fc.tuple(known, odd, odd).map(([to, name, value]) => Buffer.from(`GET ${to} HTTP/1.1\r\nHost: x\r\n${name}: ${value}\r\n\r\n`)),
  fc
    .integer({ min: 90, max: 3000 })
    .map((count) => Buffer.from(`GET /healthz HTTP/1.1\r\nHost: x\r\n${"a: b\r\n".repeat(count)}\r\n`)),
  fc
    .constantFrom(
      "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
      "GET /healthz HTTP/1.1\r\n\r\n",
      "GET /healthz HTTP/1.0\r\n\r\n",
      "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
      "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\ngarbage",
    )
    .map((lines) => Buffer.from(lines)),
);
