import { gzipSync } from "node:zlib";
import { fromBinary, fromJsonString, toBinary } from "@bufbuild/protobuf";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { StatusSchema } from "./gen/google/rpc/status_pb.ts";
import {
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from "./gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { exported, inOneWindow } from "./test-export.ts";

const PROTOBUF = { "content-type": "application/x-protobuf" };

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["report"])).token;
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

async function stored(operation: string, by: "operation" | "path" = "operation") {
  const scope = { projectId: environment.project.id, environmentId: environment.id };
  const { series } = await measurements(environment.database.pool, scope, { by, operation }, new Date(Date.now() + 20_000));
  return series.map(({ path, kind, module, points }) => ({
    path,
    kind,
    module,
    count: points.reduce((sum, { count }) => sum + count, 0),
    errors: points.reduce((sum, { errors }) => sum + errors, 0),
    p50: points[0]?.p50 ?? null,
  }));
}

describe.each([
  ["cumulative", AggregationTemporality.CUMULATIVE],
  ["delta", AggregationTemporality.DELTA],
])("the stock exporter, %s", (name, temporality) => {
  it.each([
    ["explicit buckets", undefined],
    ["exponential buckets", { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const],
  ])("brings http.server.request.duration in %s into the chart", async (buckets, aggregation) => {
    const route = `/orders/${name}/${buckets}`.replaceAll(" ", "-");
    const exporter = new OTLPMetricExporter({
      url: `${dataplane.url}/v1/metrics`,
      headers: { authorization: `Bearer ${token}` },
      temporalityPreference: temporality,
    });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ "service.name": "api", "switchyard.module": "orders" }),
      readers: [reader],
      views: aggregation ? [{ instrumentName: "http.server.request.duration", aggregation }] : [],
    });
    const duration = provider.getMeter("test").createHistogram("http.server.request.duration", {
      unit: "s",
      advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
    });
    const attributes = { "http.request.method": "GET", "http.route": route, "url.scheme": "http" };
    const serve = (path: string, seconds: number, status: number) =>
      duration.record(seconds, { ...attributes, "switchyard.path": path, "http.response.status_code": status });
    for (let i = 0; i < 10; i += 1) serve("old", 0.06, 200);
    await provider.forceFlush();
    for (let i = 0; i < 5; i += 1) serve("old", 0.06, 200);
    for (let i = 0; i < 4; i += 1) serve("new", 0.3, i === 0 ? 503 : 200);
    await provider.forceFlush();
    await provider.forceFlush();
    await provider.shutdown();

    const series = await until(
      () => stored(`GET ${route}`),
      (all) => all.reduce((sum, { count }) => sum + count, 0) >= 19,
    );
    const common = { module: "orders", kind: "http" };
    expect(series).toContainEqual({ ...common, path: "old", count: 15, errors: 0, p50: expect.closeTo(0.0625, 1) });
    expect(series).toContainEqual({ ...common, path: "new", count: 4, errors: 1, p50: expect.any(Number) });
    const slow = series.find(({ path }) => path === "new");
    expect(slow?.p50).toBeGreaterThan(0.25);
    expect(slow?.p50).toBeLessThan(0.5);
  });
});

const send = (body: unknown, headers = {}) => dataplane.post("/v1/metrics", body, headers);

describe("exports", () => {
  it("are answered with nothing when all is well, in the encoding they came in", async () => {
    expect((await send({})).text).toBe("{}");
    const { status, text, headers } = await send(exported("A"));
    expect([status, text, headers.get("content-type")]).toEqual([200, "{}", "application/json"]);
    const binary = await send(new Uint8Array(), PROTOBUF);
    expect([binary.status, binary.text, binary.headers.get("content-type")]).toEqual([200, "", "application/x-protobuf"]);
  });

  it("may be gzipped, and repeat members nobody knows", async () => {
    const body = JSON.stringify({ ...exported("GZIP"), hello: 1 });
    const { status } = await send(gzipSync(body), {
      "content-encoding": "gzip",
      "content-type": "application/json; charset=utf-8",
    });
    expect(status).toBe(200);
    await until(
      () => stored("GZIP"),
      ([first]) => first?.count === 3,
    );
  });

  it("sent twice count once", async () => {
    const body = exported("TWICE");
    await send(body);
    expect((await send(body)).text).toBe("{}");
    await send(exported("AFTER"));
    await until(
      () => stored("AFTER"),
      ([first]) => first?.count === 3,
    );
    expect(await stored("TWICE")).toMatchObject([{ count: 3 }]);
  });

  it("are attributed by the flag that was evaluated too", async () => {
    const attributes = { "switchyard.module": "", "feature_flag.key": "payments.call", "feature_flag.result.variant": "new" };
    await send(exported("FLAG", { attributes }));
    await until(
      () => stored("FLAG"),
      ([first]) => first?.module === "payments" && first.path === "new" && first.count === 3,
    );
  });

  it.each([
    ["ms", 1000],
    ["milliseconds", 1000],
    ["Milliseconds", 1000],
    ["ms{request}", 1000],
    ["us", 1e6],
    ["μs", 1e6],
    ["microseconds", 1e6],
    ["ns", 1e9],
    ["seconds", 1],
    ["second", 1],
    ["", 1],
    ["min", 1 / 60],
  ])("in the unit “%s” are durations in seconds", async (unit, inSecond) => {
    const operation = `UNIT ${unit}`;
    const point = { ...inOneWindow(), explicitBounds: [0.1 * inSecond, inSecond] };
    await send(exported(operation, point, { name: "http.server.duration", unit }));
    const [series] = await until(
      () => stored(operation),
      ([first]) => first?.count === 3,
    );
    expect(series?.p50).toBeGreaterThan(0.1);
    expect(series?.p50).toBeLessThan(1);
  });

  it.each([
    ["as the end of the last bucket", ["1", "2", "0"]],
    ["with a bucket of nothing above", ["1", "2", "0", "0"]],
  ])("may name +Inf %s", async (how, bucketCounts) => {
    const operation = `INF ${how}`;
    const point = { ...inOneWindow(), explicitBounds: [0.1, 1, "Infinity"], bucketCounts };
    expect((await send(exported(operation, point))).text).toBe("{}");
    const [series] = await until(
      () => stored(operation),
      ([first]) => first?.count === 3,
    );
    expect(series?.p50).toBeGreaterThan(0.1);
    expect(series?.p50).toBeLessThan(1);
  });

  it("over a minute are spread over its windows without losing a count", async () => {
    const end = BigInt(Date.now()) * 1_000_000n;
    const sixty = { startTimeUnixNano: String(end - 60_000_000_000n), count: "61", bucketCounts: ["1", "59", "1"] };
    await send(exported("MINUTE", sixty));
    await until(
      () => stored("MINUTE"),
      ([first]) => first?.count === 61,
    );
    const scope = { projectId: environment.project.id, environmentId: environment.id };
    const query = { by: "path", operation: "MINUTE" } as const;
    const { series } = await measurements(environment.database.pool, scope, query, new Date(Date.now() + 20_000));
    expect(series[0]?.points.length).toBeGreaterThanOrEqual(6);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ["no attribution", { attributes: { "switchyard.path": "sideways" } }, {}, "unattributed"],
    [
      "only a data stage",
      { attributes: { "switchyard.path": "", "feature_flag.key": "orders.data", "feature_flag.result.variant": "live" } },
      {},
      "unattributed",
    ],
    ["an unknown module", { attributes: { "switchyard.module": "nowhere" } }, {}, "unknown module"],
    ["counts that do not add up", { count: "4" }, {}, "counts do not add up"],
    ["bounds that do not grow", { explicitBounds: [1, 1] }, {}, "counts do not add up"],
    ["too few buckets", { bucketCounts: ["3"] }, {}, "counts do not add up"],
    ["no time", { timeUnixNano: "0" }, {}, "without time"],
    ["a time long past", { timeUnixNano: "1000", startTimeUnixNano: "1" }, {}, "too old"],
    ["a time to come", { timeUnixNano: "4000000000000000000" }, {}, "in the future"],
    ["no temporality", {}, { histogram: { dataPoints: [{}] } }, "without temporality"],
    ["a unit that is no time", {}, { unit: "By" }, "not a duration"],
    ["a unit that is a word of JavaScript", {}, { unit: "constructor" }, "not a duration"],
    ["+Inf before the end", { explicitBounds: ["Infinity", 1] }, {}, "counts do not add up"],
    [
      "one bucket too many for +Inf",
      { explicitBounds: [1, "Infinity"], bucketCounts: ["3", "0", "0", "0"] },
      {},
      "counts do not add up",
    ],
    [
      "another duration of the process",
      { attributes: { "switchyard.path": "" } },
      { name: "nodejs.eventloop.delay" },
      "unattributed",
    ],
    ["a gauge", {}, { histogram: undefined, gauge: { dataPoints: [{}] } }, "not a histogram"],
    ["a summary", {}, { histogram: undefined, summary: { dataPoints: [{}] } }, "not a histogram"],
    ["too much in one point", { count: "9000000000", bucketCounts: ["9000000000", "0", "0"] }, {}, "implausible"],
  ])("with %s are a partial success", async (_, point, metric, reason) => {
    const { status, body } = await send(exported("BAD", point, metric));
    expect(status).toBe(200);
    expect(body).toEqual({ partialSuccess: { rejectedDataPoints: "1", errorMessage: `1 ${reason}` } });
    expect((await dataplane.get("/metrics")).text).toContain(`switchyard_dropped_total{reason="${reason}"}`);
  });

  it("without a recorded value are skipped in silence", async () => {
    expect((await send(exported("NONE", { flags: 1 }))).text).toBe("{}");
  });

  it("name partial success in protobuf as well", async () => {
    const request = fromJsonString(ExportMetricsServiceRequestSchema, JSON.stringify(exported("BAD", { count: "4" })));
    const response = await fetch(`${dataplane.url}/v1/metrics`, {
      method: "POST",
      headers: { ...PROTOBUF, "x-api-key": token },
      body: toBinary(ExportMetricsServiceRequestSchema, request),
    });
    const message = fromBinary(ExportMetricsServiceResponseSchema, new Uint8Array(await response.arrayBuffer()));
    expect(message.partialSuccess?.rejectedDataPoints).toBe(1n);
  });
});

describe("refusals", () => {
  const bomb = () => gzipSync(Buffer.alloc(20 * 1024 * 1024, 0x20));

  it.each<[string, () => BodyInit, Record<string, string>, number]>([
    ["garbage", () => new Uint8Array([255, 255, 255]), PROTOBUF, 400],
    ["truncated protobuf", () => new Uint8Array([10, 100, 1]), PROTOBUF, 400],
    ["no JSON", () => "{", { "content-type": "application/json" }, 400],
    ["JSON of another shape", () => '{"resourceMetrics":7}', { "content-type": "application/json" }, 400],
    ["no gzip", () => "hello", { ...PROTOBUF, "content-encoding": "gzip" }, 400],
    ["a bomb", bomb, { ...PROTOBUF, "content-encoding": "gzip" }, 413],
    ["a huge body", () => Buffer.alloc(17 * 1024 * 1024), PROTOBUF, 413],
    ["another encoding", () => "x", { ...PROTOBUF, "content-encoding": "br" }, 415],
    ["another type", () => "x", { "content-type": "text/plain" }, 415],
    ["a stranger's token", () => "", { ...PROTOBUF, authorization: "Bearer nobody" }, 401],
  ])("of %s carry a status in the sender's encoding", async (_, body, headers, expected) => {
    const response = await fetch(`${dataplane.url}/v1/metrics`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: body(),
    });
    expect(response.status).toBe(expected);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const binary = headers["content-type"] === PROTOBUF["content-type"];
    expect(response.headers.get("content-type")).toBe(binary ? "application/x-protobuf" : "application/json");
    const status = binary ? fromBinary(StatusSchema, bytes) : JSON.parse(new TextDecoder().decode(bytes));
    expect(status).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
  });
});
