import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import { ENVIRONMENT_FIELDS } from "../reads/environment.ts";
import { planRow, planView } from "../reads/plans.ts";
import type { PlanView, planOverrideBodySchema } from "../schema.ts";
import { proceed } from "./advance.ts";
import { type Locked, lockModules } from "./lock.ts";
import { note } from "./plans.ts";
import { stop } from "./take-over.ts";

/** What people may do with a plan that has not reached its end. */

/** Ends a plan; what it stored stays. A cut-over that has moved goes on to its end: only the pause is left of it. */
export async function cancelPlan(context: ProjectContext, input: { plan: string }): Promise<PlanView> {
  return inTransaction(context, async (inside) => {
    const { locked, row } = await openOne(inside, input.plan, "switch.back");
    if (row.kind === "cut-over" && row.done >= 2) {
      const message = "The move is stored already; writes go on as soon as every instance has followed.";
      throw refused([{ rule: "in-progress", message, detail: { done: row.done } }]);
    }
    return stop(inside, locked, row, "cancelled");
  });
}

/** Lets the steps of a plan pass rules that allow it, and goes on at once. A lead's. */
export async function overridePlan(
  context: ProjectContext,
  input: { plan: string } & z.infer<typeof planOverrideBodySchema>,
): Promise<PlanView> {
  return inTransaction(context, async (inside) => {
    const { locked, row } = await openOne(inside, input.plan, "switch.forward");
    const { id: overrideById, name: overrideBy } = inside.actor;
    const data = { override: input.override, overrideBy, overrideById, updatedAt: inside.now };
    const overridden = { ...row, ...(await inside.db.plan.update({ where: { id: row.id }, data })) };
    await note(inside, "override", overridden, row, input.override);
    if (row.notBefore && row.notBefore > locked.clock) return planView(overridden);
    return proceed(inside, locked, overridden);
  });
}

async function openOne(context: ProjectContext, id: string, act: "switch.back" | "switch.forward") {
  authorise(context, act);
  const found = await planRow(context, id);
  authorise(context, act, found.environmentId);
  const environment = await context.db.environment.findUnique({ where: { id: found.environmentId }, select: ENVIRONMENT_FIELDS });
  if (!environment) throw notFound("environment");
  const locked: Locked = await lockModules(context, environment, [found.module.key]);
  const row = await planRow(context, id);
  if (row.state !== "waiting") {
    throw refused([{ rule: "ended", message: "This plan has reached its end already.", detail: { state: row.state } }]);
  }
  return { locked, row };
}
