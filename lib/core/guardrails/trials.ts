/**
 * Bad ones among so many, of one path in one block of time: failed requests, requests above a bound, reads that
 * differed, writes that failed.
 */
export type Trials = { count: number; bad: number };

export type Block = { old: Trials; new: Trials };

export const NOTHING: Trials = { count: 0, bad: 0 };

/** Rates of bad ones of both paths, as parts of one. */
export type Rates = { old: number; new: number };

/** Away from 0 and 1, where a single observation would decide for ever. */
const LEAST = 1e-6;

export function within(rate: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, rate));
}

/** The logarithm of how much better `claim` explains a block than `denial` does. */
export function logRatio(block: Block, claim: Rates, denial: Rates): number {
  return logOf(block.old, claim.old, denial.old) + logOf(block.new, claim.new, denial.new);
}

function logOf({ count, bad }: Trials, claim: number, denial: number): number {
  if (count === 0 || claim === denial) return 0;
  return bad * Math.log(claim / denial) + (count - bad) * Math.log((1 - claim) / (1 - denial));
}
