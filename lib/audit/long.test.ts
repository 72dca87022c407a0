import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { record } from "./commands.ts";
import { searchEvents } from "./reads/search.ts";
import { auditEvents } from "./reads/trail.ts";
import { type Verification, verifyAudit } from "./reads/verify.ts";
import type { AuditFilter } from "./schema.ts";

/** A log that is longer than what is looked at for one answer. */

let database: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
});

const viewer = () => project.as("viewer");

async function write(count: number, at?: Date): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    const fields = { act: "switch.change", targetKind: "switch", targetKey: "orders.route", before: null };
    await record(project.as("lead", at), { ...fields, after: { share: index } });
  }
}

async function tamper(sql: string): Promise<void> {
  await database.pool.query("ALTER TABLE audit_events DISABLE TRIGGER USER");
  await database.pool.query(sql, [project.id]);
  await database.pool.query("ALTER TABLE audit_events ENABLE TRIGGER USER");
}

describe("verifying part by part", () => {
  const verify = (how?: Verification) => verifyAudit(viewer(), how, 4);

  it("says how far it came and goes on from there", async () => {
    await write(10);
    const first = await verify();
    expect(first).toMatchObject({ ok: true, from: 0, events: 4, of: 10, complete: false });
    const second = await verify({ after: { sequence: first.events, hash: first.head ?? "" } });
    expect(second).toMatchObject({ ok: true, from: 4, events: 8, complete: false });
    expect(await verify({ after: { sequence: second.events, hash: second.head ?? "" } })).toMatchObject({
      events: 10,
      complete: true,
    });
  });

  it("begins next time where everything before is known to fit", async () => {
    await write(3);
    await verify();
    await write(2);
    expect(await verify()).toMatchObject({ ok: true, from: 3, events: 5, complete: true });
    expect(await verify({ full: true })).toMatchObject({ from: 0, events: 4, complete: false });
  });

  it("finds a change of an old event when all is asked for, and of the one it began at always", async () => {
    await write(4);
    await verify();
    await write(1);
    await tamper("UPDATE audit_events SET reason = 'another' WHERE project_id = $1 AND sequence = 2");
    expect(await verify()).toMatchObject({ ok: true, from: 4 });
    expect(await verify({ full: true })).toMatchObject({ ok: false, brokenAt: 2, complete: true });
    await tamper("UPDATE audit_events SET hash = sha256('x') WHERE project_id = $1 AND sequence = 5");
    expect(await verify()).toMatchObject({ ok: false, brokenAt: 2 });
  });

  it("goes on only after an event that is there, and what was skipped does not count as verified", async () => {
    await write(6);
    const { items } = await auditEvents(viewer(), {}, { limit: 10 });
    const third = items.find(({ sequence }) => sequence === 3);
    await tamper("UPDATE audit_events SET reason = 'another' WHERE project_id = $1 AND sequence = 2");
    expect(await verify({ after: { sequence: 3, hash: third?.hash ?? "" } })).toMatchObject({ ok: true, events: 6 });
    expect(await verify()).toMatchObject({ ok: false, from: 0, brokenAt: 2 });
    const wrong = failure(verify({ after: { sequence: 3, hash: "0".repeat(64) } }));
    expect(await wrong).toMatchObject({ code: "conflict" });
  });
});

describe("searching a long log", () => {
  /** Events as they may be, with clocks that go back and forth. Hashes do not matter here. */
  async function fill(count: number): Promise<void> {
    await database.pool.query(
      `INSERT INTO audit_events (project_id, sequence, at, actor_kind, actor_id, actor_name, origin, act, target_kind, target_key,
         environment, before, after, reason, request_id, previous, hash)
       SELECT $1, n, '2027-01-01'::timestamptz + (n + (n * 7919) % 3001 * CASE WHEN n % 97 = 0 THEN 1 ELSE 0 END) * interval '1 second',
         CASE n % 3 WHEN 0 THEN 'token' ELSE 'user' END, 'id' || n % 5, 'name' || n % 5, 'api',
         (ARRAY['switch.change', 'switch.hold', 'switch.rollback', 'risk.update', 'switches.other'])[n % 5 + 1], (ARRAY['switch', 'risk'])[n % 2 + 1],
         'key' || n % 11, (ARRAY['production', 'staging', NULL])[n % 3 + 1], NULL, jsonb_build_object('n', n),
         CASE WHEN n % 10 = 2 THEN 'because of ' || n END, 'r', sha256('a'), sha256('b')
       FROM generate_series(1, $2::int) n`,
      [project.id, count],
    );
  }

  async function pages(filter: AuditFilter, limit: number): Promise<{ found: number[]; asked: number }> {
    const found: number[] = [];
    let before = 2 ** 31 - 1;
    for (let asked = 1; ; asked += 1) {
      const { rows, nextCursor } = await searchEvents(viewer(), filter, before, limit);
      found.push(...rows.map(({ sequence }) => sequence));
      if (nextCursor === null) return { found, asked };
      before = Number(nextCursor);
    }
  }

  it("finds page by page exactly what a scan finds, whatever it is narrowed by", async () => {
    await fill(2600);
    const { rows } = await database.pool.query("SELECT * FROM audit_events WHERE project_id = $1 ORDER BY sequence DESC", [
      project.id,
    ]);
    const time = fc.integer({ min: 0, max: 6000 }).map((seconds) => new Date(Date.UTC(2027, 0, 1) + seconds * 1000));
    const filters = fc.record(
      {
        actorKind: fc.constantFrom("user" as const, "token" as const, "cli" as const),
        actor: fc.constantFrom("id1", "name2", "nobody"),
        act: fc.constantFrom("switch.", "switch", "switch.rollback", "r", "none"),
        targetKind: fc.constantFrom("switch", "other"),
        targetKey: fc.constantFrom("key3", "key99"),
        environment: fc.constantFrom("production", "nowhere"),
        from: time,
        to: time,
        text: fc.constantFrom("BECAUSE", "of 12"),
      },
      { requiredKeys: [] },
    );
    const has = (row: Record<string, unknown>, filter: AuditFilter) =>
      [
        filter.actorKind === undefined || row.actor_kind === filter.actorKind,
        filter.actor === undefined || [row.actor_id, row.actor_name].includes(filter.actor),
        filter.act === undefined || String(row.act).startsWith(filter.act),
        filter.targetKind === undefined || row.target_kind === filter.targetKind,
        filter.targetKey === undefined || row.target_key === filter.targetKey,
        filter.environment === undefined || row.environment === filter.environment,
        filter.from === undefined || (row.at as Date) >= filter.from,
        filter.to === undefined || (row.at as Date) < filter.to,
        filter.text === undefined || `${row.reason ?? ""}`.toLowerCase().includes(filter.text.toLowerCase()),
      ].every(Boolean);
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 40, max: 400 }), async (filter, limit) => {
        const expected = rows.filter((row) => has(row, filter)).map(({ sequence }) => sequence);
        expect((await pages(filter, limit)).found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("looks through so many events for a page, and says where to go on", async () => {
    await fill(12_000);
    const first = await searchEvents(viewer(), { text: "of 1002 " }, 2 ** 31 - 1, 50);
    expect(first).toEqual({ rows: [], nextCursor: "2001" });
    expect(await pages({ text: "because of 1992" }, 50)).toEqual({ found: [1992], asked: 2 });
  });
});
