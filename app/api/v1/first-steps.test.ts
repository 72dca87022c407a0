import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrapToken, type Client, newToken, withToken } from "./_http/test-client.ts";
import { type TestConsole, testConsole } from "./_http/test-console.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** What a project still needs, told step by step. */

let database: TestDatabase;
let console_: TestConsole;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  console_ = await testConsole();
  owner = withToken(await bootstrapToken(database.db));
});
afterAll(async () => {
  await console_.close();
  await database.close();
});

const PATH = "/projects/shop/first-steps";
const steps = async (client = owner) => (await client("GET", PATH)).body;

test("a project tells how far it has come, a token of its environment alone", async () => {
  await owner("POST", "/projects", { body: { key: "shop", name: "Shop" } });
  expect(await steps()).toEqual({ modules: 0, contacts: [], moved: false, example: null });

  await owner("POST", "/projects/shop/registrations", { body: { modules: [{ key: "orders", name: "Orders" }] } });
  expect(await steps()).toMatchObject({ modules: 1, contacts: [], moved: false, example: "orders" });

  await newToken(owner, "shop", ["read"]);
  const elsewhere = withToken(await newToken(owner, "shop", ["manage"], "staging"));
  expect(await steps()).toMatchObject({ contacts: [] });
  await database.pool.query("UPDATE api_tokens SET last_used_at = now() WHERE name IN ('read', 'manage')");
  await database.pool.query(
    "UPDATE switches SET version = 2 WHERE key = 'orders.call' AND environment_id IN (SELECT id FROM environments WHERE key = 'production')",
  );
  expect(await steps()).toMatchObject({ contacts: [{ by: "flags", name: "read", read: null }], moved: true });
  expect(await steps(elsewhere)).toMatchObject({ contacts: [], moved: false });

  await database.pool.query(
    "INSERT INTO token_contacts SELECT id, 'flag', 'orders.call', now() FROM api_tokens WHERE name = 'read'",
  );
  expect(await steps()).toMatchObject({ contacts: [{ by: "flags", name: "read", read: "orders.call" }] });
  const contacts = (client: Client, environment: string, query = {}) =>
    client("GET", `/projects/shop/environments/${environment}/contacts`, { query });
  const told = { by: "flag", token: "read", switch: "orders.call", module: "orders" };
  expect((await contacts(owner, "production", { module: "orders" })).body).toMatchObject({ items: [told] });
  expect((await contacts(owner, "production", { module: "stock" })).body).toEqual({ items: [] });
  expect((await contacts(elsewhere, "staging")).body).toEqual({ items: [] });
  expect((await contacts(elsewhere, "production")).status).toBe(403);
  expect((await contacts(owner, "nowhere")).status).toBe(404);
});
