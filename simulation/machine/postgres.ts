import pg from "pg";
import { ClockFile } from "./clock-file.ts";
import { ask, type Line, Lines, openLine } from "./lines.ts";
import { scheduler } from "./machine.ts";
import { queries } from "./queries.ts";
import type { Process } from "./scheduler.ts";

type Callback = (error: unknown, result?: unknown) => void;
type Listening = { client: pg.Client; process: Process | null };

const HEARD_MS = 2;

/** Real Postgres, with its clock, its answers and its notifications under the scheduler. */
export class Postgres {
  readonly url: string;
  readonly #admin: pg.Client;
  readonly #clock = new ClockFile();
  readonly #lines: Lines;
  readonly #listening = new Set<Listening>();
  readonly #heard: pg.Notification[] = [];
  /** Clients in a transaction. */
  readonly #inside = new Map<pg.Client, Line>();

  private constructor(url: string, admin: pg.Client) {
    this.url = url;
    this.#admin = admin;
    this.#lines = new Lines(url);
    admin.on("notification", (notification) => this.#heard.push(notification));
  }

  /** Takes over every connection of this program. */
  static async open(url: string, channel: string): Promise<Postgres> {
    const postgres = new Postgres(url, await openLine(url));
    const database = new URL(url).pathname.slice(1);
    await ask(
      postgres.#admin,
      `CREATE SCHEMA simulation; ${postgres.#clock.functions}
       ALTER DATABASE "${database}" SET search_path = simulation, public, pg_catalog;
       SET search_path = public; LISTEN ${channel}`,
    );
    postgres.#takeOver();
    return postgres;
  }

  /** Hands on what was published since, to everybody who listens, a little later; to the witness at once. Whether there was any. */
  async tell(witness: Process): Promise<boolean> {
    if (!queries.published) return false;
    queries.published = false;
    // Whatever it was told before is here when this is answered.
    await this.sql("SELECT 1");
    const heard = this.#heard.splice(0);
    for (const notification of heard) {
      for (const { client, process } of this.#listening) {
        if (process?.cut) continue;
        const hears = () => client.emit("notification", notification);
        if (process === witness) scheduler.within(process, hears);
        else scheduler.after(HEARD_MS, hears, process);
      }
    }
    return heard.length > 0;
  }

  /** A new history begins: its time starts over, and nobody listens. */
  reset(): void {
    this.#listening.clear();
    this.#heard.length = 0;
  }

  /** A statement of the simulation itself. */
  async sql<R extends object = Record<string, unknown>>(text: string): Promise<R[]> {
    const answer = await queries.enqueue(this.#admin, text, () => ask(this.#admin, text));
    return (answer as pg.QueryResult<R>).rows ?? [];
  }

  async close(): Promise<void> {
    await this.#lines.close();
    await this.#admin.end();
    this.#clock.close();
  }

  /** Clients of the program have no wire of their own: they are lent one for a statement or a transaction. */
  #takeOver(): void {
    const { prototype } = pg.Client;
    const postgres = this;

    const stays = function (this: pg.Client) {
      return this;
    };
    Object.assign(prototype, { ref: stays, unref: stays });

    prototype.connect = function (this: pg.Client, callback?: Callback): unknown {
      return answered(scheduler.current?.cut ? Promise.reject(refused()) : Promise.resolve(this), callback);
    } as unknown as typeof prototype.connect;

    prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
      const callback = args.find((arg): arg is Callback => typeof arg === "function");
      const given = args.filter((arg) => typeof arg !== "function");
      return answered(postgres.#ask(this, given), callback);
    } as unknown as typeof prototype.query;
  }

  #ask(client: pg.Client, given: unknown[]): Promise<unknown> {
    const { current } = scheduler;
    if (current?.cut) return Promise.reject(refused());
    const text = typeof given[0] === "string" ? given[0] : String((given[0] as { text?: string }).text);
    if (/^LISTEN /.test(text)) {
      this.#listening.add({ client, process: current });
      return Promise.resolve({ rows: [] });
    }
    return queries.enqueue(client, text, () => this.#run(client, given));
  }

  async #run(client: pg.Client, given: unknown[]): Promise<unknown> {
    const inside = this.#inside.get(client);
    const line = inside ?? (await this.#lines.take());
    this.#clock.set(line.slot, !inside);
    try {
      return await this.#lines.ask(line, given);
    } finally {
      if (line.isInside) this.#inside.set(client, line);
      else {
        this.#inside.delete(client);
        this.#lines.give(line);
      }
    }
  }
}

function answered<T>(answer: Promise<T>, callback: Callback | undefined): Promise<T> | undefined {
  if (!callback) return answer;
  answer.then(
    (result) => callback(null, result),
    (error) => callback(error),
  );
  return undefined;
}

function refused(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
}
