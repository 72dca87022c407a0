import type { Rule } from "../evaluation/snapshot.ts";
import { type Axis, coexist, type Position, planOf, type Side, STAGES, type Stage } from "./positions.ts";
import type { SecondaryWrites } from "./secondary-writes.ts";
import { FULL_SHARE, type Standing } from "./state.ts";

/** What is stored of a switch and what a change may alter. */
export type SwitchState = Standing & {
  axis: Axis;
  held: boolean;
  /** The first that matches a subject decides where it is, whatever the share. */
  rules: readonly Rule[];
  /** Thousandths of a percent of subjects whose reads are compared. */
  checkRatio: number;
  /** Of data switches; the others carry the default. */
  secondaryWrites: SecondaryWrites;
  /** New writes of subjects on the move wait: a pausing cut-over is under way. */
  paused: boolean;
};

/** The switches of one module in one environment that exist. */
export type ModuleState = Partial<Record<Axis, SwitchState>>;

/** Whether some rule sends subjects to `next`, whatever the share. */
export function sendsAhead(rules: readonly Rule[]): boolean {
  return rules.some(({ result }) => result === "next");
}

/** Rules that keep subjects at the position, whatever the share. */
export function pinsOf(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({ result }) => result === "position");
}

/** Positions any subject may be at. */
export function positionsInUse({ position, next, share, rules }: SwitchState): readonly Position[] {
  if (next === null) return [position];
  const behind = share < FULL_SHARE || pinsOf(rules).length > 0 ? [position] : [];
  return share > 0 || sendsAhead(rules) ? [...behind, next] : behind;
}

/**
 * Stages that operations on the module may act on. A subject that `call` still sends down the old path reads and
 * writes the old store alone, so it acts as `off`.
 */
export function stagesOf({ call, data }: ModuleState): readonly Stage[] {
  const stages = data ? (positionsInUse(data) as readonly Stage[]) : (["off"] as const);
  const oldPath = call !== undefined && positionsInUse(call).includes("old");
  return oldPath && !stages.includes("off") ? ["off", ...stages] : stages;
}

/** The stores that reads return from under any of the stages. */
export function returnedFrom(stages: readonly Stage[]): readonly Side[] {
  return [...new Set(stages.map((stage) => planOf(stage).returned))];
}

export function allWrite(stages: readonly Stage[], store: Side): boolean {
  return stages.every((stage) => planOf(stage).writes.includes(store));
}

/** Whether every write must be newer than what either store holds before its caller succeeds. */
export function isGuarded(state: ModuleState): boolean {
  const stages = stagesOf(state);
  return state.data?.secondaryWrites === "required" && allWrite(stages, "old") && allWrite(stages, "new");
}

/**
 * The earliest stage that coexists with all of these; no coded default, bootstrap file or override may put an
 * instance below it.
 */
export function floorOf(stages: readonly Stage[]): Stage {
  return STAGES.find((stage) => stages.every((other) => coexist(stage, other))) ?? (stages.at(-1) as Stage);
}
