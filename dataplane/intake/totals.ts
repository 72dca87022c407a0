import { isUnreachable } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import type { Losses } from "./losses.ts";
import { type SeriesBounds, SeriesTable } from "./series-table.ts";

type Entry<T> = { total: T; environmentId: string; series: string; at: number; changes: number; stored: number };

type Windows<T> = { byTime: Map<number, Map<string, Entry<T>>>; size: number };

const BATCH = 1000;
/** A window may still grow this long after it was stored; later parts start a total of their own. */
const KEEP_SECONDS = 120;

/** Enough for hundreds of modules with dozens of operations each. */
export const SERIES_BOUNDS: SeriesBounds = { environment: 2000, project: 6000, all: 20_000 };

export type TotalsOptions<T> = {
  store: (totals: T[]) => Promise<void>;
  losses: Losses;
  /** Totals in all. */
  most: number;
  bounds: SeriesBounds;
  projectOf: (environmentId: string) => string;
};

/**
 * Totals of ten-second windows that this process owns. They stay here until the store has them, and a while longer,
 * so that what is written is always the whole total. When there are too many, the oldest of whoever has most go.
 */
export class Totals<T> {
  /** By environment, then window, then series: a point falls into several windows, and its series' name is long. */
  private readonly environments = new Map<string, Windows<T>>();
  private readonly series: SeriesTable<true>;
  private readonly options: TotalsOptions<T>;
  private size = 0;

  constructor(options: TotalsOptions<T>) {
    this.options = options;
    this.series = new SeriesTable(options.bounds, options.projectOf);
  }

  /** The total of a series' window, to be changed by the caller; null when there is none yet. */
  find(environmentId: string, series: string, at: number): T | null {
    const entry = this.environments.get(environmentId)?.byTime.get(at)?.get(series);
    if (!entry) return null;
    entry.changes += 1;
    return entry.total;
  }

  /** Takes in the first total of a series' window. False when there are too many series. */
  add(environmentId: string, series: string, at: number, total: T): boolean {
    if (!this.series.take(environmentId, series, Date.now(), () => true)) return false;
    const windows = this.environments.get(environmentId) ?? { byTime: new Map(), size: 0 };
    const entries = windows.byTime.get(at) ?? new Map<string, Entry<T>>();
    entries.set(series, { total, environmentId, series, at, changes: 1, stored: 0 });
    windows.byTime.set(at, entries);
    windows.size += 1;
    this.environments.set(environmentId, windows);
    this.size += 1;
    if (this.size > this.options.most) this.makeRoom();
    return true;
  }

  get unsaved(): number {
    let unsaved = 0;
    for (const entry of this.all()) if (entry.changes > entry.stored) unsaved += 1;
    return unsaved;
  }

  /** Stores what changed. Throws when the store is away; everything is kept then. */
  async flush(now: number): Promise<void> {
    const changed = [...this.all()].filter((entry) => entry.changes > entry.stored);
    for (let i = 0; i < changed.length; i += BATCH) await this.storeBatch(changed.slice(i, i + BATCH));
    for (const entry of this.all()) {
      if (entry.changes === entry.stored && entry.at < now - KEEP_SECONDS) this.remove(entry);
    }
  }

  /** What Postgres will not take must not hold up the rest: the batch is halved until the culprit stands alone. */
  private async storeBatch(batch: Entry<T>[]): Promise<void> {
    const changes = batch.map((entry) => entry.changes);
    try {
      await this.options.store(batch.map((entry) => entry.total));
    } catch (error) {
      if (isUnreachable(error)) throw error;
      if (batch.length > 1) {
        const half = batch.length >> 1;
        await this.storeBatch(batch.slice(0, half));
        return this.storeBatch(batch.slice(half));
      }
      for (const { environmentId, series } of batch) this.options.losses.note(environmentId, "refused by Postgres", series);
      log.error({ error: (error as Error).message }, "a measurement cannot be stored");
    }
    batch.forEach((entry, i) => {
      entry.stored = changes[i] as number;
    });
  }

  private makeRoom(): void {
    let most: Windows<T> | null = null;
    for (const windows of this.environments.values()) if (!most || windows.size > most.size) most = windows;
    const [entries] = most?.byTime.values() ?? [];
    const [oldest] = entries?.values() ?? [];
    if (!oldest) return;
    const { environmentId, series, changes, stored } = oldest;
    if (changes > stored) this.options.losses.note(environmentId, "buffer full", series);
    this.remove(oldest);
  }

  private remove({ environmentId, series, at }: Entry<T>): void {
    const windows = this.environments.get(environmentId);
    const entries = windows?.byTime.get(at);
    if (!windows || !entries?.delete(series)) return;
    if (entries.size === 0) windows.byTime.delete(at);
    windows.size -= 1;
    this.size -= 1;
    if (windows.size === 0) this.environments.delete(environmentId);
  }

  private *all(): Generator<Entry<T>> {
    for (const { byTime } of [...this.environments.values()]) for (const entries of [...byTime.values()]) yield* entries.values();
  }
}
