import { afterAll, beforeAll, expect, it } from "vitest";
import { GET as health } from "@/app/api/health/route.ts";
import { connection } from "@/lib/platform/server.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  await owner("POST", "/projects", { body: { key: "orders", name: "orders" } });
  await owner("POST", "/projects/orders/modules", { body: { key: "orders", name: "orders" } });
});
afterAll(() => database.close());

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

it("says so as well while every connection is out", { timeout: 30_000 }, async () => {
  const { pool } = connection();
  const out = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const [reply, answer] = await Promise.all([owner("GET", "/projects/orders/modules"), health()]);
  for (const client of out) client.release();
  expect([reply.status, reply.body.type]).toEqual([503, "urn:switchyard:problem:overloaded"]);
  expect(reply.headers.get("retry-after")).toBe("2");
  expect(await answer.json()).toEqual({ status: "degraded", database: "overloaded" });
});

it("takes five hundred changes at once one after the other, and says clearly of each what became of it", {
  timeout: 120_000,
}, async () => {
  const path = "/projects/orders/environments/production/switches/orders.call";
  const { body: before } = await owner("GET", path);
  const burst = Array.from({ length: 500 }, (_, n) =>
    owner("POST", `${path}/changes`, {
      body: { expectedVersion: before.version, target: "new", share: n + 1, reason: "all at once", confirm: "orders" },
    }),
  );
  const replies = await Promise.all(burst);
  const counted = new Map<number, number>();
  for (const { status } of replies) counted.set(status, (counted.get(status) ?? 0) + 1);
  expect(counted.get(201)).toBe(1);
  expect([...counted.keys()].filter((status) => ![201, 409, 503].includes(status))).toEqual([]);
  for (const { status, headers } of replies) if (status === 503) expect(headers.get("retry-after")).toBe("2");
  expect((await owner("GET", path)).body.version).toBe((before.version as number) + 1);
});
