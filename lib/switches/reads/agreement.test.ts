import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { advancePlan } from "../../plans/commands/advance.ts";
import { scheduleChange } from "../../plans/commands/schedule.ts";
import { previewChange } from "../commands/change.ts";
import { environmentOf } from "./environment.ts";
import { switchViews } from "./views.ts";

/** Whoever asks whether a store is current gets the same answer, however many jobs there were. */

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
  orders = await testSwitches(database);
  await orders.walkTo("dualwrite");
  await orders.change("orders.data", "shadow", { secondaryWrites: "required" });
});
afterAll(() => database.close());

it("list, single switch, preview, change and plan agree beyond two thousand jobs of another module", async () => {
  const context = orders.as("lead");
  const environment = await environmentOf(context, "production");
  const modules = await database.db.module.findMany({ where: { projectId: orders.id } });
  const idOf = (key: string) => modules.find((module) => module.key === key)?.id ?? "";
  const { revision } = await database.db.environment.findUniqueOrThrow({ where: { id: environment.id } });
  const job = (module: string, minute: number) => {
    const at = new Date(Date.now() + minute * 60_000);
    const compared = { covered: true, rows: 1, comparedOld: 1, comparedNew: 1, ranges: [{ from: null, to: null }] };
    const of = { projectId: orders.id, environmentId: environment.id, moduleId: idOf(module), revision };
    return { ...of, ...compared, store: "new", state: "done", startedBy: "a test", startedAt: at, updatedAt: at, finishedAt: at };
  };
  const key = "orders.data";
  const change = {
    environment: "production",
    key,
    target: "live",
    share: 1000,
    expectedVersion: (await orders.view(key)).version,
  };
  const { id } = await scheduleChange(context, {
    ...{ environment: "production", key, target: "live", share: 1000 },
    ...{
      at: new Date(Date.now() + 3_600_000).toISOString(),
      reason: "after the night's job",
      confirm: "orders",
      override: "looked at it",
    },
  });
  await database.db.plan.update({ where: { id }, data: { notBefore: new Date(0), override: null, overrideBy: null } });

  const currency = async () => {
    const gates = (await switchViews(context, environment)).find((view) => view.key === key)?.moves;
    const single = (await orders.view(key)).moves;
    const asked = { ...change, reason: "first subjects", confirm: "orders" };
    const passes = (moves: typeof single | undefined) =>
      moves?.find(({ target }) => target === "live")?.gates.find(({ rule }) => rule === "currency")?.passed;
    const preview = (await previewChange(context, asked)).gates.find(({ rule }) => rule === "currency")?.passed;
    return [passes(gates), passes(single), preview];
  };
  await database.db.job.createMany({ data: Array.from({ length: 2001 }, (_, n) => job("payments", n + 1)) });
  expect(await currency()).toEqual([false, false, false]);
  expect(rulesOf(await failure(orders.change(key, "live", { share: 1000, override: undefined })))).toContain("currency");
  expect(await advancePlan(database.db, id)).toMatchObject({ state: "waiting", waitsFor: [{ rule: "currency" }] });

  await database.db.job.create({ data: job("orders", 0) });
  expect(await currency()).toEqual([true, true, true]);
  expect(await advancePlan(database.db, id)).toMatchObject({ state: "done" });
});
