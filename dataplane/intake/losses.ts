import { randomUUID } from "node:crypto";
import { murmur3 } from "../../lib/core/evaluation/murmur3.ts";
import type { StoredLoss } from "../../lib/measurements/commands/store-losses.ts";
import type { LossReason } from "../../lib/measurements/schema.ts";
import { counters } from "../counters.ts";

type Total = StoredLoss & { seen: Set<number>; stored: number };

const HOUR_SECONDS = 3600;
/** Told apart in one hour; beyond it the figure is the fewest there can have been. */
const MOST_SERIES = 1000;
/** Hours of environments and reasons kept while they cannot be stored. */
const MOST_TOTALS = 2000;

/** What came in and could not be kept: how much, why, and of how many series. Stored by the hour. */
export class Losses {
  private readonly totals = new Map<string, Total>();
  private readonly store: (losses: StoredLoss[]) => Promise<void>;

  constructor(store: (losses: StoredLoss[]) => Promise<void>) {
    this.store = store;
  }

  /** Counts what was dropped; `series` is any text that is the same for the same series. */
  note(environmentId: string, reason: LossReason, series: string, count = 1): void {
    counters.drop(reason, count);
    const at = Math.floor(Date.now() / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
    const key = `${environmentId} ${at} ${reason}`;
    const total = this.totals.get(key) ?? this.add(key, { environmentId, at, reason });
    total.count += count;
    if (total.seen.size >= MOST_SERIES) return;
    total.seen.add(murmur3(series));
    total.series = total.seen.size;
  }

  /** Stores what changed. Throws when the store is away; everything is kept then. `now` in epoch seconds. */
  async flush(now: number): Promise<void> {
    const changed = [...this.totals.values()].filter((total) => total.count > total.stored);
    const counts = changed.map(({ count }) => count);
    await this.store(changed.map(({ seen: _, stored: __, ...loss }) => loss));
    changed.forEach((total, i) => {
      total.stored = counts[i] as number;
    });
    for (const [key, total] of this.totals) {
      if (total.count === total.stored && total.at + HOUR_SECONDS <= now) this.totals.delete(key);
    }
  }

  private add(key: string, of: Pick<StoredLoss, "environmentId" | "at" | "reason">): Total {
    const total = { ...of, source: randomUUID(), count: 0, series: 0, seen: new Set<number>(), stored: 0 };
    this.totals.set(key, total);
    const [oldest] = this.totals.keys();
    if (this.totals.size > MOST_TOTALS && oldest !== undefined) this.totals.delete(oldest);
    return total;
  }
}
