import type { Rule } from "../../core/evaluation/snapshot.ts";
import type { Command, Gate } from "../../core/stages/move.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import { movesForward } from "../../core/stages/rollback.ts";
import { type Transition, transition } from "../../core/stages/transition.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import type { Module } from "../reads/judge.ts";
import { partsOf, standingOf, stateOf } from "../reads/rows.ts";
import type { Changed, ChangeView, PlanStep } from "../schema.ts";
import type { Locked } from "./lock.ts";
import { toStanding } from "./steps.ts";
import { store } from "./store.ts";

/** Several steps of one module that belong together, and how far they are stored. */
export type Walk = {
  kind: "rollback" | "cut-over" | "schedule";
  steps: readonly PlanStep[];
  done: number;
  /** Stored with each step. */
  plan?: string | undefined;
  reason?: string | undefined;
  override?: string | undefined;
};

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
    if (!row) break;
    const judged = judgeStep(locked.of(moduleId), row, step, given, locked.clock);
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

/** Whether the next step could be stored now: nothing stands against it. */
export function waitsFor(module: Module, rows: readonly Switch[], given: Walk, now: Date): Refusal[] {
  const step = given.steps[given.done];
  const row = rows.find(({ key }) => key === step?.switch);
  if (!step || !row) return [];
  const judged = judgeStep(module, row, step, given, now);
  return judged === "passed" || judged.ok ? [] : judged.refusals;
}

/** `passed`: the switch stands there already, or a rollback finds it behind. */
function judgeStep(module: Module, row: Switch, step: PlanStep, given: Walk, now: Date): Transition | "passed" {
  const { axis } = partsOf(row.key);
  const to = standingOf(step.to);
  const rules = step.rules as readonly Rule[] | undefined;
  const present = stateOf(row);
  if (given.kind === "rollback" && movesForward(present, { ...present, ...to, ...(rules && { rules }) })) return "passed";
  const command: Command = {
    ...toStanding(axis, to),
    direction: step.direction,
    act: given.kind === "rollback" ? "rollback" : "step",
    paused: step.paused ?? false,
    override: given.override !== undefined,
    rules,
    secondaryWrites: step.secondaryWrites,
    checkRatio: step.checkRatio,
  };
  // Who asked for a cut-over had the second person's word already.
  const facts = given.kind === "cut-over" ? { ...module.facts, approval: null } : module.facts;
  const decided = transition(module.state, command, facts, now);
  // An override was given for the move; whether to go on without a pause is for giving up to decide.
  const undrained = decided.ok && given.kind === "cut-over" ? decided.gates.filter(isUndrained) : [];
  if (undrained.length > 0) return { ok: false, gates: decided.gates, refusals: undrained };
  const beyond = given.kind === "rollback" ? ["unchanged", "direction"] : ["unchanged"];
  return !decided.ok && decided.refusals.every(({ rule }) => beyond.includes(rule)) ? "passed" : decided;
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

function isUndrained({ rule, passed }: Gate): boolean {
  return rule === "drained" && !passed;
}

function actOf(kind: Walk["kind"], row: Switch, step: PlanStep): ChangeView["act"] {
  if (kind === "rollback") return step.held ? "rollback" : "restore";
  if (kind === "schedule") return "change";
  const paused = step.paused ?? false;
  return paused === row.paused ? "change" : paused ? "pause" : "resume";
}
