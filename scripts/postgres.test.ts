import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ensureDatabase, type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";

const folder = join(import.meta.dirname, "..", ".switchyard-test", `postgres-${process.pid}`);
// Only its owner may enter: what a clone in the home of root looks like to the account Postgres runs as.
const home = join(folder, "closed", "home");
const running: PostgresServer[] = [];

beforeAll(() => {
  mkdirSync(join(folder, "closed"), { recursive: true, mode: 0o700 });
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function started(options: Partial<PostgresOptions> = {}): Promise<PostgresServer> {
  const server = await startPostgres({ home, password: "pass/word @", durable: false, ...options });
  running.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("creates its data, lets nobody in without the password, keeps port and data", async () => {
  const first = await started();
  await ensureDatabase(first, "kept");
  await query(first.url("kept"), "CREATE TABLE note (text text)");
  await expect(query(`postgres://switchyard@127.0.0.1:${first.port}/kept`, "SELECT 1")).rejects.toThrow(/password/);
  await first.stop();
  expect(await first.ended).toMatch(/is shut down$/);

  const second = await started();
  expect(second.port).toBe(first.port);
  await ensureDatabase(second, "kept");
  expect(await query(second.url("kept"), "SELECT * FROM note")).toEqual([]);
  expect(await query(second.url("kept"), "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
});

test("tells when it was killed, and starts again from what it left", async () => {
  const server = await started();
  process.kill(server.pid, "SIGKILL");
  await server.ended;
  const again = await started();
  expect(await query(again.url("kept"), "SELECT * FROM note")).toEqual([]);
});

test("takes the data over from a server that outlived its start", async () => {
  const orphan = await started();
  const server = await started();
  expect(server.pid).not.toBe(orphan.pid);
  await orphan.ended;
  expect(await query(server.url("kept"), "SELECT * FROM note")).toEqual([]);
});

test("ignores the lock of a process that is something else now", async () => {
  const server = await started();
  const lock = readFileSync(join(home, "postgres", "postmaster.pid"), "utf8");
  await server.stop();
  writeFileSync(join(home, "postgres", "postmaster.pid"), lock.replace(/^\d+/, String(process.pid)));
  await started();
});

test("moves to another port when its own was taken meanwhile", async () => {
  const server = await started();
  await server.stop();
  const blocker = createServer().listen(server.port, "127.0.0.1");
  await new Promise((listening) => blocker.once("listening", listening));
  expect((await started()).port).not.toBe(server.port);
  await new Promise((closed) => blocker.close(closed));
});

test("says why it cannot start", async () => {
  const server = await started();
  await server.stop();
  writeFileSync(join(home, "postgres", "PG_VERSION"), "9.1\n");
  await expect(started()).rejects.toThrow(
    /did not start on .*: database files are incompatible with server The data directory was .* 9\.1/,
  );
});
