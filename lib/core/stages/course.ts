import type { SwitchState } from "./module.ts";
import { type Direction, directionOf } from "./state.ts";
import { goesForward, type Mover, movers, type Placing } from "./subjects.ts";

/** Which way a change goes, for everything that depends on it: rights, friction, windows, holds, approvals. */
export type Course = {
  /** Forward unless it is certain that nobody goes forward by it, and that it changes where subjects are alone. */
  direction: Direction;
  /** The way of the subjects, whatever else changes. */
  way: Direction;
  movers: readonly Mover[];
};

export function courseOf(from: SwitchState, to: SwitchState): Course {
  const moved = movers(from, to);
  const way = wayOf(from, to, moved);
  return { direction: way === "forward" || !samePolicy(from, to) ? "forward" : way, way, movers: moved };
}

/** Forward where some subject may go forward, back where some go back and none forward; else as the standings lie. */
export function wayOf(from: Placing, to: Placing, moved = movers(from, to)): Direction {
  if (moved.some((mover) => goesForward(from.axis, mover))) return "forward";
  return moved.length > 0 ? "back" : directionOf(from.axis, from, to);
}

export function samePolicy(a: SwitchState, b: SwitchState): boolean {
  return a.secondaryWrites === b.secondaryWrites && a.paused === b.paused && a.checkRatio === b.checkRatio;
}
