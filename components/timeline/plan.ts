import { daysBetween } from "@/lib/core/plan/days.ts";
import { byDate, dateOf } from "@/lib/core/plan/plan-verdict.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";

/** What the timeline says of phases and milestones. Pure; days are `YYYY-MM-DD`. */

export type Span = { from: string; to: string };
export type PhaseGroup = {
  phase: PhaseView;
  milestones: readonly MilestoneView[];
  /** From its first date to its last, as first planned and as it stands; null without milestones. */
  baseline: Span | null;
  current: Span | null;
  done: boolean;
  slipDays: number;
};

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

function spanOf(days: string[]): Span | null {
  const sorted = days.toSorted();
  return sorted.length === 0 ? null : { from: sorted[0] as string, to: sorted.at(-1) as string };
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
