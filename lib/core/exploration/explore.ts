import { type Kind, type Violation, violationOf } from "./invariants.ts";
import { keyOf } from "./key.ts";
import type { Model } from "./model.ts";
import { stepsOf } from "./steps.ts";
import type { World } from "./world.ts";

export type Exploration = {
  /** Worlds that differ, and how many steps the farthest is from the start. */
  worlds: number;
  depth: number;
  /** Everything reachable was looked at. */
  complete: boolean;
  /** The shortest way to something that must not happen, in sentences. */
  story: string[] | null;
};

/**
 * Looks at every world that can be reached, nearest first, and stops at the first that violates one of `kinds`, or
 * after `most` worlds.
 */
export function explore(model: Model, kinds: readonly Kind[], most = Number.POSITIVE_INFINITY): Exploration {
  const start = model.start();
  const seen = new Set([keyOf(model, start)]);
  /** Of each world: the one it was reached from, and by which of its steps. */
  const parents: number[] = [-1];
  const ordinals: number[] = [-1];
  let frontier: { id: number; world: World }[] = [{ id: 0, world: start }];
  for (let depth = 0; ; depth += 1) {
    const reached: typeof frontier = [];
    for (const { id, world } of frontier) {
      const violation = violationOf(model, world, kinds);
      if (violation) {
        return { worlds: seen.size, depth, complete: false, story: storyOf(model, wayTo(id, parents, ordinals), violation) };
      }
      for (const [ordinal, { to }] of stepsOf(model, world).entries()) {
        const key = keyOf(model, to);
        if (seen.has(key)) continue;
        seen.add(key);
        reached.push({ id: parents.push(id) - 1, world: to });
        ordinals.push(ordinal);
      }
    }
    if (reached.length === 0) return { worlds: seen.size, depth, complete: true, story: null };
    if (seen.size > most) return { worlds: seen.size, depth, complete: false, story: null };
    frontier = reached;
  }
}

function wayTo(id: number, parents: readonly number[], ordinals: readonly number[]): number[] {
  const way: number[] = [];
  for (let here = id; here > 0; here = parents[here] as number) way.push(ordinals[here] as number);
  return way.reverse();
}

/** Goes the way again, this time telling. */
function storyOf(model: Model, way: readonly number[], violation: Violation): string[] {
  let world = model.start();
  const sentences: string[] = [];
  for (const ordinal of way) {
    const step = stepsOf(model, world)[ordinal];
    if (!step) break;
    sentences.push(step.tell());
    world = step.to;
  }
  return [...sentences, violation.words];
}
