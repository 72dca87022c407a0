import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import { updateEnvironment } from "../../environments/commands.ts";
import { changeRole, removeMember } from "../../members/commands/edit.ts";
import type { ProjectContext, ProjectScope } from "../../platform/context.ts";
import { holdSwitch, releaseSwitch } from "../../switches/commands/hold.ts";
import { rollbackSwitch } from "../../switches/commands/rollback.ts";
import { createToken } from "../../tokens/commands/edit.ts";
import { listProposals, readProposal } from "../reads/views.ts";
import { proposalBodySchema } from "../schema.ts";
import { createProposal, updateProposal } from "./propose.ts";
import { applyProposal, approveProposal } from "./settle.ts";

/** Words end: an approval with the right of whoever gave it, a proposal with the switch it was made for. */

let database: TestDatabase;
let orders: TestSwitches;

const at = { environment: "production", key: "orders.route" };
const reason = "first subjects, CHG-1203";
const author = () => orders.as("lead");
const second = () => orders.as("admin");
const body = (fields: object = {}) =>
  proposalBodySchema.parse({ expectedVersion: 1, target: "new", share: 1000, reason, ...fields });
const create = (context = author(), fields = {}) => createProposal(context, { ...at, ...body(fields) });
const approvals = (wanted: boolean, expectedVersion: number) =>
  updateEnvironment(second(), { environment: "production", expectedVersion, approvals: wanted });

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
  await approvals(true, 1);
});

describe("an approval", () => {
  /** Approved by the admin, who is not the last one. */
  async function approved() {
    const { id } = await create();
    await database.db.membership.updateMany({
      where: { projectId: orders.id, userId: orders.as("operator").actor.id },
      data: { role: "admin" },
    });
    return approveProposal(second(), { proposal: id, expectedVersion: 1 });
  }
  const member = () => ({ member: second().actor.id, expectedVersion: 1 });
  const applied = ({ id, version }: { id: string; version: number }) =>
    applyProposal(author(), { proposal: id, expectedVersion: version });

  it("no longer counts when its giver was removed; somebody else may give it", async () => {
    const proposal = await approved();
    expect(proposal).toMatchObject({ approvalLapsed: false });
    await removeMember(second(), member());
    const error = await failure(applied(proposal));
    expect(error.extra.refusals).toMatchObject([{ rule: "approval", detail: { lapsed: "the admin" } }]);
    expect(await readProposal(author(), proposal.id)).toMatchObject({ state: "open", version: 2, approvalLapsed: true });
    expect((await listProposals(author(), { state: "open" }, { limit: 5 })).items).toMatchObject([{ approvalLapsed: true }]);
    const { actor } = orders.as("operator");
    const third = { ...orders.as("lead"), actor };
    const again = await approveProposal(third, { proposal: proposal.id, expectedVersion: 2 });
    expect((await applied(again)).changed).toMatchObject({ version: 2 });
  });

  it("no longer counts when its giver’s role is too weak by now", async () => {
    const proposal = await approved();
    await changeRole(second(), { ...member(), role: "operator" });
    expect(rulesOf(await failure(applied(proposal)))).toEqual(["approval"]);
    await changeRole({ ...second(), actor: orders.as("operator").actor }, { ...member(), expectedVersion: 2, role: "lead" });
    expect((await applied(proposal)).changed).toMatchObject({ version: 2 });
  });

  it("is not missed where none is asked for any more", async () => {
    const proposal = await approved();
    await removeMember(second(), member());
    await approvals(false, 2);
    expect((await applied(proposal)).changed).toMatchObject({ version: 2 });
  });

  it("is nobody’s who is behind the token that wrote the proposal, through whatever token, by whatever name", async () => {
    const first = await token(author(), "a name of mine");
    const proposal = await create(await token(first, "pipeline"));
    const renamed = { ...author(), actor: { ...author().actor, name: "somebody new" } };
    const step = { proposal: proposal.id, expectedVersion: 1 };
    expect(rulesOf(await failure(approveProposal(renamed, step)))).toEqual(["second-person"]);
    const namesake = { ...second(), actor: { ...second().actor, name: author().actor.name } };
    expect(await approveProposal(namesake, step)).toMatchObject({ approvalLapsed: false });
  });

  it("given before its giver was known to be the author counts no more", async () => {
    const proposal = await approved();
    await database.db.proposal.update({ where: { id: proposal.id }, data: { proposedById: second().actor.id } });
    expect(rulesOf(await failure(applied(proposal)))).toEqual(["approval"]);
  });
});

describe("an open proposal", () => {
  const changes: [string, () => Promise<unknown>][] = [
    ["hold", () => holdSwitch(orders.as("operator"), at)],
    [
      "rollback",
      async () => {
        await approvals(false, 2);
        await orders.change(at.key, "new", { share: 2000 });
        await rollbackSwitch(orders.as("operator"), at);
      },
    ],
  ];

  it.each(changes)("ends by a %s of its switch, and a release brings it back no more", async (_, change) => {
    const { id } = await create();
    await approveProposal(second(), { proposal: id, expectedVersion: 1 });
    await change();
    const ended = await readProposal(author(), id);
    expect(ended).toMatchObject({ state: "overtaken", stale: true, version: 3, overtakenBy: { version: 2 } });
    await releaseSwitch(author(), { ...at, reason });
    for (const expectedVersion of [2, 3]) {
      const error = await failure(applyProposal(author(), { proposal: id, expectedVersion }));
      expect(error).toMatchObject({ code: "conflict", extra: { current: { state: "overtaken" } } });
      expect(error.message).toMatch(/^orders\.route was changed since: .*Propose the change anew\.$/);
    }
    expect(await failure(updateProposal(author(), { proposal: id, expectedVersion: 3, change: body() }))).toMatchObject({
      code: "conflict",
    });
    const { items } = await auditEvents(author(), { act: "proposal.overtake" }, { limit: 5 });
    expect(items).toMatchObject([
      { target: { key: id }, after: { state: "overtaken" }, reason: expect.stringMatching(/was changed since/) },
    ]);
  });

  it("ends when another one for its switch is applied", async () => {
    const one = await create();
    const other = await create(author(), { share: 2000 });
    await approveProposal(second(), { proposal: one.id, expectedVersion: 1 });
    await applyProposal(author(), { proposal: one.id, expectedVersion: 2 });
    expect(await readProposal(author(), one.id)).toMatchObject({ state: "applied" });
    expect(await readProposal(author(), other.id)).toMatchObject({ state: "overtaken", overtakenBy: { act: "change" } });
  });

  it("never outlives a change made at the same moment", async () => {
    await approvals(false, 2);
    const raced = await Promise.allSettled([
      create(),
      orders.change(at.key, "new", { share: 500 }),
      create(author(), { share: 3000 }),
    ]);
    expect(raced[1]?.status).toBe("fulfilled");
    const { items } = await listProposals(author(), {}, { limit: 5 });
    expect(items.filter(({ state }) => state === "open")).toEqual([]);
  });
});

/** A token of production that somebody made. */
async function token(maker: ProjectContext, name: string): Promise<ProjectContext> {
  const admin = { ...orders.as("admin"), actor: maker.actor };
  const made = await createToken(admin, { environment: "production", name, scopes: ["manage"], expiresInSeconds: undefined });
  const { project, ...context } = admin;
  return { ...context, actor: { kind: "token", id: made.id, name }, project: { ...project } as ProjectScope };
}
