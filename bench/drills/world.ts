import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../../scripts/migrate.ts";
import { ensureDatabase, type PostgresServer, startPostgres } from "../../scripts/postgres.ts";
import { type Seeded, seed } from "../lab/seed.ts";
import { Model } from "./model.ts";
import { signalTree } from "./signal-tree.ts";

const DATABASE = "drill";
const SALT = "bench";
/** The switch that moves. */
export const KEY = "module-0.route";

/** The data of a server that was prepared and stopped, and what is in it. */
export type Ground = { home: string; seeded: Seeded };

/** Makes what a world begins from: a migrated database with one environment. */
export async function prepareGround(home: string): Promise<Ground> {
  mkdirSync(home, { recursive: true });
  const server = await startPostgres({ home });
  try {
    await ensureDatabase(server, DATABASE);
    await migrate(server.url(DATABASE));
    return { home, seeded: await seed(server.url(DATABASE), 3) };
  } finally {
    await server.stop();
  }
}

/** Who owns the files stays as it is: a server refuses others'. */
function copyGround(from: string, home: string): void {
  mkdirSync(home, { recursive: true });
  execFileSync("cp", ["-a", join(from, "postgres"), home]);
}

/**
 * A Postgres of its own, which keeps what it committed when it is killed, with one environment in it; the model of what
 * was committed, and all that was started.
 */
export class World {
  readonly home: string;
  readonly model = new Model(SALT);
  private readonly endings: (() => Promise<unknown> | unknown)[] = [];
  private server: PostgresServer;
  private readonly seeded: Seeded;

  private constructor(home: string, server: PostgresServer, seeded: Seeded) {
    this.home = home;
    this.server = server;
    this.seeded = seeded;
  }

  /** Begins from a copy of the ground; without one it is prepared. */
  static async open(home: string, ground?: Ground): Promise<World> {
    if (ground) copyGround(ground.home, home);
    const { seeded } = ground ?? (await prepareGround(home));
    const world = new World(home, await startPostgres({ home }), seeded);
    await world.commit(50_000);
    return world;
  }

  get databaseUrl(): string {
    return this.server.url(DATABASE);
  }

  get token(): string {
    return this.seeded.token;
  }

  folder(name: string): string {
    const path = join(this.home, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  defer(end: () => Promise<unknown> | unknown): void {
    this.endings.push(end);
  }

  /** Runs one statement; answers its rows. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Moves the switch as the management API would: state, revision and notice in one transaction. */
  async commit(share: number): Promise<number> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      await client.query("BEGIN");
      const { rows } = await client.query<{ revision: number }>(MOVE, [share, KEY, this.seeded.environment]);
      const revision = rows[0]?.revision;
      if (revision === undefined) throw new Error("the switch did not move");
      this.model.expect(revision, share);
      await client.query("COMMIT");
      this.model.committed(revision);
      return revision;
    } finally {
      await client.end();
    }
  }

  /** Stops every process of the server where it stands. */
  freezePostgres(): void {
    signalTree(this.server.pid, "SIGSTOP");
  }

  thawPostgres(): void {
    signalTree(this.server.pid, "SIGCONT");
  }

  async killPostgres(): Promise<void> {
    signalTree(this.server.pid, "SIGKILL");
    await this.server.ended;
  }

  async restartPostgres(): Promise<void> {
    this.server = await startPostgres({ home: this.home, port: this.server.port });
  }

  async close(): Promise<void> {
    for (const end of this.endings.splice(0).reverse()) await end();
    this.thawPostgres();
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

const MOVE = `
  WITH counter AS (UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value),
  switch AS (
    UPDATE switches SET share = $1, revision = (SELECT value FROM counter), version = version + 1, updated_at = now()
    WHERE key = $2 AND environment_id = $3 RETURNING environment_id),
  environment AS (
    UPDATE environments SET revision = (SELECT value FROM counter) WHERE id = (SELECT environment_id FROM switch) RETURNING id)
  SELECT value::float8 AS revision,
         pg_notify('switchyard_changes', json_build_object('environment', environment.id, 'revision', value)::text)
  FROM counter, environment`;
