import { type SeriesBounds, SeriesTable } from "../intake/series-table.ts";
import { type Distribution, difference } from "./distribution.ts";

/** A point of a series: times in nanoseconds as sent, 0 when unknown. */
export type SeriesPoint = { start: bigint; time: bigint; cumulative: boolean; distribution: Distribution };

/** What a point adds to what is known, and since when (epoch nanoseconds, 0 unknown). */
export type Added = { since: bigint; distribution: Distribution };

type Stream = { time: bigint; distribution: Distribution };
type Series = { knownSince: bigint; streams: Map<bigint, Stream>; seen: string[] };

/** An environment's services have a few thousand; what is remembered of one is about a kilobyte. */
const BOUNDS: SeriesBounds = { environment: 20_000, project: 40_000, all: 100_000 };
const MOST_STREAMS = 8;
const REMEMBERED_POINTS = 16;

/**
 * What each series sent before. Exporters resend, and cumulative points mean something only as the difference to
 * the one before. A stream is told apart by its start, so writers that share a name do not look like one that is
 * for ever starting again.
 */
export class SeriesMemory {
  private readonly table: SeriesTable<Series>;
  private readonly listeningSince: number;

  /** `listeningSince` in epoch milliseconds. */
  constructor(listeningSince: number, projectOf: (environmentId: string) => string, bounds = BOUNDS) {
    this.listeningSince = listeningSince;
    this.table = new SeriesTable(bounds, projectOf);
  }

  /** What the point adds; null when it only repeats or is the first of a stream that began before it was heard of. */
  add(environmentId: string, identity: string, point: SeriesPoint, now = Date.now()): Added | "overflow" | null {
    const series = this.table.take(environmentId, identity, now, () => {
      // A cumulative stream that began later has never been counted here, not even in part.
      const since = nanoseconds(Math.max(this.listeningSince, this.table.forgotAt(environmentId)));
      return { knownSince: earlier(point.time, since), streams: new Map(), seen: [] };
    });
    if (!series) return "overflow";
    return point.cumulative ? addCumulative(series, point) : addDelta(series, point);
  }

  forget(environmentId: string): void {
    this.table.forget(environmentId);
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
