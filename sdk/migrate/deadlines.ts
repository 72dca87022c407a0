import { later } from "../kernel/timing.ts";

/** Something with a moment, in `performance.now()` milliseconds, after which it is over. */
export type Due = { readonly due: number };

/**
 * Calls back whatever is still there when it is due. All take equally long, so what began first is due first and one
 * timer serves them all.
 */
export class Deadlines<T extends Due> {
  readonly #ms: number;
  readonly #onDue: (entry: T) => void;
  readonly #entries = new Set<T>();
  #timer: NodeJS.Timeout | null = null;

  constructor(ms: number, onDue: (entry: T) => void) {
    this.#ms = ms;
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Due this many milliseconds after it began. */
  get ms(): number {
    return this.#ms;
  }

  add(entry: T): void {
    this.#entries.add(entry);
    this.#timer ??= later(this.#ms, () => this.#check());
  }

  /** Whether it was there. */
  delete(entry: T): boolean {
    return this.#entries.delete(entry);
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#entries.values();
  }

  #check(): void {
    this.#timer = null;
    const now = performance.now();
    for (const entry of this.#entries) {
      if (entry.due > now) {
        this.#timer = later(entry.due - now, () => this.#check());
        return;
      }
      this.#entries.delete(entry);
      this.#onDue(entry);
    }
  }
}
