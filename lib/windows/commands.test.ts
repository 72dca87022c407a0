import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import type { ProjectContext, ProjectScope } from "../platform/context.ts";
import { createWindow, deleteWindow, updateWindow } from "./commands.ts";
import { listWindows } from "./reads.ts";
import { type WindowView, windowSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;
let window: WindowView;

const NOW = new Date("2027-02-10T12:00:00Z");
const SPAN = { startsAt: "2027-02-10T10:00:00Z", endsAt: "2027-02-17T00:00:00.000Z" };
const lead = () => project.as("lead", NOW);
const latest = async () => (await auditEvents(lead(), {}, { limit: 1 })).items[0];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
  window = await createWindow(lead(), { environment: "production", ...SPAN, reason: "Lunar new year" });
});

/** As a token that belongs to one environment. */
async function bound(environment: string): Promise<ProjectContext> {
  const context = project.as("admin", NOW);
  const { id } = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: environment } });
  return { ...context, project: { ...context.project, environmentId: id } as ProjectScope };
}

describe("adding a freeze window", () => {
  it("covers one environment, or all", async () => {
    expect(windowSchema.parse(window)).toMatchObject({
      environment: "production",
      open: true,
      version: 1,
      reason: "Lunar new year",
    });
    expect(await latest()).toMatchObject({
      act: "window.create",
      environment: "production",
      before: null,
      after: { reason: "Lunar new year", endsAt: SPAN.endsAt },
    });
    const wide = await createWindow(lead(), { environment: null, ...SPAN, startsAt: "2027-02-12T08:00:00+08:00", reason: "x" });
    expect(wide).toMatchObject({ environment: null, startsAt: "2027-02-12T00:00:00.000Z", open: false });
    expect((await listWindows(lead(), { environment: "staging" })).map(({ id }) => id)).toEqual([wide.id]);
    expect(await listWindows(lead(), { environment: "production" })).toHaveLength(2);
  });

  it("ends after it begins, and not before now", async () => {
    const add = (startsAt: string, endsAt: string) =>
      failure(createWindow(lead(), { environment: null, startsAt, endsAt, reason: "x" }));
    const field = { code: "invalid", extra: { errors: [{ path: "endsAt" }] } };
    expect(await add(SPAN.endsAt, SPAN.startsAt)).toMatchObject(field);
    expect(await add(SPAN.startsAt, SPAN.startsAt)).toMatchObject(field);
    expect(await add("2027-01-01T00:00:00Z", "2027-02-10T12:00:00Z")).toMatchObject(field);
    expect(await listWindows(lead(), { past: true })).toEqual([window]);
  });

  it("knows only environments of its own project, and needs a lead", async () => {
    const add = (context: ProjectContext, environment: string | null) =>
      failure(createWindow(context, { environment, ...SPAN, reason: "x" }));
    expect(await add(lead(), "nowhere")).toMatchObject({ code: "not-found" });
    expect(await add(project.as("operator", NOW), null)).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
    expect(await add(await bound("staging"), "production")).toMatchObject({ code: "forbidden" });
    expect(await add(await bound("staging"), null)).toMatchObject({ code: "forbidden" });
    expect(await listWindows(other.as("viewer", NOW))).toEqual([]);
  });
});

describe("changing a freeze window", () => {
  const change = (fields: Partial<Parameters<typeof updateWindow>[1]>, context = lead()) =>
    updateWindow(context, { window: window.id, expectedVersion: 1, ...fields });

  it("can end it early", async () => {
    expect(await change({ endsAt: "2027-02-10T11:00:00Z" })).toMatchObject({ open: false, version: 2 });
    expect(await latest()).toMatchObject({
      act: "window.update",
      before: { endsAt: SPAN.endsAt },
      after: { endsAt: "2027-02-10T11:00:00.000Z" },
    });
    expect(await listWindows(lead())).toEqual([]);
    expect(await listWindows(lead(), { past: true })).toHaveLength(1);
  });

  it("is silent when nothing would change, and refuses an end before the beginning", async () => {
    expect(await change({ endsAt: "2027-02-17T08:00:00+08:00", reason: "Lunar new year" })).toEqual(window);
    expect(await failure(change({ startsAt: "2027-03-01T00:00:00Z" }))).toMatchObject({ code: "invalid" });
    expect((await listWindows(lead()))[0]).toEqual(window);
  });

  it("lets exactly one of many writers win, and shows the others its change", async () => {
    const lost = await losers([1, 2, 3].map((index) => change({ reason: `reason ${index}` })));
    expect(lost.map(({ code }) => code)).toEqual(["conflict", "conflict"]);
    expect(lost[0]?.extra).toMatchObject({ current: { version: 2 }, theirChange: { act: "window.update" } });
  });

  it("does not reach into another project or environment, and needs a lead", async () => {
    expect(await failure(change({ reason: "x" }, other.as("admin", NOW)))).toMatchObject({ code: "not-found" });
    expect(await failure(change({ window: "nonsense" }))).toMatchObject({ code: "not-found" });
    expect(await failure(change({ reason: "x" }, project.as("operator", NOW)))).toMatchObject({ code: "forbidden" });
    expect(await failure(change({ reason: "x" }, await bound("staging")))).toMatchObject({ code: "forbidden" });
  });
});

describe("deleting a freeze window", () => {
  const remove = (context: ProjectContext, expectedVersion = 1) => deleteWindow(context, { window: window.id, expectedVersion });

  it("keeps what it was in the audit log", async () => {
    await remove(lead());
    expect(await listWindows(lead(), { past: true })).toEqual([]);
    expect(await latest()).toMatchObject({ act: "window.delete", before: { reason: "Lunar new year" }, after: null });
  });

  it("is refused with a stale version, from elsewhere and to an operator", async () => {
    expect(await failure(remove(lead(), 7))).toMatchObject({ code: "conflict", extra: { current: { version: 1 } } });
    expect(await failure(remove(other.as("admin", NOW)))).toMatchObject({ code: "not-found" });
    expect(await failure(remove(project.as("operator", NOW)))).toMatchObject({ code: "forbidden" });
    expect(await failure(remove(await bound("staging")))).toMatchObject({ code: "forbidden" });
    expect(await listWindows(lead())).toHaveLength(1);
  });
});
