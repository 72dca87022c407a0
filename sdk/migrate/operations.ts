import type { CallOptions } from "../kernel/call.ts";
import { ClosedError, DeadlineError, type LeaseError } from "../kernel/errors.ts";
import { atMost, later } from "../kernel/timing.ts";
import { untilAborted } from "./abort.ts";
import { Deadlines } from "./deadlines.ts";

/** Timers may come a little late; a deadline must come before the end of a wait for it. */
const TIMERS_LATE_MS = 100;

type OperationsOptions = {
  deadlineSeconds: number;
  /** The revision an operation that begins now acts on. */
  revision: () => number;
  /** Why none may begin now; null when one may. */
  refusal: () => LeaseError | null;
  /** Told whenever the last operation of a revision has ended. */
  onDrained: () => void;
  problem: (problem: Error) => void;
};

/** One operation in flight. */
export type Operation = {
  readonly revision: number;
  /** When it must not begin another step any more; its caller's deadline. */
  deadline: number;
  /** When it counts as finished at the latest, whether its stores have answered or not. */
  readonly due: number;
  /** Called once when it is over before it ended: its caller is answered and it must not begin anything new. */
  cut: (why: Error) => void;
  /** Whether it was cut. */
  over: boolean;
  /** Whether the loss of the lease ends it, as well as its deadline. */
  readonly leased: boolean;
  /** Of a deadline of its own. */
  timer: NodeJS.Timeout | undefined;
};

/** Answers the caller of an operation that is cut. */
export type Settle<T> = { resolve: (value: T) => void; reject: (error: unknown) => void };

/**
 * Operations in flight, by the revision they began under. A caller is answered at its deadline, or when the lease is
 * lost; but what has been asked of a store may still take effect, so the operation counts until that has settled or
 * `deadlineSeconds` have passed since it began.
 */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #running: Deadlines<Operation>;
  readonly #byRevision = new Map<number, number>();
  #closed = false;
  #onIdle: (() => void) | null = null;

  constructor(options: OperationsOptions) {
    this.#options = options;
    const { deadlineSeconds } = options;
    this.#running = new Deadlines(deadlineSeconds * 1000, (operation) => {
      this.#cut(operation, late(deadlineSeconds));
      this.#leave(operation.revision);
    });
  }

  /** The newest revision of which can be said: every operation begun under an earlier one has finished. */
  get drainedRevision(): number {
    return Math.min(this.#options.revision(), ...this.#byRevision.keys());
  }

  /** Why none may begin now; null when one may. */
  get refusal(): ClosedError | LeaseError | null {
    if (this.#closed) return new ClosedError("The client is closed: it no longer hears of changes.");
    return this.#options.refusal();
  }

  /** Throws a ClosedError or a LeaseError when none may begin. */
  begin(leased: boolean, cut: (why: Error) => void, deadlineSeconds?: number): Operation {
    const refusal = this.refusal;
    if (refusal) throw refusal;
    const revision = this.#options.revision();
    this.#byRevision.set(revision, (this.#byRevision.get(revision) ?? 0) + 1);
    const due = performance.now() + this.#running.ms;
    const operation: Operation = { revision, deadline: due, due, cut, over: false, leased, timer: undefined };
    if (deadlineSeconds !== undefined && deadlineSeconds * 1000 < this.#running.ms) this.#hurry(operation, deadlineSeconds);
    this.#running.add(operation);
    return operation;
  }

  end(operation: Operation): void {
    clearTimeout(operation.timer);
    if (this.#running.delete(operation)) this.#leave(operation.revision);
  }

  /** Runs `work` as one operation under the lease. When it is cut, it rejects, unless `work` set another `cut`. */
  run<T>(work: (operation: Operation, settle: Settle<T>) => Promise<T>, deadlineSeconds?: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const operation = this.begin(true, reject, deadlineSeconds);
      try {
        work(operation, { resolve, reject }).then(
          (value) => {
            this.end(operation);
            resolve(value);
          },
          (error) => {
            this.end(operation);
            reject(error);
          },
        );
      } catch (error) {
        this.end(operation);
        throw error;
      }
    });
  }

  /** Runs work of the caller's own as one operation. It goes on when it is cut, or its caller stops waiting. */
  perform<T>(work: () => Promise<T>, { signal, deadlineSeconds }: CallOptions = {}): Promise<T> {
    return untilAborted(signal, async () => {
      const operation = this.begin(false, this.#options.problem, deadlineSeconds);
      try {
        return await work();
      } finally {
        this.end(operation);
      }
    });
  }

  /** Why it must not begin another step, should its timer be late; null when it may. */
  overdue(operation: Operation): Error | null {
    if (performance.now() >= operation.deadline)
      return new DeadlineError("The operation reached its deadline between two steps.");
    return operation.leased ? this.#options.refusal() : null;
  }

  /** The lease is lost: whatever acts under it is over. */
  cutLeased(why: LeaseError): void {
    for (const operation of this.#running) {
      if (operation.leased) this.#cut(operation, why);
    }
  }

  /** Waits until what is running counts as finished, and refuses what comes after. */
  async close(): Promise<void> {
    if (this.#running.size > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      await atMost(this.#running.ms + TIMERS_LATE_MS, idle);
    }
    this.#closed = true;
  }

  /** Has its caller answered sooner than others. */
  #hurry(operation: Operation, seconds: number): void {
    const ms = Math.max(0, seconds * 1000);
    operation.deadline = performance.now() + ms;
    operation.timer = later(ms, () => this.#cut(operation, late(seconds)));
  }

  /** What it leaves unsure is written down before it counts as finished. */
  #cut(operation: Operation, why: Error): void {
    if (operation.over) return;
    operation.over = true;
    operation.cut(why);
  }

  #leave(revision: number): void {
    const left = (this.#byRevision.get(revision) ?? 1) - 1;
    if (left > 0) {
      this.#byRevision.set(revision, left);
      return;
    }
    this.#byRevision.delete(revision);
    this.#options.onDrained();
    if (this.#running.size === 0) this.#onIdle?.();
  }
}

function late(seconds: number): DeadlineError {
  return new DeadlineError(`The operation took longer than its ${seconds} s.`);
}
