import { asError } from "../kernel/errors.ts";
import { atMost, pause } from "../kernel/timing.ts";
import type { ComparisonOutcome } from "../report/recorder.ts";
import { Deadlines, type Due } from "./deadlines.ts";

/** Reads beside the authority at one time; what comes on top is skipped. */
const MOST_AT_ONCE = 64;
const DEADLINE_MS = 2000;
/** A write may have passed between the two reads; by then it has reached both stores. */
const CONFIRM_AFTER_MS = 200;

/** How a pair of reads is judged. */
export type Comparison<T> = {
  equal(authority: T, other: T): boolean;
  /** Reads both once more; null when the switch has moved meanwhile. */
  again(): [authority: Promise<T>, other: Promise<T>] | null;
  count(outcome: ComparisonOutcome): void;
  /** Hears of a difference that stayed. */
  differs(authority: T, other: T): void;
};

type Waiting = Due & { giveUp(): void };
type Pair<T> = [authority: T, other: T];

/** Second reads that nobody waits for: bounded in number and time. */
export class Shadow {
  readonly #problem: (problem: Error) => void;
  readonly #waiting = new Deadlines<Waiting>(DEADLINE_MS, (two) => two.giveUp());
  #running = 0;
  #onIdle: (() => void) | null = null;

  constructor(problem: (problem: Error) => void) {
    this.#problem = problem;
  }

  /**
   * Begins the `other` read beside the authority's, which is under way, and returns; never throws. Without a
   * comparison nothing is compared.
   */
  begin<T>(authority: Promise<T>, other: () => Promise<T>, comparison: Comparison<T> | null): void {
    if (this.#running >= MOST_AT_ONCE) {
      comparison?.count("skipped");
      return;
    }
    this.#running += 1;
    this.#both(authority, other(), (pair) => {
      if (!comparison || !pair) this.#done(comparison, "skipped");
      else this.#judge(comparison, pair);
    });
  }

  /** Resolves when the reads under way have been counted, or after as long as that may take. */
  async settled(): Promise<void> {
    if (this.#running === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    await atMost(2 * DEADLINE_MS + CONFIRM_AFTER_MS, idle);
  }

  #done<T>(comparison: Comparison<T> | null, outcome: ComparisonOutcome): void {
    this.#running -= 1;
    comparison?.count(outcome);
    if (this.#running === 0) this.#onIdle?.();
  }

  #judge<T>(comparison: Comparison<T>, pair: Pair<T>): void {
    try {
      if (comparison.equal(...pair)) this.#done(comparison, "equal");
      else void this.#confirm(comparison).then((outcome) => this.#done(comparison, outcome));
    } catch (error) {
      this.#problem(failed(error));
      this.#done(comparison, "skipped");
    }
  }

  /** Never rejects. */
  async #confirm<T>(comparison: Comparison<T>): Promise<ComparisonOutcome> {
    try {
      await pause(CONFIRM_AFTER_MS);
      const reads = comparison.again();
      if (!reads) return "skipped";
      const pair = await new Promise<Pair<T> | null>((resolve) => this.#both(...reads, resolve));
      if (!pair) return "skipped";
      if (comparison.equal(...pair)) return "equal";
      comparison.differs(...pair);
      return "different";
    } catch (error) {
      this.#problem(failed(error));
      return "skipped";
    }
  }

  /** Hands over both values, or null when one failed or took too long. */
  #both<T>(authority: Promise<T>, other: Promise<T>, take: (pair: Pair<T> | null) => void): void {
    this.#waiting.add(new Two(authority, other, this.#waiting, take));
  }
}

/** Two reads until both are there, one failed, or they are given up. */
class Two<T> implements Waiting {
  readonly due = performance.now() + DEADLINE_MS;
  readonly #waiting: Deadlines<Waiting>;
  readonly #take: (pair: Pair<T> | null) => void;
  readonly #values: T[] = [];
  #left = 2;

  constructor(authority: Promise<T>, other: Promise<T>, waiting: Deadlines<Waiting>, take: (pair: Pair<T> | null) => void) {
    this.#waiting = waiting;
    this.#take = take;
    authority.then(
      (value) => this.#got(0, value),
      () => this.#fail(),
    );
    other.then(
      (value) => this.#got(1, value),
      () => this.#fail(),
    );
  }

  giveUp(): void {
    this.#take(null);
  }

  #got(index: 0 | 1, value: T): void {
    this.#values[index] = value;
    this.#left -= 1;
    if (this.#left === 0 && this.#waiting.delete(this)) this.#take(this.#values as Pair<T>);
  }

  #fail(): void {
    if (this.#waiting.delete(this)) this.#take(null);
  }
}

function failed(thrown: unknown): Error {
  return new Error(`A comparison failed: ${asError(thrown).message}`, { cause: thrown });
}
