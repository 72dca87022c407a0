import { authorityGained } from "./authority.ts";
import type { Facts } from "./facts.ts";
import { isGuarded, type ModuleState, returnedFrom, type SwitchState, stagesOf } from "./module.ts";
import type { Axis, Side, Stage } from "./positions.ts";
import type { Proposal, Refusal } from "./propose.ts";
import type { Direction } from "./state.ts";

export type Command = Proposal & {
  switch: Axis;
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
  const gains = authorityGained(from, to);
  const relaxes = isGuarded(before) && !isGuarded(after);
  return {
    command,
    before,
    after,
    from,
    to,
    direction,
    stages,
    gains,
    relies: relaxes ? [...new Set([...gains, ...returnedFrom(stages.after)])] : gains,
    facts,
    now,
  };
}
