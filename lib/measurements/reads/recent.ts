import type { Queryable } from "../../platform/db.ts";
import type { ModuleSummary } from "../schema.ts";
import { moduleSummaries } from "./summaries.ts";

/** Windows come every ten seconds; what was summed up so lately is not summed up again. */
const KEPT_MS = 2000;
/** What takes long is kept for so many times as long, so that no more than that part of the time goes into it. */
const TIMES_AS_LONG = 10;
const LONGEST_KEPT_MS = 10_000;
/** What modules are judged by. */
export const SHARED_SECONDS = 300;

type Kept = { at: number; keptMs: number; summaries: Promise<ModuleSummary[]> };

// Next bundles routes apart; what one of them summed up serves them all.
const held = globalThis as typeof globalThis & { switchyardSummaries?: Map<string, Kept> };

/** Both paths of every module of an environment over the last five minutes, summed up once for all who ask at a time. */
export function recentSummaries(pool: Queryable, environmentId: string, now: Date): Promise<ModuleSummary[]> {
  held.switchyardSummaries ??= new Map();
  const all = held.switchyardSummaries;
  const known = all.get(environmentId);
  if (known && Math.abs(now.getTime() - known.at) < known.keptMs) return known.summaries;
  const began = performance.now();
  const summaries = moduleSummaries(pool, environmentId, SHARED_SECONDS, now);
  const kept = { at: now.getTime(), keptMs: KEPT_MS, summaries };
  all.set(environmentId, kept);
  summaries.then(
    () => {
      kept.keptMs = Math.min(LONGEST_KEPT_MS, Math.max(KEPT_MS, TIMES_AS_LONG * (performance.now() - began)));
    },
    () => all.delete(environmentId),
  );
  return summaries;
}
