/** The three axes of a module, their positions in order, and what each data stage reads and writes. */

export const AXES = ["route", "call", "data"] as const;
export type Axis = (typeof AXES)[number];

/** The old implementation or the new one. */
export type Side = "old" | "new";

export const STAGES = ["off", "dualwrite", "shadow", "live", "rampdown", "complete"] as const;
/** How far the data of a module has moved. */
export type Stage = (typeof STAGES)[number];

export const SIDES = ["old", "new"] as const;
/** Where a switch may stand: a side, or for a data switch a stage. */
export type Position = Side | Stage;

const POSITIONS: Record<Axis, readonly Position[]> = { route: SIDES, call: SIDES, data: STAGES };

/** Positions of an axis from the old side to the new. */
export function positionsOf(axis: Axis): readonly Position[] {
  return POSITIONS[axis];
}

export function isAxis(value: unknown): value is Axis {
  return AXES.includes(value as Axis);
}

export function isStage(value: unknown): value is Stage {
  return STAGES.includes(value as Stage);
}

/** Index of a position on its axis; -1 when the axis has no such position. */
export function indexOf(axis: Axis, position: string): number {
  return POSITIONS[axis].indexOf(position as Position);
}

export function firstPosition(axis: Axis): Position {
  return POSITIONS[axis][0] as Position;
}

/** The neighbour toward the new system, or null at the end. */
export function forwardOf(axis: Axis, position: Position): Position | null {
  return POSITIONS[axis][indexOf(axis, position) + 1] ?? null;
}

export function switchKey(module: string, axis: Axis): string {
  return `${module}.${axis}`;
}

/** Splits `<module>.<axis>`; null when the key is not of that form. */
export function parseSwitchKey(key: string): { module: string; axis: Axis } | null {
  const dot = key.lastIndexOf(".");
  const axis = key.slice(dot + 1);
  return dot > 0 && isAxis(axis) ? { module: key.slice(0, dot), axis } : null;
}

export type StagePlan = {
  /** Stores a read asks. */
  reads: readonly Side[];
  /** The store whose answer a read returns. */
  returned: Side;
  /** Stores a write goes to, the authority first. */
  writes: readonly Side[];
};

const PLANS: Record<Stage, StagePlan> = {
  off: { reads: ["old"], returned: "old", writes: ["old"] },
  dualwrite: { reads: ["old"], returned: "old", writes: ["old", "new"] },
  shadow: { reads: ["old", "new"], returned: "old", writes: ["old", "new"] },
  live: { reads: ["new", "old"], returned: "new", writes: ["new", "old"] },
  rampdown: { reads: ["new"], returned: "new", writes: ["new", "old"] },
  complete: { reads: ["new"], returned: "new", writes: ["new"] },
};

export function planOf(stage: Stage): StagePlan {
  return PLANS[stage];
}

/** Two stages coexist when each returns reads from a store the other one writes. */
export function coexist(a: Stage, b: Stage): boolean {
  return PLANS[b].writes.includes(PLANS[a].returned) && PLANS[a].writes.includes(PLANS[b].returned);
}
