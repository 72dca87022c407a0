import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { query } from "../lab/query.ts";
import { copyCommon } from "./copy.ts";
import { countingWay } from "./counting.ts";
import { freshProject, removeFresh } from "./fresh.ts";
import { fillScale } from "./main.ts";

/** What rows of the large installation are measured on. */

const SIZES = { modules: 5, instances: 20, days: 1, audit: 100 };
const TABLES = [
  "projects",
  "modules",
  "switches",
  "switch_changes",
  "instances",
  "audit_events",
  "measurements_1m",
  "measurements_10s",
];

let now: TestDatabase;
let older: TestDatabase;
beforeAll(async () => {
  now = await testDatabase();
  older = await testDatabase();
  await fillScale(now.url, SIZES, () => undefined);
}, 300_000);
afterAll(() => Promise.all([now.close(), older.close()]));

async function counts(url: string): Promise<Record<string, number>> {
  const columns = TABLES.map((name) => `(SELECT count(*)::int FROM ${name}) AS ${name}`);
  const [row] = await query<Record<string, number>>(url, `SELECT ${columns.join(", ")}`);
  return row ?? {};
}

test("a build of another age gets all that both have a place for", { timeout: 120_000 }, async () => {
  await query(
    older.url,
    "ALTER TABLE modules DROP COLUMN old_system; ALTER TABLE modules ADD COLUMN colour text DEFAULT 'red'; DROP TABLE rollback_legs",
  );
  await copyCommon(now.url, older.url, () => undefined);
  expect(await counts(older.url)).toEqual(await counts(now.url));
  const [module] = await query(older.url, "SELECT name, colour FROM modules WHERE key = 'module-0003' LIMIT 1");
  expect(module).toEqual({ name: "Module 3", colour: "red" });
  const loose = "SELECT count(*)::int AS loose FROM measurements_1m WHERE tableoid = 'measurements_1m_default'::regclass";
  expect(await query(older.url, loose)).toEqual([{ loose: 0 }]);
  const [series] = await query<{ ahead: boolean }>(
    older.url,
    "SELECT nextval(pg_get_serial_sequence('measurement_series', 'id')) > max(id) AS ahead FROM measurement_series",
  );
  expect(series).toEqual({ ahead: true });
});

test("a project made for one row leaves nothing behind", async () => {
  const build = { name: "now", root: ".", url: now.url, console: "" };
  const before = await counts(now.url);
  const key = await freshProject(build, { modules: 5, instances: 10 });
  const moved = `SELECT count(DISTINCT s.module_id)::int AS moved FROM switches s JOIN projects p ON p.id = s.project_id
    WHERE p.key = $1 AND (s.next IS NOT NULL OR s."position" NOT IN ('old', 'off'))`;
  expect(await query(now.url, moved, [key])).toEqual([{ moved: 5 }]);
  await removeFresh(build);
  expect(await counts(now.url)).toEqual(before);
});

test("statements are counted on the way", async () => {
  const endings: (() => unknown)[] = [];
  const way = await countingWay({ defer: (end) => void endings.push(end) }, now.url);
  const client = new pg.Client({ connectionString: way.url });
  await client.connect();
  const before = way.statements();
  await client.query("BEGIN");
  for (const n of [1, 2]) expect((await client.query("SELECT $1::int AS n", [n])).rows).toEqual([{ n }]);
  await client.query(`SELECT '${"x".repeat(200_000)}'`);
  await client.query("COMMIT");
  expect(way.statements() - before).toBe(5);
  await client.end();
  for (const end of endings) end();
});
