import { totalCount } from "../../lib/core/measurements/histogram.ts";
import { WINDOW_SECONDS } from "../../lib/measurements/schema.ts";
import type { Observed, Part } from "../intake/buffer.ts";

/** An export interval longer than this is not spread further: nobody knows where in it things happened. */
const MOST_WINDOWS = 30;

/**
 * Divides what was observed from `since` to `until` (epoch seconds; `since` 0 when unknown) over the ten-second
 * windows between, in proportion to time. Nothing is lost or made up: the parts add up to the whole.
 */
export function overWindows(observed: Observed, since: number, until: number): Part[] {
  const last = Math.ceil(until / WINDOW_SECONDS) * WINDOW_SECONDS - WINDOW_SECONDS;
  const from = since > 0 && since < until ? Math.max(since, last - (MOST_WINDOWS - 1) * WINDOW_SECONDS) : last;
  const first = Math.floor(from / WINDOW_SECONDS) * WINDOW_SECONDS;
  if (first >= last) return [{ at: last, observed }];

  const counted = totalCount(observed.histogram) === observed.count;
  const parts: Part[] = [];
  for (let at = first; at <= last; at += WINDOW_SECONDS) {
    const before = Math.max(0, (at - from) / (until - from));
    const after = at === last ? 1 : (at + WINDOW_SECONDS - from) / (until - from);
    const part = partOf(observed, before, after, counted);
    if (part.count > 0) parts.push({ at, observed: part });
  }
  return parts;
}

/** `counted`: whether the histogram holds everything, so that its parts say how much there is in each. */
function partOf({ count, errors, sum, histogram }: Observed, before: number, after: number, counted: boolean): Observed {
  const zeroCount = portion(histogram.zeroCount, before, after, 0.5);
  const counts = histogram.counts.slice();
  let inBuckets = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const each = counts[i] as number;
    if (each === 0) continue;
    const share = portion(each, before, after, phase(histogram.offset + i));
    counts[i] = share;
    inBuckets += share;
  }
  const partCount = counted ? zeroCount + inBuckets : portion(count, before, after, 0.5);
  return {
    count: partCount,
    errors: count === 0 ? 0 : Math.round((errors * partCount) / count),
    sum: count === 0 ? 0 : (sum * partCount) / count,
    histogram: { scale: histogram.scale, zeroCount, offset: histogram.offset, counts },
  };
}

/** Whole numbers whose sum over adjoining intervals of [0, 1] is `count`. */
function portion(count: number, before: number, after: number, phase: number): number {
  return count === 0 ? 0 : upTo(count, after, phase) - upTo(count, before, phase);
}

function upTo(count: number, share: number, phase: number): number {
  if (share <= 0) return 0;
  return share >= 1 ? count : Math.min(count, Math.floor(count * share + phase));
}

/** Staggers the buckets by the golden ratio; otherwise every lone observation would land in the same window. */
function phase(index: number): number {
  const turns = index * 0.618_033_988_749_895;
  return turns - Math.floor(turns);
}
