import { closeSync, openSync, writeSync } from "node:fs";
import pg from "pg";
import { EPOCH, scheduler } from "./machine.ts";
import { queries } from "./queries.ts";
import type { Process } from "./scheduler.ts";

type Callback = (error: unknown, result?: unknown) => void;
type Listening = { client: pg.Client; process: Process | null };

const HEARD_MS = 2;

/** Real Postgres, with its clock, its answers and its notifications under the scheduler. */
export class Postgres {
  readonly url: string;
  readonly #admin: pg.Client;
  readonly #clock: number;
  #clockAt = Number.NaN;
  readonly #listening = new Set<Listening>();
  readonly #heard: pg.Notification[] = [];
  readonly #clients = new Set<pg.Client>();

  private constructor(url: string, admin: pg.Client, clockFile: string) {
    this.url = url;
    this.#admin = admin;
    this.#clock = openSync(clockFile, "r+");
    admin.on("notification", (notification) => this.#heard.push(notification));
  }

  /** Takes over every connection of this program. `clockFile` can be read by the server. */
  static async open(url: string, channel: string, clockFile: string): Promise<Postgres> {
    closeSync(openSync(clockFile, "w", 0o644));
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const database = new URL(url).pathname.slice(1);
    const function_ = (name: string) =>
      `CREATE FUNCTION simulation.${name}() RETURNS timestamptz LANGUAGE sql STABLE AS
       $$ SELECT pg_catalog.pg_read_file('${clockFile}')::timestamptz $$;`;
    await admin.query(`CREATE SCHEMA simulation; ${function_("now")} ${function_("clock_timestamp")}
      ALTER DATABASE "${database}" SET search_path = simulation, public, pg_catalog;
      SET search_path = public; LISTEN ${channel}`);
    const postgres = new Postgres(url, admin, clockFile);
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

  /** A new history begins: its time starts over, and nobody is connected. */
  reset(): void {
    this.drop();
    this.#heard.length = 0;
    this.#clockAt = Number.NaN;
  }

  /** A statement of the simulation itself. */
  async sql<R extends object = Record<string, unknown>>(text: string): Promise<R[]> {
    const answer = await queries.enqueue(this.#admin, text, () => asked(this.#admin, text));
    return (answer as pg.QueryResult<R>).rows ?? [];
  }

  /** Ends every connection but its own, unheard. */
  drop(): void {
    const nobody = scheduler.process("nobody");
    nobody.alive = false;
    scheduler.within(nobody, () => {
      for (const client of this.#clients) {
        client.removeAllListeners();
        client.on("error", () => undefined);
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      }
    });
    this.#clients.clear();
    this.#listening.clear();
  }

  async close(): Promise<void> {
    this.drop();
    await this.#admin.end();
  }

  #takeOver(): void {
    const { prototype } = pg.Client;
    const { query, connect } = prototype as unknown as Record<"query" | "connect", (...args: unknown[]) => unknown>;
    const postgres = this;
    original = query as typeof original;

    prototype.connect = function (this: pg.Client, callback?: Callback): Promise<pg.Client> {
      const away = scheduler.current?.cut ? refused() : null;
      postgres.#clients.add(this);
      const connecting = away ? Promise.reject(away) : queries.connecting(() => connect.call(this) as Promise<pg.Client>);
      if (callback)
        connecting.then(
          () => callback(null),
          (error) => callback(error),
        );
      return callback ? (undefined as never) : connecting;
    } as typeof prototype.connect;

    prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
      const callback = args.find((arg): arg is Callback => typeof arg === "function");
      const given = args.filter((arg) => typeof arg !== "function");
      const answer = postgres.#ask(this, given);
      if (!callback) return answer;
      answer.then(
        (result) => callback(null, result),
        (error) => callback(error),
      );
      return undefined;
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
    return queries.enqueue(client, text, () => {
      this.#setClock();
      return asked(client, ...given);
    });
  }

  /** The server's clock is right, whatever the clocks of those who ask. */
  #setClock(): void {
    if (this.#clockAt === scheduler.now) return;
    this.#clockAt = scheduler.now;
    writeSync(this.#clock, `${new Date(EPOCH + scheduler.now).toISOString()}   `, 0);
  }
}

let original: (this: pg.Client, ...args: unknown[]) => unknown;

function asked(client: pg.Client, ...given: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    original.call(client, ...given, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}

function refused(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
}
