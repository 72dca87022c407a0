import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lockWaits, type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { SOON } from "../../../scripts/test-patience.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { changeTogether } from "./lockstep.ts";
import { rollbackModule } from "./rollback.ts";

/** What happens at the same moment is judged one after the other. */

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
});
afterAll(() => database.close());

it("an instance that registers while a change is judged is among its facts", async () => {
  await orders.walkTo("shadow");
  await orders.change("orders.data", "shadow", { secondaryWrites: "required" });
  const registering = await database.pool.connect();
  await registering.query("BEGIN");
  const { rows } = await registering.query("SELECT id FROM environments WHERE project_id = $1 AND key = 'production' FOR SHARE", [
    orders.id,
  ]);
  const moving = failure(orders.change("orders.data", "live"));
  await vi.waitFor(async () => expect(await lockWaits(database)).toBe(1), SOON);
  await registering.query(
    `INSERT INTO instances (environment_id, service, instance, service_version, revision, acknowledged_at, lease_until, first_seen_at)
     VALUES ($1, 'api', 'orders-1', '', 1, now(), now() + interval '30 s', now())`,
    [rows[0].id],
  );
  await registering.query("COMMIT");
  registering.release();
  expect(rulesOf(await moving)).toEqual(["barrier", "secondary-writes"]);
});

it("changes of several modules, lone and together, and rollbacks never lock each other up", async () => {
  const context = () => orders.as("lead");
  const pair = ["orders.route", "payments.route"];
  const together = async (share: number) => {
    const views = await Promise.all(pair.map((key) => orders.view(key)));
    const changes = views.map(({ key, version }) => ({ key, expectedVersion: version, target: "new", share }));
    return changeTogether(context(), { environment: "production", changes, reason: "all at the same time", confirm: "2" });
  };
  const acts = [1, 2, 3].flatMap((round) => [
    orders.change("orders.route", "new", { share: 1000 * round }),
    orders.change("payments.route", "new", { share: 1000 * round, confirm: "payments" }),
    together(500 * round),
    rollbackModule(context(), { environment: "production", module: "orders" }),
  ]);
  const outcomes = await Promise.allSettled(acts);
  const codes = outcomes.map((one) => (one.status === "fulfilled" ? "stored" : (one.reason.code ?? String(one.reason))));
  expect(codes.filter((code) => !["stored", "conflict", "refused"].includes(code))).toEqual([]);
  expect(codes).toContain("stored");
});
