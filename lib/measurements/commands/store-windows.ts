import type { Pool } from "pg";
import type { Histogram } from "../../core/measurements/histogram.ts";
import type { Kind, Path } from "../schema.ts";
import { upsertWindows } from "./upsert.ts";

export type SeriesKey = { environmentId: string; moduleId: string; path: Path; kind: Kind; operation: string };

/** The total of one writer for one ten-second window; `at` is its start in epoch seconds, `sum` in seconds. */
export type StoredWindow = SeriesKey & {
  /** Names the writer's total: storing the same source again replaces what it stored before. */
  source: string;
  at: number;
  count: number;
  errors: number;
  sum: number;
  histogram: Histogram;
};

/** Writes totals; repeating a write changes nothing. Windows of deleted modules are left out. */
export async function storeWindows(pool: Pool, windows: readonly StoredWindow[]): Promise<void> {
  if (windows.length === 0) return;
  const ids = await seriesIds(pool, windows);
  const rows = windows.flatMap((window) => {
    const seriesId = ids.get(seriesName(window));
    return seriesId === undefined ? [] : [{ ...window, seriesId }];
  });
  await upsertWindows(pool, "measurements_10s", rows);
  await noteNewest(pool, rows);
}

/** Keeps with each series when its newest window began: to look for that among all that is stored takes seconds. */
async function noteNewest(pool: Pool, rows: readonly { seriesId: number; at: number }[]): Promise<void> {
  const newest = new Map<number, number>();
  for (const { seriesId, at } of rows) newest.set(seriesId, Math.max(at, newest.get(seriesId) ?? at));
  await pool.query(
    `UPDATE measurement_series SET newest_at = later.at
     FROM (SELECT s.id, to_timestamp(t.at) AS at
           FROM unnest($1::int[], $2::float8[]) AS t(id, at) JOIN measurement_series s ON s.id = t.id
           WHERE s.newest_at IS NULL OR s.newest_at < to_timestamp(t.at)
           -- In one order, so that two writers wait for each other instead of deadlocking.
           ORDER BY s.id FOR NO KEY UPDATE OF s) later
     WHERE measurement_series.id = later.id`,
    [[...newest.keys()], [...newest.values()]],
  );
}

const KNOWN_SERIES_MAX = 100_000;
const knownSeries = new WeakMap<Pool, Map<string, number>>();

function seriesName({ environmentId, moduleId, path, kind, operation }: SeriesKey): string {
  return `${environmentId} ${moduleId} ${path} ${kind} ${operation}`;
}

/** Ids of the windows' series, created where they are new. A series whose module is gone has none. */
async function seriesIds(pool: Pool, windows: readonly SeriesKey[]): Promise<Map<string, number>> {
  let known = knownSeries.get(pool);
  if (!known || known.size > KNOWN_SERIES_MAX) {
    known = new Map();
    knownSeries.set(pool, known);
  }
  const missing = new Map<string, SeriesKey>();
  for (const window of windows) {
    const name = seriesName(window);
    if (!known.has(name)) missing.set(name, window);
  }
  // In one order, so that two writers creating the same series wait for each other instead of deadlocking.
  const wanted = [...missing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  if (wanted.length > 0) for (const row of await createSeries(pool, wanted)) known.set(seriesName(row), row.id);
  return known;
}

async function createSeries(pool: Pool, wanted: readonly SeriesKey[]): Promise<(SeriesKey & { id: number })[]> {
  const columns = [
    wanted.map((key) => key.environmentId),
    wanted.map((key) => key.moduleId),
    wanted.map((key) => key.path),
    wanted.map((key) => key.kind),
    wanted.map((key) => key.operation),
  ];
  const table = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
                 AS t(environment_id, module_id, path, kind, operation)`;
  await pool.query(
    `INSERT INTO measurement_series (environment_id, module_id, path, kind, operation)
     SELECT t.* FROM ${table}
     WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
       AND EXISTS (SELECT FROM modules m WHERE m.id = t.module_id)
       AND NOT EXISTS (SELECT FROM measurement_series s
                       WHERE s.environment_id = t.environment_id AND s.module_id = t.module_id
                         AND s.path = t.path AND s.kind = t.kind AND s.operation = t.operation)
     ON CONFLICT DO NOTHING`,
    columns,
  );
  const { rows } = await pool.query<SeriesKey & { id: number }>(
    `SELECT s.id, s.environment_id AS "environmentId", s.module_id AS "moduleId", s.path, s.kind, s.operation
     FROM measurement_series s JOIN ${table} USING (environment_id, module_id, path, kind, operation)`,
    columns,
  );
  return rows;
}
