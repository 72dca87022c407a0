/** A connection whose statements take turns with those of all others. */
type Taker = object;

type Waiting = { by: Taker; text: string; run: () => Promise<unknown>; settle: () => void };

/**
 * Statements on their way to Postgres: one at a time in the order they were asked for, and none beside a transaction
 * of another connection. So what they answer does not depend on how fast anybody is.
 */
class Queries {
  #waiting: Waiting[] = [];
  #running: Waiting | null = null;
  #owner: Taker | null = null;
  #onIdle: (() => void)[] = [];
  /** Something was published since this was last looked at. */
  published = false;
  /** Statements so far. */
  count = 0;

  get pending(): number {
    return this.#waiting.length + (this.#running ? 1 : 0);
  }

  describe(): string {
    return [this.#running, ...this.#waiting].map((one) => one?.text.slice(0, 80)).join(" | ");
  }

  idle(): Promise<void> {
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  enqueue<T>(by: Taker, text: string, ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let settle: () => void = () => undefined;
      const run = async () => {
        try {
          const answer = await ask();
          settle = () => resolve(answer);
        } catch (error) {
          settle = () => reject(error);
        }
      };
      this.#waiting.push({ by, text, run, settle: () => settle() });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#running) return;
    const at = this.#waiting.findIndex(({ by }) => this.#owner === null || by === this.#owner);
    const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (!next) return;
    this.#running = next;
    this.count += 1;
    if (/^\s*begin/i.test(next.text) && !/commit\s*$/i.test(next.text)) this.#owner = next.by;
    void next.run().then(() => {
      if (/^\s*(commit|rollback(?!\s+to))/i.test(next.text)) this.#owner = null;
      if (/pg_notify/i.test(next.text)) this.published = true;
      this.#running = null;
      next.settle();
      this.#pump();
      this.#tell();
    });
  }

  #tell(): void {
    if (this.pending === 0) for (const tell of this.#onIdle.splice(0)) tell();
  }
}

export const queries = new Queries();
