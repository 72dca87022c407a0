import { DEFAULT_SCALE, emptyHistogram, type Histogram, rescale } from "../../lib/core/measurements/histogram.ts";
import type { Bounds } from "./bounds.ts";
import { addEvenly } from "./spread.ts";

/** Counts of a histogram point as sent: between explicit bounds, or in the buckets of a base-2 scale. */
export type Distribution = { count: number; sum: number } & (
  | { kind: "explicit"; bounds: Bounds; counts: readonly number[] }
  | { kind: "exponential"; histogram: Histogram }
);

/** Exponents beyond these are no durations in any unit: about 10⁻¹⁵ to 10¹⁸. */
const MOST_EXPONENT = 60;

/** Null when the counts do not add up or the bounds make no sense. Without bounds there are counts but no durations. */
export function explicitDistribution(count: number, sum: number, bounds: Bounds, sent: readonly number[]): Distribution | null {
  if (!bounds.rise) return null;
  const counts = bounds.countsOf(sent);
  const without = counts.length === 0 && bounds.values.length === 0;
  if (!without && (counts.length !== bounds.values.length + 1 || total(counts) !== count)) return null;
  return { kind: "explicit", count, sum: sumOf(sum), bounds, counts };
}

/** Null also when no duration is that short or long. Negative ones count as zero. */
export function exponentialDistribution(
  count: number,
  sum: number,
  { scale, zeroCount, offset, counts }: Histogram,
  negative: readonly number[],
): Distribution | null {
  const zero = zeroCount + total(negative);
  if (zero + total(counts) !== count) return null;
  const widest = Math.max(Math.abs(offset), Math.abs(offset + counts.length)) / 2 ** scale;
  if (counts.length > 0 && widest > MOST_EXPONENT) return null;
  return { kind: "exponential", count, sum: sumOf(sum), histogram: { scale, zeroCount: zero, offset, counts } };
}

/** What came between two cumulative points; null when the later one does not continue the earlier. */
export function difference(later: Distribution, earlier: Distribution): Distribution | null {
  const [count, sum] = [later.count - earlier.count, Math.max(0, later.sum - earlier.sum)];
  if (later.kind === "explicit" && earlier.kind === "explicit") {
    if (count < 0 || later.counts.length !== earlier.counts.length || !later.bounds.equals(earlier.bounds)) return null;
    const counts = later.counts.slice();
    for (let i = 0; i < counts.length; i += 1) {
      counts[i] = (counts[i] as number) - (earlier.counts[i] as number);
      if ((counts[i] as number) < 0) return null;
    }
    return { kind: "explicit", count, sum, bounds: later.bounds, counts };
  }
  if (later.kind === "exponential" && earlier.kind === "exponential") {
    const histogram = subtract(later.histogram, earlier.histogram);
    return histogram && { kind: "exponential", count, sum, histogram };
  }
  return null;
}

function subtract(later: Histogram, earlier: Histogram): Histogram | null {
  const [a, b] = [rescale(later, earlier.scale), rescale(earlier, later.scale)];
  if (a.scale !== b.scale || (b.counts.length > 0 && b.offset < a.offset)) return null;
  const counts = [...a.counts];
  for (let i = 0; i < b.counts.length; i += 1) {
    const at = b.offset + i - a.offset;
    counts[at] = (counts[at] ?? -1) - (b.counts[i] as number);
  }
  const zeroCount = a.zeroCount - b.zeroCount;
  return zeroCount < 0 || counts.some(negative) ? null : { scale: a.scale, zeroCount, offset: a.offset, counts };
}

/** The same as one of our histograms; `unit` is the length of the sender's unit in seconds. */
export function histogramIn(distribution: Distribution, unit: number): Histogram {
  if (distribution.kind === "explicit") return distribution.bounds.histogramOf(distribution.counts, unit);
  const { histogram } = distribution;
  if (unit === 1 && histogram.scale >= DEFAULT_SCALE) return rescale(histogram, DEFAULT_SCALE);
  const result = emptyHistogram();
  result.zeroCount = histogram.zeroCount;
  const step = 2 ** -histogram.scale;
  histogram.counts.forEach((count, i) => {
    const exponent = (histogram.offset + i) * step;
    addEvenly(result, 2 ** exponent * unit, 2 ** (exponent + step) * unit, count);
  });
  return result;
}

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

function negative(value: number): boolean {
  return value < 0;
}

function sumOf(sum: number): number {
  return Number.isFinite(sum) && sum > 0 ? sum : 0;
}
