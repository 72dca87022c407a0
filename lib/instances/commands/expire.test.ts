import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { openDoubts } from "../reads/doubts.ts";
import { expireInstances, MOST_PAST } from "./expire.ts";

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

it("forgets the oldest of a crowd that stopped counting, never one that may still act", async () => {
  const { db, pool } = database;
  const project = await testProject(db, { modules: [] });
  const { id } = await db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
  /** `n` counts hours since the word, or the end, of each of them. */
  const crowd = (service: string, most: number, columns: { hold: string; lease: string; departed: string }) =>
    pool.query(
      `INSERT INTO instances (environment_id, service, instance, service_version, revision, acknowledged_at, lease_until, first_seen_at,
         on_lease_loss, writes, writes_known, departed_at, departure)
       SELECT $1, $2, 'i' || n, '', 1, now(), ${columns.lease}, now(), '${columns.hold}', '{orders}', true, ${columns.departed},
         CASE WHEN ${columns.departed}::timestamptz IS NOT NULL THEN 'deregistered' END
       FROM generate_series(1, ${most}) n`,
      [id, service],
    );
  const hours = "(now() - n * interval '1 minute' - interval '2 hours')";
  await crowd("left", MOST_PAST + 5, { hold: "hold", lease: hours, departed: hours });
  await crowd("fenced", MOST_PAST + 5, { hold: "fence", lease: hours, departed: "NULL" });
  await crowd("holds", MOST_PAST + 5, { hold: "hold", lease: hours, departed: "NULL" });
  await crowd("just left", MOST_PAST + 5, { hold: "hold", lease: "now()", departed: "(now() - interval '10 minutes')" });
  await crowd("renews", MOST_PAST + 5, { hold: "fence", lease: "now() + interval '1 minute'", departed: "NULL" });
  expect(await expireInstances(db)).toBe(10);
  const { rows } = await pool.query("SELECT service, count(*)::int AS kept FROM instances WHERE environment_id = $1 GROUP BY 1", [
    id,
  ]);
  expect(Object.fromEntries(rows.map(({ service, kept }) => [service, kept]))).toEqual({
    left: MOST_PAST,
    fenced: MOST_PAST,
    holds: MOST_PAST + 5,
    "just left": MOST_PAST + 5,
    renews: MOST_PAST + 5,
  });
  const last = await db.instance.count({ where: { environmentId: id, service: "left", instance: `i${MOST_PAST + 5}` } });
  const inDoubt = (await openDoubts(db, id)).filter(({ service }) => service === "fenced");
  expect([last, inDoubt.length]).toEqual([0, MOST_PAST + 5]);
});
