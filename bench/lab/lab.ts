import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "../../scripts/migrate.ts";
import { ensureDatabase, type PostgresServer, startPostgres } from "../../scripts/postgres.ts";
import { query } from "./query.ts";

const TEMPLATE = "bench_template";

/** What a row works in: a scratch folder, throw-away databases, and whatever it started, ended with it. */
export class Lab {
  /** Short and rough: to see that a row works. */
  readonly quick: boolean;
  readonly home: string;
  /** Aborted when the end begins: nothing is started after it. */
  readonly ending: AbortSignal;
  private readonly end = new AbortController();
  private server: Promise<PostgresServer> | null = null;
  private readonly endings: (() => Promise<unknown> | unknown)[] = [];
  private template: Promise<void> | null = null;
  private databases = 0;

  constructor(home: string, quick: boolean) {
    this.home = home;
    this.quick = quick;
    this.ending = this.end.signal;
    mkdirSync(home, { recursive: true });
  }

  /** Address of a migrated database of its own. */
  async database(): Promise<string> {
    const server = await this.postgres();
    this.template ??= ensureDatabase(server, TEMPLATE).then(async () => void (await migrate(server.url(TEMPLATE))));
    await this.template;
    this.databases += 1;
    const name = `bench_${this.databases}`;
    await query(server.url("postgres"), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    return server.url(name);
  }

  /** An empty database, for others' programs. */
  async emptyDatabase(name: string): Promise<string> {
    const server = await this.postgres();
    await ensureDatabase(server, name);
    return server.url(name);
  }

  folder(name: string): string {
    const path = join(this.home, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  defer(end: () => Promise<unknown> | unknown): void {
    this.endings.push(end);
  }

  /** Ends what the last row started, the newest first. */
  async clear(): Promise<void> {
    for (let end = this.endings.pop(); end; end = this.endings.pop()) await end();
  }

  async close(): Promise<void> {
    this.end.abort();
    await this.clear();
    await (await this.server)?.stop();
  }

  private postgres(): Promise<PostgresServer> {
    this.ending.throwIfAborted();
    this.server ??= startPostgres({ home: this.home, durable: false });
    return this.server;
  }

  /** Progress, for people. */
  say(text: string): void {
    process.stderr.write(`  ${text}\n`);
  }
}
