import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import { verifyAudit } from "../../audit/reads/verify.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { listInstances } from "../reads/list.ts";
import { instanceSchema } from "../schema.ts";
import { writeOffInstance } from "./write-off.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let environmentId: string;

const REASON = "host lost its disk at 03:10";
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"] });
  other = await testProject(database.db, { modules: [] });
  environmentId = await idOf(project);
  await seen("api-1", {});
});

async function idOf({ id: projectId }: TestProject): Promise<string> {
  return (await database.db.environment.findFirstOrThrow({ where: { projectId, key: "production" } })).id;
}

function seen(instance: string, fields: object) {
  const row = { environmentId, service: "api", instance, serviceVersion: "1", revision: 3, leaseUntil: ago(60), writes: [] };
  return database.db.instance.create({ data: { ...row, acknowledgedAt: ago(90), firstSeenAt: ago(900), ...fields } });
}

const writeOff = (context: ProjectContext, instance = "api-1", run: { incarnation?: string } = {}) =>
  writeOffInstance(context, { environment: "production", service: "api", instance, ...run, reason: REASON });
const runs = (instance: string) =>
  database.db.instance.findMany({ where: { environmentId, instance, departedAt: null }, orderBy: { incarnation: "asc" } });
const doubts = () => database.db.doubt.findMany({ where: { environmentId } });
const list = async () =>
  (await listInstances(database.db, { id: environmentId, key: "production" }, {}, new Date())).items.map((each) => [
    each.instance,
    each.holdsUp,
  ]);

describe("writing an instance off", () => {
  it("stops changes from waiting for it, and puts what it wrote last in doubt", async () => {
    expect(await list()).toEqual([["api-1", true]]);
    const view = instanceSchema.parse(await writeOff(project.as("operator")));
    expect(view).toMatchObject({
      holdsUp: false,
      silent: false,
      departed: { how: "written-off", by: "the operator", reason: REASON },
    });
    expect(await list()).toEqual([["api-1", false]]);
    const row = await database.db.instance.findFirstOrThrow({ where: { environmentId } });
    expect(await doubts()).toMatchObject([
      {
        service: "api",
        instance: "api-1",
        writes: [],
        cause: "written-off",
        since: new Date(row.acknowledgedAt.getTime() - 10_000),
        noticedAt: new Date((row.departedAt?.getTime() ?? 0) + 10_000),
      },
    ]);
    const { items } = await auditEvents(project.as("viewer"), { act: "instance" }, { limit: 5 });
    expect(items).toMatchObject([
      {
        act: "instance.write-off",
        target: { key: "api/api-1" },
        environment: "production",
        reason: REASON,
        before: { revision: 3 },
      },
    ]);
  });

  it("doubts only the modules it wrote, and nothing of one that wrote none", async () => {
    await seen("api-2", { writesKnown: true, writes: ["orders"] });
    await seen("api-3", { writesKnown: true });
    await writeOff(project.as("operator"), "api-2");
    await writeOff(project.as("operator"), "api-3");
    expect(await doubts()).toMatchObject([{ instance: "api-2", writes: ["orders"] }]);
  });

  it("keeps the earlier beginning of a doubt that stands", async () => {
    const since = ago(4000);
    const known = { environmentId, service: "api", instance: "api-1", writes: ["orders"], since, noticedAt: since };
    await database.db.doubt.create({ data: { ...known, cause: "restarted" } });
    await writeOff(project.as("operator"));
    const [doubt, ...more] = await doubts();
    expect([doubt, more]).toMatchObject([{ since, writes: [], cause: "written-off" }, []]);
    expect(doubt?.noticedAt.getTime()).toBeGreaterThan(since.getTime());
  });

  it("is refused while its lease runs", async () => {
    await seen("api-2", { leaseUntil: ago(-30) });
    const error = await failure(writeOff(project.as("admin"), "api-2"));
    expect(error).toMatchObject({ code: "refused", extra: { refusals: [{ rule: "lease-running" }] } });
    expect(await list()).toEqual([
      ["api-2", true],
      ["api-1", true],
    ]);
    expect(await doubts()).toEqual([]);
  });

  it("ends every silent run of the name, or the one that is named, and leaves those that are alive", async () => {
    for (const incarnation of ["a", "b", "c"]) await seen("api-2", { incarnation });
    await seen("api-2", { incarnation: "alive", leaseUntil: ago(-30) });
    const left = async () => (await runs("api-2")).map(({ incarnation }) => incarnation);
    expect(await writeOff(project.as("operator"), "api-2", { incarnation: "b" })).toMatchObject({ incarnation: "b" });
    expect(await left()).toEqual(["a", "alive", "c"]);
    expect(await failure(writeOff(project.as("operator"), "api-2", { incarnation: "b" }))).toMatchObject({ code: "conflict" });
    expect(await failure(writeOff(project.as("operator"), "api-2", { incarnation: "alive" }))).toMatchObject({ code: "refused" });
    await writeOff(project.as("operator"), "api-2");
    expect(await left()).toEqual(["alive"]);
    expect((await doubts()).map(({ incarnation }) => incarnation).sort()).toEqual(["a", "b", "c"]);
    const { items } = await auditEvents(project.as("viewer"), { act: "instance" }, { limit: 5 });
    const named = items.map(({ before }) => (before as { incarnation: string }).incarnation);
    expect(named.sort()).toEqual(["a", "b", "c"]);
  });

  it("happens once", async () => {
    const lost = await losers([1, 2, 3].map(() => writeOff(project.as("operator"))));
    expect(lost.map(({ code }) => code)).toEqual(["conflict", "conflict"]);
    expect(lost[0]?.extra).toMatchObject({ current: { departed: { how: "written-off" } } });
    expect(await doubts()).toHaveLength(1);
  });

  it("does not reach into another project, knows no strangers, and needs an operator", async () => {
    const before = await verifyAudit(project.as("viewer"), { full: true });
    expect(await failure(writeOff(other.as("admin")))).toMatchObject({ code: "not-found" });
    expect(await failure(writeOff(project.as("admin"), "api-9"))).toMatchObject({ code: "not-found" });
    expect(await failure(writeOff(project.as("viewer")))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "operator" } });
    expect(await list()).toEqual([["api-1", true]]);
    expect(await verifyAudit(project.as("viewer"), { full: true })).toEqual(before);
  });
});

describe("the list of instances", () => {
  it("tells who holds changes up: hold until it departs, fence until its lease and its last operation ended", async () => {
    await seen("api-2", { onLeaseLoss: "fence", leaseUntil: ago(5) });
    await seen("api-3", { onLeaseLoss: "fence", leaseUntil: ago(11) });
    await seen("api-4", { departedAt: ago(60), departure: "deregistered" });
    await seen("api-5", { departedAt: ago(90_000), departure: "deregistered" });
    expect(await list()).toEqual([
      ["api-1", true],
      ["api-2", true],
      ["api-3", false],
      ["api-4", false],
    ]);
  });

  it("shows every run that counts, and of the others the last, while none that counts has its name", async () => {
    const left = (seconds: number) => ({ departedAt: ago(seconds), departure: "succeeded" });
    for (const incarnation of ["a", "b"]) await seen("api-2", { incarnation });
    await seen("api-2", { incarnation: "c", ...left(60) });
    await seen("api-2", { incarnation: "d", onLeaseLoss: "fence", leaseUntil: ago(3600) });
    await seen("api-3", { incarnation: "a", ...left(90) });
    await seen("api-3", { incarnation: "b", ...left(60) });
    const { items } = await listInstances(database.db, { id: environmentId, key: "production" }, {}, new Date());
    expect(items.map(({ instance, incarnation }) => `${instance} ${incarnation}`).sort()).toEqual([
      "api-1 ",
      "api-2 a",
      "api-2 b",
      "api-3 b",
    ]);
  });

  it("sums services up above 500 instances", async () => {
    const row = { environmentId, service: "web", serviceVersion: "", revision: 9, leaseUntil: ago(-60), writes: [] };
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...row,
      instance: `w${index}`,
      acknowledgedAt: ago(1),
      firstSeenAt: ago(1),
    }));
    await database.db.instance.createMany({ data: many });
    const { items, services } = await listInstances(database.db, { id: environmentId, key: "production" }, {}, new Date());
    expect(items).toHaveLength(500);
    expect(items[0]).toMatchObject({ instance: "api-1", silent: true });
    expect(services).toEqual([
      { service: "api", instances: 1, alive: 0, silent: 1, oldest: 3 },
      { service: "web", instances: 500, alive: 500, silent: 0, oldest: 9 },
    ]);
  });
});
