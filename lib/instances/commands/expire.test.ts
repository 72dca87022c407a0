import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { openDoubts } from "../reads/doubts.ts";
import { expireInstances } from "./expire.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("forgets who departed or fenced a month ago, never who holds, and keeps what is in doubt", async () => {
  const { db } = database;
  const project = await testProject(db, { modules: [] });
  const { id } = await db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  const instance = (name: string, days: number, fields: object) => ({
    environmentId: id,
    service: "api",
    instance: name,
    serviceVersion: "",
    revision: 1,
    acknowledgedAt: ago(days),
    leaseUntil: ago(days),
    firstSeenAt: ago(days),
    incarnation: "run",
    writes: [],
    ...fields,
  });
  const left = (days: number) => ({ departedAt: ago(days), departure: "deregistered" });
  await db.instance.createMany({
    data: [
      instance("left long ago", 31, left(31)),
      instance("left lately", 31, left(29)),
      instance("holds", 400, {}),
      instance("fences", 31, { onLeaseLoss: "fence", writes: ["orders"], writesKnown: true }),
      instance("fences and only reads", 31, { onLeaseLoss: "fence", writesKnown: true }),
      instance("fences lately", 29, { onLeaseLoss: "fence" }),
    ],
  });
  const doubts = async () =>
    (await openDoubts(db, id)).map(({ instance, cause, writes, since }) => ({ instance, cause, writes, since }));
  const before = await doubts();
  expect(before.map(({ instance }) => instance)).toEqual(["fences", "fences lately"]);

  expect(await expireInstances(db)).toBe(3);
  const names = (await db.instance.findMany({ orderBy: { instance: "asc" } })).map(({ instance }) => instance);
  expect(names).toEqual(["fences lately", "holds", "left lately"]);
  expect(await doubts()).toEqual(before);
  expect(await expireInstances(db)).toBe(0);
});
