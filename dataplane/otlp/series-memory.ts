import { type Distribution, difference } from "./distribution.ts";

/** A point of a series: times in nanoseconds as sent, 0 when unknown. */
export type SeriesPoint = { start: bigint; time: bigint; cumulative: boolean; distribution: Distribution };

/** What a point adds to what is known, and since when (epoch nanoseconds, 0 unknown). */
export type Added = { since: bigint; distribution: Distribution };

type Stream = { time: bigint; distribution: Distribution };
type Series = { knownSince: bigint; streams: Map<bigint, Stream>; seen: string[]; heardAt: number };

const MOST_SERIES = 20_000;
const MOST_STREAMS = 8;
const REMEMBERED_POINTS = 16;
const IDLE_MS = 3_600_000;

/**
 * What each series of one environment sent before. Exporters resend, and cumulative points mean something only
 * as the difference to the one before. A stream is told apart by its start, so writers that share a name do not
 * look like one that is for ever starting again.
 */
export class SeriesMemory {
  private readonly series = new Map<string, Series>();
  /** A cumulative stream that began later has never been counted here, not even in part. */
  private since: bigint;

  /** `listeningSince` in epoch milliseconds. */
  constructor(listeningSince: number) {
    this.since = nanoseconds(listeningSince);
  }

  /** What the point adds; null when it only repeats or is the first of a stream that began before it was heard of. */
  add(identity: string, point: SeriesPoint, now = Date.now()): Added | "overflow" | null {
    let series = this.series.get(identity);
    if (!series) {
      if (this.series.size >= MOST_SERIES) this.forgetIdle(now);
      if (this.series.size >= MOST_SERIES) return "overflow";
      series = { knownSince: earlier(point.time, this.since), streams: new Map(), seen: [], heardAt: now };
      this.series.set(identity, series);
    }
    series.heardAt = now;
    return point.cumulative ? addCumulative(series, point) : addDelta(series, point);
  }

  private forgetIdle(now: number): void {
    for (const [identity, series] of this.series) if (series.heardAt < now - IDLE_MS) this.series.delete(identity);
    this.since = nanoseconds(now);
  }
}

function addDelta(series: Series, { start, time, distribution }: SeriesPoint): Added | null {
  const name = `${start} ${time}`;
  if (series.seen.includes(name)) return null;
  series.seen.push(name);
  if (series.seen.length > REMEMBERED_POINTS) series.seen.shift();
  return { since: start, distribution };
}

function addCumulative(series: Series, { start, time, distribution }: SeriesPoint): Added | null {
  const before = series.streams.get(start);
  if (before && time <= before.time) return null;
  // Deleted first, so that the stream heard of longest ago is the first of the map.
  series.streams.delete(start);
  series.streams.set(start, { time, distribution });
  if (!before) {
    const whole = start >= series.knownSince;
    if (series.streams.size > MOST_STREAMS) forgetOldest(series, time);
    return whole ? { since: start, distribution } : null;
  }
  const added = difference(distribution, before.distribution);
  // It fell: the writer began anew without saying so, and all it has is new.
  return added ? { since: before.time, distribution: added } : { since: before.time, distribution };
}

/** What is forgotten may come again; from now on only streams that begin later are new for sure. */
function forgetOldest(series: Series, time: bigint): void {
  const [oldest] = series.streams.keys();
  if (oldest !== undefined) series.streams.delete(oldest);
  if (time > series.knownSince) series.knownSince = time;
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n;
}
