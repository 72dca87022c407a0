import { expect, it, onTestFinished } from "vitest";
import { testDatabase } from "@/scripts/test-database.ts";
import { connect } from "./db.ts";

type Shown = { lock_timeout: string };

/** What is in force within a transaction and outside of one. */
async function inForce(query: string) {
  const database = await testDatabase();
  const url = new URL(database.url);
  url.search = query;
  const { db, pool, close } = connect(url.href, { max: 1, lockTimeoutMs: 5000 });
  onTestFinished(async () => {
    await close();
    await database.close();
  });
  const within = await db.$transaction((tx) => tx.$queryRaw<Shown[]>`SHOW lock_timeout`);
  const outside = (await pool.query<Shown>("SHOW lock_timeout")).rows;
  return [within, outside].map(([row]) => row?.lock_timeout);
}

it("waits for a lock for so long everywhere where a session is one", async () => {
  expect(await inForce("")).toEqual(["5s", "5s"]);
});

it("leaves nothing behind in a session that is somebody else's after each transaction", async () => {
  expect(await inForce("pgbouncer=true")).toEqual(["5s", "0"]);
});
