import { type Axis, indexOf, type Position, positionsOf } from "../stages/positions.ts";

/** Where a switch stands, and when somebody last moved it on. */
export type Moved = { key: string; axis: Axis; position: Position; share: number; movedAt: Date };

/**
 * Which switch of a module a guardrail takes back, and to what: the one that was moved last, by what is the least step:
 * to the position it stands at where some subjects are ahead of it, otherwise to the one before. Null when none has
 * moved, or when the step would lead to a start at which a new store takes no writes any more.
 */
export function stepBack(switches: readonly Moved[]): { key: string; to: Position } | null {
  const moved = switches.filter(({ axis, position, share }) => {
    const beyond = indexOf(axis, position) - leastOf(axis);
    return beyond > 0 || (beyond === 0 && share > 0);
  });
  const [last] = moved.toSorted((a, b) => b.movedAt.getTime() - a.movedAt.getTime());
  if (!last) return null;
  const { key, axis, position, share } = last;
  if (share > 0) return { key, to: position };
  return { key, to: positionsOf(axis)[indexOf(axis, position) - 1] as Position };
}

/** The step to off ends double writing: what that loses, a person decides. */
function leastOf(axis: Axis): number {
  return axis === "data" ? indexOf("data", "dualwrite") : 0;
}
