import { randomUUID } from "node:crypto";
import { exampleOf } from "../../lib/core/evaluation/example.ts";
import type { Rule } from "../../lib/core/evaluation/snapshot.ts";
import type { StoredUnreadable } from "../../lib/measurements/commands/store-unreadables.ts";

type Total = StoredUnreadable & { stored: number };

const HOUR_SECONDS = 3600;
/** Hours of rules kept while they cannot be stored; the oldest go first. */
const MOST_TOTALS = 5000;

/** How often rules met values they could not read, here or in services. Stored by the hour, whole totals that replace themselves. */
export class Unreadables {
  private readonly totals = new Map<string, Total>();
  private readonly store: (totals: StoredUnreadable[]) => Promise<void>;

  constructor(store: (totals: StoredUnreadable[]) => Promise<void>) {
    this.store = store;
  }

  /** One evaluation, now. */
  readonly note = (environmentId: string, key: string, rule: Rule, value: unknown): void => {
    this.count({ environmentId, switch: key, rule: rule.name, at: Date.now() / 1000, count: 1, example: exampleOf(value) });
  };

  /** Evaluations at `at`, epoch seconds. */
  count({ at, count, example, ...of }: Omit<StoredUnreadable, "source">): void {
    const hour = Math.floor(at / HOUR_SECONDS) * HOUR_SECONDS;
    const name = `${of.environmentId} ${hour} ${of.switch} ${of.rule}`;
    const total = this.totals.get(name) ?? this.add(name, { ...of, at: hour });
    total.count += count;
    total.example ??= example;
  }

  /** Stores what changed. Throws when the store is away; everything is kept then. `now` in epoch seconds. */
  async flush(now: number): Promise<void> {
    const changed = [...this.totals.values()].filter((total) => total.count > total.stored);
    const counts = changed.map(({ count }) => count);
    await this.store(changed.map(({ stored: _, ...total }) => total));
    changed.forEach((total, i) => {
      total.stored = counts[i] as number;
    });
    for (const [name, total] of this.totals) {
      if (total.count === total.stored && total.at + HOUR_SECONDS <= now) this.totals.delete(name);
    }
  }

  private add(name: string, of: Pick<StoredUnreadable, "environmentId" | "at" | "switch" | "rule">): Total {
    const total = { ...of, source: randomUUID(), count: 0, example: null, stored: 0 };
    this.totals.set(name, total);
    const [oldest] = this.totals.keys();
    if (this.totals.size > MOST_TOTALS && oldest !== undefined) this.totals.delete(oldest);
    return total;
  }
}
