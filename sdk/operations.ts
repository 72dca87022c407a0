import { ClosedError, DeadlineError } from "./errors.ts";
import { atMost, later } from "./timing.ts";

type OperationsOptions = {
  deadlineSeconds: number;
  /** The revision an operation that begins now acts on. */
  revision: () => number;
  /** Told whenever the last operation of a revision has ended. */
  onDrained: () => void;
};

/** Operations in flight, by the revision they began under. Each ends by itself or at its deadline. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #running = new Map<number, number>();
  #closed = false;
  #onIdle: (() => void) | null = null;

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** The newest revision of which can be said: every operation begun under an earlier one has finished. */
  get drainedRevision(): number {
    return Math.min(this.#options.revision(), ...this.#running.keys());
  }

  /**
   * Begins an operation; the answer ends it. At the deadline it ends by itself and `onLate` is told: from then on it
   * counts as finished, so it must not begin anything new.
   */
  begin(onLate: (error: DeadlineError) => void): () => void {
    const { deadlineSeconds } = this.#options;
    const revision = this.#options.revision();
    this.#running.set(revision, (this.#running.get(revision) ?? 0) + 1);
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      this.#leave(revision);
    };
    const timer = later(deadlineSeconds * 1000, () => {
      end();
      onLate(new DeadlineError(`The operation took longer than its ${deadlineSeconds} s.`));
    });
    return end;
  }

  /** Runs `work` as one operation; `late` rejects at its deadline. Rejects with ClosedError after `close`. */
  async run<T>(work: (late: Promise<never>) => Promise<T>): Promise<T> {
    if (this.#closed) throw new ClosedError("The client is closed: it no longer hears of changes.");
    let end: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      end = this.begin(reject);
    });
    late.catch(() => undefined);
    try {
      return await work(late);
    } finally {
      end();
    }
  }

  /** Waits for what is running, no longer than a deadline, and refuses what comes after. */
  async close(): Promise<void> {
    if (this.#running.size > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      await atMost(this.#options.deadlineSeconds * 1000, idle);
    }
    this.#closed = true;
  }

  #leave(revision: number): void {
    const left = (this.#running.get(revision) ?? 1) - 1;
    if (left > 0) {
      this.#running.set(revision, left);
      return;
    }
    this.#running.delete(revision);
    this.#options.onDrained();
    if (this.#running.size === 0) this.#onIdle?.();
  }
}
