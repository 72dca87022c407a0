import pg from "pg";

/** One connection to the server, kept warm over all histories. */
export type Line = { client: pg.Client; slot: number; pid: number; isInside: boolean };
type Statement = { text: string; values?: unknown; query_timeout?: number };
type Wire = { processID: number; connection: NodeJS.EventEmitter };

const { connect, query } = pg.Client.prototype as unknown as Record<"connect" | "query", (...args: unknown[]) => unknown>;

/** A connection of the simulation itself, whatever stands in for those of the program. */
export async function openLine(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await (connect.call(client) as Promise<unknown>);
  return client;
}

/** Postgres' name for what serves the client. */
export function pidOf(client: pg.Client): number {
  return (client as unknown as Wire).processID;
}

export function ask(client: pg.Client, ...given: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    query.call(client, ...given, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}

/** A new session of Postgres knows no tables and no plans: so there are few, for whoever asks next. */
export class Lines {
  readonly #url: string;
  readonly #free: Line[] = [];
  readonly #all: Line[] = [];
  readonly #names = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The first that is free. */
  async take(): Promise<Line> {
    const line = this.#free.sort((a, b) => b.slot - a.slot).pop();
    return line ?? (await this.#open());
  }

  give(line: Line): void {
    this.#free.push(line);
  }

  /** Asks for a prepared statement, which Postgres plans once. */
  ask({ client }: Line, given: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      query.call(client, ...this.#named(given), (error: unknown, result: unknown) => {
        if (!error) resolve(result);
        // An error comes before the word that all is over, which says whether a transaction is.
        else (client as unknown as Wire).connection.once("readyForQuery", () => reject(error));
      });
    });
  }

  #named(given: unknown[]): unknown[] {
    const [first, values] = given;
    const { query_timeout: _, ...config } = typeof first === "string" ? { text: first, values } : (first as Statement);
    // Several statements in one text cannot be prepared.
    if (config.text.includes(";")) return [config];
    let name = this.#names.get(config.text);
    if (name === undefined) {
      name = `s${this.#names.size}`;
      this.#names.set(config.text, name);
    }
    return [{ ...config, name }];
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ client }) => client.end()));
  }

  async #open(): Promise<Line> {
    const client = await openLine(this.#url);
    const wire = client as unknown as Wire;
    const line = { client, slot: this.#all.length, pid: pidOf(client), isInside: false };
    wire.connection.prependListener("readyForQuery", ({ status }: { status: string }) => {
      line.isInside = status !== "I";
    });
    this.#all.push(line);
    // Whoever completes a circle of waiting finds it at once, not who began it.
    await ask(
      client,
      `SET simulation.slot = ${line.slot}; SET plan_cache_mode = force_generic_plan; SET deadlock_timeout = '1ms'`,
    );
    return line;
  }
}
