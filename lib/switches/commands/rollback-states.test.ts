import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import type { Rule } from "../../core/evaluation/snapshot.ts";
import { advancePlan } from "../../plans/commands/advance.ts";
import { restoreVersion } from "./restore.ts";
import { rollbackModule, rollbackSwitch } from "./rollback.ts";
import { previewRollback } from "./rollback-preview.ts";

/** A rollback brings a whole state back: with the share go the rules and the policy that came with it. */

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
});

const place = { environment: "production" };
const route = { ...place, key: "orders.route" };
const data = { ...place, key: "orders.data" };
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const rule = (name: string, result: Rule["result"]): Rule => ({
  name,
  conditions: [{ attribute: "group", operator: "equals", value: name }],
  result,
});
const TESTERS = rule("testers", "next");
const PARTNERS = rule("partners", "position");
const move = (share: number, at: number, rules?: Rule[]) =>
  orders.change(route.key, "new", { share, at: minutes(at), ...(rules && { rules }) });
const back = (wanted = {}, at = 100) => rollbackSwitch(orders.as("operator", minutes(at)), { ...route, ...wanted });

describe("a switch goes back", () => {
  it("to 5 % without the rule that came with the 50, and a second time to what is behind that", async () => {
    await move(5000, 0);
    await move(50_000, 60, [TESTERS]);
    expect((await orders.view(route.key)).rollbackTo).toMatchObject({ share: 5000, rules: [] });
    expect((await back()).change).toMatchObject({ to: { share: 5000 }, rules: [], replaced: { rules: [TESTERS] } });
    expect((await back({}, 102)).change).toMatchObject({ to: { position: "old", next: null }, rules: [] });
    expect(rulesOf(await failure(back({}, 103)))).toEqual(["nothing-behind"]);
  });

  it("though its share is the same: the rule alone sent subjects ahead", async () => {
    await move(5000, 0, [PARTNERS]);
    await move(5000, 60, [PARTNERS, TESTERS]);
    expect(await previewRollback(orders.as("viewer"), route)).toMatchObject({
      legs: [{ switch: route.key, from: { rules: [PARTNERS, TESTERS] }, to: { share: 5000, rules: [PARTNERS] }, steps: 1 }],
    });
    expect((await back()).change).toMatchObject({ act: "rollback", direction: "back", held: true, rules: [PARTNERS] });
  });

  it("to a named version whole, unless its rules would send somebody forward", async () => {
    await move(1000, 0, [TESTERS]);
    await move(5000, 60, []);
    await move(50_000, 61, [rule("staff", "next")]);
    expect(rulesOf(await failure(back({ to: 2 })))).toEqual(["back"]);
    expect((await back({ to: 3 })).change).toMatchObject({ to: { share: 5000 }, rules: [] });
  });

  it("to a named position with the rules that keep subjects back, and no other", async () => {
    await move(5000, 0, [PARTNERS, TESTERS]);
    const { change } = await back({ to: "old" });
    expect(change).toMatchObject({ to: { position: "old", next: null, share: 0 }, rules: [PARTNERS] });
  });

  it("with what was said of secondary writes and of compared reads", async () => {
    await orders.walkTo("dualwrite");
    await orders.change(data.key, "dualwrite", { at: minutes(0), checkRatio: 20_000 });
    await orders.change(data.key, "shadow", { at: minutes(60), secondaryWrites: "required", checkRatio: 50_000 });
    const { changes } = await rollbackSwitch(orders.as("operator", minutes(100)), data);
    expect(changes.at(-1)?.change).toMatchObject({ secondaryWrites: "best-effort", checkRatio: 20_000 });
    expect(await orders.view(data.key)).toMatchObject({ position: "dualwrite", held: true, checkRatio: 20_000 });
  });

  it("by steps that bring the rules first, in the order its instances allow", async () => {
    await orders.walkTo("shadow");
    await orders.change(data.key, "shadow", { secondaryWrites: "required" });
    const { version } = await orders.view(data.key);
    await orders.change(data.key, "live", { share: 1000, rules: [TESTERS] });
    await orders.instance("orders-1", { revision: 1 });
    const { plan, changes } = await rollbackSwitch(orders.as("operator"), { ...data, to: version - 2 });
    expect(changes.map(({ change }) => change.act)).toEqual(["hold"]);
    expect(plan?.steps.map(({ to, rules }) => [to.position, to.next, rules])).toEqual([
      ["shadow", null, []],
      ["dualwrite", null, []],
      ["dualwrite", null, []],
    ]);
    for (let turn = 0; turn < 3; turn += 1) {
      await orders.instance("orders-1");
      await advancePlan(database.db, plan?.id ?? "");
    }
    expect(await orders.view(data.key)).toMatchObject({ position: "dualwrite", rules: [], plans: [] });
  });
});

describe("a module or a project goes back", () => {
  it("to the joint state, and what only a rule moved is among it", async () => {
    await orders.change("orders.call", "new", { share: 1000, at: minutes(0) });
    await move(5000, 0);
    await orders.change("orders.call", "new", { share: 1000, at: minutes(60), rules: [TESTERS] });
    const answer = await rollbackModule(orders.as("operator", minutes(100)), { ...place, module: "orders" });
    expect(answer.changes.map(({ change }) => [change.switch, change.rules])).toEqual([["orders.call", []]]);
    const again = await rollbackModule(orders.as("operator", minutes(102)), { ...place, module: "orders" });
    expect(again.changes.map(({ change }) => [change.switch, change.to.share])).toEqual([["orders.route", 0]]);
  });

  it("module by module, as the preview told", async () => {
    await move(5000, 0, [TESTERS]);
    await orders.change("payments.route", "new", { share: 5000, confirm: "payments", rules: [PARTNERS, TESTERS] });
    const { legs } = await previewRollback(orders.as("viewer"), place);
    expect(legs.map((leg) => [leg.switch, leg.from.rules, leg.to.rules])).toEqual([
      ["orders.route", [TESTERS], []],
      ["payments.route", [PARTNERS, TESTERS], []],
    ]);
    for (const module of ["orders", "payments"]) {
      const { changes } = await rollbackModule(orders.as("operator"), { ...place, module });
      expect(changes.map(({ change }) => [change.switch, change.rules])).toEqual([[`${module}.route`, []]]);
    }
  });

  it("is told of to members alone", async () => {
    const other = await testProject(database.db, { modules: [] });
    expect(await previewRollback(other.as("viewer"), place)).toEqual({ legs: [] });
    expect((await failure(previewRollback(other.as("viewer"), route))).code).toBe("not-found");
    expect((await failure(previewRollback(other.as("viewer"), { ...place, module: "orders" }))).code).toBe("not-found");
    expect(rulesOf(await failure(previewRollback(orders.as("viewer"), { ...route, to: 99 })))).toEqual(["position"]);
  });
});

describe("restoring a version far behind", () => {
  it("walks there with its rules", async () => {
    await orders.walkTo("dualwrite");
    const { version } = await orders.view(data.key);
    await orders.change(data.key, "shadow");
    await orders.change(data.key, "shadow", { secondaryWrites: "required" });
    await orders.change(data.key, "live", { share: 1000, rules: [TESTERS] });
    const expectedVersion = (await orders.view(data.key)).version;
    expect((await failure(restoreVersion(orders.as("operator"), { ...data, version, expectedVersion }))).extra.roleNeeded).toBe(
      "lead",
    );
    await restoreVersion(orders.as("lead"), { ...data, version, expectedVersion });
    expect(await orders.view(data.key)).toMatchObject({ position: "dualwrite", next: null, rules: [], held: false });
  });
});
