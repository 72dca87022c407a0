import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listContacts } from "../lib/tokens/reads/contacts.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { exported } from "./otlp/test-export.ts";
import { type TestRelay, testRelay } from "./relay/test-relay.ts";
import { type TestDataplane, testDataplane, until } from "./test-dataplane.ts";

const ALL = "/ofrep/v1/evaluate/flags";

let environment: TestEnvironment;
let dataplane: TestDataplane;
let relay: TestRelay;
let id: string;

beforeAll(async () => {
  environment = await testEnvironment();
  const made = await environment.token(["read", "report"]);
  id = made.id;
  dataplane = await testDataplane(environment.database.url, made.token);
  relay = await testRelay(dataplane.url, [(await environment.token(["relay"])).token], made.token);
});
afterAll(async () => {
  await relay.close();
  await dataplane.close();
  await environment.close();
});

const contacts = (module?: string) => listContacts(environment.database.db, environment.id, module);
const said = async (module?: string) => (await contacts(module)).map(({ by, switch: key, module: of }) => [by, key, of]);

describe("who is heard without being an instance", () => {
  it("is told by token and switch within a second or so, and what does not exist is not", async () => {
    const before = Date.now();
    await dataplane.post(`${ALL}/orders.route`, { context: { targetingKey: "u" } });
    await dataplane.post(`${ALL}/nowhere.route`, {});
    await until(contacts, (all) => all.length > 0, 3);
    const [one] = await contacts();
    expect(one).toMatchObject({ by: "flag", token: "test", switch: "orders.route", module: "orders" });
    expect(Date.parse(one?.at ?? "")).toBeGreaterThanOrEqual(before);
    expect(await said()).toEqual([["flag", "orders.route", "orders"]]);
  });

  it("is told once for all switches, and by module for measurements, also below a relay", async () => {
    await relay.post(ALL, { context: {} });
    await relay.post("/v1/metrics", exported("GET"));
    await until(contacts, (all) => all.length === 3, 4);
    expect((await said()).sort()).toEqual([
      ["flag", "orders.route", "orders"],
      ["flags", null, null],
      ["otlp", null, "orders"],
    ]);
    expect(await said("payments")).toEqual([["flags", null, null]]);
  });

  it("is stored to the minute, and never moved back", async () => {
    const at = async () => (await contacts("orders")).find(({ by }) => by === "flag")?.at;
    const first = await at();
    const later = await testDataplane(environment.database.url, (await environment.token(["read"])).token);
    for (let i = 0; i < 20; i += 1) await dataplane.post(`${ALL}/orders.route`, {});
    await later.post(`${ALL}/payments.route`, {});
    // The looks after these reads have passed when another process' read is stored.
    await until(contacts, (all) => all.some(({ module }) => module === "payments"), 3);
    expect(await at()).toBe(first);
    await later.close();
  });

  it("goes with its token", async () => {
    await environment.database.db.apiToken.delete({ where: { id } });
    expect((await contacts()).map(({ module }) => module)).toEqual(["payments"]);
  });
});
