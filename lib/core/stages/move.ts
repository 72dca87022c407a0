import type { Rule as SubjectRule } from "../evaluation/snapshot.ts";
import type { Facts } from "./facts.ts";
import {
  authorityGained,
  isGuarded,
  type ModuleState,
  returnedFrom,
  type SecondaryWrites,
  type SwitchState,
  sendsAhead,
  stagesOf,
} from "./module.ts";
import type { Axis, Side, Stage } from "./positions.ts";
import type { Refusal } from "./propose.ts";
import type { Direction } from "./state.ts";

export type Command = {
  switch: Axis;
  /** `share` of the subjects go to `target`; name the present standing to leave it as it is. */
  target: string;
  share: number;
  /** What the caller means it to be; see `propose`. */
  direction?: "forward" | "back" | undefined;
  /** How it came about: a rollback waits for no person, a step belongs to a plan that was decided before. */
  act: "change" | "rollback" | "step";
  /** Given when the rule list is replaced. */
  rules?: readonly SubjectRule[];
  secondaryWrites?: SecondaryWrites;
  paused?: boolean;
  /** Given with a written reason: rules that allow it no longer stand against the move. */
  override?: boolean;
};

/** A command with everything that rules judge it by. */
export type Move = {
  command: Command;
  before: ModuleState;
  after: ModuleState;
  from: SwitchState;
  to: SwitchState;
  direction: Direction;
  /** Subjects go forward by it: by the standing, or by rules that send them ahead of their share. */
  advances: boolean;
  /** Stages operations act on before and after. */
  stages: { before: readonly Stage[]; after: readonly Stage[] };
  /** Stores that become the authority over some subject. */
  gains: readonly Side[];
  /** Those, and the ones whose word alone counts from here on: they must lack nothing. */
  relies: readonly Side[];
  facts: Facts;
  now: Date;
};

/** One rule's judgement of one move. */
export type Gate = Refusal & { passed: boolean; overridable: boolean };
export type Rule = (move: Move) => Gate | null;

export function moveOf(
  command: Command,
  before: ModuleState,
  to: SwitchState,
  direction: Direction,
  facts: Facts,
  now: Date,
): Move {
  const from = before[command.switch] as SwitchState;
  const after = { ...before, [command.switch]: to };
  const stages = { before: stagesOf(before), after: stagesOf(after) };
  const gains = command.switch === "data" ? authorityGained(before, after, command.rules !== undefined) : [];
  const advanced = command.rules !== undefined && sendsAhead(command.rules) && to.next !== null && direction === "none";
  const relaxes = isGuarded(before) && !isGuarded(after);
  return {
    command,
    before,
    after,
    from,
    to,
    direction,
    advances: direction === "forward" || advanced,
    stages,
    gains,
    relies: relaxes ? [...new Set([...gains, ...returnedFrom(stages.after)])] : gains,
    facts,
    now,
  };
}
