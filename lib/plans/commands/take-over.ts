import type { ProjectContext } from "../../platform/context.ts";
import type { Locked } from "../../switches/commands/lock.ts";
import type { PlanRow } from "../reads.ts";
import { endPlan } from "./record.ts";
import { resume } from "./walk.ts";

/** The plan of a locked module that is under way, apart from schedules. */
export function planUnderWay({ around }: Locked, moduleId: string): PlanRow | undefined {
  return around.plans.find((plan) => plan.moduleId === moduleId && plan.kind !== "schedule" && plan.state === "waiting");
}

/** A move back waits for no plan: a cut-over that is under way ends, and its writes go on. Answers whether there was one. */
export function endForwardPlan(context: ProjectContext, locked: Locked, moduleId: string): boolean {
  const plan = planUnderWay(locked, moduleId);
  if (!plan || plan.kind === "rollback") return false;
  stop(context, locked, plan, "a move back took over");
  return true;
}

/** Ends a plan before its end. A pause it began ends with it. */
export function stop(context: ProjectContext, locked: Locked, plan: PlanRow, reason: string) {
  const [step] = plan.steps;
  if (plan.kind === "cut-over" && step) {
    resume(context, locked, plan.moduleId, { switch: step.switch, reason, plan: plan.id });
  }
  return endPlan(locked, plan, "cancelled", { reason });
}
