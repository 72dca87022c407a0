import { type Histogram, rescale, totalCount } from "../measurements/histogram.ts";
import type { Trials } from "./trials.ts";

/**
 * Durations above a bound, as histograms know them: only at the bounds of their buckets, which are 9 % apart at scale
 * 3. A bound is named by the bucket that ends at it.
 */
export const BOUND_SCALE = 3;

/** How many of a histogram lie above the end of bucket `bound`. One that is coarser counts a bucket it cuts as below. */
export function above(histogram: Histogram, bound: number): Trials {
  const { scale, offset, counts } = rescale(histogram, BOUND_SCALE);
  const width = 2 ** (BOUND_SCALE - scale);
  let bad = 0;
  for (let index = 0; index < counts.length; index += 1) if ((offset + index) * width > bound) bad += counts[index] as number;
  return { count: totalCount(histogram), bad };
}

/** The first bucket that ends at `seconds` or above it. */
export function boundAt(seconds: number): number {
  return Math.ceil(Math.log2(seconds) * 2 ** BOUND_SCALE - 1e-9) - 1;
}

/** The duration in seconds at which a bucket ends. */
export function secondsAt(bound: number): number {
  return 2 ** ((bound + 1) / 2 ** BOUND_SCALE);
}

/** By how many buckets a factor moves a bound: rounded up, in favour of the new path. */
export function bucketsOf(factor: number): number {
  return Math.max(0, Math.ceil(Math.log2(factor) * 2 ** BOUND_SCALE - 1e-9));
}
