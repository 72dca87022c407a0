import { asError } from "./errors.ts";
import type { ComparisonOutcome } from "./recorder.ts";
import { atMost, later, pause } from "./timing.ts";

/** Reads beside the authority at one time; what comes on top is skipped. */
const MOST_AT_ONCE = 64;
const DEADLINE_MS = 2000;
/** A write may have passed between the two reads; by then it has reached both stores. */
const CONFIRM_AFTER_MS = 200;

export type ShadowRead<T> = {
  /** The authority's read, under way. */
  authority: Promise<T>;
  /** Begins the other store's read. */
  other: () => Promise<T>;
  /** Null when this read is not compared. */
  comparison: {
    equal: (authority: T, other: T) => boolean;
    /** Reads both once more; null when the switch has moved meanwhile. */
    again: () => [authority: Promise<T>, other: Promise<T>] | null;
    count: (outcome: ComparisonOutcome) => void;
  } | null;
};

/** Second reads that nobody waits for: bounded in number and time. */
export class Shadow {
  readonly #problem: (problem: Error) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(problem: (problem: Error) => void) {
    this.#problem = problem;
  }

  /** Begins the other read now and returns; never throws. */
  begin<T>(read: ShadowRead<T>): void {
    if (this.#running.size >= MOST_AT_ONCE) {
      read.comparison?.count("skipped");
      return;
    }
    const done = this.#run(read).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** Resolves when the reads under way have been counted, or after as long as that may take. */
  async close(): Promise<void> {
    await atMost(2 * DEADLINE_MS + CONFIRM_AFTER_MS, Promise.all(this.#running));
  }

  async #run<T>({ authority, other, comparison }: ShadowRead<T>): Promise<void> {
    const pair = both(authority, other());
    if (!comparison) {
      await pair;
      return;
    }
    comparison.count(await this.#outcome(pair, comparison));
  }

  async #outcome<T>(
    first: Promise<Pair<T> | null>,
    comparison: NonNullable<ShadowRead<T>["comparison"]>,
  ): Promise<ComparisonOutcome> {
    try {
      const pair = await first;
      if (!pair) return "skipped";
      if (comparison.equal(...pair)) return "equal";
      await pause(CONFIRM_AFTER_MS);
      const again = comparison.again();
      const confirmed = again && (await both(...again));
      if (!confirmed) return "skipped";
      return comparison.equal(...confirmed) ? "equal" : "different";
    } catch (error) {
      this.#problem(new Error(`A comparison failed: ${asError(error).message}`, { cause: error }));
      return "skipped";
    }
  }
}

type Pair<T> = [authority: T, other: T];

/** Both values, or null when one failed or took too long. Never rejects. */
function both<T>(authority: Promise<T>, other: Promise<T>): Promise<Pair<T> | null> {
  return new Promise((resolve) => {
    const timer = later(DEADLINE_MS, () => resolve(null));
    Promise.all([authority, other])
      .then(
        (pair) => resolve(pair),
        () => resolve(null),
      )
      .finally(() => clearTimeout(timer));
  });
}
