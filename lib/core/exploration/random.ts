import { type Kind, violationOf } from "./invariants.ts";
import type { Model } from "./model.ts";
import type { Step } from "./step.ts";
import { stepsOf } from "./steps.ts";
import type { World } from "./world.ts";

export type Walk = { steps: number; story: string[] | null };

/**
 * Takes `length` steps at random, the same for the same seed, for models too large to look at everything. A violation
 * comes back as the shortest story that leaving out steps can make of it.
 */
export function walk(model: Model, kinds: readonly Kind[], seed: number, length: number): Walk {
  const next = randomFrom(seed);
  let world = model.start();
  const taken: string[] = [];
  while (taken.length < length) {
    const steps = stepsOf(model, world);
    const step = steps[Math.floor(next() * steps.length)];
    if (!step) break;
    taken.push(signatureOf(step));
    world = step.to;
    if (violationOf(model, world, kinds)) return { steps: taken.length, story: shrink(model, kinds, taken) };
  }
  return { steps: taken.length, story: null };
}

/** Leaves out stretches of steps, shorter and shorter ones, while the rest still ends in a violation. */
function shrink(model: Model, kinds: readonly Kind[], taken: readonly string[]): string[] {
  let best = taken;
  for (let size = Math.ceil(best.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = best.length - size; at >= 0; at -= 1) {
      const shorter = [...best.slice(0, at), ...best.slice(at + size)];
      if (replay(model, kinds, shorter)) best = shorter;
    }
  }
  return replay(model, kinds, best) ?? [];
}

/** The story of the steps that are still possible, if they end in a violation. */
function replay(model: Model, kinds: readonly Kind[], taken: readonly string[]): string[] | null {
  let world: World = model.start();
  const sentences: string[] = [];
  for (const signature of taken) {
    const step = stepsOf(model, world).find((one) => signatureOf(one) === signature);
    if (!step) continue;
    sentences.push(step.tell());
    world = step.to;
    const violation = violationOf(model, world, kinds);
    if (violation) return [...sentences, violation.words];
  }
  return null;
}

/** A step's sentence without what depends on how much happened before: numbers of revisions, letters of writes. */
function signatureOf(step: Step): string {
  return step.tell().replace(/(revision|fetches) \d+|\b[A-Z]\b/g, "$1");
}

/** Mulberry32: numbers from 0 to below 1. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
