import { daysBetween } from "./days.ts";
import type { MilestoneDates } from "./slip.ts";

/** What a plan is judged by; days are `YYYY-MM-DD`. */
export type Judged = MilestoneDates & { name: string; slipDays: number; overdue: boolean };

/** Where an open plan stands against its first dates. Only the last two are good news. */
type Standing = "late" | "overdue" | "slipping" | "early" | "onTime";

export type PlanVerdict<M> =
  | { is: "empty" }
  | { is: "done"; days: number; end: string }
  | {
      is: Standing;
      /** From the end as first planned to the end now. */
      days: number;
      end: string;
      baseline: string;
      /** The open milestone that slipped most; null when none did. */
      cause: M | null;
      /** The oldest first. */
      overdue: M[];
    };

/** The one verdict on a plan: its end, and what slipped on the way there even where the end did not. */
export function planVerdict<M extends Judged>(milestones: readonly M[]): PlanVerdict<M> {
  const counted = milestones.filter(({ status }) => status !== "dropped");
  const baseline = lastOf(counted.map(({ baselineDate }) => baselineDate));
  const end = lastOf(counted.map(dateOf));
  if (baseline === null || end === null) return { is: "empty" };
  const days = daysBetween(baseline, end);
  const open = counted.filter(({ status }) => status !== "done");
  if (open.length === 0) return { is: "done", days, end };
  const [cause = null] = open.filter(({ slipDays }) => slipDays > 0).sort((a, b) => b.slipDays - a.slipDays || byDate(a, b));
  const overdue = open.filter((milestone) => milestone.overdue).sort(byDate);
  return { is: standing(days, overdue.length > 0, cause !== null), days, end, baseline, cause, overdue };
}

function standing(days: number, isOverdue: boolean, slipped: boolean): Standing {
  if (days > 0) return "late";
  if (isOverdue) return "overdue";
  if (slipped) return "slipping";
  return days < 0 ? "early" : "onTime";
}

/** The date a milestone counts with: when it was reached, otherwise when it is planned for. */
export function dateOf({ doneDate, currentDate }: Pick<MilestoneDates, "doneDate" | "currentDate">): string {
  return doneDate ?? currentDate;
}

export function byDate(a: Judged, b: Judged): number {
  return dateOf(a).localeCompare(dateOf(b)) || a.name.localeCompare(b.name);
}

function lastOf(days: readonly string[]): string | null {
  return days.toSorted().at(-1) ?? null;
}
