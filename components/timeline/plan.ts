import { daysBetween } from "@/lib/core/plan/days.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";

/** What the timeline says of phases and milestones. Pure; days are `YYYY-MM-DD`. */

export type Span = { from: string; to: string };
export type PhaseGroup = {
  phase: PhaseView;
  milestones: MilestoneView[];
  /** From its first date to its last, as first planned and as it stands; null without milestones. */
  baseline: Span | null;
  current: Span | null;
  done: boolean;
  slipDays: number;
};

/** The date a milestone counts with: when it was reached, otherwise when it is planned for. */
export function dateOf({ doneDate, currentDate }: MilestoneView): string {
  return doneDate ?? currentDate;
}

export function groupsOf(phases: readonly PhaseView[], milestones: readonly MilestoneView[]): PhaseGroup[] {
  return phases.map((phase) => {
    const own = milestones.filter((milestone) => milestone.phase === phase.id).sort(byDate);
    const counted = own.filter(({ status }) => status !== "dropped");
    const baseline = spanOf(counted.map(({ baselineDate }) => baselineDate));
    const current = spanOf(counted.map(dateOf));
    return {
      phase,
      milestones: own,
      baseline,
      current,
      done: counted.length > 0 && counted.every(({ status }) => status === "done"),
      slipDays: baseline && current ? daysBetween(baseline.to, current.to) : 0,
    };
  });
}

function byDate(a: MilestoneView, b: MilestoneView): number {
  return dateOf(a).localeCompare(dateOf(b)) || a.name.localeCompare(b.name);
}

function spanOf(days: string[]): Span | null {
  const sorted = days.toSorted();
  return sorted.length === 0 ? null : { from: sorted[0] as string, to: sorted.at(-1) as string };
}

export type Verdict =
  | { is: "empty" }
  | { is: "done"; days: number; end: string }
  | { is: "open"; days: number; end: string; baseline: string; cause: MilestoneView | null; overdue: MilestoneView[] };

/** Late or not, by how much, because of which milestone. */
export function verdictOf(milestones: readonly MilestoneView[]): Verdict {
  const counted = milestones.filter(({ status }) => status !== "dropped");
  const baseline = spanOf(counted.map(({ baselineDate }) => baselineDate));
  const current = spanOf(counted.map(dateOf));
  if (!baseline || !current) return { is: "empty" };
  const days = daysBetween(baseline.to, current.to);
  const open = counted.filter(({ status }) => status !== "done");
  if (open.length === 0) return { is: "done", days, end: current.to };
  const late = open.filter(({ slipDays }) => slipDays > 0).sort((a, b) => b.slipDays - a.slipDays || byDate(a, b));
  const overdue = open.filter((milestone) => milestone.overdue).sort(byDate);
  return { is: "open", days, end: current.to, baseline: baseline.to, cause: late[0] ?? null, overdue };
}

/** The stretch of time drawn: every date and today, from the first of a month to the last of one. */
export function axisOf(milestones: readonly MilestoneView[], today: string): Span {
  const days = milestones.flatMap(({ baselineDate, currentDate, doneDate }) => [
    baselineDate,
    currentDate,
    doneDate ?? currentDate,
  ]);
  const span = spanOf([...days, today]) as Span;
  return { from: `${span.from.slice(0, 7)}-01`, to: firstOfNextMonth(span.to) };
}

function firstOfNextMonth(day: string): string {
  const [year = 1970, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** Where a day lies on the axis, 0 … 100. */
export function placeOf(axis: Span, day: string): number {
  return (daysBetween(axis.from, day) / daysBetween(axis.from, axis.to)) * 100;
}

const MOST_LABELS = 5;

/** First days of months for the axis's head; fewer than all when they would not fit. */
export function monthsOf({ from, to }: Span): string[] {
  const months: string[] = [];
  for (let day = from; day < to; day = firstOfNextMonth(day)) months.push(day);
  const every = Math.ceil(months.length / MOST_LABELS);
  return months.filter((_, i) => i % every === 0);
}
