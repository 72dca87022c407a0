/** What has to be undone at the end, newest first. */
export class Cleanup {
  #steps = [];
  #ending = null;

  /** Remembers a step. Once the end has begun it is taken at once, and the caller goes no further. */
  async defer(undo) {
    if (!this.#ending) {
      this.#steps.push(undo);
      return;
    }
    await undo();
    await new Promise(() => {});
  }

  get begun() {
    return this.#ending !== null;
  }

  /** Takes every step, each whatever became of the one before; asked twice, it ends once. */
  end() {
    this.#ending ??= this.#takeSteps();
    return this.#ending;
  }

  async #takeSteps() {
    for (let undo = this.#steps.pop(); undo; undo = this.#steps.pop()) {
      try {
        await undo();
      } catch (error) {
        console.error(error);
      }
    }
  }
}
