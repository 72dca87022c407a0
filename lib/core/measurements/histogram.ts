/**
 * Base-2 exponential histogram of durations in seconds, OTLP's shape without the negative range:
 * `counts[i]` holds values in (base^(offset+i), base^(offset+i+1)] with base = 2^(2^-scale).
 */
export type Histogram = { scale: number; zeroCount: number; offset: number; counts: number[] };

/** At scale 3 neighbouring bounds are 9 % apart: fine enough for latency, at most 160 buckets for 1 µs … 1 h. */
export const DEFAULT_SCALE = 3;

export function emptyHistogram(scale = DEFAULT_SCALE): Histogram {
  return { scale, zeroCount: 0, offset: 0, counts: [] };
}

/** Index of the bucket that holds `seconds` at `scale`. */
export function bucketIndex(seconds: number, scale: number): number {
  return Math.ceil(Math.log2(seconds) * 2 ** scale) - 1;
}

/** Adds `count` observations of `seconds` in place. Zero and negative durations count as zero. */
export function observe(histogram: Histogram, seconds: number, count = 1): void {
  if (seconds > 0) addToBucket(histogram, bucketIndex(seconds, histogram.scale), count);
  else histogram.zeroCount += count;
}

function addToBucket(histogram: Histogram, index: number, count: number): void {
  const { counts } = histogram;
  if (counts.length === 0) histogram.offset = index;
  while (index < histogram.offset) {
    counts.unshift(0);
    histogram.offset -= 1;
  }
  while (index >= histogram.offset + counts.length) counts.push(0);
  const at = index - histogram.offset;
  counts[at] = (counts[at] as number) + count;
}

/** The same observations at a coarser scale; each step halves the resolution without losing a count. */
export function rescale(histogram: Histogram, scale: number): Histogram {
  const steps = histogram.scale - scale;
  if (steps <= 0) return { ...histogram, counts: [...histogram.counts] };
  const coarse: Histogram = { scale, zeroCount: histogram.zeroCount, offset: 0, counts: [] };
  histogram.counts.forEach((count, i) => {
    if (count > 0) addToBucket(coarse, (histogram.offset + i) >> steps, count);
  });
  return coarse;
}

/** All observations of both, at the coarser of the two scales. Neither argument changes. */
export function merge(a: Histogram, b: Histogram): Histogram {
  const scale = Math.min(a.scale, b.scale);
  const merged = rescale(a, scale);
  const other = rescale(b, scale);
  merged.zeroCount += other.zeroCount;
  other.counts.forEach((count, i) => {
    if (count > 0) addToBucket(merged, other.offset + i, count);
  });
  return merged;
}

export function totalCount(histogram: Histogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, histogram.zeroCount);
}

/** Duration in seconds below which `q` (0 … 1) of the observations lie; null without observations. */
export function quantile(histogram: Histogram, q: number): number | null {
  const total = totalCount(histogram);
  if (total === 0) return null;
  const rank = q * total;
  let seen = histogram.zeroCount;
  if (rank <= seen) return 0;
  const step = 2 ** -histogram.scale;
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const count = histogram.counts[i] as number;
    if (count > 0 && seen + count >= rank) {
      const within = (rank - seen) / count;
      return 2 ** ((histogram.offset + i + within) * step);
    }
    seen += count;
  }
  return 2 ** ((histogram.offset + histogram.counts.length) * step);
}
