import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Every level of the friction ladder, asked of a client that has no dialog to forget it in. */

let database: TestDatabase;
let lead: Client;
let operator: Client;

beforeAll(async () => {
  database = await servedDatabase();
});
afterAll(() => database.close());

let place = "";
beforeEach(async () => {
  const owner = await bootstrap(database.db);
  const project = `p-${randomBytes(4).toString("hex")}`;
  await owner("POST", "/projects", { body: { key: project, name: "Orders" } });
  await owner("POST", `/projects/${project}/modules`, { body: { key: "orders", name: "Orders" } });
  lead = withToken(await newToken(owner, project, ["manage"]));
  operator = withToken(await newToken(owner, project, ["operate"]));
  place = `/projects/${project}/environments/production/switches`;
});

const change = async (axis: string, body: object, as = lead) => {
  const { version } = (await lead("GET", `${place}/orders.${axis}`)).body;
  return as("POST", `${place}/orders.${axis}/changes`, { body: { expectedVersion: version, ...body } });
};
const outcome = ({ status, body }: Awaited<ReturnType<Client>>) =>
  status === 422 ? (body.refusals as { rule: string }[]).map(({ rule }) => rule) : status;
const why = { reason: "the canary was quiet" };
const said = { ...why, confirm: "orders", override: "compared by hand" };

it("a forward change needs a lead, a present version and a reason", async () => {
  const raise = { target: "new", share: 5000 };
  expect(outcome(await change("route", { ...raise, ...why }, operator))).toBe(403);
  expect(outcome(await change("route", { ...raise, ...why, expectedVersion: 9 }))).toBe(409);
  expect(outcome(await change("route", raise))).toEqual(["reason"]);
  expect(outcome(await change("route", { ...raise, ...why }))).toBe(201);
});

it("beyond the step limit it needs the module's key, typed", async () => {
  expect(outcome(await change("route", { target: "new", ...why }))).toEqual(["confirm"]);
  expect(outcome(await change("route", { target: "new", ...why, confirm: "Orders" }))).toEqual(["confirm"]);
  expect(outcome(await change("route", { target: "new", ...why, confirm: "orders" }))).toBe(201);
});

it("a skipped stage is refused with and without everything said", async () => {
  expect(outcome(await change("data", { target: "shadow" }))).toEqual(["adjacent"]);
  expect(outcome(await change("data", { target: "shadow", ...said }))).toEqual(["adjacent"]);
});

it("a failed gate needs an override, which is a lead's", async () => {
  for (const [axis, target] of [
    ["call", "new"],
    ["data", "dualwrite"],
    ["data", "shadow"],
  ] as const) {
    expect(outcome(await change(axis, { target, ...said }))).toBe(201);
  }
  expect(outcome(await change("data", { target: "shadow", secondaryWrites: "required", ...said }))).toBe(201);
  expect(outcome(await change("data", { target: "live", ...why }))).toEqual(["currency", "confirm", "override"]);
  expect(outcome(await change("data", { target: "live", ...said, override: "short" }))).toEqual(["override"]);
  const { status, body } = await change("data", { target: "live", ...said });
  expect(status).toBe(201);
  expect(body.change).toMatchObject({
    override: "compared by hand",
    gates: expect.arrayContaining([expect.objectContaining({ rule: "currency", passed: false })]),
  });
});

describe("back", () => {
  it("needs nothing but an operator", async () => {
    await change("route", { target: "new", ...said });
    expect(outcome(await operator("POST", `${place}/orders.route/rollback`, { body: {} }))).toBe(201);
    await lead("POST", `${place}/orders.route/release`, { body: why });
    await change("route", { target: "new", ...said });
    expect(outcome(await change("route", { target: "new", share: 1000 }, operator))).toBe(201);
  });

  it("holds; releasing is a lead's, with a reason", async () => {
    await change("route", { target: "new", ...said });
    await operator("POST", `${place}/orders.route/rollback`, { body: {} });
    expect(outcome(await change("route", { target: "new", ...said }))).toEqual(["held"]);
    expect(outcome(await operator("POST", `${place}/orders.route/release`, { body: why }))).toBe(403);
    expect(outcome(await lead("POST", `${place}/orders.route/release`, { body: {} }))).toEqual(["reason"]);
    expect(outcome(await lead("POST", `${place}/orders.route/release`, { body: why }))).toBe(201);
  });
});

it("two at once: one wins, the other gets the winner's change", async () => {
  const body = { expectedVersion: 1, target: "new", share: 5000, ...why };
  const replies = await Promise.all([1, 2].map(() => lead("POST", `${place}/orders.route/changes`, { body })));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  const [won, lost] = replies.sort((a, b) => a.status - b.status);
  expect(lost?.body.theirChange).toEqual(won?.body.change);
});
