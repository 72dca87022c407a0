import { Client } from "pg";
import { newSchema, newTables } from "./new-schema.ts";
import { oldSchema, withCounter } from "./old-schema.ts";

export type Databases = { oldUrl: string; newUrl: string };

/** Addresses of the two databases on the server of `serverUrl`. */
export function databasesOn(serverUrl: string, prefix = "orders"): Databases {
  const named = (name: string) => {
    const url = new URL(serverUrl);
    url.pathname = `/${prefix}_${name}`;
    return url.toString();
  };
  return { oldUrl: named("old"), newUrl: named("new") };
}

/** Creates what is missing: both databases, their tables, and `rows` orders of the time before. */
export async function prepare(serverUrl: string, databases: Databases, rows: number): Promise<void> {
  await withClient(serverUrl, async (client) => {
    for (const url of [databases.oldUrl, databases.newUrl]) {
      const name = new URL(url).pathname.slice(1);
      const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
      if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
    }
  });
  await install(databases.oldUrl, "orders", oldSchema(rows), ["orders"]);
  await install(databases.newUrl, "backfill_checkpoints", newSchema(), newTables());
}

/** All or nothing, so that a start that was cut short leaves no half-filled table. */
async function install(url: string, witness: string, statements: string[], tables: string[]): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(7261)");
    const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [witness]);
    if (!rows[0]?.there) for (const statement of statements) await client.query(statement);
    for (const table of await uncounted(client, tables)) {
      for (const statement of withCounter(table)) await client.query(statement);
    }
    await client.query("commit");
    await client.query("analyze");
  });
}

async function uncounted(client: Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) name where not exists (
       select from pg_attribute where attrelid = to_regclass(name) and attname = 'counter')`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
