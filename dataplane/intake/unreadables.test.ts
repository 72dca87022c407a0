import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Rule } from "../../lib/core/evaluation/snapshot.ts";
import { unreadables } from "../../lib/measurements/reads/unreadables.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestRelay, testRelay } from "../relay/test-relay.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;
let relay: TestRelay;
let token: string;

const pin = (name: string): Rule => ({
  name,
  conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2.0" }],
  result: "position",
});

beforeAll(async () => {
  environment = await testEnvironment();
  for (const axis of ["route", "call"]) await environment.setRules(`orders.${axis}`, [pin(`old apps, ${axis}`)]);
  await environment.setRules("payments.route", [pin("old apps")]);
  token = (await environment.token(["read", "report"])).token;
  dataplane = await testDataplane(environment.database.url, token);
  relay = await testRelay(dataplane.url, [(await environment.token(["relay"])).token], token);
});
afterAll(async () => {
  await relay.close();
  await dataplane.close();
  await environment.close();
});

const stored = (module?: string) =>
  unreadables(environment.database.pool, environment.id, { module, seconds: 86_400, now: new Date() });
const of = async (key: string) => (await stored()).find((one) => one.switch === key);
const countOf = async (key: string) => (await of(key))?.count ?? 0;

let sent = 0;
const row = { switch: "orders.call", rule: "old apps, call", at: Math.floor(Date.now() / 10_000) * 10, count: 3, example: null };
function report(unreadable: object[]) {
  sent += 1;
  return dataplane.post("/api/v1/reports", { service: "api", instance: "api-1", batch: `u${sent}`, unreadable });
}

describe("what rules cannot read", () => {
  it("is counted where a flag is read, at the root and at a relay, one by one and all at once", async () => {
    const ask = (at: TestDataplane, key: string, appVersion: unknown) =>
      at.post(`/ofrep/v1/evaluate/flags${key}`, { context: { targetingKey: "u", appVersion } });
    await ask(dataplane, "/orders.route", "6.1.0-");
    await ask(relay, "/orders.route", "latest");
    await ask(relay, "/orders.route", "6.x");
    await ask(dataplane, "", { nested: true });
    await ask(dataplane, "/orders.route", "6.1.0 (3)");
    await ask(dataplane, "/orders.route", "9.0");
    await dataplane.post("/ofrep/v1/evaluate/flags/orders.route", { context: { targetingKey: "u" } });
    await until(
      () => countOf("orders.route"),
      (count) => count === 4,
      10,
    );
    expect(await of("payments.route")).toEqual({ switch: "payments.route", rule: "old apps", count: 1, example: null });
    expect((await of("orders.route"))?.example).toMatch(/^(6\.1\.0-|6\.x)$/);
    expect((await stored("payments")).map((one) => one.switch)).toEqual(["payments.route"]);
  });

  it("is told of rules that are here, and shown only where it looks like a version", async () => {
    const faulty = [
      { ...row, rule: "gone" },
      { ...row, switch: "constructor" },
      { ...row, at: 0 },
      { ...row, count: 2e9 },
    ];
    const reply = await report([...faulty, { ...row, example: "somebody@example.org" }]);
    expect(reply.body).toEqual({
      accepted: 1,
      dropped: 4,
      reasons: { "unknown rule": 2, "too old": 1, implausible: 1 },
    });
    await until(
      () => countOf("orders.call"),
      (count) => count === 4,
      10,
    );
    expect(await of("orders.call")).toMatchObject({ example: null });
    await report([{ ...row, count: 1, example: "6.1.0 - 2" }]);
    await until(
      () => of("orders.call"),
      (one) => one?.example === "6.1.0 - 2",
      10,
    );
  });

  it("is refused by name where it is odd", async () => {
    const odd = { ...row, count: -1, example: "x".repeat(10_000) };
    const { status, body } = await report([odd]);
    expect(status).toBe(400);
    expect((body.errors as { path: string }[]).map(({ path }) => path)).toEqual(["unreadable.0.count", "unreadable.0.example"]);
  });
});
