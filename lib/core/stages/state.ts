import { type Axis, firstPosition, forwardOf, indexOf, type Position, positionsOf } from "./positions.ts";

/** Shares are thousandths of a percent of subjects. */
export const FULL_SHARE = 100_000;

/**
 * Where a switch stands: settled at `position`, or with `share` of the subjects already at `next`,
 * the neighbour toward the new system. `next` with share 0 lets rules send subjects ahead; with the
 * full share only those are at `position` whom rules keep there.
 */
export type Standing = { position: Position; next: Position | null; share: number };

export type Direction = "forward" | "back" | "none";

export function initialStanding(axis: Axis): Standing {
  return { position: firstPosition(axis), next: null, share: 0 };
}

export function settledAt(position: Position): Standing {
  return { position, next: null, share: 0 };
}

/** Distance from the first position, in shares; larger is nearer the new system. */
export function progress(axis: Axis, standing: Standing): number {
  return indexOf(axis, standing.position) * FULL_SHARE + standing.share;
}

/** Which way a standing lies from another. Whom rules place elsewhere is not looked at: see `courseOf`. */
export function directionOf(axis: Axis, from: Standing, to: Standing): Direction {
  const distance = progress(axis, to) - progress(axis, from);
  if (distance !== 0) return distance > 0 ? "forward" : "back";
  if (from.next === to.next) return "none";
  const settles = from.position === to.position ? to.next !== null : to.next === null;
  return settles ? "forward" : "back";
}

export function sameStanding(a: Standing, b: Standing): boolean {
  return a.position === b.position && a.next === b.next && a.share === b.share;
}

/**
 * The standing in which `share` of the subjects are at `target`. The rest are at the neighbour on the
 * side the switch stands on now. While rules keep subjects back (`pinned`) nothing settles ahead of
 * them. Null when `target` lies more than one position away.
 */
export function placeAt(axis: Axis, from: Standing, target: Position, share: number, pinned: boolean): Standing | null {
  const here = indexOf(axis, from.position);
  const there = indexOf(axis, target);
  const nearest = from.next === null ? here - 1 : here;
  if (there < nearest || there > here + 1) return null;
  if (from.next === null && target === from.position && share === FULL_SHARE) return settledAt(target);

  const forward = there > here || (there === here && from.next === null);
  const lower = forward ? positionsOf(axis)[there - 1] : target;
  if (lower === undefined) return null;
  if (share === FULL_SHARE && !forward) return settledAt(target);
  const atUpper = forward ? share : FULL_SHARE - share;
  return atUpper === FULL_SHARE && !pinned
    ? settledAt(forwardOf(axis, lower) as Position)
    : { position: lower, next: forwardOf(axis, lower), share: atUpper };
}
