import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, SAID, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { overridePlan } from "../../plans/commands/acts.ts";
import { changeSwitch } from "./change.ts";
import { holdSwitch, releaseSwitch } from "./hold.ts";
import { restoreVersion } from "./restore.ts";
import { rollbackSwitch } from "./rollback.ts";
import { setRules } from "./rules.ts";
import { undoChange } from "./undo.ts";

/** Everything that is done to a switch besides changing and rolling back. */

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
});

const at = { environment: "production", key: "orders.route" };
const data = { ...at, key: "orders.data" };
const reason = "it is quiet again";
const raise = (share = 5000) => orders.change(at.key, "new", { share });

describe("holding and releasing", () => {
  it("refuses forward moves until a lead releases, with a reason", async () => {
    await holdSwitch(orders.as("operator"), { ...at, expectedVersion: 1 });
    expect(rulesOf(await failure(raise()))).toEqual(["held"]);
    expect((await failure(releaseSwitch(orders.as("operator"), at))).extra.roleNeeded).toBe("lead");
    expect(rulesOf(await failure(releaseSwitch(orders.as("lead"), at)))).toEqual(["reason"]);
    await releaseSwitch(orders.as("lead"), { ...at, expectedVersion: 2, reason });
    await raise();
    expect(rulesOf(await failure(releaseSwitch(orders.as("lead"), { ...at, reason })))).toEqual(["unchanged"]);
    expect((await failure(holdSwitch(orders.as("operator"), { ...at, expectedVersion: 1 }))).code).toBe("conflict");
    await holdSwitch(orders.as("operator"), { ...at, environment: "staging" });
    await releaseSwitch(orders.as("lead"), { ...at, environment: "staging" });
  });
});

describe("undoing", () => {
  it("reverses my latest change, judged by its own direction", async () => {
    await raise();
    const undone = await undoChange(orders.as("lead"), { ...at, expectedVersion: 2 });
    expect(undone.change).toMatchObject({ act: "undo", direction: "back", to: { position: "old", next: null, share: 0 } });
    expect(rulesOf(await failure(undoChange(orders.as("lead"), at)))).toEqual(["reason"]);
    expect((await undoChange(orders.as("lead"), { ...at, reason })).change).toMatchObject({ direction: "forward" });
  });

  it("lets only a lead undo a rollback, with a reason, and releases what it had held", async () => {
    await raise();
    await rollbackSwitch(orders.as("lead"), at);
    expect(rulesOf(await failure(undoChange(orders.as("admin"), at)))).toEqual(["not-yours"]);
    expect(rulesOf(await failure(undoChange(orders.as("lead"), at)))).toEqual(["reason"]);
    expect((await undoChange(orders.as("lead"), { ...at, reason })).change).toMatchObject({ held: false, to: { share: 5000 } });
    await orders.change(at.key, "new", { share: 100 });
    await rollbackSwitch(orders.as("operator"), at);
    expect((await failure(undoChange(orders.as("operator"), at))).extra.roleNeeded).toBe("lead");
    expect(rulesOf(await failure(undoChange(orders.as("lead"), data)))).toEqual(["nothing-to-undo"]);
  });
});

describe("restoring", () => {
  it("brings any version back: behind by walking, ahead by one position", async () => {
    await orders.walkTo("live");
    const { version } = await orders.view(data.key);
    const restore = (wanted: number, expectedVersion: number, said = {}) =>
      restoreVersion(orders.as("lead"), { ...data, version: wanted, expectedVersion, ...said });
    const back = await restore(1, version);
    expect(back).toMatchObject({ plan: null, change: { act: "restore", held: false, to: { position: "off" } } });
    const present = (await orders.view(data.key)).version;
    expect(rulesOf(await failure(restore(version, present, SAID)))).toContain("adjacent");
    expect(rulesOf(await failure(restore(2, present)))).toEqual(["reason", "confirm"]);
    expect((await restore(2, present, SAID)).change).toMatchObject({ act: "restore", to: { position: "dualwrite" } });
    expect(rulesOf(await failure(restore(99, present + 1)))).toEqual(["version"]);
    expect((await failure(restore(1, 1))).code).toBe("conflict");
  });
});

describe("rules", () => {
  const ahead = (result: "position" | "next") => [
    { name: "testers", conditions: [{ attribute: "tester", operator: "equals" as const, value: true }], result },
  ];

  it("that send subjects ahead ask for a second person where moves do", async () => {
    await raise(1000);
    const where = { projectId: orders.id, key: "production" };
    await database.db.environment.updateMany({ where, data: { approvals: true } });
    const [rules, said] = [ahead("next"), { ...at, expectedVersion: 2, reason }];
    expect(rulesOf(await failure(setRules(orders.as("lead"), { ...said, rules })))).toEqual(["approval"]);
    await setRules(orders.as("lead"), { ...said, rules: ahead("position") });
    const change = { ...at, target: "new", share: 1000, expectedVersion: 3, reason, rules };
    expect(rulesOf(await failure(changeSwitch(orders.as("lead"), change)))).toEqual(["approval"]);
    await changeSwitch(orders.as("lead"), change, { approvedBy: "somebody else" });
    expect(await orders.view(at.key)).toMatchObject({ version: 4, share: 1000, rules });
  });

  it("are stored with the switch and shown in its history", async () => {
    const rules = ahead("position");
    await setRules(orders.as("lead"), { ...at, expectedVersion: 1, rules, reason });
    expect(await orders.view(at.key)).toMatchObject({
      version: 2,
      rules,
      lastChange: { act: "rules", direction: "none", rules },
    });
    expect((await failure(setRules(orders.as("operator"), { ...at, expectedVersion: 2, rules, reason }))).code).toBe("forbidden");
  });

  it("that send subjects ahead are judged like the move they make", async () => {
    await orders.walkTo("shadow");
    await orders.change(data.key, "live", { share: 0 });
    const { version } = await orders.view(data.key);
    const error = await failure(setRules(orders.as("lead"), { ...data, expectedVersion: version, rules: ahead("next"), reason }));
    expect(rulesOf(error)).toEqual(expect.arrayContaining(["secondary-writes", "currency"]));
  });
});

describe("overriding a plan", () => {
  it("is a lead's, with a reason, and passes only what allows it", async () => {
    await orders.walkTo("live");
    const { id: environmentId } = await database.db.environment.findFirstOrThrow({
      where: { projectId: orders.id, key: "production" },
    });
    const { moduleId } = await database.db.switch.findFirstOrThrow({ where: { projectId: orders.id, ...{ key: data.key } } });
    const entry = { environmentId, moduleId, key: "7", operation: "save", service: "api", failedAt: new Date(), store: "old" };
    await database.db.ledgerEntry.create({ data: entry });
    const { plan } = await rollbackSwitch(orders.as("operator"), { ...data, to: "shadow" });
    // One step: nothing could be stored but the hold.
    expect(plan).toMatchObject({ done: 0, waitsFor: [{ rule: "ledger" }] });
    const input = { plan: plan?.id ?? "", override: "that order was a test" };
    expect((await failure(overridePlan(orders.as("operator"), input))).extra.roleNeeded).toBe("lead");
    expect(await overridePlan(orders.as("lead"), input)).toMatchObject({ state: "done", done: 1 });
    expect((await orders.view(data.key)).lastChange).toMatchObject({
      to: { position: "shadow" },
      override: "that order was a test (the lead)",
    });
  });
});
