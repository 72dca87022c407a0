import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { rollbackSwitch } from "../../switches/commands/rollback.ts";
import { cancelPlan } from "./acts.ts";
import { advancePlan } from "./advance.ts";
import { duePlans } from "./due.ts";

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
});

const key = "orders.data";
const pause = { cutOver: "pause", pauseSeconds: 30 } as const;

/** `orders` where the authority may change, with an instance that acknowledged so. */
async function ready() {
  await orders.walkTo("shadow");
  await orders.change(key, "shadow", { secondaryWrites: "required" });
  await orders.instance("orders-1");
}

const acts = async () => {
  const { id } = await database.db.switch.findFirstOrThrow({
    where: { projectId: orders.id, key, environment: { key: "production" } },
  });
  const rows = await database.db.switchChange.findMany({
    where: { switchId: id, version: { gt: 4 } },
    orderBy: { version: "asc" },
  });
  return rows.map(({ act, position, paused }) => `${act} ${position}${paused ? " paused" : ""}`);
};
const WHOLE = ["pause shadow paused", "change live paused", "resume live"];

it("pauses, moves when all have drained, resumes when all have followed", async () => {
  await ready();
  const { plan, change } = await orders.change(key, "live", pause);
  expect(change).toMatchObject({ act: "pause", paused: true, override: null });
  expect(plan).toMatchObject({ kind: "cut-over", state: "waiting", done: 1, waitsFor: [{ rule: "drained" }] });
  const id = plan?.id ?? "";
  await advancePlan(database.db, id);
  expect(await acts()).toEqual(WHOLE.slice(0, 1));
  // It is told every two seconds anyway; before that, the same wait is nothing to write down.
  await database.pool.query("UPDATE plans SET updated_at = updated_at + interval '1 h' WHERE id = $1", [id]);
  expect((await duePlans(database.db)).map((due) => due.id)).not.toContain(id);
  await orders.instance("orders-1");
  await advancePlan(database.db, id);
  expect(await acts()).toEqual(WHOLE.slice(0, 2));
  expect((await orders.view(key)).lastChange).toMatchObject({ plan: id, override: "a test overrides it (the lead)" });
  await orders.instance("orders-1");
  expect(await advancePlan(database.db, id)).toMatchObject({ state: "done", done: 3 });
  expect(await acts()).toEqual(WHOLE);
});

it("goes through at once where no instance runs", async () => {
  await orders.walkTo("shadow");
  await orders.change(key, "shadow", { secondaryWrites: "required" });
  const { plan, change } = await orders.change(key, "live", pause);
  expect([plan?.state, change.act, change.to.position]).toEqual(["done", "resume", "live"]);
});

it("is given up when it takes too long: writes go on as before, and the record says so", async () => {
  await ready();
  const { plan } = await orders.change(key, "live", { ...pause, pauseSeconds: 0.5 });
  const id = plan?.id ?? "";
  await expect.poll(() => advancePlan(database.db, id)).toMatchObject({ state: "failed", done: 1 });
  expect(await acts()).toEqual(["pause shadow paused", "resume shadow"]);
  expect((await orders.view(key)).lastChange?.reason).toContain("given up");
});

it("resumes after the move though some instance does not follow", async () => {
  await ready();
  const { plan } = await orders.change(key, "live", { ...pause, pauseSeconds: 1.5 });
  const id = plan?.id ?? "";
  await orders.instance("orders-1");
  await advancePlan(database.db, id);
  await expect.poll(() => advancePlan(database.db, id)).toMatchObject({ state: "done" });
  expect(await acts()).toEqual(WHOLE);
});

it("keeps other moves forward away, and gives way to a move back", async () => {
  await ready();
  await orders.change(key, "live", pause);
  expect(rulesOf(await failure(orders.change("orders.route", "new", { share: 100 })))).toEqual(["in-progress"]);
  await rollbackSwitch(orders.as("operator"), { environment: "production", key, to: "dualwrite" });
  expect(await acts()).toEqual(["pause shadow paused", "resume shadow", "rollback dualwrite"]);
  expect(await database.db.plan.findMany({ where: { projectId: orders.id } })).toMatchObject([{ state: "cancelled" }]);
});

it("can be cancelled before the move, not after, and only where the authority changes", async () => {
  await ready();
  const { plan } = await orders.change(key, "live", pause);
  expect(await cancelPlan(orders.as("operator"), { plan: plan?.id ?? "" })).toMatchObject({ state: "cancelled" });
  expect(await orders.view(key)).toMatchObject({ paused: false, position: "shadow", plans: [] });
  expect(rulesOf(await failure(cancelPlan(orders.as("operator"), { plan: plan?.id ?? "" })))).toEqual(["ended"]);
  expect(rulesOf(await failure(orders.change(key, "dualwrite", pause)))).toEqual(["cut-over"]);

  await orders.instance("orders-1");
  const again = (await orders.change(key, "live", pause)).plan?.id ?? "";
  await orders.instance("orders-1");
  await advancePlan(database.db, again);
  expect(rulesOf(await failure(cancelPlan(orders.as("operator"), { plan: again })))).toEqual(["in-progress"]);
  expect((await failure(cancelPlan(orders.as("viewer"), { plan: again }))).extra.roleNeeded).toBe("operator");
});
