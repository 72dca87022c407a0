import pg from "pg";
import { ClockFile } from "./clock-file.ts";
import { ask, Lines, openLine, pidOf } from "./lines.ts";
import { scheduler } from "./machine.ts";
import { Random } from "./random.ts";
import type { Process } from "./scheduler.ts";
import { type Server, Session } from "./session.ts";
import { settled } from "./settle.ts";
import { statements } from "./statements.ts";

type Callback = (error: unknown, result?: unknown) => void;
type Listening = { client: pg.Client; process: Process | null };

const HEARD_MS = 2;

/** Real Postgres, with its clock, its answers and its notifications under the scheduler. */
export class Postgres {
  readonly url: string;
  readonly #admin: pg.Client;
  /** Sees who waits for whom. */
  readonly eyes: pg.Client;
  readonly #listening = new Set<Listening>();
  readonly #heard: pg.Notification[] = [];
  readonly #sessions = new WeakMap<pg.Client, Session>();
  readonly #server: Server;

  private constructor(url: string, admin: pg.Client, eyes: pg.Client) {
    this.url = url;
    this.#admin = admin;
    this.eyes = eyes;
    this.#server = {
      lines: new Lines(url),
      clock: new ClockFile(),
      random: new Random(0),
      mostMs: 1,
      hurries: true,
      published: false,
      deadlocks: [],
      cancel: (pid) => void this.sql(`SELECT pg_cancel_backend(${pid})`),
      locksRows: true,
      open: new Set(),
    };
    admin.on("notification", (notification) => this.#heard.push(notification));
  }

  /** Takes over every connection of this program. */
  static async open(url: string, channel: string): Promise<Postgres> {
    const postgres = new Postgres(url, await openLine(url), await openLine(url));
    const database = new URL(url).pathname.slice(1);
    await ask(
      postgres.#admin,
      `CREATE SCHEMA simulation; ${postgres.#server.clock.functions}
       ALTER DATABASE "${database}" SET search_path = simulation, public, pg_catalog;
       SET search_path = public; LISTEN ${channel}`,
    );
    postgres.#takeOver();
    return postgres;
  }

  /** Whether rows that were read for a decision are kept from changing. */
  set locksRows(locks: boolean) {
    this.#server.locksRows = locks;
  }

  /** Statements that ended because transactions waited for each other, since this was last asked. */
  get deadlocks(): string[] {
    return this.#server.deadlocks.splice(0);
  }

  /** Hands on what was published since, to everybody who listens, a little later; to the witness at once. Whether there was any. */
  async tell(witness: Process): Promise<boolean> {
    if (!this.#server.published) return false;
    this.#server.published = false;
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

  /** A history begins, in which statements and answers take up to `mostMs` each; nobody listens. */
  begin(random: Random, mostMs: number): void {
    this.#listening.clear();
    this.#heard.length = 0;
    this.#server.deadlocks.length = 0;
    Object.assign(this.#server, { random, mostMs, hurries: false, published: false });
  }

  /** It is over: what is under way comes to its end, and nothing stays open. */
  async finish(): Promise<void> {
    this.#server.hurries = true;
    for (const session of [...this.#server.open]) session.hurry();
    await settled(this.eyes);
    this.hangUp();
    await settled(this.eyes);
  }

  /** Work that no scheduler is asked for. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const result = work().finally(() => {
      isOver = true;
    });
    while (!isOver) await settled(this.eyes);
    return result;
  }

  /** Everybody loses the connection. */
  hangUp(): void {
    for (const session of [...this.#server.open]) session.hangUp();
  }

  /** Everybody's session is ended, as somebody does who is about to put another database in its place. */
  async terminate(): Promise<void> {
    const waiting = [...this.#server.open].flatMap((session) => session.terminate());
    if (waiting.length > 0) await this.sql(`SELECT pg_cancel_backend(pid) FROM unnest('{${waiting}}'::int[]) pid`);
  }

  /** A statement of the simulation itself. */
  async sql<R extends object = Record<string, unknown>>(text: string): Promise<R[]> {
    const answer = await statements.own(ask(this.#admin, text), pidOf(this.#admin));
    return (answer as pg.QueryResult<R>).rows ?? [];
  }

  async close(): Promise<void> {
    await this.#server.lines.close();
    await Promise.all([this.#admin.end(), this.eyes.end()]);
    this.#server.clock.close();
  }

  /** Clients of the program have no wire of their own: they are lent one for a statement or a transaction. */
  #takeOver(): void {
    const { prototype } = pg.Client;
    const { end } = prototype as unknown as { end: (...args: unknown[]) => unknown };
    const sessions = this.#sessions;
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

    prototype.end = function (this: pg.Client, ...args: unknown[]): unknown {
      sessions.get(this)?.close();
      return end.apply(this, args);
    } as unknown as typeof prototype.end;
  }

  #ask(client: pg.Client, given: unknown[]): Promise<unknown> {
    const { current } = scheduler;
    if (current?.cut) return Promise.reject(refused());
    const text = typeof given[0] === "string" ? given[0] : String((given[0] as { text?: string }).text);
    if (/^LISTEN /.test(text)) {
      this.#listening.add({ client, process: current });
      return Promise.resolve({ rows: [] });
    }
    let session = this.#sessions.get(client);
    if (!session) {
      session = new Session(this.#server, client);
      this.#sessions.set(client, session);
    }
    return patient(client, given[0], session.ask(given, text));
  }
}

/** For as long as the client waits for answers. */
function patient(client: pg.Client, given: unknown, answer: Promise<unknown>): Promise<unknown> {
  const { connectionParameters } = client as unknown as { connectionParameters: { query_timeout?: number } };
  const ms = (given as { query_timeout?: number }).query_timeout || connectionParameters.query_timeout;
  if (!ms) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Query read timeout")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
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
