import { randomUUID } from "node:crypto";
import { backSteps } from "../../core/stages/back-steps.ts";
import type { PlanStep } from "../../core/stages/plan-step.ts";
import { waitsFor } from "../../core/stages/plan-step.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import type { JointState } from "../../core/stages/restored.ts";
import { isBehind } from "../../core/stages/rollback.ts";
import { openPlan } from "../../plans/commands/record.ts";
import { endForwardPlan, planUnderWay, stop } from "../../plans/commands/take-over.ts";
import { type Walk, walk } from "../../plans/commands/walk.ts";
import type { PlanView } from "../../plans/schema.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { jointOf, stateOf } from "../reads/rows.ts";
import type { Changed } from "../schema/outcome.ts";
import type { Locked } from "./lock.ts";
import { store } from "./store.ts";

/** What a module's rollback stored at once, the plan of what is still to come, or why it cannot begin. */
export type Back = { changes: Changed[]; plan: PlanView | null; refusals: Refusal[] | null };

/**
 * Takes switches of a locked module back to a whole earlier state as far as the rules allow now, holds all that are to
 * move unless told not to, and leaves the rest to the worker. A cut-over under way ends; another rollback gives way when this one has steps to wait for. Null
 * when none of it is behind.
 */
export function takeBack(
  context: ProjectContext,
  locked: Locked,
  moduleId: string,
  { target, hold = true }: { target: JointState; hold?: boolean },
  reason: string | undefined,
): Back | null {
  const module = moduleKey(locked, moduleId);
  const present = jointOf(locked.rows.filter((row) => row.moduleId === moduleId));
  const plain = isBehind(present, target) ? backSteps(module, present, target) : [];
  const steps = hold ? plain.map((step) => ({ ...step, held: true })) : plain;
  if (steps.length === 0) return null;
  const id = steps.length > 1 ? randomUUID() : undefined;
  const way: Walk = { kind: "rollback", steps, done: 0, reason };
  const never = steps.flatMap((_, done) => waitsFor(locked.of(moduleId), { ...way, done }, locked.clock));
  const closed = never.filter(({ rule }) => rule === "no-return");
  if (closed.length > 0) return { changes: [], plan: null, refusals: closed.slice(0, 1) };

  endForwardPlan(context, locked, moduleId);
  const first = walk(context, locked, moduleId, { ...way, plan: id });
  const changes = [...first.changes, ...(hold ? holdAll(context, locked, steps, reason, id) : [])];
  const ended = first.done === steps.length;
  if (ended && !id) return { changes, plan: null, refusals: null };
  const other = planUnderWay(locked, moduleId);
  if (other && !ended) stop(context, locked, other, "another rollback took over");
  const { done, waitsFor: waiting } = first;
  const state = ended ? "done" : "waiting";
  const plan = openPlan(context, locked, moduleId, { ...way, id: id ?? randomUUID(), done, waitsFor: waiting, state });
  return { changes, plan: ended ? null : plan, refusals: null };
}

/** What is to go back must not go forward meanwhile. */
function holdAll(
  context: ProjectContext,
  locked: Locked,
  steps: readonly PlanStep[],
  reason: string | undefined,
  plan: string | undefined,
): Changed[] {
  const changes: Changed[] = [];
  for (const key of new Set(steps.map((step) => step.switch))) {
    const row = locked.rows.find((one) => one.key === key);
    if (!row || row.held) continue;
    changes.push(store(context, locked, row, { act: "hold", state: { ...stateOf(row), held: true }, reason, plan }));
  }
  return changes;
}

function moduleKey({ rows }: Locked, moduleId: string): string {
  const row = rows.find((one) => one.moduleId === moduleId);
  if (!row) throw new Error("a locked module has no switch");
  return row.key.slice(0, row.key.lastIndexOf("."));
}
