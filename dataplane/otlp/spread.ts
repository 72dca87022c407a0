import { absorb, bucketIndex, DEFAULT_SCALE, type Histogram } from "../../lib/core/measurements/histogram.ts";

const SHORTEST = 1e-7;
const LONGEST = 1e7;

/**
 * Where observations between two durations go that lie evenly there: the first of our buckets, and for each but
 * the last of them which share lies at or below its upper bound. Null when nothing there is longer than zero.
 */
export type Spread = { first: number; shares: readonly number[] } | null;

/** `low` and `high` in seconds. */
export function spreadOf(low: number, high: number): Spread {
  if (high <= 0) return null;
  const to = Math.min(Math.max(high, SHORTEST), LONGEST);
  // The first bucket reaches down to zero; nearly all of it lies above a hundredth of its bound.
  const from = Math.min(Math.max(low, to / 100, SHORTEST), to);
  const first = bucketIndex(from, DEFAULT_SCALE);
  const shares: number[] = [];
  for (let index = first; index < bucketIndex(to, DEFAULT_SCALE); index += 1) {
    shares.push((2 ** ((index + 1) / 2 ** DEFAULT_SCALE) - from) / (to - from));
  }
  return { first, shares };
}

/** Adds `count` observations to a histogram of the default scale whose buckets reach that far. */
export function place({ offset, counts }: Histogram, { first, shares }: NonNullable<Spread>, count: number): void {
  let placed = 0;
  let at = first - offset;
  for (const share of shares) {
    const below = Math.round(count * share);
    counts[at] = (counts[at] as number) + below - placed;
    placed = below;
    at += 1;
  }
  counts[at] = (counts[at] as number) + count - placed;
}

/** Adds `count` observations that lie evenly between two durations in seconds. */
export function addEvenly(histogram: Histogram, low: number, high: number, count: number): void {
  if (count === 0) return;
  const spread = spreadOf(low, high);
  if (!spread) {
    histogram.zeroCount += count;
    return;
  }
  const counts = new Array<number>(spread.shares.length + 1).fill(0);
  const part = { scale: DEFAULT_SCALE, zeroCount: 0, offset: spread.first, counts };
  place(part, spread, count);
  absorb(histogram, part);
}
