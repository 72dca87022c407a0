import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { verifyAudit } from "../audit/reads/verify.ts";
import { createPhase, updatePhase } from "../phases/commands.ts";
import type { PhaseView } from "../phases/schema.ts";
import { createMilestone, deleteMilestone, updateMilestone } from "./commands.ts";
import { listMilestones, readMilestone } from "./reads.ts";
import { type MilestoneView, milestoneSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let phase: PhaseView;
let milestone: MilestoneView;

const NOW = new Date("2027-02-24T02:58:00Z");
const lead = () => project.as("lead", NOW);
const viewer = () => project.as("viewer", NOW);
const latest = async () => (await auditEvents(viewer(), {}, { limit: 1 })).items[0];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
  phase = await createPhase(lead(), { name: "Data layer", goal: "" });
  milestone = await createMilestone(lead(), {
    phase: phase.id,
    name: "payment at Live 100 %",
    owner: "Priya Nair",
    baselineDate: "2027-02-24",
    currentDate: "2027-02-28",
    status: "active",
  });
});

describe("adding a milestone", () => {
  it("answers with its slip", async () => {
    expect(milestoneSchema.parse(milestone)).toMatchObject({
      phase: phase.id,
      owner: "Priya Nair",
      slipDays: 4,
      overdue: false,
      doneDate: null,
      version: 1,
    });
    expect(await latest()).toMatchObject({
      act: "milestone.create",
      target: { name: "payment at Live 100 %" },
      after: { baselineDate: "2027-02-24", currentDate: "2027-02-28" },
    });
  });

  it("plans it for its baseline when no other date is given", async () => {
    const plain = { phase: phase.id, name: "x", owner: "", baselineDate: "2027-02-20" };
    expect(await createMilestone(lead(), { ...plain, status: "planned" })).toMatchObject({
      currentDate: "2027-02-20",
      slipDays: 0,
      overdue: true,
    });
    expect(await createMilestone(lead(), { ...plain, status: "done" })).toMatchObject({
      doneDate: "2027-02-24",
      slipDays: 4,
      overdue: false,
    });
  });

  it("knows only phases of its own project", async () => {
    const foreign = await createPhase(other.as("lead"), { name: "theirs", goal: "" });
    const error = await failure(
      createMilestone(lead(), { phase: foreign.id, name: "x", owner: "", baselineDate: "2027-01-01", status: "planned" }),
    );
    expect(error.code).toBe("not-found");
    expect(await listMilestones(other.as("viewer"))).toEqual([]);
  });

  it("needs a lead", async () => {
    const { phase: id, name, owner, baselineDate } = milestone;
    const error = await failure(
      createMilestone(project.as("operator"), { phase: id, name, owner, baselineDate, status: "planned" }),
    );
    expect(error).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
  });
});

describe("the list", () => {
  it("goes by phase, then by date, and can be narrowed", async () => {
    const early = await createPhase(lead(), { name: "Call chain", goal: "" });
    const add = (id: string, name: string, baselineDate: string, status: MilestoneView["status"] = "planned") =>
      createMilestone(lead(), { phase: id, name, owner: "", baselineDate, status });
    await add(early.id, "b", "2027-01-20", "done");
    await add(early.id, "a", "2027-01-10");
    await updatePhase(lead(), { phase: early.id, expectedVersion: 1, position: 1 });
    expect((await listMilestones(viewer())).map(({ name }) => name)).toEqual(["a", "b", "payment at Live 100 %"]);
    expect((await listMilestones(viewer(), { phase: early.id, status: "done" })).map(({ name }) => name)).toEqual(["b"]);
    expect(await listMilestones(other.as("viewer"), { phase: early.id })).toEqual([]);
  });
});

describe("changing a milestone", () => {
  const change = (fields: Partial<Parameters<typeof updateMilestone>[1]>, context = lead()) =>
    updateMilestone(context, { milestone: milestone.id, expectedVersion: 1, ...fields });

  it("moves the current date without a reason, and the slip follows", async () => {
    expect(await change({ currentDate: "2027-03-02", owner: "Wei Chen" })).toMatchObject({
      slipDays: 6,
      baselineDate: "2027-02-24",
      owner: "Wei Chen",
      version: 2,
    });
    const event = await latest();
    expect(event?.before).toEqual({ currentDate: "2027-02-28", owner: "Priya Nair" });
    expect(event?.after).toEqual({ currentDate: "2027-03-02", owner: "Wei Chen" });
  });

  it("moves the baseline only with a reason", async () => {
    const error = await failure(change({ baselineDate: "2027-03-01" }));
    expect(error).toMatchObject({ code: "invalid", extra: { errors: [{ path: "reason" }] } });
    expect(await failure(change({ baselineDate: "2027-03-01", reason: "" }))).toMatchObject({ code: "invalid" });
    expect(await change({ baselineDate: "2027-02-24" })).toMatchObject({ version: 1 });
    expect(await change({ baselineDate: "2027-03-01", reason: "scope grew" })).toMatchObject({ slipDays: -1, version: 2 });
    expect(await latest()).toMatchObject({ reason: "scope grew", before: { baselineDate: "2027-02-24" } });
  });

  it("takes the day it was done, if it is done", async () => {
    expect(await change({ status: "done", doneDate: "2027-01-31" })).toMatchObject({ doneDate: "2027-01-31" });
    expect(await change({ expectedVersion: 2, doneDate: "2027-02-01" })).toMatchObject({
      doneDate: "2027-02-01",
      status: "done",
    });
    expect((await failure(change({ expectedVersion: 3, status: "active", doneDate: "2027-02-01" }))).code).toBe("invalid");
  });

  it("notes the day it is done, and forgets it when reopened", async () => {
    expect(await change({ status: "done" })).toMatchObject({ doneDate: "2027-02-24", slipDays: 0 });
    const later = project.as("lead", new Date("2027-03-05T12:00:00Z"));
    expect(await change({ expectedVersion: 2, status: "done", name: "renamed" }, later)).toMatchObject({
      doneDate: "2027-02-24",
    });
    expect(await change({ expectedVersion: 3, status: "active" }, later)).toMatchObject({ doneDate: null, overdue: true });
  });

  it("moves to another phase of the same project only", async () => {
    const foreign = await createPhase(other.as("lead"), { name: "theirs", goal: "" });
    expect(await failure(change({ phase: foreign.id }))).toMatchObject({ code: "not-found" });
    const next = await createPhase(lead(), { name: "Completion", goal: "" });
    expect(await change({ phase: next.id })).toMatchObject({ phase: next.id });
  });

  it("is silent when nothing would change", async () => {
    const before = await verifyAudit(viewer(), { full: true });
    expect(await change({ name: milestone.name, status: "active", currentDate: "2027-02-28" })).toEqual(milestone);
    expect(await verifyAudit(viewer(), { full: true })).toEqual(before);
  });

  it("answers a stale version with the other change", async () => {
    await change({ owner: "Wei Chen" });
    expect(await failure(change({ owner: "Mei Lin" }))).toMatchObject({
      code: "conflict",
      extra: { current: { owner: "Wei Chen", version: 2 }, theirChange: { after: { owner: "Wei Chen" } } },
    });
  });

  it("lets exactly one of many writers win", async () => {
    const lost = await losers(Array.from({ length: 6 }, (_, index) => change({ owner: `owner ${index}` })));
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill("conflict"));
    expect(await readMilestone(viewer(), milestone.id)).toMatchObject({ version: 2 });
  });

  it("does not reach into another project, and needs a lead", async () => {
    expect(await failure(change({ owner: "x" }, other.as("admin")))).toMatchObject({ code: "not-found" });
    expect(await failure(change({ milestone: "nonsense" }))).toMatchObject({ code: "not-found" });
    expect(await failure(change({ owner: "x" }, project.as("operator")))).toMatchObject({ code: "forbidden" });
    expect(await readMilestone(viewer(), milestone.id)).toEqual(milestone);
  });
});

describe("deleting a milestone", () => {
  it("keeps what it was in the audit log", async () => {
    await deleteMilestone(lead(), { milestone: milestone.id, expectedVersion: 1 });
    expect(await listMilestones(viewer())).toEqual([]);
    expect(await latest()).toMatchObject({
      act: "milestone.delete",
      target: { name: "payment at Live 100 %" },
      before: { baselineDate: "2027-02-24", owner: "Priya Nair" },
      after: null,
    });
  });

  it("is refused with a stale version, from another project and to an operator", async () => {
    const remove = (context: ReturnType<typeof lead>, expectedVersion: number) =>
      failure(deleteMilestone(context, { milestone: milestone.id, expectedVersion }));
    expect(await remove(lead(), 7)).toMatchObject({ code: "conflict", extra: { current: { version: 1 } } });
    expect(await remove(other.as("admin"), 1)).toMatchObject({ code: "not-found" });
    expect(await remove(project.as("operator"), 1)).toMatchObject({ code: "forbidden" });
    expect(await listMilestones(viewer())).toHaveLength(1);
  });
});
