import { emptyHistogram, type Histogram, MAX_BUCKETS, merge } from "../../lib/core/measurements/histogram.ts";
import { place, type Spread, spreadOf } from "./spread.ts";

/** Explicit bounds of a histogram in the sender's unit, and where what lies between them goes in a histogram of ours. */
export class Bounds {
  readonly values: readonly number[];
  /** Whether the sender named the end of the last bucket, too, which every other leaves out: +Inf. */
  readonly named: boolean;
  /** Whether they are numbers that rise; otherwise counts between them mean nothing. */
  readonly rise: boolean;
  private readonly spreads = new Map<number, readonly Spread[]>();

  constructor(values: readonly number[]) {
    this.named = values.at(-1) === Number.POSITIVE_INFINITY;
    this.values = this.named ? values.slice(0, -1) : values;
    this.rise = this.values.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (values[i - 1] as number)));
  }

  /** The counts between `values`. Above +Inf there is nothing, but some senders count a bucket for it. */
  countsOf(sent: readonly number[]): readonly number[] {
    const last = this.values.length;
    if (!this.named || sent.length !== last + 2) return sent;
    return [...sent.slice(0, last), (sent[last] as number) + (sent[last + 1] as number)];
  }

  equals(other: Bounds): boolean {
    if (this === other) return true;
    return this.values.length === other.values.length && this.values.every((bound, i) => bound === other.values[i]);
  }

  /** What was counted between them; `unit` is the length of the sender's unit in seconds. Nothing without bounds. */
  histogramOf(counts: readonly number[], unit: number): Histogram {
    const result = emptyHistogram();
    if (this.values.length === 0) return result;
    const spreads = this.spreadsIn(unit);
    makeRoom(result, spreads, counts);
    for (let i = 0; i < counts.length; i += 1) {
      const [count, spread] = [counts[i] as number, spreads[i]];
      if (count === 0) continue;
      if (spread) place(result, spread, count);
      else result.zeroCount += count;
    }
    return result.counts.length > MAX_BUCKETS ? merge(emptyHistogram(), result) : result;
  }

  private spreadsIn(unit: number): readonly Spread[] {
    let spreads = this.spreads.get(unit);
    if (!spreads) {
      // Above the last bound nothing says how far: as near to it as can be.
      const ends = [...this.values, this.values.at(-1) ?? 0];
      spreads = ends.map((high, i) => spreadOf((ends[i - 1] ?? 0) * unit, high * unit));
      this.spreads.set(unit, spreads);
    }
    return spreads;
  }
}

/** Gives an empty histogram all the buckets that what was counted will fall into. */
function makeRoom(histogram: Histogram, spreads: readonly Spread[], counts: readonly number[]): void {
  let [first, last] = [0, -1];
  for (let i = 0; i < counts.length; i += 1) {
    const spread = spreads[i];
    if (!spread || counts[i] === 0) continue;
    if (last < first) first = spread.first;
    last = spread.first + spread.shares.length;
  }
  histogram.offset = first;
  histogram.counts = new Array<number>(last - first + 1).fill(0);
}

const MOST_REMEMBERED = 1000;
const remembered = new Map<string, Bounds>();

/** The bounds whose doubles have these bytes, a character each: nearly always the same object for the same bytes. */
export function boundsOf(bytes: string): Bounds {
  let bounds = remembered.get(bytes);
  if (!bounds) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    const buffer = Buffer.from(bytes, "latin1");
    bounds = new Bounds(Array.from({ length: buffer.length / 8 }, (_, i) => buffer.readDoubleLE(i * 8)));
    remembered.set(bytes, bounds);
  }
  return bounds;
}
