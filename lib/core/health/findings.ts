/** The rules a module is judged by, and what fires of them. Rates are 0 … 1, durations and ages seconds, the rest counts. */

/** What one path did within the span. Durations in seconds; null when there were too few samples to say. */
export type PathFigures = { count: number; errors: number; p99: number | null };

export type ModuleFigures = {
  /** Epoch seconds of the newest window that arrived; null when none ever did. */
  newest: number | null;
  old: PathFigures | null;
  new: PathFigures | null;
  comparisons: { compared: number; different: number };
  /** Failed writes to the store that is not the authority. */
  secondaryFailures: number;
};

/** Null where nothing was ever measured, undefined where figures have not been read: two different things to say. */
export type Read = ModuleFigures | null | undefined;

export type ModuleUse = {
  /** Some subjects are, by share or by stage, on the new path. */
  newInUse: boolean;
  /** Somebody, or a rollback, stopped its forward moves. */
  held: boolean;
};

/** A rule that fired. */
export type Finding =
  | { rule: "errors" | "p99" | "mismatch"; level: "bad" | "watch"; value: number; against: number | null; limit: number }
  | { rule: "secondary"; level: "watch"; value: number }
  | { rule: "unread" | "never" | "silent" | "silent-old"; level: "unknown" }
  | { rule: "stale"; level: "unknown"; age: number }
  | { rule: "few"; level: "unknown"; value: number; needed: number }
  | { rule: "held"; level: "held" };

/** The thresholds, in one place. A limit is `floor`, or the old path's value times `times`, whichever is larger. */
export const THRESHOLDS = {
  staleAfterSeconds: 120,
  /** Fewer requests on a path than this say nothing. */
  fewestSamples: 30,
  /** Error rate of the new path. */
  errors: { watch: { floor: 0.005, times: 1.5 }, bad: { floor: 0.02, times: 2 } },
  /** p99 of the new path in seconds; judged only against the old path. */
  p99: { watch: { floor: 0.05, times: 1.25 }, bad: { floor: 0.1, times: 2 } },
  /** Part of the compared reads that differ. */
  mismatch: { watch: { floor: 0.001, times: 0 }, bad: { floor: 0.01, times: 0 } },
  /** Fewer comparisons than this say nothing. */
  fewestCompared: 100,
} as const;

/** Every rule that fires at `now` (epoch seconds). What is missing or old fires alone: nothing else is judged by it. */
export function findingsOf(figures: Read, use: ModuleUse, now: number): Finding[] {
  if (figures === undefined) return [{ rule: "unread", level: "unknown" }];
  if (!figures || figures.newest === null) return [{ rule: "never", level: "unknown" }];
  const age = now - figures.newest;
  if (age > THRESHOLDS.staleAfterSeconds) return [{ rule: "stale", level: "unknown", age }];
  if (!use.newInUse) return has(figures.old) ? [] : [{ rule: "silent-old", level: "unknown" }];
  return comparison(figures);
}

/** The old path, where it had enough requests to be a measure. */
export function measureOf({ old }: ModuleFigures): PathFigures | null {
  return old && old.count >= THRESHOLDS.fewestSamples ? old : null;
}

/** From where on the new path is on Watch. */
export function watchLimit(rule: "errors" | "p99", against: number | null): number {
  return limitOf(THRESHOLDS[rule].watch, against);
}

function has(path: PathFigures | null): path is PathFigures {
  return path !== null && path.count > 0;
}

function comparison(figures: ModuleFigures): Finding[] {
  const { compared, different } = figures.comparisons;
  const findings = compared < THRESHOLDS.fewestCompared ? [] : beyond("mismatch", different / compared, null);
  if (figures.secondaryFailures > 0) findings.push({ rule: "secondary", level: "watch", value: figures.secondaryFailures });
  const { new: fresh } = figures;
  if (!has(fresh)) return [...findings, { rule: "silent", level: "unknown" }];
  if (fresh.count < THRESHOLDS.fewestSamples) {
    return [...findings, { rule: "few", level: "unknown", value: fresh.count, needed: THRESHOLDS.fewestSamples }];
  }
  const old = measureOf(figures);
  const errors = beyond("errors", fresh.errors / fresh.count, old && old.errors / old.count);
  const slow = fresh.p99 === null || !old || old.p99 === null ? [] : beyond("p99", fresh.p99, old.p99);
  return [...findings, ...errors, ...slow];
}

function limitOf({ floor, times }: { floor: number; times: number }, against: number | null): number {
  return Math.max(floor, (against ?? 0) * times);
}

function beyond(rule: "errors" | "p99" | "mismatch", value: number, against: number | null): Finding[] {
  for (const level of ["bad", "watch"] as const) {
    const limit = limitOf(THRESHOLDS[rule][level], against);
    if (value > limit) return [{ rule, level, value, against, limit }];
  }
  return [];
}
