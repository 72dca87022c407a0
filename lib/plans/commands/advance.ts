import { mayPass } from "../../core/stages/plan-step.ts";
import { inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { isId } from "../../platform/ids.ts";
import { type Locked, lockModules } from "../../switches/commands/lock.ts";
import { write } from "../../switches/commands/write.ts";
import { type PlanRow, planView, type StoredPlan, storedPlans } from "../reads.ts";
import type { PlanView } from "../schema.ts";
import { look, measuredFor, waitingOf } from "./due.ts";
import { lapseOf, withoutLapsedOverride } from "./lapse.ts";
import { endPlan, keepPlan } from "./record.ts";
import { resume, walk, walkOf } from "./walk.ts";

/**
 * Stores the steps of a plan that its rules allow now, as the plan's actor. Answers the plan, or null when it has come to
 * its end meanwhile.
 */
export async function advancePlan(db: Db, id: string): Promise<PlanView | null> {
  const [row] = isId(id) ? await storedPlans(db, Prisma.sql`p.id = ${id}::uuid`) : [];
  if (!row) return null;
  const waiting = waitingOf(db, row);
  return (await look(db, [waiting])).has(id) ? goOn(db, row) : planView(waiting.plan);
}

/**
 * A step and the count of steps are stored together, so whoever dies in between neither skips nor repeats one; whatever
 * is written is written under locks.
 */
export async function goOn(db: Db, row: StoredPlan): Promise<PlanView | null> {
  const { context, environment, plan: found } = waitingOf(db, row);
  return inTransaction(context, async (inside) => {
    const locked = await lockModules(inside, environment.key, [found.module.key], { measured: measuredFor(found) });
    // Somebody may have gone on with it, or ended it, until the locks were ours.
    const plan = locked.around.plans.find((one) => one.id === found.id);
    if (!plan) return null;
    const view = await proceed(inside, locked, plan);
    await write(inside, locked);
    return view;
  });
}

/** Takes down what may be stored now of a plan whose module the caller has locked, and how far it came. */
export async function proceed(context: ProjectContext, locked: Locked, plan: PlanRow): Promise<PlanView> {
  // Members change under this lock: who may do what stays true until the transaction ends.
  if (plan.kind === "schedule") await lockProject(context);
  const lapsed = await lapseOf(context, plan);
  if (lapsed) return endPlan(locked, plan, "cancelled", { waitsFor: [lapsed], reason: lapsed.message });
  const given = walkOf(await withoutLapsedOverride(context, plan));
  const { done, waitsFor: against } = walk(context, locked, plan.moduleId, given);
  if (done === given.steps.length) return endPlan(locked, plan, "done", { done, waitsFor: [] });
  const never = plan.kind === "schedule" ? against.filter((refusal) => !mayPass(refusal)) : [];
  if (never.length > 0) {
    return endPlan(locked, plan, "failed", { done, waitsFor: against, reason: never.map(({ message }) => message).join(" ") });
  }
  // Since a restore nobody knows what instances act on: writes stay paused until that is known.
  const restored = against.some(({ rule }) => rule === "lineage");
  if (restored || plan.giveUpAt === null || plan.giveUpAt > locked.clock) return keepPlan(locked, plan, done, against);

  const [step] = given.steps;
  const moved = plan.kind === "cut-over" && done >= 2;
  const reason = moved ? "resumed before every instance had drained" : "given up: it took longer than allowed";
  if (plan.kind === "cut-over" && step) {
    resume(context, locked, plan.moduleId, { switch: step.switch, reason, plan: plan.id });
  }
  return endPlan(locked, plan, moved ? "done" : "failed", {
    done: moved ? given.steps.length : done,
    waitsFor: against,
    reason,
  });
}
