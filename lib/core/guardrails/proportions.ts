import { nearest } from "./projection.ts";
import { type Block, logRatio, NOTHING, type Rates, type Trials, within } from "./trials.ts";
import { afterBlock, logSum, stake, total, type Wealth } from "./wealth.ts";

/** What is bet against: that the new path is bad at most so much more often than the old one, or than a number. */
export type Limit = { against: "old"; tolerance: number } | { against: "number"; rate: number };

/**
 * A test that goes on: evidence that the limit is broken, and the old path as it was before the next block. Bets are
 * made with what was known before, so that no block is explained by what was learnt from it.
 */
export type Proportions = { broken: Wealth; known: Trials };

/** How far beyond the limit the bets take the new path to be. */
const BEYOND = [0.000_5, 0.002, 0.005, 0.02, 0.05, 0.2, 0.5];
/** Which part of the room there is the bets take to be left, where they bet that the limit is kept. */
const SHORT_OF = [0.25, 0.5, 0.75, 1];
/** Old traffic is forgotten by halves within so many trials, so that a day that drifts is followed. */
const REMEMBERED = 100_000;
/** What is known of a path nobody has seen yet: one bad one in a hundred, of little weight. */
const GUESS: Trials = { count: 10, bad: 0.1 };

export function proportions(known: Trials = NOTHING): Proportions {
  return { broken: stake(BEYOND.length), known };
}

export function withBlock({ broken, known }: Proportions, block: Block, limit: Limit): Proportions {
  const base = rateOf(known);
  const made = BEYOND.map((beyond) => evidence(block, limit, base, beyond));
  return { broken: afterBlock(broken, made), known: remembered(known, block.old) };
}

/** Logarithm of the evidence that the limit is broken. */
export function brokenBy({ broken }: Proportions): number {
  return total(broken);
}

/**
 * Logarithm of the evidence that the limit is kept with room to spare, from blocks in a row alone: the old path is known
 * from those before. It speaks of these blocks, so a pass ages with them.
 */
export function keptBy(blocks: readonly Block[], limit: Limit): number {
  const room = limit.against === "old" ? limit.tolerance : limit.rate;
  const made = SHORT_OF.map(() => 0);
  let known = NOTHING;
  for (const block of blocks) {
    const base = rateOf(known);
    for (const [index, part] of SHORT_OF.entries())
      made[index] = (made[index] as number) + evidence(block, limit, base, -part * room);
    known = remembered(known, block.old);
  }
  return made.reduce(logSum) - Math.log(made.length);
}

function evidence(block: Block, limit: Limit, base: number, beyond: number): number {
  if (limit.against === "number") {
    const denial = { old: base, new: within(limit.rate) };
    return logRatio({ old: NOTHING, new: block.new }, { old: base, new: within(limit.rate + beyond) }, denial);
  }
  if (block.old.count === 0 || block.new.count === 0) return 0;
  const claim: Rates = { old: base, new: within(base + limit.tolerance + beyond) };
  // So near to certain that nothing lies beyond, or cut off at the end so that it claims nothing.
  if (Math.sign(claim.new - base - limit.tolerance) !== Math.sign(beyond)) return 0;
  return logRatio(block, claim, nearest(block, claim, limit.tolerance));
}

function rateOf({ count, bad }: Trials): number {
  return within((bad + GUESS.bad) / (count + GUESS.count));
}

function remembered(known: Trials, block: Trials): Trials {
  const kept = 0.5 ** (block.count / REMEMBERED);
  return { count: known.count * kept + block.count, bad: known.bad * kept + block.bad };
}
