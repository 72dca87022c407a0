import { planOf, SIDES, type Side, type Stage } from "./positions.ts";
import { movers, type Placing } from "./subjects.ts";

/** Stores that become the authority over some subject when data goes from one state to the other. */
export function authorityGained(from: Placing, to: Placing): readonly Side[] {
  if (from.axis !== "data") return [];
  const stores = movers(from, to).map((moved) => [moved.from, moved.to].map((stage) => planOf(stage as Stage).returned));
  const gained = stores.flatMap(([lost, won]) => (won === undefined || lost === won ? [] : [won]));
  return SIDES.filter((side) => gained.includes(side));
}
