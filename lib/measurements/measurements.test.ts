import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { emptyHistogram, observe } from "../core/measurements/histogram.ts";
import { upkeepOf } from "./commands/keep.ts";
import { storeCounts } from "./commands/store-counts.ts";
import { type StoredWindow, storeWindows } from "./commands/store-windows.ts";
import { type MeasurementQuery, measurements } from "./reads/series.ts";
import { moduleSummaries } from "./reads/summaries.ts";

const NOW = new Date("2026-11-21T10:30:00Z");
const END = NOW.getTime() / 1000;

let environment: TestEnvironment;
let pool: Pool;
let modules: Map<string, string>;

beforeAll(async () => {
  environment = await testEnvironment(["carts", "orders", "payments", "stock"]);
  pool = environment.database.pool;
  const rows = await environment.database.db.module.findMany({ where: { projectId: environment.project.id } });
  modules = new Map(rows.map(({ key, id }) => [key, id]));
});
afterAll(() => environment.close());

function observed(durations: number[], errors = 0) {
  const histogram = emptyHistogram();
  for (const seconds of durations) observe(histogram, seconds);
  return { count: durations.length, errors, sum: durations.reduce((sum, each) => sum + each, 0), histogram };
}

function windowOf(module: string, at: number, durations: number[], other: Partial<StoredWindow> = {}): StoredWindow {
  const moduleId = modules.get(module) ?? randomUUID();
  const series = { environmentId: environment.id, moduleId, path: "old", kind: "http", operation: "GET /" } as const;
  return { ...series, source: randomUUID(), at, ...observed(durations), ...other };
}

function read(query: Partial<MeasurementQuery>, now = NOW) {
  const scope = { projectId: environment.project.id, environmentId: environment.id };
  return measurements(pool, scope, { by: "operation", ...query }, now);
}

describe("stored windows", () => {
  it("are merged over writers, and written twice count once", async () => {
    const window = windowOf("orders", END - 60, [0.01, 0.02, 0.03, 0.04]);
    const grown = { ...window, ...observed([0.01, 0.02, 0.03, 0.04, 0.06], 2) };
    await storeWindows(pool, [window, windowOf("orders", END - 60, [0.05])]);
    await storeWindows(pool, [grown]);
    await storeWindows(pool, [grown]);
    const { step, series } = await read({ module: "orders" });
    expect(step).toBe(10);
    expect(series).toMatchObject([{ module: "orders", path: "old", kind: "http", operation: "GET /" }]);
    const points = series[0]?.points ?? [];
    expect(points).toMatchObject([{ t: END - 60, count: 6, errors: 2 }]);
    expect(points[0]?.p50).toBeCloseTo(0.03, 2);
    expect(points[0]?.p99).toBeCloseTo(0.06, 2);
  });

  it("of a module that is gone are left out, the others kept", async () => {
    await storeWindows(pool, [windowOf("nowhere", END - 60, [1]), windowOf("payments", END - 60, [1], { operation: "kept" })]);
    const { series } = await read({ module: "payments" });
    expect(series.map(({ operation }) => operation)).toEqual(["kept"]);
  });

  it("may be the first of a series with two writers at once", async () => {
    const windows = () => Array.from({ length: 50 }, (_, i) => windowOf("stock", END - 60, [1], { operation: `race ${i}` }));
    await Promise.all([storeWindows(pool, windows()), storeWindows(pool, windows())]);
    const { series } = await read({ module: "stock", by: "path" });
    expect(series).toMatchObject([{ operation: null, points: [{ count: 100 }] }]);
  });
});

describe("reading", () => {
  it("refuses a span that ends before it begins, and a module of another project", async () => {
    expect((await failure(read({ from: END, to: END - 1 }))).code).toBe("invalid");
    expect((await failure(read({ module: "elsewhere" }))).code).toBe("not-found");
    const other = await testProjectScope();
    expect((await failure(measurements(pool, other, { module: "orders", by: "path" }, NOW))).code).toBe("not-found");
  });

  it.each([
    ["an hour", 3600, undefined, 10],
    ["two hours", 7200, undefined, 20],
    ["a day", 86_400, undefined, 180],
    ["a month", 30 * 86_400, undefined, 7200],
    ["an hour in minutes", 3600, 60, 60],
    ["a day, finer than what is kept", 86_400, 10, 60],
    ["a year, far too fine", 365 * 86_400, 10, 10_800],
  ])("takes steps that fit %s", async (_, seconds, step, expected) => {
    const answer = await read({ module: "orders", from: END - seconds, step });
    expect(answer.step).toBe(expected);
  });

  it("says which stretch was read: so many seconds up to now, by its own clock", async () => {
    expect(await read({ module: "stock", seconds: 600 })).toMatchObject({ from: END - 600, to: END });
    expect(await read({ module: "stock", seconds: 600, to: END - 60 })).toMatchObject({ from: END - 660, to: END - 60 });
    expect(await read({ module: "stock" })).toMatchObject({ from: END - 3600, to: END });
  });

  it("filters by kind and operation", async () => {
    const { series } = await read({ module: "orders", kind: "read" });
    expect(series).toEqual([]);
    expect((await read({ operation: "GET /" })).series).toHaveLength(1);
  });

  it("leaves a gap where nothing was measured", async () => {
    await storeWindows(pool, [windowOf("carts", END - 600, [1]), windowOf("carts", END - 300, [1])]);
    const { series } = await read({ module: "carts" });
    expect(series[0]?.points.map(({ t }) => t)).toEqual([END - 600, END - 300]);
  });
});

async function testProjectScope() {
  const project = await environment.database.db.project.create({
    data: {
      key: `other-${randomUUID().slice(0, 8)}`,
      name: "other",
      salt: "x",
      environments: { create: [{ key: "e", name: "e", position: 0 }] },
    },
    include: { environments: true },
  });
  return { projectId: project.id, environmentId: project.environments[0]?.id ?? "" };
}

describe("roll-up", () => {
  /** Two hours of two writers, a window a minute each. */
  const start = Math.floor(END / 3600) * 3600 - 7200;

  it("merges minutes and hours without losing a count, once or often, and takes in what comes late", async () => {
    const windows = Array.from({ length: 120 }, (_, minute) => [
      windowOf("carts", start + minute * 60 + 10, [0.1, 0.2], { operation: "roll", path: "new" }),
      windowOf("carts", start + minute * 60 + 50, [0.4], { operation: "roll", path: "new", errors: 1 }),
    ]).flat();
    await storeWindows(pool, windows);
    await upkeepOf(pool).rollUp(NOW);
    expect(await upkeepOf(pool).rollUp(NOW)).toBe(0);

    const hourly = { module: "carts", operation: "roll", from: start, step: 3600 };
    const { series } = await read(hourly);
    expect(series[0]?.points).toMatchObject([
      { t: start, count: 180, errors: 60 },
      { t: start + 3600, count: 180, errors: 60 },
    ]);
    const direct = await read({ ...hourly, step: 10 });
    expect(direct.series[0]?.points).toHaveLength(240);

    await storeWindows(pool, [windowOf("carts", start + 30, [9], { operation: "roll", path: "new" })]);
    const onTheHour = new Date((Math.floor(END / 3600) * 3600 + 3600) * 1000);
    expect(await upkeepOf(pool).rollUp(onTheHour)).toBeGreaterThan(0);
    expect((await read(hourly)).series[0]?.points[0]).toMatchObject({ count: 181, p99: expect.any(Number) });
    const { rows } = await pool.query("SELECT sum(count)::int AS count FROM measurements_1h");
    expect(rows[0]?.count).toBeGreaterThanOrEqual(361);
  });

  it("is made up for with finer windows as long as it has not run", async () => {
    const now = new Date((END + 1800) * 1000);
    await storeWindows(pool, [windowOf("carts", END + 900, [0.1], { operation: "fresh" })]);
    const { series } = await read({ module: "carts", operation: "fresh", from: END, to: END + 1800, step: 60 }, now);
    expect(series[0]?.points).toMatchObject([{ t: END + 900, count: 1 }]);
  });
});

describe("summaries", () => {
  it("put both paths of every module side by side", async () => {
    const now = new Date("2026-11-21T12:00:00Z");
    const at = now.getTime() / 1000 - 30;
    const counts = {
      environmentId: environment.id,
      moduleId: modules.get("orders") ?? "",
      operation: "get",
      source: randomUUID(),
      at,
    };
    await storeWindows(pool, [
      windowOf("orders", at, [0.1, 0.1]),
      windowOf("orders", at, [0.1], { operation: "POST /" }),
      windowOf("orders", at, [0.05], { path: "new", errors: 1 }),
      windowOf("orders", at, [5, 5, 5], { kind: "read" }),
      windowOf("payments", at, [0.2, 0.2], { kind: "write" }),
    ]);
    await storeCounts(pool, [
      { ...counts, compared: 10, equal: 7, different: 1, skipped: 2, secondaryFailedOld: 0, secondaryFailedNew: 3 },
    ]);
    const items = await moduleSummaries(pool, environment.id, 60, now);
    expect(items.map(({ module }) => module)).toEqual(["carts", "orders", "payments", "stock"]);
    expect(items[1]).toEqual({
      module: "orders",
      seconds: 60,
      newest: expect.any(Number),
      old: { count: 3, errors: 0, perSecond: 0.05, p50: expect.closeTo(0.1, 1), p99: expect.closeTo(0.1, 1) },
      new: { count: 1, errors: 1, perSecond: 1 / 60, p50: expect.closeTo(0.05, 1), p99: expect.closeTo(0.05, 1) },
      comparisons: { compared: 10, different: 1, skipped: 2 },
      secondaryFailures: 3,
    });
    expect(items[2]).toMatchObject({ module: "payments", old: { count: 2 }, new: null });
    expect(items[3]).toMatchObject({ old: null, new: null, comparisons: { compared: 0 } });
  });

  it("of longer than the finest windows are kept come from minutes and hours, with the rate of all of it", async () => {
    const end = Date.parse("2026-12-04T10:30:00Z") / 1000;
    const hours = 13;
    for (let hour = hours; hour > 0; hour -= 1) {
      const from = end - hour * 3600;
      await storeWindows(
        pool,
        Array.from({ length: 12 }, (_, n) => windowOf("stock", from + n * 300, [0.1, 0.1])),
      );
      await upkeepOf(pool).rollUp(new Date((from + 3600) * 1000));
    }
    await pool.query("DELETE FROM measurements_10s WHERE at < to_timestamp($1)", [end - 6 * 3600]);
    for (const [asked, covered] of [
      [12 * 3600, 12.5 * 3600],
      [5 * 3600, 5 * 3600],
    ] as const) {
      const items = await moduleSummaries(pool, environment.id, asked, new Date(end * 1000));
      const stock = items.find(({ module }) => module === "stock");
      expect(stock).toMatchObject({ seconds: covered, old: { count: covered / 150, perSecond: expect.closeTo(1 / 150, 6) } });
    }
  });

  it("say when the newest window of a module began, however long ago and whatever came late", async () => {
    const now = Date.parse("2026-12-06T12:00:00Z") / 1000;
    const newestOf = async () =>
      (await moduleSummaries(pool, environment.id, 60, new Date(now * 1000))).find(({ module }) => module === "stock")?.newest;
    await Promise.all(
      ["a", "b", "c"].map((operation) => storeWindows(pool, [windowOf("stock", now - 7200, [0.1], { operation })])),
    );
    await storeWindows(pool, [windowOf("stock", now - 10_800, [0.1], { operation: "a" })]);
    expect(await newestOf()).toBe(now - 7200);
    await storeWindows(pool, [windowOf("stock", now - 30, [0.1], { operation: "b" })]);
    expect(await newestOf()).toBe(now - 30);
  });
});
