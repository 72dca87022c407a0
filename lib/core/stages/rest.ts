import type { SwitchState } from "./module.ts";
import { firstPosition, indexOf, positionsOf } from "./positions.ts";

/** Nothing of a module is on its way: all its switches are on the old side, or all on the new. */
export type Rest = "old" | "new";

/** Where a module rests in one environment; null while one of its switches is anywhere between. */
export function restOf(states: readonly SwitchState[]): Rest | null {
  if (states.some(({ next, paused }) => next !== null || paused)) return null;
  if (states.every(({ axis, position }) => position === firstPosition(axis))) return "old";
  return states.every(({ axis, position }) => indexOf(axis, position) === positionsOf(axis).length - 1) ? "new" : null;
}
