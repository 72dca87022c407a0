import { randomBytes } from "node:crypto";
import type { WriteVersion } from "./version.ts";

/** Further ahead than any clock that is kept: it was wrong where the number was drawn. */
const FAR_AHEAD_US = 60_000_000;

type WriteClockOptions = {
  instance: () => string;
  problem: (problem: Error) => void;
};

/**
 * Draws the numbers of writes before a store is called: a hybrid logical clock, which is the server's time as far as
 * it is known, and always above what was drawn or seen. So a call that lands after its operation has ended loses
 * against everything begun since, whoever began it.
 */
export class WriteClock {
  readonly #options: WriteClockOptions;
  readonly #nonce = randomBytes(6).toString("hex");
  #writer: string | null = null;
  #last = 0;
  /** The server's time less the steady clock's, in milliseconds; the wall clock's before there was contact. */
  #offsetMs = Date.now() - performance.now();
  /** Named once for every store that goes on from a clock that was wrong. */
  #farthest = 0;

  constructor(options: WriteClockOptions) {
    this.#options = options;
  }

  draw(): WriteVersion {
    this.#last = Math.max(this.#last + 1, this.#now());
    this.#writer ??= `${this.#options.instance()}#${this.#nonce}`;
    return { counter: this.#last, writer: this.#writer };
  }

  /** Draws one above what a store holds. Throws when there is none: whoever drew that had no clock at all. */
  drawAbove({ counter, writer }: WriteVersion): WriteVersion {
    if (!Number.isSafeInteger(counter) || counter >= Number.MAX_SAFE_INTEGER) {
      throw new RangeError(`The store holds the number ${counter} by ${writer}; none can be drawn above it.`);
    }
    this.#nameFarAhead({ counter, writer });
    this.#last = Math.max(this.#last, counter);
    return this.draw();
  }

  /** The server said that it was `serverMs` between two moments of the steady clock. What agrees with that stays. */
  heard(serverMs: number, askedAt: number, answeredAt: number): void {
    if (Number.isFinite(serverMs)) {
      this.#offsetMs = Math.min(Math.max(this.#offsetMs, serverMs - answeredAt), serverMs - askedAt);
    }
  }

  /** In whole microseconds. */
  #now(): number {
    return Math.floor((performance.now() + this.#offsetMs) * 1000);
  }

  #nameFarAhead({ counter, writer }: WriteVersion): void {
    const ahead = counter - this.#now();
    if (ahead < FAR_AHEAD_US || counter <= this.#farthest) return;
    this.#farthest = counter + FAR_AHEAD_US;
    const seconds = Math.round(ahead / 1e6);
    this.#options.problem(new Error(`A store holds a number ${seconds} s ahead of time, by ${writer}: its clock is wrong.`));
  }
}
