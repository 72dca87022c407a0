import {
  bucketIndex,
  DEFAULT_SCALE,
  emptyHistogram,
  type Histogram,
  observe,
  rescale,
} from "../../lib/core/measurements/histogram.ts";
import type { ExponentialHistogramDataPoint, HistogramDataPoint } from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";

/** Counts of a histogram point as sent: between explicit bounds, or in the buckets of a base-2 scale. */
export type Distribution = { count: number; sum: number } & (
  | { kind: "explicit"; bounds: readonly number[]; counts: readonly number[] }
  | { kind: "exponential"; histogram: Histogram }
);

/** Exponents beyond these are no durations in any unit: about 10⁻¹⁵ to 10¹⁸. */
const MOST_EXPONENT = 60;

export type HistogramPoint = HistogramDataPoint | ExponentialHistogramDataPoint;

/** What a point counted; null when its counts do not add up or its bounds make no sense. */
export function distributionOf(point: HistogramPoint): Distribution | null {
  return "explicitBounds" in point ? explicitDistribution(point) : exponentialDistribution(point);
}

/** Without bounds there are counts but no durations. */
function explicitDistribution(point: HistogramDataPoint): Distribution | null {
  const counts = point.bucketCounts.map(Number);
  const bounds = point.explicitBounds;
  const count = Number(point.count);
  if (counts.length !== bounds.length + 1 && !(counts.length === 0 && bounds.length === 0)) return null;
  if (counts.length > 0 && total(counts) !== count) return null;
  for (let i = 0; i < bounds.length; i += 1) {
    const bound = bounds[i] as number;
    if (!Number.isFinite(bound) || (i > 0 && bound <= (bounds[i - 1] as number))) return null;
  }
  return { kind: "explicit", count, sum: sumOf(point.sum), bounds, counts };
}

/** Null also when no duration is that short or long. Negative ones count as zero. */
function exponentialDistribution(point: ExponentialHistogramDataPoint): Distribution | null {
  const { scale } = point;
  const counts = point.positive?.bucketCounts.map(Number) ?? [];
  const offset = point.positive?.offset ?? 0;
  const zeroCount = Number(point.zeroCount) + total(point.negative?.bucketCounts.map(Number) ?? []);
  const count = Number(point.count);
  if (zeroCount + total(counts) !== count) return null;
  const widest = Math.max(Math.abs(offset), Math.abs(offset + counts.length)) / 2 ** scale;
  if (counts.length > 0 && widest > MOST_EXPONENT) return null;
  return { kind: "exponential", count, sum: sumOf(point.sum), histogram: { scale, zeroCount, offset, counts } };
}

/** What came between two cumulative points; null when the later one does not continue the earlier. */
export function difference(later: Distribution, earlier: Distribution): Distribution | null {
  const [count, sum] = [later.count - earlier.count, Math.max(0, later.sum - earlier.sum)];
  if (later.kind === "explicit" && earlier.kind === "explicit") {
    if (later.bounds.length !== earlier.bounds.length || later.counts.length !== earlier.counts.length) return null;
    if (later.bounds.some((bound, i) => bound !== earlier.bounds[i])) return null;
    const counts = later.counts.map((each, i) => each - (earlier.counts[i] as number));
    return count < 0 || counts.some(negative) ? null : { kind: "explicit", count, sum, bounds: later.bounds, counts };
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
  const result = emptyHistogram();
  if (distribution.kind === "explicit") {
    const { bounds, counts } = distribution;
    if (bounds.length === 0) return result;
    counts.forEach((count, i) => {
      const low = i === 0 ? 0 : (bounds[i - 1] as number);
      // Above the last bound nothing says how far: as near to it as can be.
      spread(result, low * unit, (bounds[i] ?? low) * unit, count);
    });
    return result;
  }
  const { histogram } = distribution;
  if (unit === 1 && histogram.scale >= DEFAULT_SCALE) return rescale(histogram, DEFAULT_SCALE);
  result.zeroCount = histogram.zeroCount;
  const step = 2 ** -histogram.scale;
  histogram.counts.forEach((count, i) => {
    const exponent = (histogram.offset + i) * step;
    spread(result, 2 ** exponent * unit, 2 ** (exponent + step) * unit, count);
  });
  return result;
}

const SHORTEST = 1e-7;
const LONGEST = 1e7;

/** Puts `count` observations evenly between two durations in seconds. */
function spread(histogram: Histogram, low: number, high: number, count: number): void {
  if (count === 0) return;
  if (high <= 0) {
    observe(histogram, 0, count);
    return;
  }
  const to = Math.min(Math.max(high, SHORTEST), LONGEST);
  // The first bucket reaches down to zero; nearly all of it lies above a hundredth of its bound.
  const from = Math.min(Math.max(low, to / 100, SHORTEST), to);
  const last = bucketIndex(to, DEFAULT_SCALE);
  let placed = 0;
  for (let index = bucketIndex(from, DEFAULT_SCALE); index <= last; index += 1) {
    const bound = 2 ** ((index + 1) / 2 ** DEFAULT_SCALE);
    const below = index === last ? count : Math.round((count * (bound - from)) / (to - from));
    if (below > placed) observe(histogram, 2 ** ((index + 0.5) / 2 ** DEFAULT_SCALE), below - placed);
    placed = Math.max(placed, below);
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function negative(value: number): boolean {
  return value < 0;
}

function sumOf(sum: number | undefined): number {
  return sum !== undefined && Number.isFinite(sum) && sum > 0 ? sum : 0;
}
