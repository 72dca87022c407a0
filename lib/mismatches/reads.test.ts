import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { listMismatches, listSharedRecords } from "./reads.ts";
import { mismatchSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;

beforeAll(async () => {
  database = await testDatabase();
  project = await testProject(database.db, { modules: ["orders", "stock"] });
  const { id: environmentId } = await database.db.environment.findFirstOrThrow({
    where: { projectId: project.id, key: "production" },
  });
  for (const [index, key] of ["orders", "orders", "stock"].entries()) {
    const { id: moduleId } = await database.db.module.findFirstOrThrow({ where: { projectId: project.id, key } });
    const sample = { operation: "find", field: "/items/*/price", kind: "value", old: "number:1a", new: "number:2b" };
    await database.db.mismatchSample.create({
      data: { environmentId, moduleId, ...sample, at: new Date(Date.UTC(2027, 0, 1, index)) },
    });
  }
});
afterAll(() => database.close());

it("lists what is kept of a module or of all, newest first", async () => {
  const all = await listMismatches(project.as("viewer"), { environment: "production" });
  expect(all.map(({ module }) => module)).toEqual(["stock", "orders", "orders"]);
  expect(mismatchSchema.parse(all[0])).toMatchObject({
    field: "/items/*/price",
    kind: "value",
    old: "number:1a",
    new: "number:2b",
  });
  expect(await listMismatches(project.as("viewer"), { environment: "production", module: "orders" })).toHaveLength(2);
  expect(await listMismatches(project.as("viewer"), { environment: "staging" })).toEqual([]);
});

it("adds up what processes counted of records written from both sides, until an hour after the last", async () => {
  const where = { projectId: project.id, key: "orders" };
  const { id: moduleId } = await database.db.module.findFirstOrThrow({ where });
  const { id: environmentId } = await database.db.environment.findFirstOrThrow({ where: { ...where, key: "production" } });
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const counted = (count: number, firstAt: Date, lastAt: Date) =>
    database.db.sharedRecords.create({
      data: { environmentId, moduleId, source: randomUUID(), count, firstAt, lastAt, example: `key ${count}` },
    });
  const told = (environment = "production") => listSharedRecords(project.as("viewer"), { environment, module: "orders" });
  await counted(7, ago(300), ago(61));
  expect(await told()).toEqual([]);
  const first = ago(90);
  await counted(2, first, ago(59));
  const last = ago(1);
  await counted(3, ago(20), last);
  expect(await told()).toEqual([
    { module: "orders", count: 5, since: first.toISOString(), lastAt: last.toISOString(), example: "key 3" },
  ]);
  expect(await told("staging")).toEqual([]);
});

it("shows nothing of another project", async () => {
  const other = await testProject(database.db, { modules: ["orders"] });
  expect(await listMismatches(other.as("admin"), { environment: "production" })).toEqual([]);
  expect(await failure(listMismatches(other.as("admin"), { environment: "nowhere" }))).toMatchObject({ code: "not-found" });
});
