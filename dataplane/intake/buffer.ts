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

export type Observed = { count: number; errors: number; sum: number; histogram: Histogram };
export type CountsKey = { environmentId: string; moduleId: string; operation: string };
export type Counted = Omit<StoredCounts, keyof CountsKey | "source" | "at">;

/** Why something was not taken; null when it was. */
export type Dropped = Extract<LossReason, "too old" | "in the future" | "too many series"> | null;

const FLUSH_MS = 2000;
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
  private readonly windows: Totals<StoredWindow>;
  private readonly counts: Totals<StoredCounts>;
  private readonly timer: NodeJS.Timeout;
  /** Whether the last attempt to store failed. */
  behind = false;

  constructor(store: Store, projectOf: (environmentId: string) => string) {
    this.losses = new Losses((losses) => store.storeLosses(losses));
    const common = { losses: this.losses, most: MOST_WINDOWS, bounds: SERIES_BOUNDS, projectOf };
    this.windows = new Totals({ ...common, store: (totals: StoredWindow[]) => store.storeWindows(totals) });
    this.counts = new Totals({ ...common, store: (totals: StoredCounts[]) => store.storeCounts(totals) });
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  get unsaved(): number {
    return this.windows.unsaved + this.counts.unsaved;
  }

  /** Adds observations to the window that holds `at`, epoch seconds. */
  observe(key: SeriesKey, at: number, observed: Observed): Dropped {
    const start = windowOf(at);
    const series = `${key.environmentId} ${key.moduleId} ${key.path} ${key.kind} ${key.operation}`;
    const create = () => ({ ...key, source: randomUUID(), at: start, count: 0, errors: 0, sum: 0, histogram: emptyHistogram() });
    return (
      untimely(start) ??
      fits(
        this.windows.change(key.environmentId, series, start, create, (total) => {
          total.count += observed.count;
          total.errors += observed.errors;
          total.sum += observed.sum;
          absorb(total.histogram, observed.histogram);
        }),
      )
    );
  }

  /** Adds counts to the window that holds `at`, epoch seconds. */
  count(key: CountsKey, at: number, counted: Partial<Counted>): Dropped {
    const start = windowOf(at);
    const series = `${key.environmentId} ${key.moduleId} ${key.operation}`;
    const create = () => ({ ...key, ...NOTHING_COUNTED, source: randomUUID(), at: start });
    return (
      untimely(start) ??
      fits(
        this.counts.change(key.environmentId, series, start, create, (total) => {
          for (const [name, value] of Object.entries(counted)) total[name as keyof Counted] += value;
        }),
      )
    );
  }

  /** Stores what changed; never throws. Called every two seconds, and once more before the process ends. */
  readonly flush = oneAtATime(async () => {
    const now = Date.now() / 1000;
    try {
      await this.windows.flush(now);
      await this.counts.flush(now);
      await this.losses.flush(now);
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

function fits(taken: boolean): Dropped {
  return taken ? null : "too many series";
}
