/**
 * Base-2 exponential histogram of durations in seconds, OTLP's shape without the negative range:
 * `counts[i]` holds values in (base^(offset+i), base^(offset+i+1)] with base = 2^(2^-scale).
 */
export type Histogram = { scale: number; zeroCount: number; offset: number; counts: number[] };

/** At scale 3 neighbouring bounds are 9 % apart: fine enough for latency, and 1 µs … 1 h takes 254 buckets. */
export const DEFAULT_SCALE = 3;

/** A histogram that would need more buckets than this halves its resolution, so no input makes it grow. */
export const MAX_BUCKETS = 320;

export function emptyHistogram(scale = DEFAULT_SCALE): Histogram {
  return { scale, zeroCount: 0, offset: 0, counts: [] };
}

/** Index of the bucket that holds `seconds` at `scale`. */
export function bucketIndex(seconds: number, scale: number): number {
  return Math.ceil(Math.log2(seconds) * 2 ** scale) - 1;
}

/** Adds `count` observations of `seconds` (finite) in place. Zero and negative durations count as zero. */
export function observe(histogram: Histogram, seconds: number, count = 1): void {
  if (!(seconds > 0)) {
    histogram.zeroCount += count;
    return;
  }
  const { scale } = histogram;
  const index = bucketIndex(Math.min(seconds, Number.MAX_VALUE), scale);
  makeRoom(histogram, index, index);
  addTo(histogram, coarser(index, scale - histogram.scale), count);
}

function addTo({ offset, counts }: Histogram, index: number, count: number): void {
  counts[index - offset] = (counts[index - offset] as number) + count;
}

/** Widens the histogram to the buckets `low` … `high`, halving its resolution as long as that takes too many. */
function makeRoom(histogram: Histogram, low: number, high: number): void {
  const { offset, counts } = histogram;
  const start = counts.length === 0 ? low : Math.min(low, offset);
  const end = counts.length === 0 ? high + 1 : Math.max(high + 1, offset + counts.length);
  if (end - start > MAX_BUCKETS) {
    Object.assign(histogram, rescale(histogram, histogram.scale - 1));
    makeRoom(histogram, coarser(low, 1), coarser(high, 1));
    return;
  }
  if (counts.length > 0 && start < offset) counts.unshift(...new Array(offset - start).fill(0));
  while (counts.length < end - start) counts.push(0);
  histogram.offset = start;
}

/** The same observations at `scale` or, where that is finer than they are, at their own. Loses no count. */
export function rescale(histogram: Histogram, scale: number): Histogram {
  const coarse = emptyHistogram(Math.min(scale, histogram.scale));
  addAll(coarse, histogram);
  return coarse;
}

/** All observations of both, at the coarser of the two scales or the first that holds them. Neither argument changes. */
export function merge(a: Histogram, b: Histogram): Histogram {
  const merged = rescale(a, b.scale);
  addAll(merged, b);
  return merged;
}

/** Like `merge`, but changes `target` instead of making a new histogram. */
export function absorb(target: Histogram, source: Histogram): void {
  if (source.scale < target.scale) Object.assign(target, rescale(target, source.scale));
  addAll(target, source);
}

/** `target` is no finer than `source`, and may become coarser on the way. */
function addAll(target: Histogram, source: Histogram): void {
  target.zeroCount += source.zeroCount;
  const { counts, offset, scale } = source;
  let first = 0;
  while (first < counts.length && !((counts[first] as number) > 0)) first += 1;
  let last = counts.length - 1;
  while (last > first && !((counts[last] as number) > 0)) last -= 1;
  if (first > last) return;
  const steps = scale - target.scale;
  makeRoom(target, coarser(offset + first, steps), coarser(offset + last, steps));
  const width = 2 ** (scale - target.scale);
  for (let i = first; i <= last; i += 1) {
    const count = counts[i] as number;
    if (count > 0) addTo(target, width === 1 ? offset + i : Math.floor((offset + i) / width), count);
  }
}

/** Index of the bucket `steps` scales up that holds the bucket `index`. */
function coarser(index: number, steps: number): number {
  return steps === 0 ? index : Math.floor(index / 2 ** steps);
}

export function totalCount({ zeroCount, counts }: Histogram): number {
  let total = zeroCount;
  for (const count of counts) total += count;
  return total;
}

/** Duration in seconds below which `q` (0 … 1) of the observations lie; null without observations. */
export function quantile(histogram: Histogram, q: number): number | null {
  const total = totalCount(histogram);
  if (total === 0) return null;
  const rank = q * total;
  let seen = histogram.zeroCount;
  if (seen > 0 && rank <= seen) return 0;
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
