import type { Queryable } from "../../platform/db.ts";
import type { Window } from "../backend/backend.ts";
import { postgres } from "../backend/postgres/windows.ts";
import { type ModuleSummary, type Path, WINDOW_SECONDS } from "../schema.ts";
import { add, figures, type Total } from "./totals.ts";

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
      newest: newestIn(own, newest),
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

/** Whoever stored them may be of a version that did not note it yet. */
function newestIn(windows: readonly Window[], noted: number | null): number | null {
  return windows.reduce<number | null>((newest, { at }) => Math.max(at, newest ?? at), noted);
}
