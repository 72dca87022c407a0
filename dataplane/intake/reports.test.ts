import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emptyHistogram, observe } from "../../lib/core/measurements/histogram.ts";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { moduleSummaries } from "../../lib/measurements/reads/summaries.ts";
import { listSharedRecords } from "../../lib/mismatches/reads.ts";
import { sharedRecordsSchema } from "../../lib/mismatches/schema.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;

beforeAll(async () => {
  environment = await testEnvironment();
  dataplane = await testDataplane(environment.database.url, (await environment.token(["report", "read"])).token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

describe("reports", () => {
  let at: number;
  let batch = 0;
  beforeEach(() => {
    at = Math.floor(Date.now() / 10_000) * 10;
  });

  const histogramOf = (...durations: number[]) => {
    const histogram = emptyHistogram();
    for (const seconds of durations) observe(histogram, seconds);
    return histogram;
  };
  const windowOf = (operation: string, durations: number[], other = {}) => ({
    module: "orders",
    kind: "read",
    operation,
    path: "new",
    at,
    count: durations.length,
    errors: 0,
    sum: durations.reduce((sum, each) => sum + each, 0),
    histogram: histogramOf(...durations),
    ...other,
  });
  const send = (body: Record<string, unknown>) => {
    batch += 1;
    return dataplane.post("/api/v1/reports", { service: "api", instance: "api-1", batch: `batch-${batch}`, ...body });
  };
  const stored = async (operation: string) => {
    const scope = { projectId: environment.project.id, environmentId: environment.id };
    const { series } = await measurements(
      environment.database.pool,
      scope,
      { by: "operation", operation },
      new Date(Date.now() + 10_000),
    );
    return series[0]?.points ?? [];
  };

  it("become points of a chart, merged over senders", async () => {
    const reply = await send({ windows: [windowOf("get", [0.1, 0.2]), windowOf("get", [0.3], { errors: 1 })] });
    expect([reply.status, reply.body]).toEqual([202, { accepted: 2, dropped: 0, reasons: {} }]);
    await until(
      () => stored("get"),
      (points) => points[0]?.count === 3,
    );
    await send({ windows: [windowOf("get", [0.4])] });
    const [point] = await until(
      () => stored("get"),
      (points) => points[0]?.count === 4,
    );
    expect(point).toMatchObject({ t: at, errors: 1, p50: expect.closeTo(0.2, 1), p99: expect.closeTo(0.4, 1) });
  });

  it("sent twice count once", async () => {
    const body = { batch: "the same", windows: [windowOf("twice", [0.1])] };
    const first = await send(body);
    const again = await send(body);
    expect(again.body).toEqual(first.body);
    await send({ windows: [windowOf("twice", [0.1])] });
    await until(
      () => stored("twice"),
      (points) => points.length > 0 && points[0]?.count === 2,
    );
  });

  it("count comparisons and failed second writes", async () => {
    const operation = "list";
    await send({
      comparisons: [{ module: "orders", operation, at, compared: 5, equal: 3, different: 2, skipped: 4 }],
      secondaryFailures: [
        { module: "orders", operation, path: "new", at, count: 3 },
        { module: "orders", operation, path: "old", at, count: 4 },
      ],
    });
    const summary = async () =>
      (await moduleSummaries(environment.database.pool, environment.id, 60, new Date(Date.now() + 10_000)))[0];
    const found = await until(summary, (item) => item?.comparisons.compared === 5);
    expect(found).toMatchObject({ comparisons: { compared: 5, different: 2, skipped: 4 }, secondaryFailures: 7 });
  });

  it("drop what cannot be right, and say why", async () => {
    const { status, body } = await send({
      windows: [
        windowOf("a", [0.1], { module: "nowhere" }),
        windowOf("a", [0.1], { module: "__proto__" }),
        windowOf("a", [0.1], { at: at - 86_400 }),
        windowOf("a", [0.1], { at: at + 86_400 }),
        windowOf("a", [0.1], { count: 2 }),
        windowOf("a", [0.1], { errors: 2 }),
        windowOf("a", [], {
          count: 9_007_199_254_740_991,
          histogram: { scale: 3, zeroCount: 9_007_199_254_740_991, offset: 0, counts: [] },
        }),
        windowOf("a", [0.1]),
      ],
      comparisons: [{ module: "nowhere", operation: "a", at, compared: 1, equal: 1, different: 0, skipped: 0 }],
    });
    expect([status, body]).toEqual([
      202,
      {
        accepted: 1,
        dropped: 8,
        reasons: {
          "unknown module": 3,
          "too old": 1,
          "in the future": 1,
          "counts do not add up": 2,
          implausible: 1,
        },
      },
    ]);
  });

  it("keep the newest fifty sampled differences of a module", async () => {
    const sample = (index: number) => ({
      module: "orders",
      operation: "get",
      at: at + index / 100,
      field: "lines.*.sum",
      kind: "value",
    });
    const { body } = await send({
      samples: [
        { ...sample(0), module: "nowhere" },
        { ...sample(0), at: at - 86_400 },
        ...Array.from({ length: 40 }, (_, i) => ({ ...sample(i), old: { text: "a\u0000\ud800" }, new: i })),
      ],
    });
    expect(body).toEqual({ accepted: 40, dropped: 2, reasons: { "unknown module": 1, "too old": 1 } });
    const kept = () => environment.database.db.mismatchSample.findMany({ orderBy: { at: "asc" } });
    const first = await until(kept, ({ length }) => length === 40);
    expect(first[0]).toMatchObject({
      operation: "get",
      field: "lines.*.sum",
      kind: "value",
      old: { text: "a\ufffd\ufffd" },
      new: 0,
    });
    await send({ samples: Array.from({ length: 40 }, (_, i) => ({ ...sample(100 + i), kind: "missing", old: 1 })) });
    const second = await until(kept, ([oldest]) => oldest?.new !== 0);
    expect([second.length, second[0]?.new, second.at(-1)]).toMatchObject([50, 30, { kind: "missing", old: 1, new: null }]);
  });

  it("say which modules' records are written from both sides, once for each batch", async () => {
    const seen = { module: "payments", at, count: 2, example: "string 0a1b2c3d" };
    const told = () => listSharedRecords(environment.project.as("viewer"), { environment: "production" });
    const { body } = await send({ sharedRecords: [seen, { ...seen, module: "nowhere" }, { ...seen, at: at - 86_400 }] });
    expect(body).toEqual({ accepted: 1, dropped: 2, reasons: { "unknown module": 1, "too old": 1 } });
    await until(told, ([one]) => one?.count === 2);
    await send({ sharedRecords: [{ ...seen, at: at + 5, count: 3, example: { text: "a\u0000" } }] });
    const [one] = await until(told, ([first]) => first?.count === 5);
    expect(sharedRecordsSchema.parse(one)).toEqual({
      module: "payments",
      count: 5,
      since: new Date(at * 1000).toISOString(),
      lastAt: new Date((at + 5) * 1000).toISOString(),
      example: { text: "a\ufffd" },
    });
  });

  it("are bounded by series", async () => {
    const windows = Array.from({ length: 2100 }, (_, i) => windowOf(`many ${i}`, [0.1], { histogram: histogramOf(0.1) }));
    const { body } = await send({ windows });
    expect(body.reasons).toEqual({ "too many series": expect.any(Number) });
    expect(body.accepted).toBeLessThanOrEqual(2000);
    await until(
      async () => /^switchyard_unsaved_windows (\d+)/m.exec((await dataplane.get("/metrics")).text)?.[1],
      (left) => left === "0",
    );
  });

  it.each([
    ["an unknown field", { hello: 1 }, ""],
    [
      "a long sample",
      { samples: [{ module: "a", operation: "a", at: 0, field: "", kind: "value", old: "x".repeat(2100) }] },
      "samples.0.old",
    ],
    ["a count of nothing", { sharedRecords: [{ module: "orders", at: 1, count: 0 }] }, "sharedRecords.0.count"],
    ["no batch", { batch: "" }, "batch"],
    ["a window without path", { windows: [{ module: "orders" }] }, "windows.0.kind"],
    ["an infinite sum", { windows: [windowOf("a", [1], { at: 0, sum: "Infinity" })] }, "windows.0.sum"],
  ])("with %s are refused", async (_, body, path) => {
    const reply = await send(body);
    expect(reply.status).toBe(400);
    expect((reply.body.errors as { path: string }[])[0]?.path).toBe(path);
  });
});
