import type { Rule } from "../evaluation/snapshot.ts";
import type { Module } from "./judge.ts";
import type { Command, Gate } from "./move.ts";
import { type Axis, parseSwitchKey } from "./positions.ts";
import type { Refusal } from "./propose.ts";
import { movesForward } from "./rollback.ts";
import type { SecondaryWrites } from "./secondary-writes.ts";
import { FULL_SHARE, type Standing } from "./state.ts";
import { type Transition, transition } from "./transition.ts";

/** One step of a plan: where a switch comes to stand, and what else of it changes. */
export type PlanStep = {
  switch: string;
  to: Standing;
  direction?: "forward" | "back" | undefined;
  secondaryWrites?: SecondaryWrites | undefined;
  paused?: boolean | undefined;
  checkRatio?: number | undefined;
  /** The rule list from then on. */
  rules?: Rule[] | undefined;
  link?: string | undefined;
  /** Held from then on. */
  held?: boolean | undefined;
};

/** Several steps of one module that belong together, and how many of them are stored. */
export type Steps = {
  kind: "rollback" | "cut-over" | "schedule";
  steps: readonly PlanStep[];
  done: number;
  override?: string | undefined;
};

/** The command that leads to a standing: the position its subjects go to, and the share that goes there. */
export function toStanding(axis: Axis, { position, next, share }: Standing): Pick<Command, "switch" | "target" | "share"> {
  return next === null ? { switch: axis, target: position, share: FULL_SHARE } : { switch: axis, target: next, share };
}

/** What stands against the next step now; nothing when it could be stored, or when there is none. */
export function waitsFor(module: Module, given: Steps, now: Date): Refusal[] {
  const step = given.steps[given.done];
  const judged = step ? judgeStep(module, step, given, now) : null;
  return judged === null || judged === "passed" || judged.ok ? [] : judged.refusals;
}

/** `passed`: the switch stands there already, or a rollback finds it behind. Null for a switch that is gone. */
export function judgeStep(module: Module, step: PlanStep, { kind, override }: Steps, now: Date): Transition | "passed" | null {
  const axis = parseSwitchKey(step.switch)?.axis;
  const present = axis && module.state[axis];
  if (!present) return null;
  const { to, rules } = step;
  if (kind === "rollback" && movesForward(present, { ...present, ...to, ...(rules && { rules }) })) return "passed";
  const command: Command = {
    ...toStanding(axis, to),
    direction: step.direction,
    act: kind === "rollback" ? "rollback" : "step",
    paused: step.paused ?? false,
    override: override !== undefined,
    rules,
    secondaryWrites: step.secondaryWrites,
    checkRatio: step.checkRatio,
  };
  // Who asked for a cut-over had the second person's word already.
  const facts = kind === "cut-over" ? { ...module.facts, approval: null } : module.facts;
  const decided = transition(module.state, command, facts, now);
  // An override was given for the move; whether to go on without a pause is for giving up to decide.
  const undrained = decided.ok && kind === "cut-over" ? decided.gates.filter(isUndrained) : [];
  if (undrained.length > 0) {
    return {
      ok: false,
      gates: decided.gates,
      refusals: undrained.map(({ rule, message, detail }) => ({ rule, message, detail })),
    };
  }
  const beyond = kind === "rollback" ? ["unchanged", "direction"] : ["unchanged"];
  return !decided.ok && decided.refusals.every(({ rule }) => beyond.includes(rule)) ? "passed" : decided;
}

export function isUndrained({ rule, passed }: Gate): boolean {
  return rule === "drained" && !passed;
}

/** What may stand against a change now and no longer when its time has come. Whatever else does, stays. */
const PASSING = ["barrier", "drained", "secondary-writes", "relaxation", "currency", "ledger", "doubt", "evidence", "lineage"];
const PEOPLE = ["freeze", "in-progress", "health"];

export function mayPass({ rule }: Refusal): boolean {
  return PASSING.includes(rule) || PEOPLE.includes(rule);
}
