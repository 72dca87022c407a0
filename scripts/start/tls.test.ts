import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../lib/platform/db.ts";
import { readEnv } from "../../lib/platform/env.ts";
import { type PostgresServer, startPostgres } from "../postgres.ts";
import { testCertificate } from "../test-certificate.ts";
import { requireDatabase } from "./database.ts";

/** A server that speaks TLS and signed its certificate itself, as most that are set up by hand. */

let home: string;
let server: PostgresServer;
let root: string;

beforeAll(async () => {
  home = mkdtempSync(join(import.meta.dirname, "../../.switchyard-test/tls-"));
  chmodSync(home, 0o755);
  server = await startPostgres({ home, durable: false });
  root = join(home, "root.crt");
  const { certificate, key } = testCertificate("127.0.0.1");
  writeFileSync(root, certificate);
  // Postgres reads a key of its own alone.
  const data = join(home, "postgres");
  const { uid, gid } = statSync(data);
  for (const [name, text] of [
    ["server.crt", certificate],
    ["server.key", key],
  ] as const) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    chownSync(join(data, name), uid, gid);
  }
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  await client.query("ALTER SYSTEM SET ssl = on");
  await client.query("SELECT pg_reload_conf()");
  await client.end();
}, 120_000);
afterAll(async () => {
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** As it reaches the processes. */
function address(query: Record<string, string>, host = "127.0.0.1"): string {
  const url = new URL(server.url("postgres"));
  url.hostname = host;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return readEnv({ DATABASE_URL: url.href }).DATABASE_URL ?? "";
}

async function isEncrypted(url: string): Promise<boolean> {
  const { pool, close } = connect(url);
  const sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  const { rows } = await pool.query<{ ssl: boolean }>(sql).finally(close);
  return rows[0]?.ssl ?? false;
}

it("is trusted unseen with require, as libpq does, and spoken to openly with disable", async () => {
  for (const [sslmode, encrypted] of [
    ["require", true],
    ["disable", false],
  ] as const) {
    await requireDatabase(address({ sslmode }));
    expect([sslmode, await isEncrypted(address({ sslmode }))]).toEqual([sslmode, encrypted]);
  }
});

it("is refused with verify-full, in words that name what would do", async () => {
  const asked = requireDatabase(address({ sslmode: "verify-full" }));
  await expect(asked).rejects.toThrow(
    /^DATABASE_URL: 127\.0\.0\.1:\d+ shows a certificate that nobody known signed \(\w+\); with sslmode=verify-full, sslrootcert=… in the address names who did, sslmode=require asks for none\.$/,
  );
});

it("is known by sslrootcert, with verify-full under its own name alone", async () => {
  const known = { sslrootcert: root };
  expect(await isEncrypted(address({ sslmode: "verify-full", ...known }))).toBe(true);
  expect(await isEncrypted(address({ sslmode: "verify-ca", ...known }, "localhost"))).toBe(true);
  // What is named is asked for: libpq does so for the sake of older versions.
  expect(await isEncrypted(address({ sslmode: "require", ...known }, "localhost"))).toBe(true);
  const elsewhere = requireDatabase(address({ sslmode: "verify-full", ...known }, "localhost"));
  await expect(elsewhere).rejects.toThrow(/localhost:\d+ shows a certificate of another name.*sslmode=verify-ca/);
});

it("is refused with require where sslrootcert names somebody else", async () => {
  const other = join(home, "other.crt");
  writeFileSync(other, testCertificate("127.0.0.1").certificate);
  const asked = requireDatabase(address({ sslmode: "require", sslrootcert: other }));
  await expect(asked).rejects.toThrow(/nobody known signed .*with sslmode=require, sslrootcert names somebody else/);
});
