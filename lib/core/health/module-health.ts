/** How a module is doing: one word, and the rules that fired with their numbers. */

/** Worst first. */
export const HEALTH_STATES = ["bad", "watch", "unknown", "held", "ok"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

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

export type ModuleUse = {
  /** Some subjects are, by share or by stage, on the new path. */
  newInUse: boolean;
  /** Somebody, or a rollback, stopped its forward moves. */
  held: boolean;
};

/** A rule that fired. Rates are 0 … 1, durations and ages seconds, the rest counts. */
export type Finding =
  | { rule: "errors" | "p99" | "mismatch"; level: "bad" | "watch"; value: number; against: number | null; limit: number }
  | { rule: "secondary"; level: "watch"; value: number }
  | { rule: "never" | "silent"; level: "unknown" }
  | { rule: "stale"; level: "unknown"; age: number }
  | { rule: "few"; level: "unknown"; value: number; needed: number }
  | { rule: "held"; level: "held" };

export type ModuleHealth = { state: HealthState; findings: Finding[] };

/** The thresholds, in one place. A limit is `floor`, or the old path's value times `times`, whichever is larger. */
export const THRESHOLDS = {
  staleAfterSeconds: 120,
  /** Fewer requests on the new path than this say nothing. */
  fewestSamples: 30,
  /** Error rate of the new path. */
  errors: { watch: { floor: 0.005, times: 1.5 }, bad: { floor: 0.02, times: 2 } },
  /** p99 of the new path in seconds; judged only against the old path. */
  p99: { watch: { floor: 0.05, times: 1.25 }, bad: { floor: 0.1, times: 2 } },
  /** Part of the compared reads that differ. */
  mismatch: { watch: 0.001, bad: 0.01, fewestCompared: 100 },
} as const;

/** Judges one module at `now` (epoch seconds). Without fresh data the answer is Unknown, never OK. */
export function moduleHealth(figures: ModuleFigures | null, use: ModuleUse, now: number): ModuleHealth {
  const findings = [...freshness(figures, now)];
  if (findings.length === 0 && figures) findings.push(...comparison(figures, use));
  if (use.held) findings.push({ rule: "held", level: "held" });
  const state = HEALTH_STATES.find((level) => findings.some((finding) => finding.level === level)) ?? "ok";
  return { state, findings: findings.sort((a, b) => rank(a.level) - rank(b.level)) };
}

/** Orders states worst first. */
export function rank(state: HealthState): number {
  return HEALTH_STATES.indexOf(state);
}

/** Somebody has to look at it now. */
export function isUrgent(state: HealthState): boolean {
  return state === "bad" || state === "watch";
}

function freshness(figures: ModuleFigures | null, now: number): Finding[] {
  if (!figures || figures.newest === null) return [{ rule: "never", level: "unknown" }];
  const age = now - figures.newest;
  return age > THRESHOLDS.staleAfterSeconds ? [{ rule: "stale", level: "unknown", age }] : [];
}

function comparison(figures: ModuleFigures, use: ModuleUse): Finding[] {
  if (!use.newInUse) return [];
  const findings: Finding[] = [...mismatches(figures.comparisons)];
  if (figures.secondaryFailures > 0) findings.push({ rule: "secondary", level: "watch", value: figures.secondaryFailures });
  const fresh = figures.new;
  if (!fresh || fresh.count === 0) return [...findings, { rule: "silent", level: "unknown" }];
  if (fresh.count < THRESHOLDS.fewestSamples) {
    return [...findings, { rule: "few", level: "unknown", value: fresh.count, needed: THRESHOLDS.fewestSamples }];
  }
  return [...findings, ...errorRate(fresh, figures.old), ...slowness(fresh, figures.old)];
}

function errorRate(fresh: PathFigures, old: PathFigures | null): Finding[] {
  const value = fresh.errors / fresh.count;
  const against = old && old.count >= THRESHOLDS.fewestSamples ? old.errors / old.count : null;
  return beyond("errors", value, against, THRESHOLDS.errors);
}

function slowness(fresh: PathFigures, old: PathFigures | null): Finding[] {
  if (fresh.p99 === null || !old || old.p99 === null) return [];
  return beyond("p99", fresh.p99, old.p99, THRESHOLDS.p99);
}

type Limits = Record<"watch" | "bad", { floor: number; times: number }>;

function beyond(rule: "errors" | "p99", value: number, against: number | null, limits: Limits): Finding[] {
  for (const level of ["bad", "watch"] as const) {
    const limit = Math.max(limits[level].floor, (against ?? 0) * limits[level].times);
    if (value > limit) return [{ rule, level, value, against, limit }];
  }
  return [];
}

function mismatches({ compared, different }: { compared: number; different: number }): Finding[] {
  const { fewestCompared, bad, watch } = THRESHOLDS.mismatch;
  if (compared < fewestCompared) return [];
  const value = different / compared;
  for (const [level, limit] of [
    ["bad", bad],
    ["watch", watch],
  ] as const) {
    if (value > limit) return [{ rule: "mismatch", level, value, against: null, limit }];
  }
  return [];
}
