import type { Refusal } from "../../core/stages/propose.ts";
import { endPlan } from "../../plans/commands/record.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { Locked } from "./lock.ts";

type Change = { act: string; version: number; plan: string | null };

/**
 * Ends what was made for a switch as it stood before this change: its schedules and its open proposals. Schedules made
 * later than the one that made the change were made knowing of it, and stay.
 */
export function overtake({ actor }: ProjectContext, locked: Locked, row: Switch, change: Change): void {
  const { environment, journal, around } = locked;
  const why = overtaken(row.key, change, actor.name);
  const schedules = around.plans.filter((plan) => {
    return plan.kind === "schedule" && plan.state === "waiting" && plan.steps.some((step) => step.switch === row.key);
  });
  const maker = schedules.find(({ id }) => id === change.plan);
  for (const plan of schedules) {
    const knew = maker !== undefined && plan.createdAt >= maker.createdAt;
    if (!knew) endPlan(locked, plan, "cancelled", { waitsFor: [why], reason: why.message });
  }
  for (const { id } of locked.proposals.filter(({ switchId }) => switchId === row.id)) {
    if (journal.overtaken.includes(id)) continue;
    journal.overtaken.push(id);
    journal.entries.push({
      act: "proposal.overtake",
      targetKind: "proposal",
      targetKey: id,
      environment: environment.key,
      before: { state: "open" },
      after: { switch: row.key, state: "overtaken" },
      reason: why.message,
    });
  }
}

function overtaken(key: string, { act, version }: Change, by: string): Refusal {
  return {
    rule: "overtaken",
    message: `${key} was changed since: ${act} by ${by}, version ${version}. What was made for the one before has ended.`,
    detail: { switch: key, act, by, version },
  };
}
