import { raiseTarget } from "@/components/switches/raise.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import type { Level } from "@/lib/core/stages/friction.ts";
import { AXES, type Axis, type Position } from "@/lib/core/stages/positions.ts";
import { FULL_SHARE } from "@/lib/core/stages/state.ts";
import type { LockstepBody } from "@/lib/switches/schema/bodies.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";

/** Several modules moved in one go: which switches take part, and the body that stores them all or none. */

/** Axes on which at least one of the modules can still move forward. */
export function openAxes(states: readonly ModuleState[]): Axis[] {
  return AXES.filter((axis) => states.some(({ switches }) => movable(switches[axis])));
}

/** The switches of one axis that can still move forward, and where each goes. */
export function partsOf(states: readonly ModuleState[], axis: Axis): { view: SwitchRow; target: Position }[] {
  return states.flatMap(({ switches }) => {
    const view = switches[axis];
    const target = view && raiseTarget(view);
    return view && target ? [{ view, target }] : [];
  });
}

export function lockstepChanges(parts: ReturnType<typeof partsOf>, share: number): LockstepBody["changes"] {
  return parts.map(({ view, target }) => ({ key: view.key, expectedVersion: view.version, target, share }));
}

/** The level of moving them: outside protected environments one plain change while all make the same move. */
export function levelOf(parts: ReturnType<typeof partsOf>, protectedPlace: boolean): Level {
  const moves = new Set(parts.map(({ view, target }) => `${view.position} ${target}`));
  return protectedPlace || moves.size > 1 ? 3 : 1;
}

/** The share everybody is raised to when nothing else was chosen. */
export const WHOLE = FULL_SHARE;

const FEW = 3;

/** Rolling back more than a few modules asks for their number. */
export function asksCount(modules: number): boolean {
  return modules > FEW;
}

function movable(view: SwitchRow | undefined): boolean {
  return view !== undefined && raiseTarget(view) !== null;
}
