import { afterAll, beforeAll, expect, it } from "vitest";
import { connection } from "@/lib/platform/server.ts";
import { type TestDatabase, testDatabase } from "@/scripts/test-database.ts";
import { GET } from "./route.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(() => connection().close());

it("answers with and without its database", async () => {
  const healthy = await GET();
  expect([healthy.status, await healthy.json()]).toEqual([200, { status: "ok", database: "ok" }]);
  await database.close();
  const degraded = await GET();
  expect([degraded.status, await degraded.json()]).toEqual([200, { status: "degraded", database: "unreachable" }]);
});
