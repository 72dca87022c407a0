import { type Kind, violationOf } from "./invariants.ts";
import type { Model } from "./model.ts";
import { BUDGETS } from "./scene.ts";
import type { Step } from "./step.ts";
import { groupsOf, stepsOf } from "./steps.ts";
import type { World } from "./world.ts";

export type Walk = { steps: number; story: string[] | null };

/**
 * Takes `length` steps at random, the same for the same seed, for models too large to look at everything. A violation
 * comes back as the shortest story that leaving out steps can make of it.
 */
export function walk(model: Model, kinds: readonly Kind[], seed: number, length: number): Walk {
  const next = randomFrom(seed);
  const start = model.start();
  // Each walk has a temper of its own: walks that are all alike visit the same few places.
  const weights = Array.from({ length: 5 }, () => next() ** 2 + 0.02);
  const left = BUDGETS.map((budget) => [
    budget,
    budget === "writes" ? start.left[budget] : Math.floor(next() * (start.left[budget] + 1)),
  ]);
  start.left = Object.fromEntries(left) as World["left"];
  let world = start;
  const taken: Step[] = [];
  while (taken.length < length) {
    const groups = groupsOf(model, world);
    const group = weighed(groups, (steps, index) => (steps.length > 0 ? (weights[index] as number) : 0), next);
    const step = group && weighed(group, () => 1, next);
    if (!step) break;
    taken.push(step);
    world = step.to;
    const violation = violationOf(model, world, kinds);
    if (!violation) continue;
    const whole = [...taken.map(({ tell }) => tell()), violation.words];
    return { steps: taken.length, story: shrink(model, start, kinds, taken.map(signatureOf)) ?? whole };
  }
  return { steps: taken.length, story: null };
}

/** Leaves out stretches of steps, shorter and shorter ones, while the rest still ends in a violation. */
function shrink(model: Model, start: World, kinds: readonly Kind[], taken: readonly string[]): string[] | null {
  let best = taken;
  for (let size = Math.ceil(best.length / 2), before = 0; size > 0; ) {
    before = best.length;
    for (let at = best.length - size; at >= 0; at -= 1) {
      const shorter = [...best.slice(0, at), ...best.slice(at + size)];
      if (replay(model, start, kinds, shorter)) best = shorter;
    }
    if (best.length === before) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return replay(model, start, kinds, best);
}

/** The story of the steps that are still possible, if they end in a violation. */
function replay(model: Model, start: World, kinds: readonly Kind[], taken: readonly string[]): string[] | null {
  let world = start;
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

/** One of them at random, the likelier the heavier. */
function weighed<T>(all: readonly T[], weightOf: (one: T, index: number) => number, next: () => number): T | undefined {
  const weights = all.map(weightOf);
  let point = next() * weights.reduce((sum, weight) => sum + weight, 0);
  return all.find((_, index) => {
    point -= weights[index] as number;
    return point < 0;
  });
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
