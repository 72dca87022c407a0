import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { holdSwitch } from "../commands/hold.ts";
import { rollbackSwitch } from "../commands/rollback.ts";
import { environmentOf } from "./environment.ts";
import { keptStandings } from "./kept-standings.ts";
import { standings } from "./standings.ts";

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
});
afterAll(() => database.close());

test("what was kept is what stands, whatever changes and comes", async () => {
  const context = orders.as("lead");
  const [production, staging] = await Promise.all([environmentOf(context, "production"), environmentOf(context, "staging")]);
  const agrees = async () => expect(await keptStandings(context, production)).toEqual(await standings(context, production));
  await agrees();
  expect(await keptStandings(context, production)).toBe(await keptStandings(context, production));

  await orders.change("orders.route", "new", { share: 1000 });
  await agrees();
  const key = { environment: "production", key: "orders.route" };
  await holdSwitch(context, { ...key, reason: "a test asks for it" });
  await agrees();
  await rollbackSwitch(context, key);
  await agrees();
  expect(await keptStandings(context, staging)).toEqual(await standings(context, staging));
});
