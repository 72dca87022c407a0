import type { Pool } from "pg";
import type { z } from "zod";
import { absorb, type Histogram, quantile } from "../core/measurements/histogram.ts";
import { invalid, notFound } from "../platform/errors.ts";
import type { Queryable, Window } from "./backend/backend.ts";
import { postgres } from "./backend/postgres/windows.ts";
import {
  KEPT_SECONDS,
  type Measurements,
  type ModuleSummary,
  type measurementQuerySchema,
  type Path,
  WINDOW_SECONDS,
} from "./schema.ts";

export type { Queryable } from "./backend/backend.ts";

export type MeasurementScope = { projectId: string; environmentId: string };
export type MeasurementQuery = Omit<z.infer<typeof measurementQuerySchema>, "environment">;

/** Series of points of an environment: merged over writers, and over operations when asked by path. Throws `not-found` for the module. */
export async function measurements(
  pool: Pool,
  scope: MeasurementScope,
  query: MeasurementQuery,
  now: Date,
): Promise<Measurements> {
  const to = query.to ?? Math.floor(now.getTime() / 1000);
  const from = query.from ?? to - (query.seconds ?? 3600);
  if (from >= to) throw invalid("from: not before to.", [{ path: "from", message: "expected a time before to" }]);
  const step = chooseStep(from, to, query.step, now.getTime() / 1000);
  const stretch = { from: Math.floor(from / step) * step, to, step };
  const windows = await postgres(pool).windows(scope, query, stretch);
  if (windows.length === 0 && query.module !== undefined) await requireModule(pool, scope.projectId, query.module);

  const merged = new Map<string, { head: Omit<Measurements["series"][number], "points">; steps: Map<number, Total> }>();
  for (const window of windows) {
    const { module, path, kind, operation } = window;
    const head = { module, path, kind, operation: query.by === "path" ? null : operation };
    const name = JSON.stringify(head);
    const line = merged.get(name) ?? { head, steps: new Map<number, Total>() };
    merged.set(name, line);
    const t = Math.floor(window.at / step) * step;
    line.steps.set(t, add(line.steps.get(t), window));
  }
  return {
    from,
    to,
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

async function requireModule(pool: Pool, projectId: string, module: string): Promise<void> {
  const known = await pool.query("SELECT FROM modules WHERE project_id = $1 AND key = $2", [projectId, module]);
  if (known.rowCount === 0) throw notFound("module");
}

type Total = { count: number; errors: number; histogram: Histogram };

/** The total with the window in it; changes and answers the one given. */
function add(total: Total | undefined, { count, errors, histogram }: Window): Total {
  if (!total) return { count, errors, histogram };
  total.count += count;
  total.errors += errors;
  absorb(total.histogram, histogram);
  return total;
}

function figures({ count, errors, histogram }: Total) {
  return { count, errors, p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95), p99: quantile(histogram, 0.99) };
}

/** Up to how many seconds are summed up from windows of ten seconds, and from minutes; a longer stretch from hours. */
const BY_TENS = 900;
const BY_MINUTES = 6 * 3600;

/**
 * Both paths of the modules named, or of all, over about the last `seconds`: back to the beginning of a window, so
 * that rates are over what was really summed up. Requests say what a module's users feel; a module without any is
 * summed up by its reads and writes.
 */
export async function moduleSummaries(
  pool: Queryable,
  environmentId: string,
  asked: number,
  now: Date,
  only: readonly string[] | null = null,
): Promise<ModuleSummary[]> {
  const until = now.getTime() / 1000;
  const step = asked <= BY_TENS ? WINDOW_SECONDS : asked <= BY_MINUTES ? 60 : 3600;
  const from = asked <= BY_TENS ? until - asked : Math.floor((until - asked) / step) * step;
  const seconds = until - from;
  const backend = postgres(pool);
  const [newestOf, windows, counts] = await Promise.all([
    backend.newest(environmentId, only),
    backend.all(environmentId, { from, to: until, step }, only),
    pool.query<ModuleSummary["comparisons"] & { module: string; failures: number }>(
      `SELECT m.key AS module, sum(c.compared)::float8 AS compared, sum(c.different)::float8 AS different, sum(c.skipped)::float8 AS skipped,
              sum(c.secondary_failed_old + c.secondary_failed_new)::float8 AS failures
       FROM operation_counts c JOIN modules m ON m.id = c.module_id
       WHERE c.environment_id = $1 AND c.at >= to_timestamp($2) AND c.at < to_timestamp($3)
         AND ($4::text[] IS NULL OR m.key = ANY($4)) GROUP BY m.key`,
      [environmentId, from, until, only],
    ),
  ]);

  const byModule = new Map<string, Window[]>();
  for (const row of windows) {
    const own = byModule.get(row.module);
    if (own) own.push(row);
    else byModule.set(row.module, [row]);
  }
  const counted = new Map(counts.rows.map((row) => [row.module, row]));
  return [...newestOf].map(([module, newest]) => {
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
