import type { z } from "zod";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import { type Locked, lockModules } from "../../switches/commands/lock.ts";
import { write } from "../../switches/commands/write.ts";
import { planRow, planView } from "../reads.ts";
import type { PlanView, planOverrideBodySchema } from "../schema.ts";
import { proceed } from "./advance.ts";
import { measuredFor } from "./due.ts";
import { note } from "./record.ts";
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
    const ended = stop(inside, locked, row, "cancelled");
    await write(inside, locked);
    return ended;
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
    await inside.db.plan.update({ where: { id: row.id }, data });
    const before = { ...row };
    const overridden = Object.assign(row, data);
    note(locked, "override", overridden, before, input.override);
    const early = row.notBefore !== null && row.notBefore > locked.clock;
    const plan = early ? planView(overridden) : await proceed(inside, locked, overridden);
    await write(inside, locked);
    return plan;
  });
}

async function openOne(context: ProjectContext, id: string, act: "switch.back" | "switch.forward") {
  authorise(context, act);
  const found = await planRow(context, id);
  authorise(context, act, found.environmentId);
  const locked: Locked = await lockModules(context, found.environment.key, [found.module.key], { measured: measuredFor(found) });
  const row = locked.around.plans.find((plan) => plan.id === id);
  if (row) return { locked, row };
  const { state } = await planRow(context, id);
  throw refused([{ rule: "ended", message: "This plan has reached its end already.", detail: { state } }]);
}
