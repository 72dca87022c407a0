import type { Pool } from "pg";
import type { z } from "zod";
import { absorb, type Histogram, quantile } from "../core/measurements/histogram.ts";
import { invalid, notFound } from "../platform/errors.ts";
import {
  KEPT_SECONDS,
  type Kind,
  type Measurements,
  type ModuleSummary,
  type measurementQuerySchema,
  type Path,
  WINDOW_SECONDS,
} from "./schema.ts";

/** Whoever runs plain SQL: a pool, or a transaction that is open. */
export type Queryable = { query: <T extends object>(text: string, values: unknown[]) => Promise<{ rows: T[] }> };

/** The columns of a stored histogram; `buckets` as Postgres prints an array. */
export type HistogramColumns = { scale: number; zero_count: number; bucket_offset: number; buckets: string };

export function histogramOf(row: HistogramColumns): Histogram {
  const counts: number[] = JSON.parse(`[${row.buckets.slice(1, -1)}]`);
  return { scale: row.scale, zeroCount: row.zero_count, offset: row.bucket_offset, counts };
}

export type MeasurementScope = { projectId: string; environmentId: string };
export type MeasurementQuery = Omit<z.infer<typeof measurementQuerySchema>, "environment">;

/** Series of points of an environment: merged over writers, and over operations when asked by path. Throws `not-found` for the module. */
export async function measurements(
  pool: Pool,
  scope: MeasurementScope,
  query: MeasurementQuery,
  now: Date,
): Promise<Measurements> {
  const to = query.to ?? now.getTime() / 1000;
  const from = query.from ?? to - 3600;
  if (from >= to) throw invalid("from: not before to.", [{ path: "from", message: "expected a time before to" }]);
  const step = chooseStep(from, to, query.step, now.getTime() / 1000);
  const series = await seriesOf(pool, scope, query);
  const rows = await windowRows(pool, [...series.keys()], Math.floor(from / step) * step, to, step);

  const merged = new Map<string, { head: Omit<Measurements["series"][number], "points">; steps: Map<number, Total> }>();
  for (const row of rows) {
    const { module, path, kind, operation } = series.get(row.series_id) as SeriesRow;
    const head = { module, path, kind, operation: query.by === "path" ? null : operation };
    const name = JSON.stringify(head);
    const line = merged.get(name) ?? { head, steps: new Map<number, Total>() };
    merged.set(name, line);
    const t = Math.floor(row.at / step) * step;
    line.steps.set(t, add(line.steps.get(t), row));
  }
  return {
    step,
    series: [...merged.values()].map(({ head, steps }) => ({
      ...head,
      points: [...steps].sort(([a], [b]) => a - b).map(([t, total]) => ({ t, ...figures(total) })),
    })),
  };
}

const NICE_STEPS = [10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];
const USUAL_POINTS = 600;
const MOST_POINTS = 3000;

/**
 * Step in seconds: the one asked for, or the finest that gives at most 600 points. Never finer than what is
 * still kept at the start, nor so fine that a series gets thousands of points.
 */
function chooseStep(from: number, to: number, asked: number | undefined, now: number): number {
  const age = now - from;
  const kept = age <= KEPT_SECONDS.tenSeconds ? WINDOW_SECONDS : age <= KEPT_SECONDS.minute ? 60 : 3600;
  const least = Math.max(kept, (to - from) / (asked === undefined ? USUAL_POINTS : MOST_POINTS));
  if (asked !== undefined && asked >= least) return Math.ceil(asked / kept) * kept;
  return NICE_STEPS.find((step) => step >= least) ?? 604_800;
}

type SeriesRow = { id: number; module: string; path: Path; kind: Kind; operation: string };

async function seriesOf(pool: Pool, scope: MeasurementScope, query: MeasurementQuery): Promise<Map<number, SeriesRow>> {
  const { rows } = await pool.query<SeriesRow>(
    `SELECT s.id, m.key AS module, s.path, s.kind, s.operation
     FROM measurement_series s JOIN modules m ON m.id = s.module_id
     WHERE s.environment_id = $1 AND m.project_id = $2
       AND ($3::text IS NULL OR m.key = $3) AND ($4::text IS NULL OR s.kind = $4) AND ($5::text IS NULL OR s.operation = $5)
     ORDER BY m.key, s.kind, s.operation, s.path DESC`,
    [scope.environmentId, scope.projectId, query.module ?? null, query.kind ?? null, query.operation ?? null],
  );
  if (rows.length === 0 && query.module !== undefined) {
    const known = await pool.query("SELECT FROM modules WHERE project_id = $1 AND key = $2", [scope.projectId, query.module]);
    if (known.rowCount === 0) throw notFound("module");
  }
  return new Map(rows.map((row) => [row.id, row]));
}

type WindowRow = HistogramColumns & { series_id: number; at: number; count: number; errors: number };

/**
 * Stored windows of [from, to) in the coarsest resolution the step is a multiple of; where that was not merged
 * yet, in the next finer one. One after the other, because what was found tells where the next begins.
 */
async function windowRows(pool: Pool, ids: number[], from: number, to: number, step: number): Promise<WindowRow[]> {
  if (ids.length === 0) return [];
  const found: WindowRow[] = [];
  let since = from;
  for (const [table, seconds] of RESOLUTIONS) {
    if (step % seconds !== 0 || since >= to) continue;
    const { rows } = await pool.query<WindowRow>(
      `SELECT series_id, extract(epoch FROM at)::float8 AS at, count::float8 AS count, errors::float8 AS errors,
              scale, zero_count::float8 AS zero_count, bucket_offset, buckets::text AS buckets
       FROM ${table} WHERE series_id = ANY($1) AND at >= to_timestamp($2) AND at < to_timestamp($3)`,
      [ids, since, to],
    );
    for (const row of rows) {
      found.push(row);
      since = Math.max(since, row.at + seconds);
    }
  }
  return found;
}

const RESOLUTIONS = [
  ["measurements_1h", 3600],
  ["measurements_1m", 60],
  ["measurements_10s", WINDOW_SECONDS],
] as const;

type Total = { count: number; errors: number; histogram: Histogram };

/** The total with the row in it; changes and answers the one given. */
function add(total: Total | undefined, row: Omit<WindowRow, "series_id" | "at">): Total {
  const { count, errors } = row;
  if (!total) return { count, errors, histogram: histogramOf(row) };
  total.count += count;
  total.errors += errors;
  absorb(total.histogram, histogramOf(row));
  return total;
}

function figures({ count, errors, histogram }: Total) {
  return { count, errors, p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95), p99: quantile(histogram, 0.99) };
}

/**
 * Both paths of every module of the environment over the last `seconds`. Requests say what a module's users
 * feel; a module without any is summed up by its reads and writes.
 */
export async function moduleSummaries(
  pool: Queryable,
  environmentId: string,
  seconds: number,
  now: Date,
): Promise<ModuleSummary[]> {
  const until = now.getTime() / 1000;
  const [modules, windows, counts] = await Promise.all([
    pool.query<{ module: string; newest: number | null }>(
      `SELECT m.key AS module, extract(epoch FROM max(newest.at))::float8 AS newest
       FROM modules m JOIN environments e ON e.project_id = m.project_id
       LEFT JOIN measurement_series s ON s.module_id = m.id AND s.environment_id = e.id
       LEFT JOIN LATERAL (SELECT greatest((SELECT max(at) FROM measurements_10s WHERE series_id = s.id),
                                          (SELECT max(at) FROM measurements_1m WHERE series_id = s.id),
                                          (SELECT max(at) FROM measurements_1h WHERE series_id = s.id)) AS at) newest ON true
       WHERE e.id = $1 GROUP BY m.key ORDER BY m.key`,
      [environmentId],
    ),
    pool.query<HistogramColumns & { module: string; path: Path; kind: Kind; count: number; errors: number }>(
      `SELECT m.key AS module, s.path, s.kind, w.count::float8 AS count, w.errors::float8 AS errors,
              w.scale, w.zero_count::float8 AS zero_count, w.bucket_offset, w.buckets::text AS buckets
       FROM measurement_series s JOIN modules m ON m.id = s.module_id JOIN measurements_10s w ON w.series_id = s.id
       WHERE s.environment_id = $1 AND w.at >= to_timestamp($2) AND w.at < to_timestamp($3)`,
      [environmentId, until - seconds, until],
    ),
    pool.query<ModuleSummary["comparisons"] & { module: string; failures: number }>(
      `SELECT m.key AS module, sum(c.compared)::float8 AS compared, sum(c.different)::float8 AS different, sum(c.skipped)::float8 AS skipped,
              sum(c.secondary_failed_old + c.secondary_failed_new)::float8 AS failures
       FROM operation_counts c JOIN modules m ON m.id = c.module_id
       WHERE c.environment_id = $1 AND c.at >= to_timestamp($2) AND c.at < to_timestamp($3) GROUP BY m.key`,
      [environmentId, until - seconds, until],
    ),
  ]);

  const byModule = new Map<string, typeof windows.rows>();
  for (const row of windows.rows) {
    const own = byModule.get(row.module);
    if (own) own.push(row);
    else byModule.set(row.module, [row]);
  }
  const counted = new Map(counts.rows.map((row) => [row.module, row]));
  return modules.rows.map(({ module, newest }) => {
    const own = byModule.get(module) ?? [];
    const requests = own.filter((row) => row.kind === "http");
    const felt = requests.length > 0 ? requests : own;
    const side = (path: Path): ModuleSummary["old"] => {
      const total = felt.filter((row) => row.path === path).reduce<Total | undefined>(add, undefined);
      if (!total) return null;
      const { count, errors, p50, p99 } = figures(total);
      return { count, errors, perSecond: count / seconds, p50, p99 };
    };
    const sums = counted.get(module);
    return {
      module,
      seconds,
      newest,
      old: side("old"),
      new: side("new"),
      comparisons: {
        compared: sums?.compared ?? 0,
        different: sums?.different ?? 0,
        skipped: sums?.skipped ?? 0,
      },
      secondaryFailures: sums?.failures ?? 0,
    };
  });
}
