import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Connection, connect } from "../lib/platform/db.ts";
import { migrate } from "./migrate.ts";

export type TestDatabase = Connection & { url: string };

const TEMPLATE = "switchyard_test_template";

/** A migrated database of its own, copied from a template on the test server; dropped by `close`. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL ?? "postgres://switchyard@127.0.0.1:54999/postgres";
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin(server, async (client) => {
    await prepareTemplate(client, server);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  });
  const url = named(server, name);
  const connection = connect(url);
  return {
    ...connection,
    url,
    close: async () => {
      await connection.close();
      await admin(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** One process migrates the template; copying it needs that nobody is connected to it. */
async function prepareTemplate(client: pg.Client, server: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtext($1))", [TEMPLATE]);
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [TEMPLATE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await migrate(named(server, TEMPLATE));
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [TEMPLATE]);
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

function named(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
