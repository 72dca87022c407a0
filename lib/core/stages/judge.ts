import { type Course, courseOf } from "./course.ts";
import type { Facts } from "./facts.ts";
import { type FrictionEnvironment, frictionOf, type Given, type Level, lacking } from "./friction.ts";
import type { ModuleState, SwitchState } from "./module.ts";
import type { Command, Gate } from "./move.ts";
import { indexOf, type Position } from "./positions.ts";
import { propose, type Refusal } from "./propose.ts";
import { settledAt } from "./state.ts";
import { transition } from "./transition.ts";

export type Module = { state: ModuleState; facts: Facts };

/** What a change would come to: the rules' judgement, and what its level asks of the person. */
export type Judged = {
  /** Null where a rule refuses it. */
  next: SwitchState | null;
  /** Where it would lead; null where that cannot be said. */
  to: SwitchState | null;
  course: Course;
  level: Level;
  gates: Gate[];
  refusals: Refusal[];
  /** Some gate that allows it is passed by an override. */
  overridden: boolean;
};

/** `confirm` is the word a level-3 change asks for; null where what a person must say is asked for elsewhere. Friction applies to what a person asks for, not to steps of a plan. */
export function judge(
  { state, facts }: Module,
  command: Command,
  environment: FrictionEnvironment,
  given: Given,
  confirm: string | null,
  now: Date,
): Judged {
  const decided = transition(state, { ...command, override: given.override !== undefined }, facts, now);
  const from = state[command.switch] as SwitchState;
  const proposed = propose(from, command);
  const to = proposed.ok ? proposed.next : proposed.refusals.some(({ rule }) => rule === "unchanged") ? from : null;
  const aim = to ?? aimOf(from, command);
  const course = proposed.ok ? proposed.course : courseOf(from, aim ?? from);
  const gateFailed = decided.gates.some((gate) => !gate.passed && gate.overridable);
  const level = aim ? frictionOf(from, aim, course.direction, environment, gateFailed) : 1;
  const against = decided.ok ? [] : decided.refusals;
  const pointless = against.some(({ rule }) => rule === "unchanged");
  const asks = to !== null && confirm !== null && !pointless && command.act === "change";
  const missing = asks ? lacking(level, given, confirm, gateFailed) : [];
  const refusals = [...against, ...missing];
  return {
    next: decided.ok && missing.length === 0 ? decided.next : null,
    to,
    course,
    level,
    gates: decided.gates,
    refusals,
    overridden: decided.ok && gateFailed,
  };
}

/** Where a step that skips positions would end: nobody gets there at once, but it can be said what it would ask for. */
function aimOf(from: SwitchState, { switch: axis, target }: Command): SwitchState | null {
  return indexOf(axis, target) < 0 ? null : { ...from, ...settledAt(target as Position) };
}
