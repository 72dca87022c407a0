import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { rulesOf, SAID, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import { verifyAudit } from "../../audit/reads/verify.ts";
import { inTransaction } from "../../platform/context.ts";
import { changeSwitch } from "../../switches/commands/change.ts";
import { lockModules } from "../../switches/commands/lock.ts";
import { listRollbacks, readRollback } from "../reads.ts";
import { rollbackProject } from "./begin.ts";
import { pendingLegs, settleLeg } from "./legs.ts";

/** A whole project goes back: held at once, then module by module, whoever dies in between. */

let database: TestDatabase;
let orders: TestSwitches;

const place = { environment: "production" };
const operator = () => orders.as("operator");
const begin = (more: { to?: "old" } = {}) => rollbackProject(operator(), { ...place, ...more });
const own = async () => (await pendingLegs(database.db, 100)).filter(({ project }) => project.id === orders.id);
const settleAll = async () => {
  for (const leg of await own()) await settleLeg(database.db, leg);
};
const acts = async (key: string) => {
  const where = { switch: { key, projectId: orders.id, environment: { key: "production" } } };
  return (await database.db.switchChange.findMany({ where, orderBy: { version: "asc" } })).map(({ act }) => act);
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
  await orders.change("orders.route", "new");
  await orders.change("payments.route", "new", { share: 5000, confirm: "payments" });
});

it("holds all that has moved before anything goes back, and nothing else", async () => {
  const begun = await begin();
  expect(begun).toMatchObject({ state: "running", held: 2, modules: { of: 2, pending: 2, begun: 0 } });
  expect(await orders.view("orders.route")).toMatchObject({ position: "new", held: true });
  expect(await orders.view("orders.call")).toMatchObject({ held: false, version: 1 });
  expect(rulesOf(await failure(orders.change("payments.route", "new", { share: 6000, confirm: "payments" })))).toEqual(["held"]);
  await settleAll();
  expect(await orders.view("orders.route")).toMatchObject({ position: "old", held: true });
  expect(await orders.view("payments.route")).toMatchObject({ position: "old", next: null, held: true });
  expect(await readRollback(operator(), begun.id)).toMatchObject({
    state: "done",
    modules: { of: 2, pending: 0, begun: 2, waiting: 0, unmoved: 0 },
    unmoved: [],
    finishedAt: expect.any(String),
  });
  expect(await acts("orders.route")).toEqual(["created", "change", "hold", "rollback"]);
  expect((await auditEvents(operator(), { act: "project.rollback" }, { limit: 5 })).items).toMatchObject([
    { after: { id: begun.id, modules: 2, held: 2 } },
  ]);
  expect(await verifyAudit(operator(), { full: true })).toMatchObject({ ok: true });
});

it("is begun once, whoever asks again, and taken over by one that goes elsewhere", async () => {
  const [one, other] = await Promise.all([begin(), rollbackProject(orders.as("lead"), place)]);
  expect(other.id).toBe(one.id);
  const farther = await begin({ to: "old" });
  expect(farther).toMatchObject({ to: "old", held: 0, modules: { of: 2, pending: 2 } });
  expect(await readRollback(operator(), one.id)).toMatchObject({ state: "done", modules: { superseded: 2, begun: 0 } });
  await settleAll();
  expect(rulesOf(await failure(begin()))).toEqual(["nothing-behind"]);
  const { items } = await listRollbacks(operator(), { limit: 5 });
  expect(items.map(({ id }) => id)).toEqual([farther.id, one.id]);
});

it("names the modules that do not go back, and why", async () => {
  await orders.walkTo("complete");
  const { id } = await begin();
  await settleAll();
  const { modules, unmoved } = await readRollback(operator(), id);
  expect(modules).toMatchObject({ begun: 1, unmoved: 1 });
  expect(unmoved).toMatchObject([
    { module: "orders", environment: "production", state: "refused", refusals: [{ rule: "no-return" }] },
  ]);
  expect(await orders.view("payments.route")).toMatchObject({ position: "old" });
});

it("stores each module once, however many workers look, and whoever dies in between", async () => {
  const { id } = await begin();
  const [first, second] = await own();
  if (!first || !second) throw new Error("two modules are to go back");
  await database.pool.query(
    `CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died' USING ERRCODE = '57P01'; END $$;
     CREATE TRIGGER dies BEFORE UPDATE ON rollback_legs FOR EACH ROW EXECUTE FUNCTION dies()`,
  );
  await expect(settleLeg(database.db, first)).rejects.toThrow("died");
  await database.pool.query("DROP TRIGGER dies ON rollback_legs; DROP FUNCTION dies()");
  expect(await acts(`${first.module}.route`)).toEqual(["created", "change", "hold"]);
  const all = [first, second, first, second].map((leg) => settleLeg(database.db, leg));
  expect((await Promise.all(all)).filter((settled) => settled)).toHaveLength(2);
  for (const { module } of [first, second]) {
    expect(await acts(`${module}.route`)).toEqual(["created", "change", "hold", "rollback"]);
  }
  expect(await readRollback(operator(), id)).toMatchObject({ state: "done" });
});

it("keeps no other project waiting while it decides", async () => {
  const other = await testProject(database.db, { modules: ["stock"] });
  await inTransaction(operator(), async (inside) => {
    await lockModules(inside, "production", ["orders"]);
    const input = { ...place, key: "stock.route", target: "new", share: 100_000, expectedVersion: 1, ...SAID, confirm: "stock" };
    expect(await changeSwitch(other.as("lead"), input)).toMatchObject({ version: 2 });
  });
});

it("needs an operator, and is told of to members alone", async () => {
  expect((await failure(rollbackProject(orders.as("viewer"), place))).extra.roleNeeded).toBe("operator");
  expect((await failure(rollbackProject(operator(), { environment: "nowhere" }))).code).toBe("not-found");
  const { id } = await begin();
  const other = await testProject(database.db, { modules: [] });
  expect((await failure(readRollback(other.as("admin"), id))).code).toBe("not-found");
  expect((await failure(readRollback(operator(), "no-id"))).code).toBe("not-found");
});
