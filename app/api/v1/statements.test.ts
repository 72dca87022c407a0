import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken, signedIn, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** What one act costs in trips to Postgres, through the public door, whatever else there is. */

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  await owner("POST", "/projects", { body: { key: "orders", name: "orders" } });
  for (const key of ["orders", "payments", "stock"]) {
    await owner("POST", "/projects/orders/modules", { body: { key, name: key } });
  }
});
afterAll(() => database.close());

const PLACE = "/projects/orders/environments/production";
const SAID = { reason: "a test asks for it", confirm: "orders", override: "a test overrides it" };

/** Every statement of every connection of this process, with BEGIN and COMMIT among them. */
async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await act();
    return query.mock.calls.map(([asked]: unknown[]) => (typeof asked === "string" ? asked : (asked as { text: string }).text));
  } finally {
    query.mockRestore();
  }
}

const begun = (statement: string) => statement.trim().slice(0, 80);

async function change(who: Client, key: string, target: string, more: object = {}): Promise<void> {
  const { body } = await who("GET", `${PLACE}/switches/${key}`);
  const asked = { expectedVersion: body.version, target, share: 100_000, ...SAID, ...more };
  expect((await who("POST", `${PLACE}/switches/${key}/changes`, { body: asked })).status).toBe(201);
}

it.each(["person", "token"])("one change by a %s is at most twelve statements", async (kind) => {
  const who =
    kind === "person" ? await signedIn(database.db, "orders", "lead") : withToken(await newToken(owner, "orders", ["manage"]));
  await who("GET", `${PLACE}/switches/orders.route`);
  const { body } = await who("GET", `${PLACE}/switches/orders.route`);
  const asked = { expectedVersion: body.version, target: kind === "person" ? "new" : "old", share: 100_000, ...SAID };
  const headers = { "idempotency-key": randomBytes(8).toString("hex") };
  const statements = await statementsOf(async () => {
    expect((await who("POST", `${PLACE}/switches/orders.route/changes`, { body: asked, headers })).status).toBe(201);
  });
  expect(statements.length, statements.map(begun).join("\n")).toBeLessThanOrEqual(12);
});

it("a rollback of a whole module is at most twenty-five, however many steps it stores", async () => {
  const lead = await signedIn(database.db, "orders", "lead");
  await change(lead, "orders.route", "new");
  await change(lead, "orders.call", "new");
  for (const target of ["dualwrite", "shadow"]) await change(lead, "orders.data", target);
  await change(lead, "orders.data", "shadow", { secondaryWrites: "required" });
  for (const target of ["live", "rampdown"]) await change(lead, "orders.data", target);
  const headers = { "idempotency-key": randomBytes(8).toString("hex") };
  let stored = 0;
  const statements = await statementsOf(async () => {
    const { body, status } = await lead("POST", `${PLACE}/modules/orders/rollback`, { body: { to: "old" }, headers });
    expect(status).toBe(201);
    stored = (body.changes as unknown[]).length;
  });
  expect(stored).toBeGreaterThan(5);
  expect(statements.length, statements.map(begun).join("\n")).toBeLessThanOrEqual(25);
});
