import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connection } from "@/lib/platform/server.ts";
import { type TestDatabase, testDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.NEXTAUTH_SECRET = randomBytes(32).toString("hex");
  owner = await bootstrap(database.db);
  await owner("POST", "/projects", { body: { key: "orders", name: "orders" } });
  await owner("POST", "/projects/orders/modules", { body: { key: "orders", name: "orders" } });
});
afterAll(async () => {
  await connection().close();
  await database.close();
});

it("says that others were too long in the way, not that the database is away", { timeout: 60_000 }, async () => {
  const other = await database.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT 1 FROM projects WHERE key = 'orders' FOR UPDATE");
  const path = "/projects/orders/environments/production/switches/orders.route/hold";
  const reply = await owner("POST", path, { body: {} });
  await other.query("ROLLBACK");
  other.release();
  expect(reply.status).toBe(503);
  expect(reply.body).toMatchObject({
    type: "urn:switchyard:problem:overloaded",
    detail: expect.stringContaining("Nothing was changed"),
  });
  expect(reply.headers.get("retry-after")).toBe("2");
  expect((await owner("POST", path, { body: {} })).status).toBe(201);
});
