import { isUnreachable } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import { counters } from "../counters.ts";

type Entry<T> = { total: T; at: number; group: string; changes: number; stored: number };

const BATCH = 1000;
/** A window may still grow this long after it was stored; later parts start a total of their own. */
const KEEP_SECONDS = 120;

/**
 * Totals of ten-second windows that this process owns. They stay here until Postgres has them, the oldest
 * making room when there are too many, and a while longer, so that what is written is always the whole total.
 */
export class Totals<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly groups = new Map<string, Map<string, number>>();
  private readonly store: (totals: T[]) => Promise<void>;
  private readonly most: number;
  private readonly mostSeries: number;

  /** `most` totals in all, `mostSeries` different series a group at a time. */
  constructor(store: (totals: T[]) => Promise<void>, most: number, mostSeries: number) {
    this.store = store;
    this.most = most;
    this.mostSeries = mostSeries;
  }

  /** Changes the total of a series' window, made first when there is none. False when the group has too many series. */
  change(group: string, series: string, at: number, create: () => T, add: (total: T) => void): boolean {
    const key = `${at} ${series}`;
    let entry = this.entries.get(key);
    if (!entry) {
      const used = this.groups.get(group) ?? new Map<string, number>();
      if (!used.has(series) && used.size >= this.mostSeries) return false;
      used.set(series, (used.get(series) ?? 0) + 1);
      this.groups.set(group, used);
      entry = { total: create(), at, group, changes: 0, stored: 0 };
      this.entries.set(key, entry);
      if (this.entries.size > this.most) this.makeRoom();
    }
    entry.changes += 1;
    add(entry.total);
    return true;
  }

  get unsaved(): number {
    let unsaved = 0;
    for (const entry of this.entries.values()) if (entry.changes > entry.stored) unsaved += 1;
    return unsaved;
  }

  /** Stores what changed. Throws when Postgres is away; everything is kept then. */
  async flush(now: number): Promise<void> {
    const changed = [...this.entries.values()].filter((entry) => entry.changes > entry.stored);
    for (let i = 0; i < changed.length; i += BATCH) await this.storeBatch(changed.slice(i, i + BATCH));
    for (const [key, entry] of this.entries) {
      if (entry.changes === entry.stored && entry.at < now - KEEP_SECONDS) this.remove(key, entry);
    }
  }

  /** What Postgres will not take must not hold up the rest: the batch is halved until the culprit stands alone. */
  private async storeBatch(batch: Entry<T>[]): Promise<void> {
    const changes = batch.map((entry) => entry.changes);
    try {
      await this.store(batch.map((entry) => entry.total));
    } catch (error) {
      if (isUnreachable(error)) throw error;
      if (batch.length > 1) {
        const half = batch.length >> 1;
        await this.storeBatch(batch.slice(0, half));
        return this.storeBatch(batch.slice(half));
      }
      counters.drop("refused by Postgres");
      log.error({ error: (error as Error).message }, "a measurement cannot be stored");
    }
    batch.forEach((entry, i) => {
      entry.stored = changes[i] as number;
    });
  }

  private makeRoom(): void {
    const [oldest] = this.entries;
    if (!oldest) return;
    const [key, entry] = oldest;
    if (entry.changes > entry.stored) counters.drop("buffer full");
    this.remove(key, entry);
  }

  private remove(key: string, { group }: Entry<T>): void {
    this.entries.delete(key);
    const series = key.slice(key.indexOf(" ") + 1);
    const used = this.groups.get(group);
    const left = (used?.get(series) ?? 0) - 1;
    if (left > 0) used?.set(series, left);
    else if (used?.delete(series) && used.size === 0) this.groups.delete(group);
  }
}
