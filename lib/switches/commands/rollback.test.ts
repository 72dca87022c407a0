import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { advancePlan } from "../../plans/commands/advance.ts";
import { environmentOf } from "../reads/environment.ts";
import { history } from "../reads/history.ts";
import { rollbackModule, rollbackSwitch } from "./rollback.ts";

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
const told = ({ changes }: { changes: { change: { switch: string; act: string; to: { position: string; share: number } } }[] }) =>
  changes.map(({ change }) => `${change.switch} ${change.act} ${change.to.position} ${change.to.share}`);

describe("rolling a switch back", () => {
  it("goes to the newest state behind, holds it and asks for nothing", async () => {
    await orders.change(route.key, "new", { share: 10_000 });
    await orders.change(route.key, "new", { share: 50_000 });
    const answer = await rollbackSwitch(orders.as("operator"), route);
    expect(answer).toMatchObject({ plan: null, plans: [], change: { act: "rollback", held: true, to: { share: 10_000 } } });
    expect(await orders.view(route.key)).toMatchObject({ held: true, share: 10_000, plans: [] });
  });

  it("prefers the last state that stood ten minutes", async () => {
    await orders.change(route.key, "new", { at: minutes(0), share: 10_000 });
    await orders.change(route.key, "new", { at: minutes(30), share: 25_000 });
    await orders.change(route.key, "new", { at: minutes(31), share: 50_000 });
    expect((await orders.view(route.key)).rollbackTo).toMatchObject({ share: 10_000, version: 2 });
    expect((await rollbackSwitch(orders.as("operator", minutes(32)), route)).change.to.share).toBe(10_000);
  });

  it("walks one position at a time, with secondary writes required while the authority goes back", async () => {
    await orders.walkTo("live");
    await orders.change(data.key, "live", { secondaryWrites: "best-effort" });
    const answer = await rollbackSwitch(orders.as("operator"), { ...data, to: "off" });
    expect(answer.plans).toEqual([]);
    expect(answer.changes.map(({ change }) => [change.to.position, change.secondaryWrites])).toEqual([
      ["live", "required"],
      ["shadow", "required"],
      ["dualwrite", "required"],
      ["off", "required"],
      ["off", "best-effort"],
    ]);
    const context = orders.as("viewer");
    const page = await history(context, await environmentOf(context, "production"), data.key, { limit: 2 });
    expect(page.items.map(({ act, held }) => [act, held])).toEqual([
      ["rollback", true],
      ["rollback", true],
    ]);
    expect(page.nextCursor).toBe(String(answer.version - 1));
  });

  it("takes a version of the history, never moves forward, and says when there is nothing behind", async () => {
    expect(rulesOf(await failure(rollbackSwitch(orders.as("operator"), { ...route, to: "new" })))).toEqual(["back"]);
    expect(rulesOf(await failure(rollbackSwitch(orders.as("operator"), { ...route, to: 7 })))).toEqual(["position"]);
    expect(rulesOf(await failure(rollbackSwitch(orders.as("operator"), route)))).toEqual(["nothing-behind"]);
    await orders.change(route.key, "new", { share: 10_000 });
    await orders.change(route.key, "new", { share: 50_000 });
    expect((await rollbackSwitch(orders.as("operator"), { ...route, to: 1 })).change.to).toMatchObject({ share: 0, next: null });
  });

  it("is refused with facts once complete was entered; reopening is an operator's", async () => {
    await orders.walkTo("complete");
    const error = await failure(rollbackSwitch(orders.as("operator"), { ...data, to: "live" }));
    expect(rulesOf(error)).toEqual(["no-return"]);
    expect((await orders.view(data.key)).missed).toMatchObject({ writes: 0 });
    const silent = { as: "operator" as const, override: undefined, reason: undefined };
    expect(rulesOf(await failure(orders.change(data.key, "rampdown", silent)))).toEqual(["reason"]);
    await orders.change(data.key, "rampdown", { ...silent, reason: "orders are missing" });
    expect(await orders.view(data.key)).toMatchObject({ position: "rampdown", missed: null });
    expect(rulesOf(await failure(orders.change(data.key, "shadow", silent)))).toEqual(["adjacent"]);
    await orders.change(data.key, "live", silent);
    expect(rulesOf(await failure(orders.change(data.key, "shadow", silent)))).toContain("currency");
  });
});

describe("what has to wait", () => {
  it("is a plan; the switch is held at once and the first step comes when its instances allow it", async () => {
    await orders.liveAndLax();
    const answer = await rollbackSwitch(orders.as("operator"), { ...data, to: "shadow", reason: "wrong totals" });
    expect(told(answer)).toEqual(["orders.data rollback live 0"]);
    expect(answer.plan).toMatchObject({ kind: "rollback", state: "waiting", done: 1, reason: "wrong totals" });
    expect(answer.plan?.waitsFor.map(({ rule }) => rule)).toEqual(["secondary-writes"]);
    expect((await orders.view(data.key)).plans).toMatchObject([{ id: answer.plan?.id }]);

    const id = answer.plan?.id ?? "";
    await advancePlan(database.db, id);
    expect(await orders.view(data.key)).toMatchObject({ position: "live", held: true });
    await orders.instance("orders-1");
    await advancePlan(database.db, id);
    expect(await orders.view(data.key)).toMatchObject({
      position: "shadow",
      lastChange: { plan: id, actor: { name: "the operator" } },
    });
  });

  it("gives way to another rollback of the module", async () => {
    await orders.liveAndLax();
    const first = await rollbackSwitch(orders.as("operator"), { ...data, to: "shadow" });
    const second = await rollbackSwitch(orders.as("lead"), { ...data, to: "off" });
    expect(second.changes).toHaveLength(0);
    const states = await database.db.plan.findMany({ where: { projectId: orders.id }, orderBy: { createdAt: "asc" } });
    expect(states.map(({ id, state }) => [id, state])).toEqual([
      [first.plan?.id, "cancelled"],
      [second.plan?.id, "waiting"],
    ]);
  });
});

describe("rolling a module or a project back", () => {
  it("takes a module to its joint state: what stood longer stays", async () => {
    await orders.change(data.key, "dualwrite", { at: minutes(0) });
    await orders.change(route.key, "new", { at: minutes(60), share: 10_000 });
    const answer = await rollbackModule(orders.as("operator", minutes(62)), { ...place, module: "orders" });
    expect(told(answer)).toEqual(["orders.route rollback old 0"]);
  });

  it("takes data back first while it answers from new, straight to the start if told so", async () => {
    await orders.walkTo("live");
    await orders.change(route.key, "new");
    const answer = await rollbackModule(orders.as("operator"), { ...place, module: "orders", to: "old" });
    const [first] = told(answer);
    expect(first).toBe("orders.data rollback shadow 0");
    expect(new Set(answer.changes.map(({ change }) => change.switch))).toEqual(
      new Set(["orders.data", "orders.route", "orders.call"]),
    );
    expect(await orders.view("orders.call")).toMatchObject({ position: "old", held: true });
  });

  it("needs an operator, of this project", async () => {
    expect((await failure(rollbackSwitch(orders.as("viewer"), route))).extra.roleNeeded).toBe("operator");
    const other = await testProject(database.db, { modules: [] });
    expect((await failure(rollbackModule(other.as("admin"), { ...place, module: "orders" }))).code).toBe("not-found");
    expect((await failure(rollbackSwitch(other.as("admin"), route))).code).toBe("not-found");
  });
});
