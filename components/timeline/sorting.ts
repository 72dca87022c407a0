import { dateOf } from "@/lib/core/plan/plan-verdict.ts";
import type { Cell } from "@/lib/core/text/csv.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseGroup } from "./plan.ts";

export const COLUMNS = ["name", "owner", "baselineDate", "now", "status", "slipDays"] as const;

export function keyOf(milestone: MilestoneView, by: (typeof COLUMNS)[number]): string | number | null {
  return by === "now" ? dateOf(milestone) : milestone[by];
}

const FIELDS = ["owner", "status", "baselineDate", "currentDate", "doneDate", "slipDays", "overdue"] as const;

export function csvLines(groups: readonly PhaseGroup[]): Cell[][] {
  const lines = groups.flatMap(({ phase, milestones }) =>
    milestones.map((milestone) => [phase.name, milestone.name, ...FIELDS.map((field) => milestone[field])]),
  );
  return [["phase", "milestone", ...FIELDS], ...lines];
}
