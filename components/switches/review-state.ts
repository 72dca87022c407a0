import { type Axis, forwardOf, type Position, planOf, type Side, type Stage } from "@/lib/core/stages/positions.ts";
import { directionOf, FULL_SHARE, placeAt, type Standing } from "@/lib/core/stages/state.ts";
import type { ChangeBody } from "@/lib/switches/queries.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { toStanding } from "./words.ts";

/** A proposal for one axis: `share` of the subjects at `target`, the position after the one it stands at. */
export type Proposal = { target: Position; share: number };

/** The position a raise goes to, or null at the end of the axis. */
export function raiseTarget(view: SwitchView): Position | null {
  const { position, next } = toStanding(view);
  return next ?? forwardOf(view.axis, position);
}

/** The body that stores a proposal. Nobody at the target means everybody back at the position. */
export function bodyOf(view: SwitchView, { target, share }: Proposal): Pick<ChangeBody, "target" | "share"> {
  return share === 0 ? { target: view.position, share: FULL_SHARE } : { target, share };
}

export function standingAfter(view: SwitchView, proposal: Proposal): Standing | null {
  const { target, share } = bodyOf(view, proposal);
  return placeAt(view.axis, toStanding(view), target as Position, share ?? FULL_SHARE);
}

export function directionAfter(view: SwitchView, proposal: Proposal) {
  const after = standingAfter(view, proposal);
  return after ? directionOf(view.axis, toStanding(view), after) : "none";
}

/** The side that answers a subject standing at a position. */
function sideOf(axis: Axis, position: Position): Side {
  return axis === "data" ? planOf(position as Stage).returned : (position as Side);
}

/** Part of the subjects, 0 … 1, that the new side answers. */
export function newPart(axis: Axis, { position, next, share }: Standing): number {
  const moved = next === null ? 0 : share / FULL_SHARE;
  const at = sideOf(axis, position) === "new" ? 1 - moved : 0;
  return at + (next !== null && sideOf(axis, next) === "new" ? moved : 0);
}

/** True when storing the same wish on top of somebody else's change still makes sense: the position is the same. */
export function canRebase(base: SwitchView, current: SwitchView): boolean {
  return base.position === current.position && raiseTarget(base) === raiseTarget(current);
}
