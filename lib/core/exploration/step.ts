import type { World } from "./world.ts";

/** One thing that may happen, and the sentence that tells it. */
export type Step = { tell: () => string; to: World };

export function stepTo(to: World, tell: () => string): Step {
  return { tell, to };
}

export const nameOf = (instance: number) => `orders-${instance + 1}`;
export const storeNames = ["old", "new"] as const;
/** A, B, C … in the order the writes began. */
export const letterOf = (write: number) => (write === 1 ? "the value from before" : String.fromCharCode(63 + write));
export const valueNamed = (write: number) => (write === 0 ? "nothing" : letterOf(write));
