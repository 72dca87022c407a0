import { randomUUID } from "node:crypto";
import type { StoredSample } from "../../lib/mismatches/commands/store-samples.ts";
import { isUnreachable } from "../../lib/platform/db.ts";
import { log } from "../../lib/platform/log.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Store } from "../store/store.ts";
import type { Losses } from "./losses.ts";

/** Of one module at a time; more would push each other out of Postgres anyway. */
const MOST_WAITING = 50;

/** Sampled differences on their way into Postgres, the newest of each module. */
export class Samples {
  private readonly store: Store;
  private readonly losses: Losses;
  private waiting = new Map<string, StoredSample[]>();
  private readonly timer: NodeJS.Timeout;

  constructor(store: Store, losses: Losses, everyMs: number) {
    this.store = store;
    this.losses = losses;
    this.timer = setInterval(() => void this.flush(), everyMs);
  }

  add(seen: Omit<StoredSample, "id">): void {
    const sample = { ...seen, id: randomUUID() };
    const key = `${sample.environmentId} ${sample.moduleId}`;
    const before = this.waiting.get(key) ?? [];
    this.waiting.set(key, [...before, sample].slice(-MOST_WAITING));
  }

  /** Stores what waits; never throws. */
  private readonly flush = oneAtATime(async () => {
    const batch = this.waiting;
    this.waiting = new Map();
    try {
      await this.store.storeSamples([...batch.values()].flat());
    } catch (error) {
      if (isUnreachable(error)) {
        for (const [key, kept] of batch) this.waiting.set(key, [...kept, ...(this.waiting.get(key) ?? [])].slice(-MOST_WAITING));
        return;
      }
      for (const { environmentId, operation } of [...batch.values()].flat()) {
        this.losses.note(environmentId, "refused by Postgres", operation);
      }
      log.error({ error: (error as Error).message }, "sampled differences cannot be stored");
    }
  });

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
