import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** Applies prisma/migrations in their order, and keeps the table that Prisma keeps. See docs/decisions/034-plain-migrations.md. */

const FOLDER = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
/** Any number will do as long as every starting process uses the same. */
const LOCK = 7_921_554_012;

const HISTORY = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

export type Migration = { name: string; sql: string };

/**
 * Applies what is missing and returns its names. Several processes may start at once: one works, the others wait. Each
 * migration is one transaction with the note that it was applied, so whoever dies in between leaves nothing half done.
 */
export async function migrate(url: string, folder = FOLDER): Promise<string[]> {
  const [client, holder] = [connection(url), connection(url)];
  try {
    await Promise.all([client.connect(), holder.connect()]);
    // A pooler of transactions would keep a session's lock for ever.
    await holder.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0");
    await holder.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await client.query("SET client_min_messages = warning");
    await client.query(HISTORY);
    const missing = missingOf(await readMigrations(folder), await history(client));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await Promise.all([client.end(), holder.end()]);
  }
}

function connection(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  return client;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const read = async (name: string) => ({ name, sql: await readFile(join(folder, name, "migration.sql"), "utf8") });
  return Promise.all(names.sort().map(read));
}

type Applied = { name: string; checksum: string; finished: boolean };

async function history(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/** Throws where the database and this version do not belong together. */
function missingOf(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const files = new Map(known.map((migration) => [migration.name, migration]));
  const failed = applied.filter(({ finished }) => !finished);
  const foreign = applied.filter(({ name }) => !files.has(name));
  const edited = applied.filter(({ name, checksum }) => {
    const migration = files.get(name);
    return migration !== undefined && !checksumsOf(migration.sql).includes(checksum);
  });
  if (failed.length > 0)
    throw new Error(
      `A migration began and did not finish: ${namesOf(failed)}. Restore the database, or finish it by hand and say so with \`prisma migrate resolve\`.`,
    );
  if (foreign.length > 0)
    throw new Error(
      `The database is newer than this version, which does not know ${namesOf(foreign)}. Start the version that migrated it, or a later one.`,
    );
  if (edited.length > 0)
    throw new Error(
      `The database was migrated by other files than those of this version: ${namesOf(edited)} was edited after it ran. Nothing was changed.`,
    );
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  const [checksum] = checksumsOf(sql);
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    throw new Error(`Migration ${name} failed, and nothing of it was stored: ${(error as Error).message}`, { cause: error });
  }
}

/** Of the text as it is, and as it was where line ends were others. The first is stored. */
function checksumsOf(sql: string): [string, ...string[]] {
  const unix = sql.replaceAll("\r\n", "\n");
  return [checksumOf(unix), checksumOf(unix.replaceAll("\n", "\r\n"))];
}

function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function namesOf(migrations: readonly { name: string }[]): string {
  return migrations.map(({ name }) => name).join(", ");
}
