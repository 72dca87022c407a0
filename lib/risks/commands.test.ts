import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { verifyAudit } from "../audit/reads/verify.ts";
import { createRisk, updateRisk } from "./commands.ts";
import { listRisks, readRisk } from "./reads.ts";
import { type RiskView, riskBodySchema, riskSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let risk: RiskView;

const NOW = new Date("2027-02-24T02:58:00Z");
const lead = () => project.as("lead", NOW);
const viewer = () => project.as("viewer", NOW);
const latest = async () => (await auditEvents(viewer(), {}, { limit: 1 })).items[0];
const body = (fields: object) => riskBodySchema.parse({ hypothesis: "h", likelihood: 3, impact: 3, ...fields });

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
  risk = await createRisk(
    lead(),
    body({
      hypothesis: "Payment status differs between stores",
      likelihood: 3,
      impact: 5,
      targetLikelihood: 1,
      owner: "Priya Nair",
      reviewDate: "2027-02-20",
    }),
  );
});

describe("adding a risk", () => {
  it("gives it the next number of the project, its band and its target", async () => {
    expect(riskSchema.parse(risk)).toMatchObject({
      number: 1,
      band: "critical",
      targetLikelihood: 1,
      targetImpact: 5,
      targetBand: "high",
      reviewOverdue: true,
      status: "open",
      version: 1,
    });
    expect(await createRisk(lead(), body({}))).toMatchObject({
      number: 2,
      band: "medium",
      reviewDate: null,
      reviewOverdue: false,
    });
    expect(await createRisk(other.as("lead"), body({}))).toMatchObject({ number: 1 });
    expect((await auditEvents(viewer(), { targetKey: "1" }, { limit: 1 })).items).toMatchObject([
      { act: "risk.create", target: { kind: "risk", key: "1" }, before: null, after: { impact: 5, reviewDate: "2027-02-20" } },
    ]);
  });

  it("never gives a number twice", async () => {
    const risks = await Promise.all(Array.from({ length: 10 }, () => createRisk(lead(), body({}))));
    expect(risks.map(({ number }) => number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("needs a lead", async () => {
    for (const role of ["viewer", "operator"] as const) {
      const error = await failure(createRisk(project.as(role), body({})));
      expect(error).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
    }
    expect(await listRisks(viewer())).toHaveLength(1);
  });
});

describe("the register", () => {
  it("is worst first, closed ones last", async () => {
    await createRisk(lead(), body({ likelihood: 1, impact: 1 }));
    await createRisk(lead(), body({ likelihood: 5, impact: 5 }));
    await createRisk(lead(), body({ likelihood: 3, impact: 5, reviewDate: "2027-02-19" }));
    await updateRisk(lead(), { risk: "3", expectedVersion: 1, status: "closed" });
    expect((await listRisks(viewer())).map(({ number }) => number)).toEqual([4, 1, 2, 3]);
    expect((await listRisks(viewer(), { status: "closed" })).map(({ number }) => number)).toEqual([3]);
  });
});

describe("changing a risk", () => {
  const change = (fields: Partial<Parameters<typeof updateRisk>[1]>, context = lead()) =>
    updateRisk(context, { risk: "1", expectedVersion: 1, ...fields });

  it("stores what is new and records only that", async () => {
    expect(await change({ likelihood: 2, reviewDate: null, mitigation: "compare every read" })).toMatchObject({
      band: "high",
      reviewDate: null,
      reviewOverdue: false,
      version: 2,
    });
    const event = await latest();
    expect(event).toMatchObject({ act: "risk.update" });
    expect(event?.before).toEqual({ likelihood: 3, reviewDate: "2027-02-20", mitigation: "" });
    expect(event?.after).toEqual({ likelihood: 2, reviewDate: null, mitigation: "compare every read" });
  });

  it("closes and reopens it under names of their own", async () => {
    expect(await change({ status: "closed", reason: "cannot happen any more" })).toMatchObject({
      status: "closed",
      reviewOverdue: false,
    });
    expect(await latest()).toMatchObject({ act: "risk.close", reason: "cannot happen any more" });
    expect(await change({ expectedVersion: 2, status: "open" })).toMatchObject({ status: "open", reviewOverdue: true });
    expect(await latest()).toMatchObject({ act: "risk.reopen" });
  });

  it("is silent when nothing would change", async () => {
    const before = await verifyAudit(viewer(), { full: true });
    expect(await change({ impact: 5, reviewDate: "2027-02-20", status: "open" })).toEqual(risk);
    expect(await verifyAudit(viewer(), { full: true })).toEqual(before);
  });

  it("answers a stale version with the other change", async () => {
    await change({ owner: "Wei Chen" });
    const error = await failure(change({ owner: "Mei Lin" }));
    expect(error).toMatchObject({
      code: "conflict",
      extra: { current: { owner: "Wei Chen", version: 2 }, theirChange: { after: { owner: "Wei Chen" } } },
    });
    expect(error.message).toContain("R-01");
  });

  it("lets exactly one of many writers win", async () => {
    const lost = await losers(Array.from({ length: 6 }, (_, index) => change({ owner: `owner ${index}` })));
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill("conflict"));
    expect(await readRisk(viewer(), "1")).toMatchObject({ version: 2 });
  });

  it("does not reach into another project, and needs a lead", async () => {
    expect(await failure(change({ owner: "x" }, other.as("admin")))).toMatchObject({ code: "not-found" });
    for (const number of ["0", "01", "-1", "1.5", "99999999999", "R-01"]) {
      expect(await failure(change({ risk: number, owner: "x" }))).toMatchObject({ code: "not-found" });
    }
    expect(await failure(change({ owner: "x" }, project.as("operator")))).toMatchObject({ code: "forbidden" });
    expect(await readRisk(viewer(), "1")).toEqual(risk);
  });
});
