import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { inject } from "vitest";
import { type Connection, connect } from "../lib/platform/db.ts";
import { migrate } from "./migrate.ts";

export type TestDatabase = Connection & { url: string };

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations/", import.meta.url));

/** Named after the migrations in it, so that a server which lives on never serves an older one. */
const TEMPLATE = `template_${digestOf(MIGRATIONS)}`;

/** A migrated database of its own, copied from a template on the test server; dropped by `close`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(async (client, server) => {
    await prepareTemplate(client, server);
    return `TEMPLATE ${TEMPLATE}`;
  });
  const connection = connect(url);
  const close = async () => {
    await connection.close();
    await drop();
  };
  return { ...connection, url, close };
}

/** One that nobody migrated. */
export function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  return createDatabase(async () => "");
}

/** How many queries in this database wait for a lock that somebody holds. */
export async function lockWaits({ pool }: TestDatabase): Promise<number> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rowCount ?? 0;
}

async function createDatabase(options: (client: pg.Client, server: string) => Promise<string>) {
  const server = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin(server, async (client) => client.query(`CREATE DATABASE ${name} ${await options(client, server)}`));
  const drop = async () => {
    await admin(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  return { url: named(server, name), drop };
}

/** One process makes the template, the others wait. It gets its name when it is whole. */
async function prepareTemplate(client: pg.Client, server: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtext($1))", [TEMPLATE]);
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [TEMPLATE]);
  if (rowCount) return;
  const draft = `${TEMPLATE}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await migrate(named(server, draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${TEMPLATE}`);
}

async function admin(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (name.endsWith(".sql")) hash.update(name).update(readFileSync(`${folder}${name}`));
  }
  return hash.digest("hex").slice(0, 16);
}

function named(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
