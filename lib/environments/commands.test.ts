import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { switchViews } from "../switches/reads/views.ts";
import { createEnvironment, updateEnvironment } from "./commands.ts";
import { listEnvironments, readEnvironment } from "./reads.ts";
import { environmentPatchSchema, environmentSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders", "payments"] });
  other = await testProject(database.db, { modules: [] });
});

const wanted = { key: "canary", name: "Canary", protected: true };

describe("adding an environment", () => {
  it("comes last, with the switches of every module at their first position", async () => {
    const made = await createEnvironment(project.as("admin"), wanted);
    expect(environmentSchema.parse(made)).toMatchObject({ ...wanted, position: 3, version: 1 });
    expect(made.revision).toBeGreaterThan(0);

    const context = project.as("viewer");
    const switches = await switchViews(context, await environmentOf(context, "canary"));
    expect(switches.map(({ key }) => key).sort()).toEqual([
      "orders.call",
      "orders.data",
      "orders.route",
      "payments.call",
      "payments.data",
      "payments.route",
    ]);
    expect((await listEnvironments(context)).map(({ key }) => key)).toEqual(["development", "staging", "production", "canary"]);
    const { items } = await auditEvents(context, { act: "environment.create" }, { limit: 5 });
    expect(items).toMatchObject([{ environment: "canary", before: null, after: wanted }]);
  });

  it("has a revision also without modules, so that services may acknowledge it", async () => {
    expect((await createEnvironment(other.as("admin"), wanted)).revision).toBeGreaterThan(0);
  });

  it("refuses a key that is taken, also by somebody at the same moment", async () => {
    const make = () => createEnvironment(project.as("admin"), wanted);
    expect((await losers([make(), make()])).map(({ code }) => code)).toEqual(["conflict"]);
    expect((await failure(make())).code).toBe("conflict");
  });

  it("needs an admin and leaves other projects alone", async () => {
    expect(await failure(createEnvironment(project.as("lead"), wanted))).toMatchObject({ code: "forbidden" });
    await createEnvironment(project.as("admin"), wanted);
    expect(await listEnvironments(other.as("viewer"))).toHaveLength(3);
  });
});

describe("changing an environment", () => {
  const change = (context = project.as("admin"), expectedVersion = 1) =>
    updateEnvironment(context, { environment: "staging", expectedVersion, protected: true, reason: "like production" });

  it("stores and records what differs, without a new revision: services read none of it", async () => {
    const before = await readEnvironment(project.as("viewer"), "staging");
    expect(await change()).toMatchObject({ name: "staging", protected: true, version: 2, revision: before.revision });
    const { items } = await auditEvents(project.as("viewer"), { act: "environment.update" }, { limit: 5 });
    expect(items).toMatchObject([{ before: { protected: false }, after: { protected: true }, reason: "like production" }]);
  });

  it("asks for a second person and bounds a raise, or no longer", async () => {
    const set = (expectedVersion: number, wanted: { approvals: boolean; stepLimit: number | null }) =>
      updateEnvironment(project.as("admin"), { environment: "staging", expectedVersion, ...wanted });
    expect(await set(1, { approvals: true, stepLimit: 5000 })).toMatchObject({ approvals: true, stepLimit: 5000, version: 2 });
    expect(await set(2, { approvals: true, stepLimit: null })).toMatchObject({ approvals: true, stepLimit: null, version: 3 });
    const { items } = await auditEvents(project.as("viewer"), { act: "environment.update" }, { limit: 1 });
    expect(items).toMatchObject([{ before: { stepLimit: 5000 }, after: { stepLimit: null } }]);
  });

  it("says which origins' pages may read, with a new revision, since dataplanes need to know", async () => {
    const before = await readEnvironment(project.as("viewer"), "staging");
    expect(before.allowedOrigins).toEqual(["*"]);
    const set = (expectedVersion: number, allowedOrigins: string[]) =>
      updateEnvironment(project.as("admin"), { environment: "staging", expectedVersion, allowedOrigins });
    const changed = await set(1, ["https://shop.example", "http://localhost:5173"]);
    expect(changed).toMatchObject({ allowedOrigins: ["https://shop.example", "http://localhost:5173"], version: 2 });
    expect(changed.revision).toBeGreaterThan(before.revision);
    expect(await set(2, [...changed.allowedOrigins])).toMatchObject({ version: 2, revision: changed.revision });
    expect(await set(2, [])).toMatchObject({ allowedOrigins: [], version: 3 });
    const { items } = await auditEvents(project.as("viewer"), { act: "environment.update" }, { limit: 1 });
    expect(items).toMatchObject([{ before: { allowedOrigins: changed.allowedOrigins }, after: { allowedOrigins: [] } }]);
  });

  it.each([
    "https://shop.example",
    "https://shop.example:8443",
    "http://localhost:3000",
    "http://[::1]:3000",
    "https://xn--mnchen-3ya.example",
    "*",
  ])("takes %s for an origin", (origin) => {
    expect(environmentPatchSchema.safeParse({ expectedVersion: 1, allowedOrigins: [origin] }).success).toBe(true);
  });

  it.each([
    ["https://shop.example/", "https://shop.example"],
    ["https://shop.example/checkout?a=1", "https://shop.example"],
    ["https://Shop.example", "https://shop.example"],
    ["https://shop.example:443", "https://shop.example"],
    ["https://user:pw@shop.example", "https://shop.example"],
    ["https://*.shop.example", null],
    ["shop.example", null],
    ["ftp://shop.example", null],
    ["null", null],
    ["https://", null],
    ["https://shop.example\r\nX: y", null],
    ["", null],
  ])("takes %j for no origin and names it", (origin, meant) => {
    const result = environmentPatchSchema.safeParse({ expectedVersion: 1, allowedOrigins: ["*", origin] });
    const [issue] = result.error?.issues ?? [];
    expect(issue?.path).toEqual(["allowedOrigins"]);
    expect(issue?.message).toContain(`“${origin}”`);
    expect(issue?.message.includes("Perhaps")).toBe(meant !== null);
    expect(issue?.message).toContain(meant ?? "");
  });

  it("refuses a stale version, and one of two writers at once", async () => {
    expect((await losers([change(), change()])).map(({ code }) => code)).toEqual(["conflict"]);
    expect(await failure(change())).toMatchObject({ code: "conflict", extra: { current: { version: 2, protected: true } } });
  });

  it("finds nothing in another project and needs an admin", async () => {
    await createEnvironment(other.as("admin"), wanted);
    const foreign = updateEnvironment(project.as("admin"), { environment: "canary", expectedVersion: 1, name: "Mine" });
    expect((await failure(foreign)).code).toBe("not-found");
    expect((await failure(change(project.as("lead")))).code).toBe("forbidden");
  });
});
