import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { scheduler } from "../machine/machine.ts";

type Held = { snapshot: Snapshot; calls: number; answered: boolean; until: number };

/** What operations that are under way act on, by the number of the call: each on what its client held when it began. */
export class UnderWay {
  readonly #held = new Map<number, Held>();
  readonly #mostMs: number;

  /** No call to a store takes effect later than `mostMs` after it was begun, also where nobody is there to hear of it. */
  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  get snapshots(): Snapshot[] {
    return [...this.#held.values()].filter(({ until }) => until > scheduler.now).map(({ snapshot }) => snapshot);
  }

  /** One call to a store for it; the first of them says what it acts on. */
  async calling<T>(id: number, snapshot: Snapshot | null | undefined, call: Promise<T>): Promise<T> {
    if (!snapshot) return call;
    const held = this.#held.get(id) ?? { snapshot, calls: 0, answered: false, until: 0 };
    this.#held.set(id, held);
    held.calls += 1;
    held.until = scheduler.now + this.#mostMs;
    try {
      return await call;
    } finally {
      held.calls -= 1;
      this.#drop(id, held);
    }
  }

  /** Its caller was told. What was asked of a store may still take effect. */
  answered(id: number): void {
    const held = this.#held.get(id);
    if (!held) return;
    held.answered = true;
    this.#drop(id, held);
  }

  #drop(id: number, held: Held): void {
    if (held.answered && held.calls === 0) this.#held.delete(id);
  }
}
