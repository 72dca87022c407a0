import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { expire } from "./expire.ts";
import { keepRunning } from "./queue.ts";
import { SCHEDULE, tasks } from "./tasks.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const DAY_MS = 86_400_000;

test("removes answers after a day and links a month after their end, and nothing sooner", async () => {
  const { db } = database;
  const now = new Date("2026-03-15T12:00:00Z");
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const answer = { actor: "token:1", requestHash: new Uint8Array(32), status: 201, body: {} };
  await db.idempotentAnswer.createMany({
    data: [
      { ...answer, key: "old", createdAt: ago(1.1) },
      { ...answer, key: "fresh", createdAt: ago(0.9) },
    ],
  });
  const link = (name: string, expiresAt: Date, usedAt: Date | null) => ({
    tokenHash: new TextEncoder().encode(name),
    expiresAt,
    usedAt,
  });
  await db.setupLink.createMany({
    data: [
      link("expired", ago(31), null),
      link("used", ago(-1), ago(31)),
      link("late", ago(29), null),
      link("live", ago(-1), null),
    ],
  });

  expect(await expire(db, now)).toBe(3);
  expect((await db.idempotentAnswer.findMany()).map(({ key }) => key)).toEqual(["fresh"]);
  const left = await db.setupLink.findMany();
  expect(left.map(({ tokenHash }) => new TextDecoder().decode(tokenHash)).sort()).toEqual(["late", "live"]);
  expect(await expire(db, now)).toBe(0);
});

test("removes counts of what was dropped or not read after a month", async () => {
  const { db } = database;
  const now = new Date("2026-03-15T12:00:00Z");
  const environment = { key: "production", name: "production", position: 0 };
  const { id } = await db.environment.create({
    data: { ...environment, project: { create: { key: "losses", name: "losses", salt: "losses" } } },
  });
  const loss = (reason: string, days: number) => ({
    environmentId: id,
    reason,
    at: new Date(now.getTime() - days * DAY_MS),
    source: "00000000-0000-0000-0000-000000000001",
    count: 1n,
    series: 1,
  });
  await db.intakeLoss.createMany({ data: [loss("too old", 31), loss("too many series", 29)] });
  const unread = (rule: string, days: number) => {
    const { environmentId, at, source, count } = loss(rule, days);
    return { environmentId, at, source, count, switch: "orders.route", rule };
  };
  await db.unreadableValue.createMany({ data: [unread("old", 31), unread("young", 29)] });
  expect(await expire(db, now)).toBe(2);
  expect((await db.unreadableValue.findMany()).map(({ rule }) => rule)).toEqual(["young"]);
  expect((await db.intakeLoss.findMany()).map(({ reason }) => reason)).toEqual(["too many series"]);
});

test("does every task once at the start and stops without leaving a job locked", async () => {
  const { pool } = database;
  const queue = keepRunning(pool, { tasks: tasks(database), schedule: SCHEDULE });
  await queue.started;
  await expect.poll(() => partitions("measurements_10s"), { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  await expect.poll(jobs, { timeout: 10_000 }).toBe(0);
  await queue.stop();
  const { rows } = await pool.query("SELECT 1 FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL");
  expect(rows).toEqual([]);
});

test("goes on after its connections were cut", async () => {
  const { pool } = database;
  const queue = keepRunning(pool, { tasks: tasks(database), schedule: SCHEDULE });
  await queue.started;
  await expect.poll(jobs, { timeout: 10_000 }).toBe(0);
  await pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await expect
    .poll(
      () =>
        pool.query("SELECT graphile_worker.add_job('expire', '{}', job_key := 'after')").then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  await expect.poll(jobs, { timeout: 15_000 }).toBe(0);
  await queue.stop();
});

async function partitions(table: string): Promise<number> {
  const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = $1::regclass", [
    table,
  ]);
  return rows[0].n;
}

async function jobs(): Promise<number> {
  const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM graphile_worker._private_jobs");
  return rows[0].n;
}
