import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Rules as they are sent: what is refused, where, and what is only remarked upon. */

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
});
afterAll(() => database.close());

let route = "";
beforeEach(async () => {
  const project = `p-${randomBytes(4).toString("hex")}`;
  await owner("POST", "/projects", { body: { key: project, name: "Orders" } });
  await owner("POST", `/projects/${project}/modules`, { body: { key: "orders", name: "Orders" } });
  route = `/projects/${project}/environments/development/switches/orders.route`;
});

const pin = (condition: object, more: object = {}) => ({ name: "pin", conditions: [condition], result: "position", ...more });
/** As short as a rule can be, so that ten thousand fit into a body. */
const short = (i: number) => pin({ attribute: "v", operator: "prefix", value: "1" }, { name: `${i}`, result: "next" });
const oldApps = pin({ attribute: "appVersion", operator: "semver", max: "6.2.0" });
const put = (rules: unknown) => owner("PUT", `${route}/rules`, { body: { expectedVersion: 1, rules } });
const doors: [string, (rules: unknown) => ReturnType<Client>][] = [
  ["rules", put],
  ["changes", (rules) => owner("POST", `${route}/changes`, { body: { expectedVersion: 1, target: "new", share: 1000, rules } })],
  ["preview", (rules) => owner("POST", `${route}/preview`, { body: { expectedVersion: 1, target: "new", share: 1000, rules } })],
];
const version = async () => (await owner("GET", route)).body.version;

describe.each(doors)("rules sent as %s", (_, send) => {
  it.each<[string, unknown[], string]>([
    ["a bound that is no version", [pin({ attribute: "v", operator: "semver", max: "<6.2.0" })], "rules.0.conditions.0.max"],
    [
      "an empty range",
      [oldApps, pin({ attribute: "n", operator: "number", min: 3, max: 3 }, { name: "b" })],
      "rules.1.conditions.0.max",
    ],
    ["a number as the subject", [pin({ attribute: "targetingKey", operator: "equals", value: 7 })], "rules.0.conditions.0.value"],
    [
      "conditions that never hold together",
      [{ ...oldApps, conditions: [...oldApps.conditions, { attribute: "appVersion", operator: "semver", min: "7" }] }],
      "rules.0.conditions.1",
    ],
    ["a name twice", [oldApps, oldApps], "rules.1.name"],
    [
      "what an unreadable value does",
      [pin({ attribute: "v", operator: "semver", max: "6", unreadable: "maybe" })],
      "rules.0.conditions.0.unreadable",
    ],
    ["ten thousand rules", Array.from({ length: 10_000 }, (_, i) => short(i)), "rules"],
    [
      "a version of ten kilobytes",
      [pin({ attribute: "v", operator: "semver", max: "6.".repeat(5120) })],
      "rules.0.conditions.0.max",
    ],
  ])("is refused with the field: %s", async (_, rules, path) => {
    const reply = await send(rules);
    expect(reply.status).toBe(400);
    expect((reply.body.errors as { path: string }[]).map((error) => error.path)).toContain(path);
    expect(await version()).toBe(1);
  });

  it("is answered shortly, however much is wrong", async () => {
    const wrong = (length: number) => send(Array.from({ length }, () => ({})));
    expect((await wrong(10_000)).body.errors).toEqual([{ path: "rules", message: "expected at most 50 rules" }]);
    expect((await wrong(50)).body.errors).toHaveLength(20);
  });

  it("is refused where an integer would be rounded, which its sender cannot see", async () => {
    const reply = await send([pin({ attribute: "account", operator: "in", values: [1, 9_007_199_254_740_992] })]);
    expect(reply.body.errors).toEqual([{ path: "rules.0.conditions.0.values.1", message: expect.stringMatching(/2\^53/) }]);
  });

  it("is answered with what is seldom meant", async () => {
    const warnings = [{ path: "rules.0.conditions.0.operator", warning: "unbounded", message: expect.any(String) }];
    expect((await send([pin({ attribute: "v", operator: "semver" })])).body.warnings).toEqual(warnings);
  });
});

it("a switch says what is seldom meant in its rules, and keeps what a rule says of versions it cannot read", async () => {
  const rules = [pin({ attribute: "v", operator: "semver", unreadable: "fails" })];
  expect((await put(rules)).status).toBe(201);
  expect((await owner("GET", route)).body).toMatchObject({ rules, warnings: [{ warning: "unbounded" }] });
});
