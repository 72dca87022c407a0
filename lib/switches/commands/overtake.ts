import { record } from "../../audit/commands.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { EnvironmentRow } from "../reads/environment.ts";
import { waitingSchedules } from "../reads/plans.ts";
import { endPlan } from "./plans.ts";

type Change = { act: string; version: number; plan: string | null };

/**
 * Ends what was made for a switch as it stood before this change: its schedules and its open proposals. Schedules made
 * later than the one that made the change were made knowing of it, and stay.
 */
export async function overtake(context: ProjectContext, environment: EnvironmentRow, row: Switch, change: Change): Promise<void> {
  const why = overtaken(row.key, change, context.actor.name);
  const schedules = await waitingSchedules(context.db, row);
  const maker = schedules.find(({ id }) => id === change.plan);
  for (const plan of schedules) {
    const knew = maker !== undefined && plan.createdAt >= maker.createdAt;
    if (!knew) await endPlan(context, plan, "cancelled", { waitsFor: [why], reason: why.message });
  }
  const proposals = await context.db.proposal.updateManyAndReturn({
    where: { switchId: row.id, state: "open" },
    data: { state: "overtaken", version: { increment: 1 }, updatedAt: context.now },
  });
  for (const { id } of proposals) {
    await record(context, {
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
