import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { connect } from "./db.ts";
import { Prisma } from "./generated/prisma/client.ts";
import { PREPARED } from "./prepared.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("a statement that asks for it is prepared once a connection, others are not", async () => {
  expect(await preparedOf(database.url)).toEqual([expect.stringMatching(/^s_[0-9a-f]{16}$/)]);
});

test("behind a pooler of transactions nothing is prepared", async () => {
  const url = `${database.url}${database.url.includes("?") ? "&" : "?"}pgbouncer=true`;
  expect(await preparedOf(url)).toEqual([]);
});

/** Asks several times on one connection; answers the names of what that has prepared. */
async function preparedOf(url: string): Promise<string[]> {
  const { db, close } = connect(url, { max: 1 });
  try {
    for (const n of [1, 2, 3]) {
      await db.$queryRaw`${Prisma.raw(PREPARED)} SELECT ${n}::int AS n`;
      await db.$queryRaw`SELECT ${n}::int AS m`;
    }
    const rows = await db.$queryRaw<{ name: string }[]>`SELECT name FROM pg_prepared_statements WHERE name <> ''`;
    return rows.map(({ name }) => name);
  } finally {
    await close();
  }
}
