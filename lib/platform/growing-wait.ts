/** `free` failures come without a wait, then one of `first` seconds that doubles with each up to `longest`. */
export type Growth = { free: number; first: number; longest: number };

/** After this long without another failure a key starts anew. */
const FORGOTTEN_MS = 3600 * 1000;
const MOST_KEYS = 50_000;

type Standing = { failures: number; until: number; last: number };

/** Makes whoever fails again and again wait, each key for itself; counted in this process's memory. */
export class GrowingWait {
  readonly #growth: Growth;
  readonly #standings = new Map<string, Standing>();

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** Whole seconds until the next attempt; 0 when it may come. */
  secondsLeft(key: string, now: number): number {
    return Math.max(0, Math.ceil(((this.#standings.get(key)?.until ?? 0) - now) / 1000));
  }

  /** Counts an attempt, as one that fails until it is taken back. */
  count(key: string, now: number): void {
    const before = this.#standings.get(key);
    const failures = before && now - before.last < FORGOTTEN_MS ? before.failures + 1 : 1;
    // The newest stands last, so that those first in line are the ones to forget.
    this.#standings.delete(key);
    this.#standings.set(key, { failures, last: now, until: now + this.#wait(failures) * 1000 });
    if (this.#standings.size > MOST_KEYS) this.#standings.delete(this.#standings.keys().next().value ?? "");
  }

  /** The attempt was a good one. */
  takeBack(key: string): void {
    const standing = this.#standings.get(key);
    if (!standing) return;
    standing.failures -= 1;
    standing.until = 0;
    if (standing.failures === 0) this.#standings.delete(key);
  }

  #wait(failures: number): number {
    const { free, first, longest } = this.#growth;
    return failures < free ? 0 : Math.min(longest, first * 2 ** (failures - free));
  }
}
