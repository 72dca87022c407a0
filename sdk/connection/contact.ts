import { asError } from "../kernel/errors.ts";

/** Whether Switchyard can be reached, and who wants to hear when that changes. */
export class Contact {
  readonly #problem: (problem: Error) => void;
  readonly #listeners = new Set<(inContact: boolean) => void>();
  #inContact = false;

  constructor(problem: (problem: Error) => void) {
    this.#problem = problem;
  }

  get now(): boolean {
    return this.#inContact;
  }

  is(inContact: boolean): void {
    if (inContact === this.#inContact) return;
    this.#inContact = inContact;
    for (const listener of this.#listeners) {
      try {
        listener(inContact);
      } catch (error) {
        this.#problem(asError(error));
      }
    }
  }

  onChange(listener: (inContact: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
