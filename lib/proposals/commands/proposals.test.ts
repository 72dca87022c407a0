import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import { updateEnvironment } from "../../environments/commands.ts";
import type { ProjectContext, ProjectScope } from "../../platform/context.ts";
import { environmentOf } from "../../switches/reads/environment.ts";
import { switchView } from "../../switches/reads/views.ts";
import { createToken } from "../../tokens/commands/edit.ts";
import { listProposals, readProposal } from "../reads/views.ts";
import { type ProposalView, proposalBodySchema, proposalSchema } from "../schema.ts";
import { createProposal, updateProposal } from "./propose.ts";
import { applyProposal, approveProposal, withdrawProposal } from "./settle.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let proposal: ProposalView;

const REASON = "first subjects, CHG-1203";
const author = () => project.as("lead");
/** Another person of the same role as the author, or stronger. */
const second = () => project.as("admin");
const body = (fields: object = {}) =>
  proposalBodySchema.parse({ expectedVersion: 1, target: "new", share: 1000, reason: REASON, ...fields });
const create = (context: ProjectContext, fields: object = {}) =>
  createProposal(context, { environment: "production", key: "orders.route", ...body(fields) });
const step = (expectedVersion = 1) => ({ proposal: proposal.id, expectedVersion });
const stands = async () => switchView(author(), await environmentOf(author(), "production"), "orders.route");
const rules = async (promise: Promise<unknown>) => (await failure(promise)).extra.refusals;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"], people: true });
  other = await testProject(database.db, { modules: ["orders"] });
  await updateEnvironment(second(), { environment: "production", expectedVersion: 1, approvals: true });
  proposal = await create(author());
});

/** As a token, by default one of production that the author made. */
async function tokenOf(environment = "production"): Promise<ProjectContext> {
  const made = { environment, name: "pipeline", scopes: ["manage" as const], expiresInSeconds: undefined };
  const { id, name } = await createToken({ ...second(), actor: author().actor }, made);
  const { id: environmentId } = await environmentOf(second(), environment);
  return { ...second(), actor: { kind: "token", id, name }, project: { ...second().project, environmentId } as ProjectScope };
}

describe("proposing a change", () => {
  it("keeps the change as it was written, and changes nothing", async () => {
    expect(proposalSchema.parse(proposal)).toMatchObject({
      switch: "orders.route",
      axis: "route",
      change: { target: "new", share: 1000, reason: REASON },
      state: "open",
      stale: false,
      proposedBy: { name: "the lead" },
      approvedBy: null,
    });
    expect(await stands()).toMatchObject({ position: "old", next: null, version: 1 });
    const { items } = await auditEvents(author(), { act: "proposal" }, { limit: 5 });
    expect(items).toMatchObject([
      { act: "proposal.create", environment: "production", reason: REASON, after: { target: "new" } },
    ]);
  });

  it("refuses what could never be made as it is written", async () => {
    expect(await rules(create(author(), { target: "elsewhere" }))).toMatchObject([{ rule: "position" }]);
    expect(await rules(create(author(), { reason: "short" }))).toMatchObject([{ rule: "reason" }]);
    expect(await rules(create(author(), { share: 90_000 }))).toMatchObject([{ rule: "confirm", detail: { expected: "orders" } }]);
    expect(await failure(create(author(), { expectedVersion: 4 }))).toMatchObject({
      code: "conflict",
      extra: { current: { version: 1 } },
    });
    await applyProposal(author(), { proposal: (await approveProposal(second(), step())).id, expectedVersion: 2 });
    expect(await rules(create(author(), { expectedVersion: 2, target: "old", share: 100_000 }))).toMatchObject([
      { rule: "not-forward" },
    ]);
  });

  it("needs a lead, and knows only switches of its own project and environment", async () => {
    expect(await failure(create(project.as("operator")))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
    const elsewhere = createProposal(author(), { environment: "production", key: "stock.route", ...body() });
    expect(await failure(elsewhere)).toMatchObject({ code: "not-found" });
    expect(await failure(create(await tokenOf("staging")))).toMatchObject({ code: "forbidden" });
    expect((await listProposals(other.as("admin"), {}, { limit: 50 })).items).toEqual([]);
  });
});

describe("approving", () => {
  it("takes a second person", async () => {
    expect(await rules(approveProposal(author(), step()))).toMatchObject([{ rule: "second-person" }]);
    expect(await approveProposal(second(), step())).toMatchObject({ approvedBy: { name: "the admin" }, version: 2 });
  });

  it("is not for tokens, nor for whoever made the token that proposed", async () => {
    const token = await tokenOf();
    expect(await rules(approveProposal(token, step()))).toMatchObject([{ rule: "second-person", detail: { actor: "token" } }]);
    proposal = await create(token);
    expect(await rules(approveProposal(author(), step()))).toMatchObject([{ rule: "second-person" }]);
    expect(await approveProposal(second(), step())).toMatchObject({ approvedBy: { name: "the admin" } });
  });

  it("is cleared by an edit, whose writer is the author from then on", async () => {
    await approveProposal(second(), step());
    const edited = await updateProposal(second(), { ...step(2), change: body({ share: 2000 }) });
    expect(edited).toMatchObject({
      approvedBy: null,
      approvedAt: null,
      version: 3,
      proposedBy: { name: "the admin" },
      change: { share: 2000 },
    });
    expect(await rules(applyProposal(author(), step(3)))).toMatchObject([{ rule: "approval" }]);
    expect(await rules(approveProposal(second(), step(3)))).toMatchObject([{ rule: "second-person" }]);
    expect(await approveProposal(author(), step(3))).toMatchObject({ approvedBy: { name: "the lead" } });
  });

  it("counts for the version that was read alone", async () => {
    await updateProposal(author(), { ...step(), change: body({ share: 5000 }) });
    const late = await failure(approveProposal(second(), step()));
    expect(late).toMatchObject({
      code: "conflict",
      extra: { current: { version: 2, change: { share: 5000 } }, theirChange: { act: "proposal.update" } },
    });
    expect(await readProposal(author(), proposal.id)).toMatchObject({ approvedBy: null });
  });
});

describe("applying", () => {
  it("makes the change once somebody approved it, and says who", async () => {
    expect(await rules(applyProposal(author(), step()))).toMatchObject([{ rule: "approval" }]);
    expect(await readProposal(author(), proposal.id)).toMatchObject({ state: "open", version: 1 });
    await approveProposal(second(), step());
    const lost = await losers([1, 2, 3].map(() => applyProposal(author(), step(2))));
    expect(lost.map(({ code }) => code)).toEqual(["conflict", "conflict"]);
    const view = await stands();
    expect(view).toMatchObject({ next: "new", share: 1000, version: 2, lastChange: { reason: REASON } });
    expect(view.lastChange?.gates.find(({ rule }) => rule === "approval")).toMatchObject({
      passed: true,
      message: "Approved by the admin.",
    });
    expect(await readProposal(author(), proposal.id)).toMatchObject({ state: "applied", stale: false, switchVersion: 2 });
    expect(await failure(approveProposal(second(), step(3)))).toMatchObject({
      code: "conflict",
      extra: { current: { state: "applied" } },
    });
  });
});

describe("withdrawing, and all steps", () => {
  it("ends it", async () => {
    expect(await withdrawProposal(author(), step())).toMatchObject({ state: "withdrawn", version: 2 });
    expect(await failure(applyProposal(author(), step(2)))).toMatchObject({ code: "conflict" });
    expect((await listProposals(author(), { state: "open" }, { limit: 50 })).items).toEqual([]);
    expect(
      (await listProposals(author(), { environment: "production", switch: "orders.route" }, { limit: 50 })).items,
    ).toHaveLength(1);
  });

  it("do not reach into another project or environment, and need a lead", async () => {
    const staging = await tokenOf("staging");
    const steps = [
      approveProposal,
      applyProposal,
      withdrawProposal,
      (context: ProjectContext, input: ReturnType<typeof step>) => updateProposal(context, { ...input, change: body() }),
    ];
    for (const act of steps) {
      expect(await failure(act(other.as("admin"), step()))).toMatchObject({ code: "not-found" });
      expect(await failure(act(author(), { ...step(), proposal: "nonsense" }))).toMatchObject({ code: "not-found" });
      expect(await failure(act(project.as("operator"), step()))).toMatchObject({
        code: "forbidden",
        extra: { roleNeeded: "lead" },
      });
      expect(await failure(act(staging, step()))).toMatchObject({ code: "forbidden" });
      expect(await failure(act(second(), step(9)))).toMatchObject({ code: "conflict", extra: { current: { version: 1 } } });
    }
    expect(await readProposal(author(), proposal.id)).toEqual(proposal);
  });
});
