import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Which side one subject is on and why, by the stored rules and by others. */

const ROUTE = "/projects/orders/environments/development/switches/orders.route";
const oldApps = {
  name: "old apps",
  conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2.0" }],
  result: "position",
};
const testers = { name: "testers", conditions: [{ attribute: "targetingKey", operator: "in", values: ["42"] }], result: "next" };

let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  await owner("POST", "/projects", { body: { key: "orders", name: "Orders" } });
  await owner("POST", "/projects/orders/modules", { body: { key: "orders", name: "Orders" } });
  const body = { expectedVersion: 1, target: "new", share: 50_000, rules: [oldApps] };
  expect((await owner("POST", `${ROUTE}/changes`, { body })).status).toBe(201);
});
afterAll(() => database.close());

const ask = async (context: object, rules?: object[]) => {
  const reply = await owner("POST", `${ROUTE}/evaluation`, { body: { context, ...(rules && { rules }) } });
  expect(reply.status, reply.text).toBe(200);
  return reply.body;
};

describe("one subject", () => {
  it("is told by the rule that matches, by the share, or by nothing", async () => {
    const answer = await ask({ targetingKey: "42" }, [testers]);
    expect(answer.stored).toMatchObject({ rule: null, reason: "SPLIT", share: 50_000 });
    expect((answer.stored as { value: string }).value).toBe((answer.bucket as number) < 50_000 ? "new" : "old");
    expect(answer.edited).toMatchObject({ rule: testers, reason: "TARGETING_MATCH", value: "new" });
    const stored = await ask({ targetingKey: "7", appVersion: "6.1" });
    expect(stored).toMatchObject({ stored: { rule: oldApps, value: "old" }, edited: null });
    expect((await ask({})).stored).toMatchObject({ value: null, errorCode: "TARGETING_KEY_MISSING" });
    expect(await ask({ appVersion: "latest" })).toMatchObject({ bucket: null, stored: { value: "old", unread: ["old apps"] } });
  });

  it("leaves nothing behind", async () => {
    const before = await database.db.auditEvent.count();
    await ask({ targetingKey: "someone@example.org" }, [testers]);
    expect(await database.db.auditEvent.count()).toBe(before);
    expect((await owner("GET", ROUTE)).body.version).toBe(2);
  });

  it.each<[string, object, string]>([
    ["an attribute that is a list", { context: { roles: ["a"] } }, "context.roles"],
    ["a number that is rounded", { context: { id: 2 ** 60 } }, "context.id"],
    ["rules that would be refused", { context: {}, rules: [testers, testers] }, "rules.1.name"],
    ["no context", {}, "context"],
  ])("is refused with the field: %s", async (_, body, path) => {
    const reply = await owner("POST", `${ROUTE}/evaluation`, { body });
    expect(reply.status).toBe(400);
    expect((reply.body.errors as { path: string }[]).map((error) => error.path)).toContain(path);
  });
});

describe("a change of the rules alone", () => {
  it("is told as that, whichever door it came through", async () => {
    const { version } = (await owner("GET", ROUTE)).body;
    const body = { expectedVersion: version, target: "new", share: 50_000, rules: [oldApps, testers] };
    const { status, body: changed } = await owner("POST", `${ROUTE}/changes`, { body });
    expect(status).toBe(201);
    expect(changed.change).toMatchObject({ act: "rules", direction: "forward", rules: [oldApps, testers] });
  });
});
