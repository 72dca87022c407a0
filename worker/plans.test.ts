import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { advancePlan } from "../lib/plans/commands/advance.ts";
import { scheduleChange } from "../lib/plans/commands/schedule.ts";
import { connect } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import { rollbackSwitch } from "../lib/switches/commands/rollback.ts";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "../scripts/test-switches.ts";
import { keepDoing, type Loop } from "./loop.ts";
import { plans } from "./plans.ts";

let database: TestDatabase;
let orders: TestSwitches;
const walkers: Loop[] = [];

beforeEach(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
});
afterEach(async () => {
  await Promise.all(walkers.splice(0).map((walker) => walker.stop()));
  await database.close();
});

const key = "orders.data";
const start = (db = database.db) => {
  const walker = keepDoing(db, [plans(db)]);
  walkers.push(walker);
  return walker;
};
/** A rollback of `orders` from live to off that waits for the instance to acknowledge that writes are required. */
async function waitingRollback(): Promise<string> {
  await orders.walkTo("live");
  await orders.change(key, "live", { secondaryWrites: "best-effort" });
  await orders.instance("orders-1");
  const { plan } = await rollbackSwitch(orders.as("operator"), { environment: "production", key, to: "off" });
  return plan?.id ?? "";
}

const stages = async () => {
  const { id } = await database.db.switch.findFirstOrThrow({
    where: { projectId: orders.id, key, environment: { key: "production" } },
  });
  const rows = await database.db.switchChange.findMany({ where: { switchId: id, act: "rollback" }, orderBy: { version: "asc" } });
  return rows.map(({ position, secondaryWrites }) => `${position} ${secondaryWrites}`);
};
const WHOLE = ["live required", "shadow required", "dualwrite required", "off required", "off best-effort"];

/** The instance follows whatever is published. */
function follow(): () => Promise<void> {
  let going = true;
  const loop = async () => {
    while (going) await orders.instance("orders-1").then(() => new Promise((resolve) => setTimeout(resolve, 20)));
  };
  const ended = loop();
  return async () => {
    going = false;
    await ended;
  };
}

test("several workers store each step once, each when its instances allow it", async () => {
  const id = await waitingRollback();
  const other = connect(database.url);
  start();
  start(other.db);
  await expect
    .poll(async () => (await orders.view(key)).plans[0]?.waitsFor.map(({ rule }) => rule))
    .toEqual(["secondary-writes"]);
  expect(await stages()).toEqual(WHOLE.slice(0, 1));
  const stop = follow();
  await expect.poll(() => database.db.plan.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "done", done: 5 });
  expect(await stages()).toEqual(WHOLE);
  await stop();
  await Promise.all(walkers.splice(0).map((walker) => walker.stop()));
  await other.close();
});

test("a step that could not be committed is done again, and none is done twice", async () => {
  const id = await waitingRollback();
  await orders.instance("orders-1");
  await database.pool.query(
    `CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died in between'; END $$;
     CREATE TRIGGER dies BEFORE UPDATE ON plans FOR EACH ROW WHEN (NEW.done > OLD.done) EXECUTE FUNCTION dies()`,
  );
  await expect(advancePlan(database.db, id)).rejects.toThrow("died in between");
  expect(await stages()).toEqual(WHOLE.slice(0, 1));
  await database.pool.query("DROP TRIGGER dies ON plans");
  const stop = follow();
  start();
  await expect.poll(stages).toEqual(WHOLE);
  await stop();
});

test("goes on when Postgres is back", async () => {
  const warnings = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  await waitingRollback();
  const own = connect(database.url, { max: 2 });
  const walker = start(own.db);
  await expect.poll(async () => (await orders.view(key)).plans[0]?.waitsFor.length).toBe(1);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  const stop = follow();
  await expect.poll(() => stages().catch(() => [])).toEqual(WHOLE);
  await stop();
  await walker.stop();
  await own.close();
  warnings.mockRestore();
});

test("a schedule is stored when its time has come, by the schedule", async () => {
  start();
  const at = new Date(Date.now() + 1500).toISOString();
  await scheduleChange(orders.as("lead"), {
    environment: "production",
    key: "orders.route",
    target: "new",
    share: 5000,
    at,
    reason: "off-peak hours",
  });
  expect(await orders.view("orders.route")).toMatchObject({ version: 1, plans: [{ kind: "schedule", state: "waiting" }] });
  await expect
    .poll(() => orders.view("orders.route"))
    .toMatchObject({
      share: 5000,
      plans: [],
      lastChange: { act: "change", actor: { kind: "schedule", name: "the lead" }, reason: "off-peak hours" },
    });
});
