import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { verifyAudit } from "../audit/reads/verify.ts";
import { createMilestone } from "../milestones/commands.ts";
import { createPhase, deletePhase, updatePhase } from "./commands.ts";
import { listPhases, readPhase } from "./reads.ts";
import { type PhaseView, phaseSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let first: PhaseView;
let second: PhaseView;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
  first = await createPhase(project.as("lead"), { name: "Call chain", goal: "every call through the new services" });
  second = await createPhase(project.as("lead"), { name: "Data layer", goal: "" });
});

const order = async () => (await listPhases(project.as("viewer"))).map(({ position, name }) => `${position} ${name}`);
const latest = async () => (await auditEvents(project.as("viewer"), {}, { limit: 1 })).items[0];
const milestone = (phase: string) => ({ phase, name: "x", owner: "", baselineDate: "2027-01-01", status: "planned" as const });

describe("adding a phase", () => {
  it("puts it last, or where asked", async () => {
    expect(phaseSchema.parse(second)).toMatchObject({ name: "Data layer", position: 2, version: 1 });
    const zero = await createPhase(project.as("lead"), { name: "Analysis", goal: "", position: 1 });
    expect(zero.position).toBe(1);
    await createPhase(project.as("lead"), { name: "Completion", goal: "", position: 99 });
    expect(await order()).toEqual(["1 Analysis", "2 Call chain", "3 Data layer", "4 Completion"]);
    expect(await latest()).toMatchObject({ act: "phase.create", after: { name: "Completion", position: 4 } });
  });

  it("numbers phases without gaps however many come at once", async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        createPhase(project.as("lead"), { name: `p${index}`, goal: "", ...(index % 2 ? { position: 1 } : {}) }),
      ),
    );
    expect((await listPhases(project.as("viewer"))).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("needs a lead", async () => {
    const error = await failure(createPhase(project.as("operator"), { name: "x", goal: "" }));
    expect(error).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
    expect(await order()).toHaveLength(2);
  });
});

describe("changing a phase", () => {
  it("renames and moves it, and records what changed", async () => {
    const changed = await updatePhase(project.as("lead"), { phase: second.id, expectedVersion: 1, name: "Data", position: 1 });
    expect(changed).toMatchObject({ name: "Data", position: 1, version: 2 });
    expect(await order()).toEqual(["1 Data", "2 Call chain"]);
    const event = await latest();
    expect(event).toMatchObject({ act: "phase.update", target: { key: second.id, name: "Data" } });
    expect(event?.after).toEqual({ name: "Data", position: 1 });
    expect(event?.before).toEqual({ name: "Data layer", position: 2 });
  });

  it("is silent when nothing would change", async () => {
    const before = await verifyAudit(project.as("viewer"), { full: true });
    await updatePhase(project.as("lead"), { phase: second.id, expectedVersion: 1, name: "Data layer", position: 7 });
    expect(await verifyAudit(project.as("viewer"), { full: true })).toEqual(before);
  });

  it("answers a stale version with the other change", async () => {
    await updatePhase(project.as("lead"), { phase: first.id, expectedVersion: 1, goal: "theirs" });
    const error = await failure(updatePhase(project.as("lead"), { phase: first.id, expectedVersion: 1, goal: "mine" }));
    expect(error).toMatchObject({
      code: "conflict",
      extra: { current: { goal: "theirs", version: 2 }, theirChange: { act: "phase.update", after: { goal: "theirs" } } },
    });
  });

  it("lets exactly one of many writers win", async () => {
    const lost = await losers(
      Array.from({ length: 6 }, (_, index) =>
        updatePhase(project.as("lead"), { phase: first.id, expectedVersion: 1, name: `name ${index}` }),
      ),
    );
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill("conflict"));
    expect(await readPhase(project.as("viewer"), first.id)).toMatchObject({ version: 2 });
  });

  it("does not reach into another project, nor trip over what is no id", async () => {
    for (const phase of [first.id, "not-an-id", ""]) {
      expect(await failure(updatePhase(other.as("admin"), { phase, expectedVersion: 1, name: "x" }))).toMatchObject({
        code: "not-found",
      });
    }
    expect(await readPhase(project.as("viewer"), first.id)).toEqual(first);
  });

  it("needs a lead", async () => {
    expect(await failure(updatePhase(project.as("viewer"), { phase: first.id, expectedVersion: 1, name: "x" }))).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("deleting a phase", () => {
  it("closes the gap and keeps its name in the audit log", async () => {
    await deletePhase(project.as("lead"), { phase: first.id, expectedVersion: 1 });
    expect(await order()).toEqual(["1 Data layer"]);
    expect(await latest()).toMatchObject({ act: "phase.delete", target: { key: first.id, name: "Call chain" }, after: null });
  });

  it("is refused while it has milestones", async () => {
    await createMilestone(project.as("lead"), milestone(first.id));
    const error = await failure(deletePhase(project.as("lead"), { phase: first.id, expectedVersion: 1 }));
    expect(error).toMatchObject({ code: "refused", extra: { refusals: [{ rule: "not-empty", detail: { milestones: 1 } }] } });
    expect(await order()).toHaveLength(2);
  });

  it("never takes a milestone with it that arrives at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const phase = await createPhase(project.as("lead"), { name: `round ${round}`, goal: "" });
      const [lost] = await losers([
        deletePhase(project.as("lead"), { phase: phase.id, expectedVersion: 1 }),
        createMilestone(project.as("lead"), milestone(phase.id)),
      ]);
      const kept = await database.db.milestone.count({ where: { phaseId: phase.id } });
      expect(lost?.code).toBe(kept === 1 ? "refused" : "not-found");
    }
  });

  it("is refused with a stale version, from another project and to an operator", async () => {
    const stale = await failure(deletePhase(project.as("lead"), { phase: first.id, expectedVersion: 2 }));
    expect(stale).toMatchObject({ code: "conflict", extra: { current: { version: 1 } } });
    const foreign = await failure(deletePhase(other.as("admin"), { phase: first.id, expectedVersion: 1 }));
    expect(foreign.code).toBe("not-found");
    const weak = await failure(deletePhase(project.as("operator"), { phase: first.id, expectedVersion: 1 }));
    expect(weak.code).toBe("forbidden");
    expect(await order()).toHaveLength(2);
  });
});
