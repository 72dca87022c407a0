import pg from "pg";
import { CHANGES_CHANNEL } from "./channel.ts";
import { databaseUrl, readEnv } from "./env.ts";
import { log } from "./log.ts";

/** What a notification says; a hint that something is worth reading again. */
export type ChangeHint = { project?: string; environment?: string; revision?: number };

type Listener = (hint: ChangeHint) => void;

const RECONNECT_MS = 2000;

/** One LISTEN connection a process, opened with the first listener, shared by all, reopened when lost. */
class ChangeFeed {
  private readonly listeners = new Set<Listener>();
  private client: pg.Client | null = null;

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    if (!this.client) this.open();
    return () => this.listeners.delete(listener);
  }

  private open(): void {
    const client = new pg.Client({ connectionString: databaseUrl(readEnv()), connectionTimeoutMillis: 3000, keepAlive: true });
    this.client = client;
    const retry = () => {
      if (this.client !== client) return;
      this.client = null;
      setTimeout(() => this.client ?? this.open(), RECONNECT_MS).unref();
    };
    client.on("error", retry);
    client.on("end", retry);
    client.on("notification", ({ payload }) => this.emit(JSON.parse(payload ?? "{}") as ChangeHint));
    client
      .connect()
      .then(() => client.query(`LISTEN ${CHANGES_CHANNEL}`))
      // Whatever happened while nobody listened: let every console read again.
      .then(() => this.emit({}))
      .catch((error: Error) => {
        log.warn({ error: error.message }, "change feed lost");
        client.end().catch(() => undefined);
        retry();
      });
  }

  private emit(hint: ChangeHint): void {
    for (const listener of this.listeners) listener(hint);
  }
}

const held = globalThis as typeof globalThis & { switchyardChangeFeed?: ChangeFeed };

/** Calls back on every hint until unsubscribed. */
export function onChange(listener: Listener): () => void {
  held.switchyardChangeFeed ??= new ChangeFeed();
  return held.switchyardChangeFeed.subscribe(listener);
}
