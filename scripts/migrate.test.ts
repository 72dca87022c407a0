import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { migrate } from "./migrate.ts";
import { emptyDatabase } from "./test-database.ts";

let url: string;
let folder: string;
let client: pg.Client;
let close: () => Promise<void>;

beforeEach(async () => {
  const database = await emptyDatabase();
  url = database.url;
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
  client = new pg.Client({ connectionString: url });
  await client.connect();
  close = async () => {
    await client.end();
    rmSync(folder, { recursive: true });
    await database.drop();
  };
});
afterEach(() => close());

function put(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

test("applies what is missing, in order, and nothing twice", async () => {
  put("2_second", "ALTER TABLE first ADD COLUMN more int; CREATE TABLE second ();");
  put("1_first", "CREATE TABLE first ();");
  expect(await migrate(url, folder)).toEqual(["1_first", "2_second"]);
  put("3_third", "CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$;");
  expect(await migrate(url, folder)).toEqual(["3_third"]);
  expect(await migrate(url, folder)).toEqual([]);
});

test("is done once when two start at the same time, and both go on when it is", async () => {
  const [one, other] = await Promise.all([migrate(url), migrate(url)]);
  expect([one.length, other.length].sort()).toEqual([0, Math.max(one.length, other.length)]);
  expect(await tables()).toContain("switches");
});

test("keeps no lock in the session that migrates: a pooler would keep it after that", async () => {
  put(
    "1_first",
    `DO $$ BEGIN IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
       THEN RAISE 'this session holds the lock'; END IF; END; $$`,
  );
  expect(await migrate(url, folder)).toEqual(["1_first"]);
});

test("leaves nothing of one that fails, and says which; mended, it goes on from there", async () => {
  put("1_first", "CREATE TABLE first ();");
  put("2_second", "CREATE TABLE second (); SELECT 1 / 0;");
  await expect(migrate(url, folder)).rejects.toThrow(/2_second failed, and nothing of it was stored: division by zero/);
  expect(await tables()).toEqual(["first"]);
  put("2_second", "CREATE TABLE second ();");
  expect(await migrate(url, folder)).toEqual(["2_second"]);
});

test("goes on after a starter was killed in the middle of one", async () => {
  put("1_first", "CREATE TABLE first ();");
  put("2_second", "CREATE TABLE second (); SELECT pg_advisory_lock_shared(77); CREATE TABLE third ();");
  await client.query("SELECT pg_advisory_lock(77)");
  const program = `import { migrate } from "./scripts/migrate.ts"; await migrate(${JSON.stringify(url)}, ${JSON.stringify(folder)});`;
  const starter = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
  const ended = new Promise((resolve) => starter.once("exit", resolve));
  const waits = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted";
  await vi.waitFor(async () => expect((await client.query(waits)).rowCount).toBe(1), { timeout: 60_000, interval: 50 });
  starter.kill("SIGKILL");
  await ended;
  expect(await tables()).toEqual(["first"]);
  await client.query("SELECT pg_advisory_unlock(77)");
  expect(await migrate(url, folder)).toEqual(["2_second"]);
  expect(await tables()).toEqual(["first", "second", "third"]);
});

test("refuses a database that other files made, a newer one, and one where a migration did not finish", async () => {
  put("1_first", "CREATE TABLE first ();\n");
  await migrate(url, folder);
  put("1_first", "CREATE TABLE first ();\r\n");
  expect(await migrate(url, folder), "line ends of another system").toEqual([]);
  put("1_first", "CREATE TABLE first (more int);");
  put("2_second", "CREATE TABLE second ();");
  await expect(migrate(url, folder)).rejects.toThrow(/1_first was edited after it ran/);

  put("1_first", "CREATE TABLE first ();\n");
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('a', 'a', '9_later', now())",
  );
  await expect(migrate(url, folder)).rejects.toThrow(/newer than this version, which does not know 9_later/);

  await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE id = 'a'");
  await client.query("UPDATE _prisma_migrations SET migration_name = '2_second' WHERE id = 'a'");
  await expect(migrate(url, folder)).rejects.toThrow(/began and did not finish: 2_second/);
  expect(await tables()).toEqual(["first"]);

  await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'a'");
  expect(await migrate(url, folder)).toEqual(["2_second"]);
});
