import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { changeSwitch, previewChange } from "./change.ts";

let database: TestDatabase;
let orders: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
});

const route = "orders.route";
const data = "orders.data";
const silent = { reason: undefined, confirm: undefined, override: undefined };

describe("changing a switch", () => {
  it("stores the share, the history, the revision and the audit row together", async () => {
    const before = await orders.view(route);
    const changed = await orders.change(route, "new", { share: 5000, reason: "first canary" });
    expect(changed).toMatchObject({
      version: 2,
      plan: null,
      change: { direction: "forward", from: { share: 0 }, to: { position: "old", next: "new", share: 5000 } },
    });
    expect(changed.revision).toBeGreaterThan(before.revision);
    expect(changed.change.gates.map(({ rule, passed }) => [rule, passed])).toEqual([
      ["across-axes", true],
      ["barrier", true],
      ["health", true],
    ]);
    const now = await orders.view(route);
    expect(now).toMatchObject({ version: 2, revision: changed.revision, position: "old", next: "new", share: 5000 });
    expect(now.lastChange).toEqual(changed.change);
    const audit = await database.db.auditEvent.findFirstOrThrow({
      where: { projectId: orders.id },
      orderBy: { sequence: "desc" },
    });
    expect(audit).toMatchObject({ act: "switch.change", targetKey: route, environment: "production", reason: "first canary" });
  });

  it("refuses a skipped position, one the axis lacks and a change that changes nothing", async () => {
    expect(rulesOf(await failure(orders.change(data, "shadow")))).toEqual(["adjacent"]);
    expect(rulesOf(await failure(orders.change(route, "shadow")))).toEqual(["position"]);
    expect(rulesOf(await failure(orders.change(route, "old", silent)))).toEqual(["unchanged"]);
    expect(await orders.view(data)).toMatchObject({ version: 1, position: "off" });
  });

  it("answers a stale version with the other change", async () => {
    const theirs = await orders.change(route, "new", { share: 5000 });
    const error = await failure(orders.change(route, "new", { expectedVersion: 1, as: "admin" }));
    expect(error.code).toBe("conflict");
    expect(error.extra.current).toMatchObject({ version: 2, share: 5000 });
    expect(error.extra.theirChange).toEqual(theirs.change);
  });

  it("lets exactly one of many concurrent changes win, and tells the others of it", async () => {
    const writers = [1000, 2000, 3000, 4000, 5000].map((share) => orders.change(route, "new", { share, expectedVersion: 1 }));
    const lost = await losers(writers);
    expect(lost.map(({ code }) => code)).toEqual(["conflict", "conflict", "conflict", "conflict"]);
    const won = (await orders.view(route)).lastChange;
    for (const { extra } of lost) expect(extra.theirChange).toEqual(won);
  });

  it("hides switches of other projects and names the role that is needed", async () => {
    const other = await testProject(database.db, { modules: [] });
    const input = { environment: "production", key: route, expectedVersion: 1, target: "new", share: 1 };
    expect((await failure(changeSwitch(other.as("admin"), input))).code).toBe("not-found");
    expect((await failure(orders.change(route, "new", { as: "viewer" }))).extra.roleNeeded).toBe("operator");
    expect((await failure(orders.change(route, "new", { as: "operator" }))).extra.roleNeeded).toBe("lead");
    await orders.change(route, "new", { share: 5000 });
    expect((await orders.change(route, "new", { as: "operator", share: 1000, ...silent })).change.direction).toBe("back");
    // Where subjects are moved back by naming more of them, the direction is still what counts.
    expect((await failure(orders.change(route, "old", { as: "operator", share: 1000 }))).extra.roleNeeded).toBe("lead");
  });
});

describe("what a change asks of a person", () => {
  const asked = async (wanted: object, target = "new") =>
    rulesOf(await failure(orders.change(route, target, { ...silent, ...wanted })));

  it("is a reason in protected environments, and typing beyond the step limit", async () => {
    expect(await asked({ share: 5000 })).toEqual(["reason"]);
    expect(await asked({ share: 5000, reason: "too short" })).toEqual(["reason"]);
    expect(await asked({ share: 50_000, reason: "straight to half" })).toEqual(["confirm"]);
    expect(await asked({ share: 50_000, reason: "straight to half", confirm: "payments" })).toEqual(["confirm"]);
    await orders.change(route, "new", { ...silent, share: 50_000, reason: "straight to half", confirm: "orders" });
    expect(await orders.view(route, "staging")).toMatchObject({ version: 1 });
    await orders.change(route, "new", { ...silent, environment: "staging", share: 50_000 });
  });

  it("is an override, a lead's, where a gate that allows it failed", async () => {
    await orders.walkTo("shadow");
    await orders.change(data, "shadow", { secondaryWrites: "required" });
    const wanted = { ...silent, reason: "we checked by hand" };
    const error = await failure(orders.change(data, "live", wanted));
    expect(rulesOf(error)).toEqual(["currency", "confirm", "override"]);
    const { change } = await orders.change(data, "live", { ...wanted, confirm: "orders", override: "compared by hand" });
    expect(change.override).toBe("compared by hand");
    expect(change.gates.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(["currency"]);
  });

  it("shows beforehand in a preview, which stores nothing", async () => {
    const input = { environment: "production", key: route, expectedVersion: 1, target: "new", share: 50_000 };
    expect(await previewChange(orders.as("viewer"), input)).toMatchObject({
      ok: false,
      direction: "forward",
      level: 3,
      refusals: [{ rule: "reason" }, { rule: "confirm" }],
    });
    const said = { ...input, reason: "straight to half", confirm: "orders" };
    expect(await previewChange(orders.as("viewer"), said)).toMatchObject({ ok: true, to: { next: "new", share: 50_000 } });
    expect(await orders.view(route)).toMatchObject({ version: 1 });
  });
});

describe("policy", () => {
  it("of secondary writes and of compared reads changes where the switch stands", async () => {
    const stays = await orders.change(data, "off", { secondaryWrites: "required", checkRatio: 1000 });
    expect(stays.change).toMatchObject({ direction: "none", secondaryWrites: "required", checkRatio: 1000 });
    expect((await orders.change(data, "off", { checkRatio: 2000 })).change).toMatchObject({ checkRatio: 2000 });
    expect(rulesOf(await failure(orders.change(data, "off", { checkRatio: 2000 })))).toEqual(["unchanged"]);
    const operator = orders.change(data, "off", { as: "operator", checkRatio: 1 });
    expect((await failure(operator)).extra.roleNeeded).toBe("lead");
  });
});
