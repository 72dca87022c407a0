import type { Refusal } from "../../core/stages/propose.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { mayStill } from "../../platform/identity.ts";
import type { PlanRow } from "../reads.ts";

/** A schedule is its maker's word, and an override its giver's: each counts while they could say it now. */

/** Why a schedule may not go on; null while its maker may, and for other plans: a rollback outlives whoever began it. */
export async function lapseOf(context: ProjectContext, plan: PlanRow): Promise<Refusal | null> {
  if (plan.kind !== "schedule" || (await holds(context, plan, plan.actorId))) return null;
  const message = `${plan.actorName} scheduled this and may not move switches forward here any more.`;
  return { rule: "maker", message, detail: { by: plan.actorName } };
}

/** What a schedule was allowed to pass counts like the schedule itself. */
export async function withoutLapsedOverride(context: ProjectContext, plan: PlanRow): Promise<PlanRow> {
  if (plan.kind !== "schedule" || plan.override === null) return plan;
  return (await holds(context, plan, plan.overrideById ?? plan.actorId)) ? plan : { ...plan, override: null };
}

function holds(context: ProjectContext, { environmentId }: PlanRow, giver: string): Promise<boolean> {
  return mayStill(context, giver, "switch.forward", environmentId);
}
