import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Connection, connect } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { duties } from "./duties.ts";
import { expire } from "./expire.ts";
import { keepDoing, type Loop } from "./loop.ts";
import { periodic } from "./periodic.ts";

const home = mkdtempSync(join(tmpdir(), "worker-"));
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the tests of this file only");
});

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

test("forgets who was heard a month ago", async () => {
  const { db } = database;
  const now = new Date("2026-03-15T12:00:00Z");
  const token = { name: "web", prefix: "sy_web", hash: new Uint8Array(32), scopes: ["read"], createdBy: "a test" };
  const heard = (name: string, days: number) => ({ kind: "flag", name, at: new Date(now.getTime() - days * DAY_MS) });
  await db.apiToken.create({ data: { ...token, contacts: { create: [heard("old.route", 31), heard("young.route", 29)] } } });
  expect(await expire(db, now)).toBe(1);
  expect((await db.tokenContact.findMany()).map(({ name }) => name)).toEqual(["young.route"]);
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

test("does everything once at the start, whoever of two does it, and stops", async () => {
  const other = connect(database.url);
  const loops = [start(), start(other)];
  await Promise.all(loops.map(({ started }) => started));
  await expect.poll(() => partitions("measurements_10s"), { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  await expect.poll(ahead, { timeout: 10_000 }).toEqual(["expire", "partitions", "roll-up"]);
  await Promise.all(loops.map((loop) => loop.stop()));
  await other.close();
});

test("goes on after its connections were cut", async () => {
  const warnings = vi.spyOn(log, "warn").mockImplementation(() => undefined);
  const own = connect(database.url);
  const loop = start(own);
  await loop.started;
  await expect.poll(ahead, { timeout: 10_000 }).toHaveLength(3);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await database.pool.query("UPDATE duties SET due_at = now() WHERE name = 'expire'");
  await expect.poll(ahead, { timeout: 15_000 }).toHaveLength(3);
  await loop.stop();
  await own.close();
  warnings.mockRestore();
});

test("at rest it asks one statement now and then, and none is missed that is due", async () => {
  const own = connect(database.url);
  // The ends of the audit chains are looked at besides, every 15 seconds.
  const others = duties(own, home).filter(({ name }) => name !== "heads");
  const loop = keepDoing(own.db, others);
  await loop.started;
  await expect.poll(ahead, { timeout: 10_000 }).toHaveLength(3);
  // Duties of fixed times begin with a minute; so does what they ask.
  await expect.poll(() => new Date().getSeconds(), { timeout: 30_000 }).toBeLessThan(50);
  await once(own.pool, "acquire");
  const since = performance.now();
  for (let looks = 0; looks < 2; looks += 1) await once(own.pool, "acquire");
  expect(performance.now() - since).toBeGreaterThan(2500);
  await loop.stop();
  await own.close();
});

describe("a duty of fixed times", () => {
  const PERIOD = { every: 86_400, after: 60 };
  let done: number;
  let failing: boolean;
  const duty = () =>
    periodic(database.pool, "sweep", PERIOD, async () => {
      done += 1;
      if (failing) throw new Error("swept nothing");
    });
  const dueIn = async () => {
    const { rows } = await database.pool.query<{ s: number }>(
      "SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS s FROM duties WHERE name = 'sweep'",
    );
    return rows[0]?.s ?? 0;
  };
  const { signal } = new AbortController();
  beforeEach(async () => {
    done = 0;
    failing = false;
    await database.pool.query("DELETE FROM duties WHERE name = 'sweep'");
  });

  test("is done by one of those who come at once, and then at its next time", async () => {
    await Promise.all(Array.from({ length: 5 }, () => duty().work(signal)));
    expect(done).toBe(1);
    const { rows } = await database.pool.query(
      "SELECT (extract(epoch FROM due_at)::bigint - 60) % 86400 AS rest FROM duties WHERE name = 'sweep'",
    );
    expect(Number(rows[0].rest)).toBe(0);
    expect(await dueIn()).toBeGreaterThan(0);
    await duty().work(signal);
    expect(done).toBe(1);
  });

  test("is done again soon when it failed", async () => {
    failing = true;
    await expect(duty().work(signal)).rejects.toThrow("swept nothing");
    expect(await dueIn()).toBeLessThan(11);
  });
});

function start(connection: Connection = database): Loop {
  return keepDoing(connection.db, duties(connection, home));
}

async function partitions(table: string): Promise<number> {
  const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = $1::regclass", [
    table,
  ]);
  return rows[0].n;
}

/** What has been done and waits for its next time. */
async function ahead(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT name FROM duties WHERE due_at > clock_timestamp() AND name <> 'sweep' ORDER BY name",
  );
  return rows.map(({ name }) => name);
}
