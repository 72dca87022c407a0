import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { upkeepOf } from "../../measurements/commands/keep.ts";
import { environmentOf } from "./environment.ts";
import { switchViews } from "./views.ts";

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
});
afterAll(() => database.close());

async function complete(module: string): Promise<void> {
  const confirm = { confirm: module };
  await orders.change(`${module}.call`, "new", confirm);
  for (const target of ["dualwrite", "shadow", "live", "rampdown", "complete"]) {
    if (target === "live") await orders.change(`${module}.data`, "shadow", { ...confirm, secondaryWrites: "required" });
    await orders.change(`${module}.data`, target, confirm);
  }
}

/** Writes of ten seconds that begin in a minute. */
async function measured(module: string, path: "old" | "new", count: number): Promise<void> {
  const within = { projectId: orders.id };
  const { id: moduleId } = await database.db.module.findFirstOrThrow({ where: { ...within, key: module } });
  const { id: environmentId } = await database.db.environment.findFirstOrThrow({ where: { ...within, key: "production" } });
  const series = { environmentId, moduleId, path, kind: "write", operation: "put" };
  const { id } = await database.db.measurementSeries.create({ data: series });
  const at = new Date(Math.ceil(Date.now() / 10_000) * 10_000 + 60_000);
  await upkeepOf(database.pool).retain(new Date());
  await database.pool.query(
    `INSERT INTO measurements_10s (series_id, source, at, count, errors, sum, scale, zero_count, bucket_offset, buckets)
     VALUES ($1, gen_random_uuid(), $2, $3, 0, 0, 0, $3, 0, '{}')`,
    [id, at, count],
  );
}

test("each completed module is told how many writes its old store lacks", async () => {
  for (const module of ["orders", "payments"]) await complete(module);
  await measured("orders", "new", 7);
  await measured("orders", "old", 100);
  await measured("payments", "new", 5);
  const context = orders.as("viewer");
  const views = await switchViews(context, await environmentOf(context, "production"));
  const missed = Object.fromEntries(views.flatMap(({ key, missed }) => (missed ? [[key, missed.writes]] : [])));
  expect(missed).toEqual({ "orders.data": 7, "payments.data": 5 });
});
