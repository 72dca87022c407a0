import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { lockWaits, type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { verifyAudit } from "../audit/reads/verify.ts";
import type { ProjectContext, ProjectScope } from "../platform/context.ts";
import type { Db } from "../platform/db.ts";
import { startJob, updateJob } from "./commands.ts";
import { listJobs, readJob } from "./reads.ts";
import { jobPatchSchema, jobSchema, jobStartedSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let environmentId: string;
let revision: number;

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const operator = () => project.as("operator");

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders", "stock"] });
  other = await testProject(database.db, { modules: ["orders"] });
  const environment = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
  environmentId = environment.id;
  revision = Number(environment.revision);
});

/** Publishes a standing of the module as a change would, whatever the rules say. Answers its revision. */
async function publish(
  axis: "call" | "data",
  position: string,
  next: string | null = null,
  db: Db = database.db,
): Promise<number> {
  revision += 1;
  const where = { environmentId_key: { environmentId, key: `orders.${axis}` } };
  const standing = { position, next, share: next ? 50_000 : 0 };
  const row = await db.switch.update({ where, data: { ...standing, revision, version: { increment: 1 } } });
  const by = { actorKind: "user", actorId: "test", actorName: "the test" };
  await db.switchChange.create({
    data: {
      switchId: row.id,
      version: row.version,
      revision,
      at: new Date(),
      act: "change",
      ...standing,
      rules: [],
      checkRatio: 0,
      held: false,
      ...by,
    },
  });
  await db.environment.update({ where: { id: environmentId }, data: { revision } });
  return revision;
}

function seen(instance: string, acknowledged: number, fields: object = {}) {
  const row = { environmentId, service: "api", instance, serviceVersion: "", revision: acknowledged, writes: [] };
  return database.db.instance.create({
    data: { ...row, acknowledgedAt: ago(90), leaseUntil: ago(60), firstSeenAt: ago(900), ...fields },
  });
}

const start = (context: ProjectContext, fields: object = {}) =>
  startJob(context, { environment: "production", module: "orders", store: "new", ...fields });

const WHOLE = [{ from: null, to: null }];
/** What an honest runner says in the end of `rows` keys that both stores hold. */
const ended = (job: { id: string; revision: number }, rows = 3) => {
  return {
    job: job.id,
    revision: job.revision,
    rows,
    differences: 0,
    compared: { old: rows, new: rows },
    ranges: WHOLE,
    state: "done",
  } as const;
};

describe("starting a job", () => {
  it("makes its store current once every operation writes both stores", async () => {
    const off = await publish("call", "new");
    const both = await publish("data", "dualwrite");
    await seen("api-1", off);
    const early = jobStartedSchema.parse(await start(operator()));
    expect(early).toMatchObject({ covered: false, revision: both, state: "running", since: null, startedBy: "the operator" });
    expect(early.coverage.waiting).toEqual([{ service: "api", instance: "api-1", revision: off, mayActOn: ["off"] }]);
    expect(early.coverage.message).toContain("api-1 may still act on a stage that leaves it out");

    await database.db.instance.updateMany({ where: { environmentId }, data: { revision: both } });
    expect(await start(operator())).toMatchObject({ covered: true, coverage: { waiting: [] } });
    expect((await auditEvents(operator(), { act: "job" }, { limit: 5 })).items[0]).toMatchObject({
      act: "job.start",
      environment: "production",
      after: { module: "orders", store: "new", covered: true, revision: both },
    });
  });

  it("waits for a fence instance only as long as its last operation may run", async () => {
    const off = await publish("call", "new");
    await publish("data", "dualwrite");
    await seen("api-1", off, { onLeaseLoss: "fence", leaseUntil: ago(5) });
    expect(await start(operator())).toMatchObject({ covered: false });
    await database.db.instance.updateMany({ where: { environmentId }, data: { leaseUntil: ago(11) } });
    expect(await start(operator())).toMatchObject({ covered: true });
  });

  it("does not count while a stage in force leaves the store out", async () => {
    await publish("data", "dualwrite");
    expect(await start(operator())).toMatchObject({ covered: false, coverage: { waiting: [] } });
    await publish("call", "new");
    expect(await start(operator())).toMatchObject({ covered: true });
    await publish("data", "rampdown", "complete");
    expect(await start(operator())).toMatchObject({ covered: true });
    expect(await start(operator(), { store: "old" })).toMatchObject({ covered: false });
  });

  it("sees a change that is being stored while it begins", async () => {
    await publish("call", "new");
    await publish("data", "dualwrite");
    const { begun, off } = await database.db.$transaction(async (tx) => {
      const off = await publish("data", "off", null, tx);
      const begun = start(operator());
      await vi.waitFor(async () => expect(await lockWaits(database)).toBe(1), SOON);
      return { begun: [begun] as const, off };
    });
    expect(await begun[0]).toMatchObject({ covered: false, revision: off });
  });

  it("knows only modules and environments of its own project, and needs an operator", async () => {
    expect(await failure(start(operator(), { module: "nothing" }))).toMatchObject({ code: "not-found" });
    expect(await failure(start(operator(), { environment: "nowhere" }))).toMatchObject({ code: "not-found" });
    expect(await failure(start(project.as("viewer")))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "operator" } });
    const context = project.as("admin");
    const staging = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "staging" } });
    const bound = { ...context, project: { ...context.project, environmentId: staging.id } as ProjectScope };
    expect(await failure(start(bound))).toMatchObject({ code: "forbidden" });
    expect((await listJobs(project.as("viewer"), {}, { limit: 50 })).items).toEqual([]);
  });
});

describe("reporting on a job", () => {
  it("takes progress silently and its end once", async () => {
    const job = await start(operator());
    const { id } = job;
    const before = await verifyAudit(operator(), { full: true });
    expect(await updateJob(operator(), { job: id, rows: 7 })).toMatchObject({ state: "running", rows: 7, finishedAt: null });
    expect(await verifyAudit(operator(), { full: true })).toEqual(before);
    const end = await updateJob(operator(), { ...ended(job, 9), mended: 2 });
    expect(end).toMatchObject({ state: "done", rows: 9, mended: 2, differences: 0, finishedAt: expect.any(String) });
    expect(jobSchema.parse(end)).toMatchObject({ compared: { old: 9, new: 9 }, ranges: WHOLE });
    expect((await auditEvents(operator(), {}, { limit: 1 })).items[0]).toMatchObject({
      act: "job.end",
      before: { state: "running" },
      after: { state: "done", mended: 2, differences: 0, compared: { old: 9, new: 9 } },
    });
    const again = await failure(updateJob(operator(), { job: id, differences: 5 }));
    expect(again).toMatchObject({ code: "conflict", extra: { current: { state: "done", differences: 0 } } });
    expect(await readJob(operator(), id)).toEqual(end);
  });

  it("lets exactly one of many ends win", async () => {
    const job = await start(operator());
    const lost = await losers(
      (["done", "failed", "failed"] as const).map((state) => updateJob(operator(), { ...ended(job), state })),
    );
    expect(lost.map(({ code }) => code)).toEqual(["conflict", "conflict"]);
  });

  it("ends well only when it says what it compared", () => {
    const asked = jobPatchSchema.safeParse({ state: "done" }).error?.issues.map(({ path }) => path.join());
    expect(asked).toEqual(["differences", "compared", "ranges", "revision"]);
    expect(jobPatchSchema.safeParse({ state: "failed" }).success).toBe(true);
    expect(jobPatchSchema.safeParse({ rows: -1 }).success).toBe(false);
  });

  const gap = [
    { from: null, to: "5" },
    { from: "6", to: null },
  ];
  it.each([
    ["another revision", { revision: 1 }, "revision"],
    ["more rows than both stores held", { rows: 7 }, "rows"],
    ["fewer rows than one of them held: it compared nothing", { rows: 0 }, "rows"],
    ["a store larger than what it went through", { compared: { old: 3, new: 1000 } }, "rows"],
    ["more differences than keys", { differences: 4 }, "differences"],
    ["keys left out in the middle", { ranges: gap }, "ranges"],
    ["keys left out at the end", { ranges: [{ from: null, to: "5" }] }, "ranges"],
    ["keys left out at the beginning", { ranges: [{ from: "1", to: null }] }, "ranges"],
  ])("is refused with %s, and goes on", async (_, claim, path) => {
    const job = await start(operator());
    const error = await failure(updateJob(operator(), { ...ended(job), ...claim }));
    expect(error).toMatchObject({ code: "invalid", extra: { errors: [{ path }] } });
    expect(await readJob(operator(), job.id)).toMatchObject({ state: "running", compared: null });
    await updateJob(operator(), { ...ended(job, 0), ranges: [...gap.slice(0, 1), { from: "5", to: null }] });
  });

  it("never goes backwards", async () => {
    const job = await start(operator());
    await updateJob(operator(), { job: job.id, rows: 7, mended: 2 });
    for (const path of ["rows", "mended"]) {
      const error = await failure(updateJob(operator(), { job: job.id, [path]: 1 }));
      expect(error).toMatchObject({ code: "invalid", extra: { errors: [{ path }] } });
    }
    expect(await failure(updateJob(operator(), ended(job, 3)))).toMatchObject({
      extra: { errors: [{ path: "rows" }] },
    });
  });

  it("does not reach into another project, and needs an operator", async () => {
    const { id } = await start(operator());
    expect(await failure(updateJob(other.as("admin"), { job: id, rows: 1 }))).toMatchObject({ code: "not-found" });
    expect(await failure(updateJob(operator(), { job: "nonsense", rows: 1 }))).toMatchObject({ code: "not-found" });
    expect(await failure(updateJob(project.as("viewer"), { job: id, rows: 1 }))).toMatchObject({ code: "forbidden" });
    expect(await readJob(operator(), id)).toMatchObject({ rows: 0 });
  });
});

describe("the list of jobs", () => {
  it("goes from the newest, can be narrowed, and pages", async () => {
    const first = await start(operator());
    const second = await start(operator(), { module: "stock", since: "2027-01-01T00:00:00+08:00" });
    await updateJob(operator(), { job: first.id, state: "failed" });
    const ids = async (which: object) => (await listJobs(operator(), which, { limit: 50 })).items.map(({ id }) => id);
    expect(await ids({})).toEqual([second.id, first.id]);
    expect(await ids({ module: "orders" })).toEqual([first.id]);
    expect(await ids({ state: "running", environment: "production" })).toEqual([second.id]);
    expect(second.since).toBe("2026-12-31T16:00:00.000Z");
    const page = await listJobs(operator(), {}, { limit: 1 });
    expect(page).toMatchObject({ items: [{ id: second.id }], nextCursor: second.id });
    expect((await listJobs(operator(), {}, { limit: 1, cursor: second.id })).items).toMatchObject([{ id: first.id }]);
    expect(await failure(listJobs(operator(), {}, { limit: 1, cursor: "x" }))).toMatchObject({ code: "invalid" });
    expect((await listJobs(other.as("admin"), {}, { limit: 50 })).items).toEqual([]);
  });
});

describe("failed writes", () => {
  const input = { environment: "production", module: "orders", store: "new" } as const;
  const row = async (key: string) => {
    const module = await database.db.module.findUniqueOrThrow({
      where: { projectId_key: { projectId: project.id, key: "orders" } },
    });
    return { environmentId, moduleId: module.id, store: "new", key };
  };
  const fail = async (key: string) => {
    const entry = { ...(await row(key)), operation: "pay", service: "shop", failedAt: new Date() };
    const again = { sequence: { increment: 1 }, resolvedAt: null, resolvedBy: null };
    const id = { environmentId_moduleId_store_key: await row(key) };
    await database.db.ledgerEntry.upsert({ where: id, create: entry, update: again });
  };
  const open = async () => {
    const found = await database.db.ledgerEntry.findMany({ where: { environmentId, resolvedAt: null }, orderBy: { key: "asc" } });
    return found.map(({ key }) => key);
  };
  const end = (job: { id: string; revision: number }, differences = 0) => updateJob(operator(), { ...ended(job), differences });

  /** What `act` answers, though somebody who holds the first row takes the second one while it waits. */
  const waitsHoldingNothing = async <T>(act: () => Promise<T>, first: string, second: string): Promise<T> => {
    const other = await database.pool.connect();
    try {
      await other.query("BEGIN");
      await other.query(`SELECT 1 FROM ${first} FOR NO KEY UPDATE`);
      const acting = act();
      await vi.waitFor(async () => expect(await lockWaits(database)).toBe(1), SOON);
      await other.query(`SELECT 1 FROM ${second} FOR NO KEY UPDATE NOWAIT`);
      await other.query("COMMIT");
      return await acting;
    } finally {
      other.release();
    }
  };

  it("are taken one after the other by key, by whoever reports, repairs or compares", async () => {
    await fail("b");
    await fail("a");
    // So small that Postgres would read it as it lies on disk.
    await database.pool.query("ANALYZE ledger_entries");
    const [a, b] = ["a", "b"].map((key) => `ledger_entries WHERE key = '${key}'`) as [string, string];
    const job = jobStartedSchema.parse(await waitsHoldingNothing(() => start(operator()), a, b));
    await waitsHoldingNothing(() => end(job), a, b);
    expect(await open()).toEqual([]);
  });

  it("are left alone by the end of a comparison until nobody else changes the project", async () => {
    await fail("a");
    const job = jobStartedSchema.parse(await start(operator()));
    await waitsHoldingNothing(() => end(job), `projects WHERE id = '${project.id}'`, "ledger_entries");
    expect(await open()).toEqual([]);
  });

  it("from before a comparison of all keys are mended by its end, those since are not", async () => {
    for (const key of ["*", "1", "2"]) await fail(key);
    const job = await startJob(operator(), input);
    await fail("2");
    await fail("3");
    expect(await open()).toEqual(["*", "1", "2", "3"]);
    await end(job);
    expect(await open()).toEqual(["2", "3"]);
  });

  it("stay when the comparison left something out, or some keys differ after it", async () => {
    await fail("1");
    const partly = await startJob(operator(), { ...input, since: ago(60).toISOString() });
    await end(partly);
    const old = await startJob(operator(), { ...input, store: "old" });
    await end(old);
    const differing = await startJob(operator(), input);
    await end(differing, 1);
    expect(await open()).toEqual(["1"]);
  });
});
