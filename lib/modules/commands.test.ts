import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { verifyAudit } from "../audit/reads/verify.ts";
import { AXES, firstPosition } from "../core/stages/positions.ts";
import { createSwitches } from "../switches/commands/create.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { history } from "../switches/reads/history.ts";
import { switchViews } from "../switches/reads/views.ts";
import { createModule, updateModule } from "./commands.ts";
import { listModules, readModule } from "./reads.ts";
import { moduleSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"] });
  other = await testProject(database.db, { modules: [] });
});

const ENVIRONMENTS = ["development", "staging", "production"];

const revisions = async () =>
  (await database.db.environment.findMany({ where: { projectId: project.id }, orderBy: { position: "asc" } })).map(
    ({ revision }) => Number(revision),
  );

describe("adding a module", () => {
  it("comes with its three switches at their first position in every environment, in one revision", async () => {
    const [before = 0] = await revisions();
    const module = await createModule(project.as("lead"), { key: "payments", name: "Payments", owner: "Priya Nair" });
    expect(moduleSchema.parse(module)).toMatchObject({ key: "payments", owner: "Priya Nair", domain: "", version: 1 });

    const context = project.as("viewer");
    for (const key of ENVIRONMENTS) {
      const environment = await environmentOf(context, key);
      const switches = await switchViews(context, environment, { module: "payments" });
      expect(switches.map((view) => view.axis).sort()).toEqual([...AXES].sort());
      for (const view of switches) {
        expect(view).toMatchObject({ position: firstPosition(view.axis), next: null, share: 0, held: false, version: 1 });
        const { items } = await history(context, environment, view.key, { limit: 10 });
        expect(items).toMatchObject([{ act: "created", version: 1, from: null, actor: { name: "the lead" } }]);
      }
    }
    const after = await revisions();
    expect(new Set(after).size).toBe(1);
    expect(after[0]).toBeGreaterThan(before);
  });

  it("leaves the switches of other modules and projects alone", async () => {
    await createModule(project.as("lead"), { key: "payments", name: "Payments" });
    expect(await database.db.switch.count({ where: { projectId: project.id } })).toBe(2 * 3 * 3);
    expect(await database.db.switch.count({ where: { projectId: other.id } })).toBe(0);
    expect(await database.db.environment.count({ where: { projectId: other.id, revision: { gt: 0 } } })).toBe(0);
  });

  it("is recorded", async () => {
    const { items } = await auditEvents(project.as("viewer"), {}, { limit: 1 });
    expect(items).toMatchObject([
      {
        act: "module.create",
        target: { kind: "module", key: "orders", name: "orders" },
        before: null,
        after: { name: "orders" },
      },
    ]);
  });

  it("answers a taken key with the module that has it", async () => {
    const error = await failure(createModule(project.as("lead"), { key: "orders", name: "Again" }));
    expect(error).toMatchObject({ code: "conflict", extra: { current: { key: "orders", name: "orders" } } });
    await createModule(other.as("lead"), { key: "orders", name: "Same key elsewhere" });
  });

  it("lets exactly one of many with the same key in", async () => {
    const lost = await losers(
      Array.from({ length: 6 }, (_, index) => createModule(project.as("lead"), { key: "stock", name: `Stock ${index}` })),
    );
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill("conflict"));
    expect(await database.db.switch.count({ where: { projectId: project.id, module: { key: "stock" } } })).toBe(9);
  });

  it("needs a lead, and does nothing for anyone weaker", async () => {
    for (const role of ["viewer", "operator"] as const) {
      const error = await failure(createModule(project.as(role), { key: "stock", name: "Stock" }));
      expect(error).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
    }
    expect((await listModules(project.as("viewer"))).map(({ key }) => key)).toEqual(["orders"]);
  });
});

describe("an environment that comes while modules are added", () => {
  it("ends up with every switch", async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `m${index}`);
    await Promise.all([
      ...keys.map((key) => createModule(project.as("lead"), { key, name: key })),
      ...[3, 4].map((position) =>
        database.db.$transaction(async (tx) => {
          const key = `env-${position}`;
          await tx.environment.create({ data: { projectId: project.id, key, name: key, position } });
          await createSwitches({ ...project.as("admin"), db: tx });
        }),
      ),
    ]);
    const counts = await database.db.switch.groupBy({ by: ["environmentId"], where: { projectId: project.id }, _count: true });
    expect(counts.map(({ _count }) => _count)).toEqual(Array(5).fill(3 * 6));
  });
});

describe("changing a module", () => {
  it("stores what is new and records only that", async () => {
    const changed = await updateModule(project.as("lead"), {
      module: "orders",
      expectedVersion: 1,
      name: "Orders",
      domain: "",
      owner: "Wei Chen",
      reason: "handover",
    });
    expect(changed).toMatchObject({ name: "Orders", owner: "Wei Chen", version: 2 });
    expect(await readModule(project.as("viewer"), "orders")).toEqual(changed);
    const { items } = await auditEvents(project.as("viewer"), {}, { limit: 1 });
    expect(items).toMatchObject([{ act: "module.update", reason: "handover" }]);
    expect(items[0]?.before).toEqual({ name: "orders", owner: "" });
    expect(items[0]?.after).toEqual({ name: "Orders", owner: "Wei Chen" });
  });

  it("is silent when nothing would change", async () => {
    const before = await verifyAudit(project.as("viewer"), { full: true });
    expect(await updateModule(project.as("lead"), { module: "orders", expectedVersion: 1, name: "orders" })).toMatchObject({
      version: 1,
    });
    expect(await verifyAudit(project.as("viewer"), { full: true })).toEqual(before);
  });

  it("answers a stale version with the other change", async () => {
    await updateModule(project.as("lead"), { module: "orders", expectedVersion: 1, owner: "Wei Chen" });
    const error = await failure(updateModule(project.as("admin"), { module: "orders", expectedVersion: 1, owner: "Mei Lin" }));
    expect(error).toMatchObject({
      code: "conflict",
      extra: {
        current: { owner: "Wei Chen", version: 2 },
        theirChange: { actor: { name: "the lead" }, after: { owner: "Wei Chen" } },
      },
    });
  });

  it("lets exactly one of many writers win", async () => {
    const lost = await losers(
      Array.from({ length: 6 }, (_, index) =>
        updateModule(project.as("lead"), { module: "orders", expectedVersion: 1, owner: `owner ${index}` }),
      ),
    );
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill("conflict"));
    for (const { extra } of lost) expect(extra.current).toMatchObject({ version: 2 });
    expect(await readModule(project.as("viewer"), "orders")).toMatchObject({ version: 2 });
  });

  it("does not reach into another project", async () => {
    const error = await failure(updateModule(other.as("admin"), { module: "orders", expectedVersion: 1, name: "mine" }));
    expect(error.code).toBe("not-found");
    expect(await failure(readModule(other.as("admin"), "orders"))).toMatchObject({ code: "not-found" });
    expect(await readModule(project.as("viewer"), "orders")).toMatchObject({ name: "orders" });
  });

  it("needs a lead", async () => {
    const error = await failure(updateModule(project.as("operator"), { module: "orders", expectedVersion: 1, name: "x" }));
    expect(error).toMatchObject({ code: "forbidden", extra: { roleNeeded: "lead" } });
  });
});
