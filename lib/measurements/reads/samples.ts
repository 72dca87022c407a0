import { emptySample, type Sample } from "../../core/guardrails/guardrail.ts";
import { absorb } from "../../core/measurements/histogram.ts";
import type { Queryable } from "../../platform/db.ts";
import { HISTOGRAM, type HistogramColumns, histogramOf } from "../backend/postgres/rows.ts";
import { WINDOW_SECONDS } from "../schema.ts";

/** What of a module is measured: the words of guardrails for the kinds of series. */
const KIND = { requests: "http", reads: "read", writes: "write" } as const;

export type Scope = { environmentId: string; moduleId: string; subject: keyof typeof KIND; operation: string | null };

/** Samples of a scope by their beginning, in seconds since the epoch; none where nothing was measured. */
export type Samples = (scope: Scope) => Sample[];

type WindowRow = HistogramColumns & {
  environment_id: string;
  module_id: string;
  kind: string;
  operation: string;
  path: "old" | "new";
  at: number;
  count: number;
  errors: number;
};
type CountRow = { environment_id: string; module_id: string; operation: string; at: number } & Record<
  "compared" | "different" | "failed",
  number
>;

/** Everything measured of these modules since `from`, read in two statements however many they are. */
export async function readSamples(
  pool: Queryable,
  modules: readonly Pick<Scope, "environmentId" | "moduleId">[],
  from: number,
): Promise<Samples> {
  const of = [modules.map(({ environmentId }) => environmentId), modules.map(({ moduleId }) => moduleId), from];
  const [windows, counts] = await Promise.all([
    pool.query<WindowRow>(
      `SELECT s.environment_id, s.module_id, s.kind, s.operation, s.path, extract(epoch FROM w.at)::float8 AS at,
              w.count::float8 AS count, w.errors::float8 AS errors, ${HISTOGRAM}
       FROM unnest($1::uuid[], $2::uuid[]) AS m(environment_id, module_id)
       JOIN measurement_series s ON s.environment_id = m.environment_id AND s.module_id = m.module_id
       JOIN measurements_10s w ON w.series_id = s.id
       WHERE w.at >= to_timestamp($3)`,
      of,
    ),
    pool.query<CountRow>(
      `SELECT c.environment_id, c.module_id, c.operation, extract(epoch FROM c.at)::float8 AS at, c.compared::float8 AS compared,
              c.different::float8 AS different, (c.secondary_failed_old + c.secondary_failed_new)::float8 AS failed
       FROM unnest($1::uuid[], $2::uuid[]) AS m(environment_id, module_id)
       JOIN operation_counts c ON c.environment_id = m.environment_id AND c.module_id = m.module_id
       WHERE c.at >= to_timestamp($3)`,
      of,
    ),
  ]);
  const windowsOf = grouped(windows.rows);
  const countsOf = grouped(counts.rows);
  return (scope) => samplesOf(scope, windowsOf.get(nameOf(scope)) ?? [], countsOf.get(nameOf(scope)) ?? []);
}

function samplesOf({ subject, operation }: Scope, windows: readonly WindowRow[], counts: readonly CountRow[]): Sample[] {
  const samples = new Map<number, Sample>();
  const at = (time: number): Sample => {
    const start = Math.floor(time / WINDOW_SECONDS) * WINDOW_SECONDS;
    const known = samples.get(start) ?? emptySample(start);
    samples.set(start, known);
    return known;
  };
  for (const row of windows) {
    if (row.kind !== KIND[subject] || (operation !== null && row.operation !== operation)) continue;
    const side = at(row.at)[row.path];
    side.count += row.count;
    side.errors += row.errors;
    absorb(side.histogram, histogramOf(row));
  }
  // A write of both stores is counted by both; it is one write.
  for (const sample of samples.values()) sample.written = subject === "writes" ? Math.max(sample.old.count, sample.new.count) : 0;
  for (const row of counts) {
    if (operation !== null && row.operation !== operation) continue;
    const sample = at(row.at);
    sample.compared += row.compared;
    sample.different += row.different;
    sample.failed += row.failed;
  }
  return [...samples.values()].sort((a, b) => a.at - b.at);
}

function grouped<Row extends { environment_id: string; module_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const all = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.environment_id} ${row.module_id}`;
    const own = all.get(name);
    if (own) own.push(row);
    else all.set(name, [row]);
  }
  return all;
}

function nameOf({ environmentId, moduleId }: Pick<Scope, "environmentId" | "moduleId">): string {
  return `${environmentId} ${moduleId}`;
}
