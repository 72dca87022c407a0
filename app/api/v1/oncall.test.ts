import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "@/scripts/test-switches.ts";
import { type Client, signedIn, stranger } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** What an open on-call page asks every two seconds: whether there is news. */

let database: TestDatabase;
let orders: TestSwitches;
let reader: Client;

beforeAll(async () => {
  database = await servedDatabase();
  orders = await testSwitches(database);
  reader = await signedIn(database.db, orders.key, "operator");
});
afterAll(() => database.close());

/** 304 when nothing happened since; the tag to ask with next. */
async function ask(etag: string | null, query: Record<string, string> = {}) {
  const { status, headers } = await reader("GET", "/oncall", { query, headers: etag ? { "if-none-match": etag } : {} });
  return { status, etag: headers.get("etag") };
}

it("is the same until something changes, and for ten seconds at most", async () => {
  const here = { project: orders.key, environment: "production" };
  // Within one stretch of ten seconds, whenever the test happens to begin.
  const { etag, sheet } = await vi.waitFor(
    async () => {
      const [page, sheet] = [await ask(null), await ask(null, here)];
      expect([(await ask(page.etag)).status, (await ask(sheet.etag, here)).status]).toEqual([304, 304]);
      return { etag: page.etag, sheet: sheet.etag };
    },
    { timeout: 15_000 },
  );
  await orders.change("orders.route", "new", { share: 5000 });
  expect((await ask(etag)).status).toBe(200);
  expect((await ask(sheet, here)).status).toBe(200);
});

it("tells a sheet when an instance has followed", async () => {
  const here = { project: orders.key, environment: "production" };
  await orders.instance("orders-1", { revision: 1 });
  const before = await ask(null, here);
  await orders.instance("orders-1");
  expect((await ask(before.etag, here)).status).toBe(200);
});

it("asks the unknown to sign in", async () => {
  expect((await stranger("GET", "/oncall")).status).toBe(401);
});

it("is small, whatever there is", async () => {
  expect((await reader("GET", "/oncall")).text.length).toBeLessThan(1000);
});
