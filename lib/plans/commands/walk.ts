import { isUndrained, judgeStep, type PlanStep, type Steps, toStanding } from "../../core/stages/plan-step.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import { transition } from "../../core/stages/transition.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { Locked } from "../../switches/commands/lock.ts";
import { store } from "../../switches/commands/store.ts";
import { partsOf, standingOf } from "../../switches/reads/rows.ts";
import type { ChangeView } from "../../switches/schema/change.ts";
import type { Changed } from "../../switches/schema/outcome.ts";
import type { PlanRow } from "../reads.ts";

/** What is stored with each step. */
export type Walk = Steps & { plan?: string | undefined; reason?: string | undefined };

/** What is left of a plan. */
export function walkOf(plan: PlanRow): Walk {
  const override = plan.override === null ? undefined : `${plan.override} (${plan.overrideBy})`;
  const { kind, steps, done, id } = plan;
  return { kind, steps, done, plan: id, reason: plan.reason ?? undefined, override };
}

export type Walked = {
  changes: Changed[];
  done: number;
  /** What stands against the next step; empty when all are stored. */
  waitsFor: Refusal[];
};

/** Takes down as many steps as the rules allow now. */
export function walk(context: ProjectContext, locked: Locked, moduleId: string, given: Walk): Walked {
  const changes: Changed[] = [];
  let { done } = given;
  for (const step of given.steps.slice(done)) {
    const row = locked.rows.find(({ key }) => key === step.switch);
    const judged = row ? judgeStep(locked.of(moduleId), step, given, locked.clock) : null;
    if (!row || !judged) break;
    if (judged === "passed") {
      done += 1;
      continue;
    }
    if (!judged.ok) return { changes, done, waitsFor: judged.refusals };
    const held = step.held ?? row.held;
    const failed = judged.gates.some((gate) => !gate.passed);
    const changed = store(context, locked, row, {
      act: actOf(given.kind, row, step),
      state: { ...judged.next, held },
      reason: given.reason,
      link: step.link,
      gates: judged.gates,
      override: failed ? given.override : undefined,
      plan: given.plan,
    });
    changes.push(changed);
    done += 1;
  }
  return { changes, done, waitsFor: [] };
}

/**
 * Lets writes go on after a pause that took too long. Before the move that gives it up. After it, writes go on though
 * some instance has not drained: no write is lost by that, but a reader may for a moment go back in time.
 */
export function resume(
  context: ProjectContext,
  locked: Locked,
  moduleId: string,
  given: { switch: string; reason: string; plan?: string },
): Changed | null {
  const row = locked.rows.find(({ key }) => key === given.switch);
  if (!row?.paused) return null;
  const { state, facts } = locked.of(moduleId);
  const place = toStanding(partsOf(row.key).axis, standingOf(row));
  const decided = transition(state, { ...place, act: "step", paused: false, override: true }, facts, locked.clock);
  if (!decided.ok) return null;
  const { gates, next } = decided;
  const { reason, plan } = given;
  const override = gates.some(isUndrained) ? reason : undefined;
  const told = { act: "resume", state: { ...next, held: row.held }, gates, reason, override, plan } as const;
  return store(context, locked, row, told);
}

function actOf(kind: Walk["kind"], row: Switch, step: PlanStep): ChangeView["act"] {
  if (kind === "rollback") return step.held ? "rollback" : "restore";
  if (kind === "schedule") return "change";
  const paused = step.paused ?? false;
  return paused === row.paused ? "change" : paused ? "pause" : "resume";
}
