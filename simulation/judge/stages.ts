/** What the checker knows of stages: a table of its own, written from the description of the stages alone. */

const TABLE: Record<string, { order: number; returns: "old" | "new"; writes: readonly ("old" | "new")[] }> = {
  off: { order: 0, returns: "old", writes: ["old"] },
  dualwrite: { order: 1, returns: "old", writes: ["old", "new"] },
  shadow: { order: 2, returns: "old", writes: ["old", "new"] },
  live: { order: 3, returns: "new", writes: ["new", "old"] },
  rampdown: { order: 4, returns: "new", writes: ["new", "old"] },
  complete: { order: 5, returns: "new", writes: ["new"] },
};
const SIDES: Record<string, number> = { old: 0, new: 1 };

/** How far toward the new system an answer of a switch is. */
export function farness(answer: string): number {
  return TABLE[answer]?.order ?? SIDES[answer] ?? -1;
}

/** The store reads return from at a stage. */
export function returns(stage: string | undefined): "old" | "new" | undefined {
  return TABLE[stage ?? ""]?.returns;
}

/** Whether each returns reads from a store that the other one writes. */
export function goTogether(one: string, other: string): boolean {
  const [a, b] = [TABLE[one], TABLE[other]];
  return !a || !b || (b.writes.includes(a.returns) && a.writes.includes(b.returns));
}
