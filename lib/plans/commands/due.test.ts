import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { type Connection, connect } from "../../platform/db.ts";
import { rollbackModule } from "../../switches/commands/rollback.ts";
import { goOn } from "./advance.ts";
import { duePlans } from "./due.ts";

let database: TestDatabase;
let orders: TestSwitches;
let counted: Connection;
let statements = 0;

beforeAll(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
  counted = connect(database.url, { max: 1 });
  counted.pool.on("connect", (client) => {
    const query = client.query.bind(client);
    client.query = ((...given: Parameters<typeof query>) => {
      statements += 1;
      return query(...given);
    }) as typeof client.query;
  });
});
afterAll(async () => {
  await counted.close();
  await database.close();
});

/** A rollback that waits: `behind` has not followed the module to where it stands. */
async function waits(module: string): Promise<string> {
  const { plans } = await rollbackModule(orders.as("operator"), { environment: "production", module, to: "old" });
  return plans[0]?.id ?? "";
}

async function cost(): Promise<{ ids: string[]; statements: number }> {
  statements = 0;
  const ids = (await duePlans(counted.db)).map(({ id }) => id);
  return { ids, statements };
}

test("plans that wait are looked at together, and one that cannot be read does not keep the others", async () => {
  for (const module of ["orders", "payments"]) {
    await orders.change(`${module}.call`, "new", { confirm: module });
    for (const target of ["dualwrite", "shadow"]) await orders.change(`${module}.data`, target, { confirm: module });
    await orders.change(`${module}.data`, "shadow", { secondaryWrites: "required", confirm: module });
    await orders.change(`${module}.data`, "live", { confirm: module });
    await orders.change(`${module}.data`, "live", { secondaryWrites: "best-effort", confirm: module });
  }
  await orders.instance("behind");
  const first = await waits("orders");
  // What is told of a wait anew every two seconds is no concern here.
  await database.pool.query("UPDATE plans SET updated_at = updated_at + interval '1 h'");
  const one = await cost();
  expect(one.ids, "the same wait is not written down again").toEqual([]);
  const second = await waits("payments");
  const two = await cost();
  expect(two.statements).toBe(one.statements);

  await orders.instance("behind");
  expect((await cost()).ids).toEqual([first, second]);

  await database.pool.query("UPDATE plans SET steps = jsonb_set(steps, '{0,switch}', '5') WHERE id = $1", [first]);
  const due = await duePlans(database.db);
  expect(due.map(({ id }) => id)).toEqual([first, second]);
  await expect(goOn(database.db, due[0] as (typeof due)[0])).rejects.toThrow("steps[0].switch: expected text");
  expect((await goOn(database.db, due[1] as (typeof due)[0]))?.done).toBeGreaterThan(1);
});
