import { randomUUID } from "node:crypto";
import { absorb, emptyHistogram, type Histogram } from "../../lib/core/measurements/histogram.ts";
import type { StoredCounts } from "../../lib/measurements/commands/store-counts.ts";
import type { SeriesKey, StoredWindow } from "../../lib/measurements/commands/store-windows.ts";
import { type LossReason, WINDOW_SECONDS } from "../../lib/measurements/schema.ts";
import { log } from "../../lib/platform/log.ts";
import { counters } from "../counters.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Store } from "../store/store.ts";
import { Losses } from "./losses.ts";
import { SERIES_BOUNDS, Totals } from "./totals.ts";
import { Unreadables } from "./unreadables.ts";

export type Observed = { count: number; errors: number; sum: number; histogram: Histogram };
/** What was observed in the window that holds `at`, epoch seconds. */
export type Part = { at: number; observed: Observed };
export type CountsKey = { environmentId: string; moduleId: string; operation: string };
export type Counted = Omit<StoredCounts, keyof CountsKey | "source" | "at">;

/** Why something was not taken; null when it was. */
export type Dropped = Extract<LossReason, "too old" | "in the future" | "too many series"> | null;

const MOST_WINDOWS = 50_000;

/** Older windows are beyond the roll-up's reach, later ones come from a clock that is wrong. */
const OLDEST_SECONDS = 5 * 3600;
const AHEAD_SECONDS = 300;

const NOTHING_COUNTED: Counted = {
  compared: 0,
  equal: 0,
  different: 0,
  skipped: 0,
  secondaryFailedOld: 0,
  secondaryFailedNew: 0,
};

/** What services measured, on its way into Postgres. Bounded by series and by windows, never by how much is sent. */
export class MeasurementBuffer {
  readonly losses: Losses;
  readonly unreadables: Unreadables;
  private readonly windows: Totals<StoredWindow>;
  private readonly counts: Totals<StoredCounts>;
  private readonly timer: NodeJS.Timeout;
  /** Whether the last attempt to store failed. */
  behind = false;

  constructor(store: Store, projectOf: (environmentId: string) => string, everyMs: number) {
    this.losses = new Losses((losses) => store.storeLosses(losses));
    this.unreadables = new Unreadables((totals) => store.storeUnreadables(totals));
    const common = { losses: this.losses, most: MOST_WINDOWS, bounds: SERIES_BOUNDS, projectOf };
    this.windows = new Totals({ ...common, store: (totals: StoredWindow[]) => store.storeWindows(totals) });
    this.counts = new Totals({ ...common, store: (totals: StoredCounts[]) => store.storeCounts(totals) });
    this.timer = setInterval(() => void this.flush(), everyMs);
  }

  get unsaved(): number {
    return this.windows.unsaved + this.counts.unsaved;
  }

  /** Adds observations of a series to the windows they happened in. What is dropped of them is dropped for the last reason. */
  observe(key: SeriesKey, parts: readonly Part[]): Dropped {
    const series = `${key.environmentId} ${key.moduleId} ${key.path} ${key.kind} ${key.operation}`;
    let dropped: Dropped = null;
    for (const { at, observed } of parts) dropped = this.observeOne(key, series, windowOf(at), observed) ?? dropped;
    return dropped;
  }

  private observeOne(key: SeriesKey, series: string, at: number, observed: Observed): Dropped {
    const late = untimely(at);
    if (late) return late;
    const { environmentId } = key;
    let total = this.windows.find(environmentId, series, at);
    if (!total) {
      total = { ...key, source: randomUUID(), at, count: 0, errors: 0, sum: 0, histogram: emptyHistogram() };
      if (!this.windows.add(environmentId, series, at, total)) return "too many series";
    }
    total.count += observed.count;
    total.errors += observed.errors;
    total.sum += observed.sum;
    absorb(total.histogram, observed.histogram);
    return null;
  }

  /** Adds counts to the window that holds `when`, epoch seconds. */
  count(key: CountsKey, when: number, counted: Partial<Counted>): Dropped {
    const at = windowOf(when);
    const late = untimely(at);
    if (late) return late;
    const series = `${key.environmentId} ${key.moduleId} ${key.operation}`;
    let total = this.counts.find(key.environmentId, series, at);
    if (!total) {
      total = { ...key, ...NOTHING_COUNTED, source: randomUUID(), at };
      if (!this.counts.add(key.environmentId, series, at, total)) return "too many series";
    }
    for (const [name, value] of Object.entries(counted)) total[name as keyof Counted] += value;
    return null;
  }

  /** Stores what changed; never throws. Called every so often, and once more before the process ends. */
  readonly flush = oneAtATime(async () => {
    const now = Date.now() / 1000;
    try {
      await this.windows.flush(now);
      await this.counts.flush(now);
      await this.losses.flush(now);
      await this.unreadables.flush(now);
      this.behind = false;
    } catch (error) {
      if (!this.behind) log.warn({ error: (error as Error).message }, "measurements wait for Postgres");
      this.behind = true;
    }
  });

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    counters.drop("process ended", this.unsaved);
  }
}

function windowOf(at: number): number {
  return Math.floor(at / WINDOW_SECONDS) * WINDOW_SECONDS;
}

/** Whether what happened at `start`, epoch seconds, is too far from now to be kept. */
export function untimely(start: number): Dropped {
  const now = Date.now() / 1000;
  if (start < now - OLDEST_SECONDS) return "too old";
  return start > now + AHEAD_SECONDS ? "in the future" : null;
}
