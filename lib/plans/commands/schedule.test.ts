import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { rulesOf, SAID, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import { changeRole, removeMember } from "../../members/commands/edit.ts";
import type { ProjectContext, ProjectScope } from "../../platform/context.ts";
import { holdSwitch, releaseSwitch } from "../../switches/commands/hold.ts";
import { rollbackModule, rollbackSwitch } from "../../switches/commands/rollback.ts";
import { setRules } from "../../switches/commands/rules.ts";
import { environmentOf } from "../../switches/reads/environment.ts";
import { createToken, revokeToken } from "../../tokens/commands/edit.ts";
import { planRow, planView } from "../reads.ts";
import { cancelPlan, overridePlan } from "./acts.ts";
import { advancePlan } from "./advance.ts";
import { scheduleChange } from "./schedule.ts";

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
const at = { ...place, key: "orders.route" };
const reason = "it is quiet again";
const raise = (share = 5000) => orders.change(at.key, "new", { share });
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const schedule = (wanted = {}, as: ProjectContext = orders.as("lead")) =>
  scheduleChange(as, { ...at, target: "new", share: 5000, at: later(), reason, ...wanted });
const plan = async (id: string) => planView(await planRow(orders.as("viewer"), id));

/** What the worker does when the time of a schedule has come. */
async function due(id: string) {
  await database.db.plan.update({ where: { id }, data: { notBefore: new Date(0) } });
  return advancePlan(database.db, id);
}

/** A token of production, made by an admin. */
async function token(scopes: ["manage"] | ["operate"] = ["manage"]): Promise<ProjectContext> {
  const made = await createToken(orders.as("admin"), { ...place, name: "pipeline", scopes, expiresInSeconds: 3600 });
  const { id: environmentId } = await environmentOf(orders.as("admin"), "production");
  const { project, ...context } = orders.as("admin");
  const scope = { ...project, environmentId } as ProjectScope;
  return { ...context, actor: { kind: "token", id: made.id, name: made.name }, project: scope };
}

describe("a schedule", () => {
  it("asks now for what a person must say, and refuses what can never be", async () => {
    expect(rulesOf(await failure(schedule({ reason: undefined })))).toEqual(["reason"]);
    expect(rulesOf(await failure(schedule({ share: 100_000 })))).toEqual(["confirm"]);
    expect(rulesOf(await failure(schedule({ target: "shadow" })))).toEqual(["position"]);
    expect(rulesOf(await failure(schedule({ at: new Date(0).toISOString() })))).toEqual(["at"]);
    expect((await failure(schedule({}, orders.as("operator")))).extra.roleNeeded).toBe("lead");
    const other = await testProject(database.db, { modules: [] });
    expect((await failure(schedule({}, other.as("lead")))).code).toBe("not-found");
    await holdSwitch(orders.as("operator"), at);
    expect(rulesOf(await failure(schedule()))).toEqual(["held"]);
  });

  it("can be cancelled, and is given up when its time is over", async () => {
    const { id } = await schedule();
    expect(await cancelPlan(orders.as("operator"), { plan: id })).toMatchObject({ state: "cancelled" });
    expect(await advancePlan(database.db, id)).toBeNull();
    await freeze();
    const second = await schedule();
    expect(await due(second.id)).toMatchObject({ state: "waiting", waitsFor: [{ rule: "freeze" }] });
    await database.db.plan.update({ where: { id: second.id }, data: { giveUpAt: new Date(1) } });
    expect(await due(second.id)).toMatchObject({ state: "failed", waitsFor: [{ rule: "freeze" }] });
  });

  it("fails where its maker could not schedule it any more: the environment asks for a second person by now", async () => {
    const { id } = await schedule();
    await database.db.environment.updateMany({ where: { projectId: orders.id }, data: { approvals: true } });
    expect(await due(id)).toMatchObject({ state: "failed", waitsFor: [{ rule: "approval" }] });
    expect(await orders.view(at.key)).toMatchObject({ version: 1 });
  });
});

describe("a schedule was made for a switch as it stood", () => {
  const conditions = [{ attribute: "tester", operator: "equals" as const, value: true }];
  const rules = [{ name: "testers", conditions, result: "position" as const }];
  const changes: [string, () => Promise<unknown>][] = [
    ["hold", () => holdSwitch(orders.as("operator"), at)],
    ["move", () => raise(1000)],
    ["list of rules", () => setRules(orders.as("lead"), { ...at, expectedVersion: 1, rules, reason })],
  ];

  it.each(changes)("and ends by another %s, saying so", async (_, change) => {
    const { id } = await schedule();
    await change();
    expect(await plan(id)).toMatchObject({ state: "cancelled", done: 0, waitsFor: [{ rule: "overtaken" }] });
    const { items } = await auditEvents(orders.as("viewer"), { act: "plan.cancel" }, { limit: 5 });
    expect(items).toMatchObject([{ reason: expect.stringMatching(/^orders\.route was changed since: /) }]);
    expect(await due(id)).toBeNull();
  });

  it("and does not fire after the incident: raised by hand, rolled back, released", async () => {
    const { id } = await schedule();
    await raise(2000);
    await rollbackSwitch(orders.as("operator"), at);
    await releaseSwitch(orders.as("lead"), { ...at, reason });
    expect(await due(id)).toBeNull();
    expect(await orders.view(at.key)).toMatchObject({ position: "old", next: null, share: 0, plans: [] });
  });

  it("and ends by the hold of a rollback whose steps are still to come", async () => {
    await orders.liveAndLax();
    const { id } = await schedule({ key: "orders.data", target: "rampdown", share: 1000, ...SAID });
    const { plans } = await rollbackModule(orders.as("operator"), { ...place, module: "orders", to: "old" });
    expect(plans).toHaveLength(1);
    expect(await plan(id)).toMatchObject({ state: "cancelled" });
  });

  it("or as an earlier schedule leaves it; other switches do not matter", async () => {
    const first = await schedule({ share: 1000 });
    const second = await schedule({ share: 5000 });
    await orders.change("orders.call", "new", { share: 1000 });
    expect(await due(first.id)).toMatchObject({ state: "done" });
    expect(await due(second.id)).toMatchObject({ state: "done" });
    expect(await orders.view(at.key)).toMatchObject({ share: 5000 });
  });
});

describe("a schedule is its maker’s word", () => {
  const member = async () => {
    const { actor } = orders.as("lead");
    const { version } = await database.db.membership.findFirstOrThrow({ where: { projectId: orders.id, userId: actor.id } });
    return { member: actor.id, expectedVersion: version };
  };
  const lapsed = { state: "cancelled", waitsFor: [{ rule: "maker", detail: { by: "the lead" } }] };

  it("and ends when its maker was removed a second before", async () => {
    const { id } = await schedule();
    await removeMember(orders.as("admin"), await member());
    expect(await due(id)).toMatchObject(lapsed);
    expect(await orders.view(at.key)).toMatchObject({ version: 1, plans: [] });
    const { items } = await auditEvents(orders.as("viewer"), { act: "plan.cancel" }, { limit: 5 });
    expect(items).toMatchObject([{ reason: "the lead scheduled this and may not move switches forward here any more." }]);
  });

  it("and ends when its maker’s role is too weak by now, also while it waits", async () => {
    const { id } = await schedule();
    await freeze();
    expect(await due(id)).toMatchObject({ state: "waiting" });
    await changeRole(orders.as("admin"), { ...(await member()), role: "operator" });
    expect(await due(id)).toMatchObject(lapsed);
  });

  it("and a token’s ends when it was revoked, has expired, or serves another environment", async () => {
    const ends = { state: "cancelled", waitsFor: [{ rule: "maker" }] };
    const revoked = await token();
    const first = await schedule({}, revoked);
    await revokeToken(orders.as("admin"), { token: revoked.actor.id });
    expect(await due(first.id)).toMatchObject(ends);
    const expired = await token();
    const second = await schedule({}, expired);
    await database.db.apiToken.update({ where: { id: expired.actor.id }, data: { expiresAt: new Date(0) } });
    expect(await due(second.id)).toMatchObject(ends);
    const third = await schedule({}, await token());
    expect(await due(third.id)).toMatchObject({ state: "done" });
  });

  it("and what somebody else let it pass counts while that person could do so", async () => {
    await orders.walkTo("dualwrite");
    await orders.change("orders.data", "shadow", { secondaryWrites: "required" });
    const { id } = await schedule({ key: "orders.data", target: "live", share: 1000, ...SAID });
    await overridePlan(orders.as("admin"), { plan: id, override: "compared by hand" });
    await database.db.membership.deleteMany({ where: { projectId: orders.id, userId: orders.as("admin").actor.id } });
    expect(await due(id)).toMatchObject({ state: "waiting", waitsFor: [{ rule: "currency" }] });
  });

  it("but a rollback goes on without whoever began it", async () => {
    await orders.liveAndLax();
    const { plan: begun } = await rollbackSwitch(orders.as("lead"), { ...place, key: "orders.data", to: "shadow" });
    await removeMember(orders.as("admin"), await member());
    await orders.instance("orders-1");
    expect(begun).toMatchObject({ done: 1 });
    await advancePlan(database.db, begun?.id ?? "");
    expect(await orders.view("orders.data")).toMatchObject({ position: "shadow", held: true });
  });
});

async function freeze(): Promise<void> {
  const [startsAt, endsAt] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
  await database.db.freezeWindow.create({
    data: { projectId: orders.id, startsAt, endsAt, reason: "a holiday", createdAt: startsAt },
  });
}
