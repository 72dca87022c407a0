import { randomUUID } from "node:crypto";
import type { StoredSharedRecords } from "../../lib/mismatches/commands/store-shared-records.ts";
import { SHARED_SECONDS } from "../../lib/mismatches/schema.ts";
import { isUnreachable } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Store } from "../store/store.ts";

type Total = StoredSharedRecords & { stored: number };
type Seen = { environmentId: string; moduleId: string; at: number; count: number; example: string };

/** Modules counted at once; the one not heard of for longest makes room. */
const MOST_MODULES = 2000;

/** Counts records that subjects on different sides share, module by module, on their way into Postgres. */
export class SharedRecords {
  private readonly store: Store;
  private readonly totals = new Map<string, Total>();
  private readonly timer: NodeJS.Timeout;

  constructor(store: Store, everyMs: number) {
    this.store = store;
    this.timer = setInterval(() => void this.flush(), everyMs);
  }

  add({ environmentId, moduleId, at, count, example }: Seen): void {
    const key = `${environmentId} ${moduleId}`;
    const known = this.totals.get(key);
    const goesOn = known && at <= known.lastAt + SHARED_SECONDS;
    const begun = { environmentId, moduleId, source: randomUUID(), count: 0, firstAt: at, lastAt: at, stored: 0 };
    const total = goesOn ? known : { ...begun, example };
    this.totals.delete(key);
    this.totals.set(key, { ...total, count: total.count + count, lastAt: Math.max(total.lastAt, at), example });
    const [oldest] = this.totals.keys();
    if (this.totals.size > MOST_MODULES && oldest !== undefined) this.totals.delete(oldest);
  }

  /** Stores what changed; never throws. What Postgres was away for is stored with the next. */
  private readonly flush = oneAtATime(async () => {
    const changed = [...this.totals].filter(([, { count, stored }]) => count > stored);
    try {
      await this.store.storeSharedRecords(changed.map(([, { stored: _, ...total }]) => total));
    } catch (error) {
      if (!isUnreachable(error)) log.error({ error: (error as Error).message }, "counts of shared records cannot be stored");
      return;
    }
    for (const [key, { source, count }] of changed) {
      const total = this.totals.get(key);
      if (total?.source === source) total.stored = count;
    }
  });

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
