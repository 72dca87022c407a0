import { asError } from "../kernel/errors.ts";
import { parseSaved, type SavedState, type StateStore } from "../kernel/state.ts";
import { atMost, backoff, pause } from "../kernel/timing.ts";

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;

/** Saves the newest state, one write at a time, until it is saved. */
export class Persistence {
  readonly #store: StateStore;
  readonly #onSaved: () => void;
  readonly #problem: (problem: Error) => void;
  #waiting: SavedState | null = null;
  #saving: Promise<void> | null = null;
  #revision = -1;
  #closed = false;

  constructor(store: StateStore, onSaved: () => void, problem: (problem: Error) => void) {
    this.#store = store;
    this.#onSaved = onSaved;
    this.#problem = problem;
  }

  /** Of the state this run saved, which a restart would find; -1 before there is one. */
  get revision(): number {
    return this.#revision;
  }

  /** Hands over what was saved if it still reads, else null: at once where the store answers without a promise. */
  load(take: (saved: SavedState | null) => void): void {
    const use = (text: string | null) => {
      const saved = text === null ? null : parseSaved(JSON.parse(text));
      take(saved);
    };
    const unreadable = (error: unknown) => {
      this.#problem(new Error(`The saved state was not used: ${asError(error).message}`, { cause: error }));
      take(null);
    };
    try {
      const loaded = this.#store.load();
      if (typeof loaded === "string" || loaded === null) use(loaded);
      else Promise.resolve(loaded).then(use).catch(unreadable);
    } catch (error) {
      unreadable(error);
    }
  }

  /** What is saved belongs to another installation. */
  forget(): void {
    this.#revision = -1;
  }

  save(state: SavedState): void {
    this.#waiting = state;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
    });
  }

  /** Whether everything handed over was saved within `seconds`. Afterwards nothing is. */
  async close(seconds: number): Promise<boolean> {
    await atMost(seconds * 1000, Promise.resolve(this.#saving));
    this.#closed = true;
    return this.#waiting === null && this.#saving === null;
  }

  async #saveAll(): Promise<void> {
    let failures = 0;
    for (let state = this.#waiting; state && !this.#closed; state = this.#waiting) {
      try {
        await this.#store.save(JSON.stringify(state));
        failures = 0;
        if (this.#waiting === state) this.#waiting = null;
        this.#revision = state.snapshot.revision;
        this.#onSaved();
      } catch (error) {
        failures += 1;
        this.#problem(new Error(`The last state could not be saved: ${asError(error).message}`, { cause: error }));
        await pause(backoff(failures, FIRST_RETRY_MS, LONGEST_RETRY_MS));
      }
    }
  }
}
