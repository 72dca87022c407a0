import { type SeriesBounds, SeriesTable } from "../intake/series-table.ts";
import { addCumulative, type Stream } from "./cumulative.ts";
import { fingerprint } from "./fingerprint.ts";
import { isAligned, livesBeside, type Origin } from "./origin.ts";
import type { Added, SeriesPoint } from "./series-point.ts";

/** Streams by their start, the one heard of longest ago first. */
type Streams = Map<bigint, { heardAt: number; streams: Stream[] }>;
type Series = { knownSince: bigint; streams: Streams; seen: Map<number, Origin> };

/** An environment's services have a few thousand; what is remembered of one is a few kilobytes. */
const BOUNDS: SeriesBounds = { environment: 20_000, project: 40_000, all: 100_000 };
/** Of one series, before each more takes the place of a series. */
const FREE_STREAMS = 8;
const MOST_SAME_START = 64;
/** A stream silent for longer gives way to a new one. */
const IDLE_MS = 600_000;
const REMEMBERED_POINTS = 64;

/**
 * What each series sent before. Exporters resend, and cumulative points mean something only as the difference to
 * the one before. Senders that share a name are told apart by the start of their streams, by connection, and by what
 * they counted; what nobody can tell is not counted.
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
  add(
    environmentId: string,
    identity: string,
    point: SeriesPoint,
    now = Date.now(),
  ): Added | "overflow" | "unknown sender" | null {
    const series = this.table.take(environmentId, identity, now, () => {
      // A cumulative stream that began later has never been counted here, not even in part.
      const since = nanoseconds(Math.max(this.listeningSince, this.table.forgotAt(environmentId)));
      return { knownSince: earlier(point.time, since), streams: new Map(), seen: new Map() };
    });
    if (!series) return "overflow";
    if (!point.cumulative) return addDelta(series, point);

    const { start, origin } = point;
    let known = series.streams.get(start);
    if (!known) {
      noteShared(series, origin);
      if (!this.hasRoom(environmentId, identity, series, now)) return "overflow";
      known = { heardAt: now, streams: [] };
    }
    known.heardAt = now;
    series.streams.delete(start);
    series.streams.set(start, known);
    const added = addCumulative(known.streams, point, start >= series.knownSince);
    if (known.streams.length > MOST_SAME_START) known.streams.shift();
    return added;
  }

  forget(environmentId: string): void {
    this.table.forget(environmentId);
  }

  /** Whether one more start may be remembered, if need be in the stead of one that fell silent. */
  private hasRoom(environmentId: string, identity: string, series: Series, now: number): boolean {
    const [oldest] = series.streams;
    if (series.streams.size < FREE_STREAMS || !oldest) return true;
    const [start, { heardAt }] = oldest;
    if (heardAt >= now - IDLE_MS) return this.table.widen(environmentId, identity, now);
    series.streams.delete(start);
    // What is forgotten may come again; only streams that begin later are new for sure.
    if (start >= series.knownSince) series.knownSince = start + 1n;
    return true;
  }
}

function addDelta(series: Series, { start, time, distribution, origin }: SeriesPoint): Added | "unknown sender" | null {
  if (distribution.count === 0) return null;
  const print = fingerprint(start, time, distribution);
  const before = series.seen.get(print);
  if (before !== undefined) return mayBeAnother(before, origin, time) ? "unknown sender" : null;
  series.seen.set(print, origin);
  const [oldest] = series.seen.keys();
  if (series.seen.size > REMEMBERED_POINTS && oldest !== undefined) series.seen.delete(oldest);
  return { since: start, distribution };
}

/** No exporter repeats itself within an export, or over another connection while it has one. */
function mayBeAnother(before: Origin, now: Origin, time: bigint): boolean {
  return (now !== null && before === now) || (isAligned(time) && livesBeside(before, now));
}

/** A process that begins anew has a new connection: one that brings another start of a series carries several senders. */
function noteShared({ streams }: Series, origin: Origin): void {
  if (!origin || origin.connection.shared) return;
  for (const { streams: each } of streams.values()) {
    if (each.some((stream) => stream.origin?.connection === origin.connection)) origin.connection.shared = true;
  }
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n;
}
