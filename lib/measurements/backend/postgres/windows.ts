import type { Queryable } from "../../../platform/db.ts";
import { type Kind, type Path, WINDOW_SECONDS } from "../../schema.ts";
import type { Backend, Stretch, Wanted, Window } from "../backend.ts";
import { HISTOGRAM, type HistogramColumns, histogramOf } from "./rows.ts";

/** Measurements as they lie in our own tables. */
export function postgres(pool: Queryable): Backend {
  return {
    windows: async (scope, wanted, stretch) => {
      const series = await seriesOf(pool, scope, wanted);
      if (series.size === 0) return [];
      const ids = [...series.keys()];
      const rows = await inResolutions(stretch, async (table, from, to) => {
        const { rows } = await pool.query<StoredRow>(
          `SELECT series_id, ${COLUMNS} FROM ${table} WHERE series_id = ANY($1) AND at >= to_timestamp($2) AND at < to_timestamp($3)`,
          [ids, from, to],
        );
        return rows;
      });
      return rows.map((row) => windowOf(series.get(row.series_id) as SeriesRow, row));
    },
    all: async (environmentId, stretch, only) => {
      const rows = await inResolutions(stretch, async (table, from, to) => {
        const { rows } = await pool.query<StoredRow & SeriesRow>(
          `SELECT s.id, m.key AS module, s.path, s.kind, s.operation, ${COLUMNS}
           FROM measurement_series s JOIN modules m ON m.id = s.module_id JOIN ${table} w ON w.series_id = s.id
           WHERE s.environment_id = $1 AND w.at >= to_timestamp($2) AND w.at < to_timestamp($3)
             AND ($4::text[] IS NULL OR m.key = ANY($4))`,
          [environmentId, from, to, only],
        );
        return rows;
      });
      return rows.map((row) => windowOf(row, row));
    },
    newest: async (environmentId, only) => {
      const { rows } = await pool.query<{ module: string; newest: number | null }>(NEWEST, [environmentId, only]);
      return new Map(rows.map(({ module, newest }) => [module, newest]));
    },
  };
}

type SeriesRow = { id: number; module: string; path: Path; kind: Kind; operation: string };
type StoredRow = HistogramColumns & { series_id: number; at: number; count: number; errors: number };

const COLUMNS = `extract(epoch FROM at)::float8 AS at, count::float8 AS count, errors::float8 AS errors, ${HISTOGRAM}`;

function windowOf({ module, path, kind, operation }: SeriesRow, row: Omit<StoredRow, "series_id">): Window {
  return { module, path, kind, operation, at: row.at, count: row.count, errors: row.errors, histogram: histogramOf(row) };
}

async function seriesOf(
  pool: Queryable,
  scope: { projectId: string; environmentId: string },
  wanted: Wanted,
): Promise<Map<number, SeriesRow>> {
  const { rows } = await pool.query<SeriesRow>(
    `SELECT s.id, m.key AS module, s.path, s.kind, s.operation
     FROM measurement_series s JOIN modules m ON m.id = s.module_id
     WHERE s.environment_id = $1 AND m.project_id = $2
       AND ($3::text IS NULL OR m.key = $3) AND ($4::text IS NULL OR s.kind = $4) AND ($5::text IS NULL OR s.operation = $5)
     ORDER BY m.key, s.kind, s.operation, s.path DESC`,
    [scope.environmentId, scope.projectId, wanted.module ?? null, wanted.kind ?? null, wanted.operation ?? null],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const RESOLUTIONS = [
  ["measurements_1h", 3600],
  ["measurements_1m", 60],
  ["measurements_10s", WINDOW_SECONDS],
] as const;

/**
 * Stored windows in the coarsest resolution the step is a multiple of; where that was not merged yet, in the next
 * finer one. One after the other, because what was found tells where the next begins.
 */
async function inResolutions<Row extends { at: number }>(
  { from, to, step }: Stretch,
  read: (table: string, from: number, to: number) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = [];
  let since = from;
  for (const [table, seconds] of RESOLUTIONS) {
    if (step % seconds !== 0 || since >= to) continue;
    for (const row of await read(table, since, to)) {
      found.push(row);
      since = Math.max(since, row.at + seconds);
    }
  }
  return found;
}

const NEWEST = `
  SELECT m.key AS module, extract(epoch FROM max(s.newest_at))::float8 AS newest
  FROM modules m JOIN environments e ON e.project_id = m.project_id
  LEFT JOIN measurement_series s ON s.module_id = m.id AND s.environment_id = e.id
  WHERE e.id = $1 AND ($2::text[] IS NULL OR m.key = ANY($2)) GROUP BY m.key ORDER BY m.key`;
