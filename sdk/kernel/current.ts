import { sameHistory, samePlace } from "../../lib/core/evaluation/delta.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { asError } from "./errors.ts";
import { later } from "./timing.ts";

/** What became of an offered snapshot: it took over, it waits, it is what is known already, or it is older than that. */
export type Reception = "applied" | "waiting" | "same" | "older";

type CurrentOptions = {
  /** Whether somebody may act on the snapshot that is held. */
  inUse: () => boolean;
  /** Told of a snapshot that waits. */
  onWaiting: () => void;
  problem: (problem: Error) => void;
};

/**
 * The snapshot the client acts on. One of another lineage – the control plane was restored from an older copy – waits
 * beside it while it is in use: whoever just took it might act on a state that does not go with the others'.
 */
export class Current {
  #snapshot: Snapshot | null = null;
  #waiting: Snapshot | null = null;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #options: CurrentOptions;

  constructor(options: CurrentOptions) {
    this.#options = options;
  }

  /** What waits to be adopted; null mostly. */
  get waiting(): Snapshot | null {
    return this.#waiting;
  }

  /** The newest snapshot known, acted on or not. */
  get newest(): Snapshot | null {
    return this.#waiting ?? this.#snapshot;
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** Revision of the held snapshot; -1 before there is one. */
  get revision(): number {
    return this.#snapshot?.revision ?? -1;
  }

  /** Older revisions are refused: they come from a replica that lags behind. A later lineage begins at a higher one. */
  offer(snapshot: Snapshot): Reception {
    const { newest } = this;
    if (newest && samePlace(newest, snapshot) && snapshot.revision <= newest.revision) {
      return snapshot.revision === newest.revision ? "same" : "older";
    }
    const held = this.#snapshot;
    if (held && samePlace(held, snapshot) && !sameHistory(held, snapshot) && this.#options.inUse()) {
      this.#waiting = snapshot;
      this.#options.onWaiting();
      return "waiting";
    }
    this.#take(snapshot);
    return "applied";
  }

  /** Takes what waits: nobody acts on what is held any more, or the control plane said that they go together. */
  adopt(): void {
    if (this.#waiting) this.#take(this.#waiting);
  }

  #take(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#waiting = null;
    for (const listener of this.#listeners) {
      try {
        listener(snapshot);
      } catch (error) {
        this.#options.problem(asError(error));
      }
    }
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
