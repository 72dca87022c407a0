import { LeaseError } from "../kernel/errors.ts";
import { later } from "../kernel/timing.ts";

/** A moment on both clocks: one does not see a machine that sleeps, the other one can be set. */
export type Moment = { steady: number; wall: number };

export function momentNow(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

/** A timer is that much later at most, after which it looks at the clocks again. */
const LONGEST_TIMER_MS = 60_000;

/** Whether this instance may act on its `call` and `data` switches: only while changes are certain to wait for it. */
export class Permit {
  readonly #onEnd: (why: LeaseError) => void;
  #since: Moment = { steady: 0, wall: 0 };
  #ms = 0;
  #ended = false;
  #refusal: LeaseError | null = new LeaseError("This instance is not registered yet; acting could lose writes.");
  #timer: NodeJS.Timeout | undefined;

  /** `onEnd` hears when a permit that was given is over; operations under it must not begin anything more. */
  constructor(onEnd: (why: LeaseError) => void) {
    this.#onEnd = onEnd;
  }

  /** Why it may not act now; null when it may. */
  get refusal(): LeaseError | null {
    if (this.#refusal === null && this.#ms !== Number.POSITIVE_INFINITY && this.#leftMs() <= 0) this.#expire();
    return this.#refusal;
  }

  /** Permits for `ms` from `since`, whichever clock ran faster; Infinity until revoked. */
  grant(ms: number, since: Moment): void {
    if (this.#ended) return;
    this.#since = since;
    this.#ms = ms;
    this.#refusal = null;
    this.#arm();
  }

  revoke(why: string): void {
    const given = this.#refusal === null;
    clearTimeout(this.#timer);
    this.#refusal = new LeaseError(why);
    if (given) this.#onEnd(this.#refusal);
  }

  /** Revokes it for good. */
  end(why: string): void {
    this.#ended = true;
    this.revoke(why);
  }

  #expire(): void {
    this.revoke("The lease ran out and could not be renewed; acting without contact could lose writes.");
  }

  #leftMs(): number {
    return this.#ms - Math.max(performance.now() - this.#since.steady, Date.now() - this.#since.wall);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#ms === Number.POSITIVE_INFINITY) return;
    this.#timer = later(Math.min(LONGEST_TIMER_MS, Math.max(0, this.#leftMs())), () => {
      if (this.refusal === null) this.#arm();
    });
  }
}
