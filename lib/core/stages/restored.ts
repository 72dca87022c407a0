import type { Rule } from "../evaluation/snapshot.ts";
import { pinsOf, type SwitchState } from "./module.ts";
import type { Axis, Position } from "./positions.ts";
import type { SecondaryWrites } from "./secondary-writes.ts";
import { sameStanding, settledAt } from "./state.ts";
import { sameRules } from "./subjects.ts";

/** Everything of a switch that a rollback brings back: where its subjects are, by which rules, and the policy. */
export type Restored = Omit<SwitchState, "held" | "paused">;

/** What the switches of one module are together. */
export type JointState = Partial<Record<Axis, Restored>>;

export function sameRestored(a: Restored, b: Restored): boolean {
  const policy = a.secondaryWrites === b.secondaryWrites && a.checkRatio === b.checkRatio;
  return policy && sameStanding(a, b) && sameRules(a.rules, b.rules);
}

/** Everybody at a position, and later raises as they would be now but for rules that send subjects ahead of them. */
export function settledFrom(present: Restored, position: Position): Restored {
  return { ...present, ...settledAt(position), rules: pinsOf(present.rules) };
}

type Beside = Pick<Restored, "rules" | "secondaryWrites" | "checkRatio">;

/** What differs between two states besides where the share stands; null for what does not. */
export type Besides = {
  gone: readonly Rule[];
  came: readonly Rule[];
  reordered: boolean;
  secondaryWrites: SecondaryWrites | null;
  checkRatio: number | null;
};

export function besides(from: Beside, to: Beside): Besides {
  const lacks = (rules: readonly Rule[], rule: Rule) => !rules.some((one) => sameRules([one], [rule]));
  const gone = from.rules.filter((rule) => lacks(to.rules, rule));
  const came = to.rules.filter((rule) => lacks(from.rules, rule));
  return {
    gone,
    came,
    reordered: gone.length + came.length === 0 && !sameRules(from.rules, to.rules),
    secondaryWrites: from.secondaryWrites === to.secondaryWrites ? null : to.secondaryWrites,
    checkRatio: from.checkRatio === to.checkRatio ? null : to.checkRatio,
  };
}
