import { parseSnapshot, type Snapshot } from "../lib/core/evaluation/snapshot.ts";
import { asError } from "./errors.ts";

/** Keeps one text over a restart of the process. `save` replaces it whole or not at all. */
export type StateStore = {
  /** The text last saved, or null. Answered without a promise, the client has it before `createClient` returns. */
  load(): string | null | Promise<string | null>;
  save(state: string): Promise<void>;
};

/** Saves the newest snapshot, one write at a time. */
export class Persistence {
  readonly #store: StateStore;
  readonly #problem: (problem: Error) => void;
  #waiting: Snapshot | null = null;
  #saving: Promise<void> | null = null;

  constructor(store: StateStore, problem: (problem: Error) => void) {
    this.#store = store;
    this.#problem = problem;
  }

  /** Hands over what was saved, if it still reads. */
  load(take: (snapshot: Snapshot) => void): void {
    const use = (text: string | null) => {
      if (text !== null) take(parseState(text));
    };
    try {
      const loaded = this.#store.load();
      if (loaded instanceof Promise) loaded.then(use).catch((error) => this.#problem(unreadable(error)));
      else use(loaded);
    } catch (error) {
      this.#problem(unreadable(error));
    }
  }

  save(snapshot: Snapshot): void {
    this.#waiting = snapshot;
    this.#saving ??= this.#saveAll();
  }

  async #saveAll(): Promise<void> {
    while (this.#waiting) {
      const snapshot = this.#waiting;
      this.#waiting = null;
      try {
        await this.#store.save(JSON.stringify({ snapshot }));
      } catch (error) {
        this.#problem(new Error(`The last state could not be saved: ${asError(error).message}`, { cause: error }));
      }
    }
    this.#saving = null;
  }

  /** Resolves once everything handed over is saved or has failed. */
  async settled(): Promise<void> {
    await this.#saving;
  }
}

function parseState(text: string): Snapshot {
  const state: unknown = JSON.parse(text);
  return parseSnapshot(typeof state === "object" && state !== null && "snapshot" in state ? state.snapshot : undefined);
}

function unreadable(error: unknown): Error {
  return new Error(`The saved state was not used: ${asError(error).message}`, { cause: error });
}
