import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lockWaits } from "../../../../scripts/test-database.ts";
import { type TestEnvironment, testEnvironment } from "../../../../scripts/test-environment.ts";
import { SOON } from "../../../../scripts/test-patience.ts";
import { emptyHistogram, observe } from "../../../core/measurements/histogram.ts";
import { storeWindows } from "../../commands/store-windows.ts";
import { retain } from "./retain.ts";
import { rollUp } from "./roll-up.ts";

let environment: TestEnvironment;
let pool: Pool;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  pool = environment.database.pool;
});
afterAll(() => environment.close());

async function store(at: number): Promise<void> {
  const { id: moduleId } = await environment.database.db.module.findFirstOrThrow();
  const histogram = emptyHistogram();
  observe(histogram, 1);
  const series = { environmentId: environment.id, moduleId, path: "old", kind: "http", operation: "GET /" } as const;
  await storeWindows(pool, [{ ...series, source: randomUUID(), at, count: 1, errors: 0, sum: 1, histogram }]);
}

it("makes partitions before they are needed, takes in early rows, and drops what ran out", async () => {
  const now = new Date("2026-12-31T22:15:00Z");
  const early = now.getTime() / 1000 + 3600;
  await store(early);
  const { created } = await retain(pool, now);
  expect(created).toContain("measurements_10s_p2026123123");
  expect(created).toContain("measurements_10s_p2027010100");
  expect(created).toContain("measurements_1m_p20270102");
  expect(created).toContain("measurements_1h_p202702");
  expect(created).toContain("operation_counts_p20261231");
  const placed = await pool.query("SELECT tableoid::regclass::text AS name FROM measurements_10s WHERE at = to_timestamp($1)", [
    early - (early % 10),
  ]);
  expect(placed.rows[0]?.name).toBe("measurements_10s_p2026123123");

  expect(await retain(pool, now)).toEqual({ created: [], dropped: [] });
  const later = await retain(pool, new Date(now.getTime() + 12 * 3_600_000));
  expect(later.dropped).toContain("measurements_10s_p2026123123");
  expect(later.dropped.every((name) => name.startsWith("measurements_10s_p"))).toBe(true);
});

it("makes each once where two maintain them at once", async () => {
  const now = new Date("2027-03-01T00:00:00Z");
  const [a, b] = await Promise.all([retain(pool, now), retain(pool, now)]);
  const created = [...a.created, ...b.created];
  expect(created).toContain("measurements_1h_p202704");
  expect(created).toContain("operation_counts_p20270303");
  expect(new Set(created).size).toBe(created.length);
});

it("waits for a reader of one resolution without keeping it from another", async () => {
  const now = new Date("2027-05-01T00:00:00Z");
  const reader = await pool.connect();
  await reader.query("BEGIN");
  await reader.query("SELECT count(*) FROM measurements_1m");
  const maintained = retain(pool, now);
  await vi.waitFor(async () => expect(await lockWaits(environment.database)).toBe(1), SOON);
  await reader.query("SELECT count(*) FROM measurements_10s");
  await reader.query("COMMIT");
  reader.release();
  expect((await maintained).created).toContain("measurements_1m_p20270501");
});

it("ends nobody's transaction, and its own by nobody's, beside what is stored and rolled up", async () => {
  const start = Date.parse("2027-07-01T00:00:00Z");
  const hours = Array.from({ length: 24 }, (_, hour) => start + hour * 3_600_000);
  const everyHour = async (task: (time: number) => Promise<unknown>) => {
    for (const time of hours) await task(time);
  };
  const maintain = () => everyHour((time) => retain(pool, new Date(time)));
  const outcomes = await Promise.allSettled([
    everyHour((time) => store(time / 1000 + 7200)),
    everyHour((time) => rollUp(pool, new Date(time + 3 * 3_600_000))),
    maintain(),
    maintain(),
  ]);
  expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
});
