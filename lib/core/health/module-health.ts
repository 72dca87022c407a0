import { type Finding, findingsOf, type ModuleUse, measureOf, type PathFigures, type Read, watchLimit } from "./findings.ts";

/** How a module is doing: one word, the rules that fired, and what its one sentence says. */

/** Worst first. */
export const HEALTH_STATES = ["bad", "watch", "unknown", "held", "ok"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** The facts a state stands on. Bad, Watch and Unknown are said by the finding that made them so. */
export type Says =
  | { is: "finding"; finding: Finding }
  /** Nobody is on the new path: only what the old one does is told. */
  | { is: "at-rest"; old: Told }
  /** Both paths were measured, and the new one is within its limits. */
  | { is: "compared"; new: Told; old: Told; limit: number | null }
  /** The new path is within its limits, and the old one gives no measure. */
  | { is: "alone"; new: Told; limit: number };

/** Rate of errors, and p99 in seconds; null when there were too few samples to say. */
export type Told = { errors: number; p99: number | null };

export type ModuleHealth = { state: HealthState; findings: Finding[]; says: Says };

/**
 * The one verdict on a module at `now` (epoch seconds); whatever shows or tells health asks here. Without fresh data
 * of the path in use it is Unknown, never OK.
 */
export function moduleHealth(figures: Read, use: ModuleUse, now: number): ModuleHealth {
  const findings = findingsOf(figures, use, now);
  if (use.held) findings.push({ rule: "held", level: "held" });
  findings.sort((a, b) => rank(a.level) - rank(b.level));
  const [first] = findings;
  if (first && first.level !== "held") return { state: first.level, findings, says: { is: "finding", finding: first } };
  return { state: first ? "held" : "ok", findings, says: withinLimits(figures, use) };
}

/** Orders states worst first. */
export function rank(state: HealthState): number {
  return HEALTH_STATES.indexOf(state);
}

/** Somebody has to look at it now. */
export function isUrgent(state: HealthState): boolean {
  return state === "bad" || state === "watch";
}

function withinLimits(figures: Read, { newInUse }: ModuleUse): Says {
  const fresh = figures?.new ?? null;
  const old = figures && (newInUse ? measureOf(figures) : figures.old);
  if (!newInUse && old) return { is: "at-rest", old: told(old) };
  if (fresh && old) {
    const both = fresh.p99 !== null && old.p99 !== null;
    return { is: "compared", new: told(fresh), old: told(old), limit: both ? watchLimit("p99", old.p99) : null };
  }
  // With nothing of the path in use, a finding would have said so.
  return { is: "alone", new: told(fresh as PathFigures), limit: watchLimit("errors", null) };
}

function told({ count, errors, p99 }: PathFigures): Told {
  return { errors: errors / count, p99 };
}
