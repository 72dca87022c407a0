import { sameHistory } from "../lib/core/evaluation/delta.ts";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import { asError } from "./errors.ts";
import { later } from "./timing.ts";

/** What became of an offered snapshot: it took over, it is what is held already, or it is older than that. */
export type Reception = "applied" | "same" | "older";

/** The newest snapshot the client knows. */
export class Current {
  #snapshot: Snapshot | null = null;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #problem: (problem: Error) => void;

  constructor(problem: (problem: Error) => void) {
    this.#problem = problem;
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** Revision of the held snapshot; -1 before there is one. */
  get revision(): number {
    return this.#snapshot?.revision ?? -1;
  }

  /** Older revisions are refused: they come from a replica that lags behind. */
  offer(snapshot: Snapshot): Reception {
    const held = this.#snapshot;
    if (held && sameHistory(held, snapshot) && snapshot.revision <= held.revision) {
      return snapshot.revision === held.revision ? "same" : "older";
    }
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) {
      try {
        listener(snapshot);
      } catch (error) {
        this.#problem(asError(error));
      }
    }
    return "applied";
  }

  /** Whether a state of which `holds` is true came within `ms`. */
  until(ms: number, holds: (snapshot: Snapshot) => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (came: boolean) => {
        stop();
        clearTimeout(timer);
        resolve(came);
      };
      const stop = this.onChange((snapshot) => {
        if (holds(snapshot)) done(true);
      });
      const timer = later(Math.max(0, ms), () => done(false));
    });
  }

  onChange(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
