import { randomBytes } from "node:crypto";
import { Client, type Pool } from "pg";
import { inject } from "vitest";
import { type Databases, databasesOn, prepare } from "../stores/databases.ts";
import { openPool } from "../stores/pool.ts";

export type TestStores = {
  serverUrl: string;
  prefix: string;
  databases: Databases;
  oldPool: Pool;
  newPool: Pool;
  drop(): Promise<void>;
};

/** Both databases of a shop of its own, with `rows` orders of the time before; gone after `drop`. */
export async function testStores(rows = 0): Promise<TestStores> {
  const serverUrl = inject("postgres");
  const prefix = `orders_test_${randomBytes(5).toString("hex")}`;
  const databases = databasesOn(serverUrl, prefix);
  await prepare(serverUrl, databases, rows);
  const oldPool = openPool(databases.oldUrl);
  const newPool = openPool(databases.newUrl);
  return {
    serverUrl,
    prefix,
    databases,
    oldPool,
    newPool,
    drop: async () => {
      await Promise.all([oldPool.end(), newPool.end()]);
      const client = new Client({ connectionString: serverUrl });
      await client.connect();
      for (const name of ["old", "new"]) await client.query(`drop database ${prefix}_${name} with (force)`);
      await client.end();
    },
  };
}
