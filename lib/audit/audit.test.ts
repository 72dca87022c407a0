import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { type AuditEntry, giveReason, record } from "./commands.ts";
import { allAuditEvents, auditEvent, auditEvents } from "./reads/trail.ts";
import { verifyAudit } from "./reads/verify.ts";
import { type AuditFilter, auditEventSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
});

const entry = (fields: Partial<AuditEntry> = {}): AuditEntry => ({
  act: "switch.change",
  targetKind: "switch",
  targetKey: "orders.route",
  before: { share: 0 },
  after: { share: 10_000 },
  ...fields,
});

async function write(count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await record(project.as("lead"), entry({ after: { share: index } }));
}

/** Changes stored history the way an intruder with the owner's rights would. */
async function tamper(sql: string): Promise<void> {
  await database.pool.query("ALTER TABLE audit_events DISABLE TRIGGER USER");
  await database.pool.query(`${sql.replace("$", `'${project.id}'`)}`);
  await database.pool.query("ALTER TABLE audit_events ENABLE TRIGGER USER");
}

const verify = () => verifyAudit(project.as("viewer"));

describe("the chain", () => {
  it("starts empty and verifies", async () => {
    const nothing = { ok: true, events: 0, brokenAt: null, head: null, from: 0, of: 0, complete: true, kept: null };
    expect(await verify()).toEqual(nothing);
  });

  it("holds as one line when twenty write at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => record(project.as("lead"), entry({ after: { share: index } }))));
    const { items } = await auditEvents(project.as("viewer"), {}, { limit: 50 });
    expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
    expect(await verify()).toMatchObject({ ok: true, events: 20, brokenAt: null, head: items[0]?.hash });
  });

  it("is a SHA-256 anyone can recompute", async () => {
    await write(1);
    const row = await database.db.auditEvent.findFirstOrThrow({ where: { projectId: project.id } });
    const text = `{"act":"switch.change","actorId":"${row.actorId}","actorKind":"user","actorName":"the lead","after":{"share":1},"at":"${row.at.toISOString()}","before":{"share":0},"environment":null,"origin":"api","projectId":"${project.id}","reason":null,"requestId":"${row.requestId}","sequence":1,"targetKey":"orders.route","targetKind":"switch"}`;
    const hash = createHash("sha256").update(Buffer.alloc(32)).update(text).digest("hex");
    expect(await verify()).toMatchObject({ ok: true, head: hash });
  });

  it("verifies whatever was written into it", async () => {
    const storable = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
    const value = fc.dictionary(storable, fc.oneof(storable, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(value, storable, async (after, reason) => {
        await record(project.as("lead"), entry({ before: null, after, reason }));
      }),
      { numRuns: 60 },
    );
    expect(await verify()).toMatchObject({ ok: true, events: 60 });
  });

  it("walks through more than one page", async () => {
    for (let batch = 0; batch < 21; batch += 1) {
      await Promise.all(Array.from({ length: 24 }, () => record(project.as("lead"), entry())));
    }
    expect(await verify()).toMatchObject({ ok: true, events: 504 });
    const sizes = [];
    for await (const page of allAuditEvents(project.as("viewer"), {})) sizes.push(page.length);
    expect(sizes).toEqual([500, 4]);
  });

  it("cannot be rewritten, shortened or emptied through the database", async () => {
    await write(2);
    for (const sql of ["UPDATE audit_events SET reason = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events CASCADE"]) {
      await expect(database.pool.query(sql)).rejects.toThrow(/append-only|rewrit/i);
    }
    expect(await verify()).toMatchObject({ ok: true, events: 2 });
  });

  it.each([
    ["a changed value", `UPDATE audit_events SET after = '{"share": 99}' WHERE project_id = $ AND sequence = 3`, 3],
    ["another actor", `UPDATE audit_events SET actor_name = 'nobody' WHERE project_id = $ AND sequence = 2`, 2],
    ["another time", `UPDATE audit_events SET at = at - interval '1 hour' WHERE project_id = $ AND sequence = 1`, 1],
    ["a missing event", `DELETE FROM audit_events WHERE project_id = $ AND sequence = 4`, 4],
    ["a missing beginning", `DELETE FROM audit_events WHERE project_id = $ AND sequence = 1`, 1],
    ["a hash of its own", `UPDATE audit_events SET hash = sha256('x') WHERE project_id = $ AND sequence = 4`, 4],
    ["a torn link", `UPDATE audit_events SET previous = sha256('x') WHERE project_id = $ AND sequence = 5`, 5],
  ])("shows %s", async (_, sql, brokenAt) => {
    await write(5);
    const { items } = await auditEvents(project.as("viewer"), {}, { limit: 5 });
    await tamper(sql);
    const head = items.find(({ sequence }) => sequence === brokenAt - 1)?.hash ?? null;
    expect(await verify()).toMatchObject({ ok: false, events: brokenAt - 1, brokenAt, head });
    expect(await verifyAudit(other.as("viewer"))).toMatchObject({ ok: true });
  });

  it("shows a cut-off end to whoever kept the head", async () => {
    await write(5);
    const kept = await verify();
    await tamper("DELETE FROM audit_events WHERE project_id = $ AND sequence = 5");
    const now = await verify();
    expect(now.ok).toBe(true);
    expect(now.head).not.toBe(kept.head);
  });
});

describe("a reason given afterwards", () => {
  const rolledBack = (fields: Partial<AuditEntry> = {}) =>
    record(project.as("operator"), entry({ act: "switch.rollback", environment: "production", ...fields }));
  const give = (sequence: string, reason = "p99 had doubled") => giveReason(project.as("operator"), { sequence, reason });
  const pending = async () =>
    (await auditEvents(project.as("viewer"), { pending: "reason" }, { limit: 50 })).items.map(({ sequence }) => sequence);

  it("is an event of its own, shown on the one it belongs to", async () => {
    await rolledBack();
    await rolledBack();
    expect(await pending()).toEqual([2, 1]);
    await give("1");
    expect(await pending()).toEqual([2]);
    const first = auditEventSchema.parse(await auditEvent(project.as("viewer"), "1"));
    expect(first).toMatchObject({ reason: null, reasonGiven: { sequence: 3, reason: "p99 had doubled", by: "the operator" } });
    expect(await auditEvent(project.as("viewer"), "3")).toMatchObject({
      act: "audit.reason",
      target: { kind: "event", key: "1", name: "orders.route" },
      environment: "production",
    });
    expect(await verify()).toMatchObject({ ok: true, events: 3 });
  });

  it("is given once, and only to rollbacks that lack one", async () => {
    await rolledBack();
    await rolledBack({ reason: "said at once" });
    await write(1);
    const both = await Promise.allSettled([give("1"), give("1", "somebody else's words")]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const sequence of ["1", "2", "3"]) expect(await failure(give(sequence))).toMatchObject({ code: "refused" });
    for (const sequence of ["9", "0", "x"]) expect(await failure(give(sequence))).toMatchObject({ code: "not-found" });
  });

  it("comes from somebody who may roll back, in the event's own project", async () => {
    await rolledBack();
    const weak = giveReason(project.as("viewer"), { sequence: "1", reason: "p99 had doubled" });
    expect(await failure(weak)).toMatchObject({ code: "forbidden", extra: { roleNeeded: "operator" } });
    const foreign = giveReason(other.as("operator"), { sequence: "1", reason: "p99 had doubled" });
    expect(await failure(foreign)).toMatchObject({ code: "not-found" });
  });
});

describe("reading", () => {
  const at = (time: string) => project.as("lead", new Date(`2027-02-24T${time}Z`));
  const find = async (filter: AuditFilter) =>
    (await auditEvents(project.as("viewer"), filter, { limit: 50 })).items.map(({ sequence }) => sequence);

  beforeEach(async () => {
    await record(at("01:00:00"), entry({ environment: "production", reason: "first canary" }));
    await record(at("02:00:00"), entry({ act: "switch.rollback", environment: "staging", targetKey: "orders.data" }));
    await record(
      { ...at("03:00:00"), actor: { kind: "token", id: "t1", name: "100 % deploy_bot" } },
      entry({ act: "switches.other", targetKind: "risk", targetKey: "7", before: null, after: { hypothesis: "Hot shard" } }),
    );
  });

  it("is newest first and parses as what the API promises", async () => {
    const { items, nextCursor } = await auditEvents(project.as("viewer"), {}, { limit: 2 });
    expect(items.map((item) => auditEventSchema.parse(item).sequence)).toEqual([3, 2]);
    expect(nextCursor).toBe("2");
    const rest = await auditEvents(project.as("viewer"), {}, { limit: 2, cursor: "2" });
    expect(rest.items.map(({ sequence }) => sequence)).toEqual([1]);
    expect(rest.nextCursor).toBeNull();
    expect(rest.items[0]).toMatchObject({ at: "2027-02-24T01:00:00.000Z", actor: { kind: "user" }, reason: "first canary" });
  });

  it.each<[string, AuditFilter, number[]]>([
    ["the kind of actor", { actorKind: "token" }, [3]],
    ["the actor's name", { actor: "the lead" }, [2, 1]],
    ["the actor's id", { actor: "t1" }, [3]],
    ["an act", { act: "switch.rollback" }, [2]],
    ["the beginning of an act", { act: "switch." }, [2, 1]],
    ["the kind of target", { targetKind: "risk" }, [3]],
    ["the target", { targetKey: "orders.data" }, [2]],
    ["the environment", { environment: "production" }, [1]],
    ["a beginning", { from: new Date("2027-02-24T02:00:00Z") }, [3, 2]],
    ["an end, exclusive", { to: new Date("2027-02-24T02:00:00Z") }, [1]],
    ["text in the reason", { text: "CANARY" }, [1]],
    ["text in the values", { text: "hot shard" }, [3]],
    ["text with wildcards, taken as it is", { text: "% deploy_b" }, [3]],
    ["text that only a wildcard would find", { text: "s_itch" }, []],
    ["several at once", { actorKind: "user", environment: "staging" }, [2]],
  ])("can be narrowed by %s", async (_, filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  it("finds one event by its sequence, in its own project only", async () => {
    expect(await auditEvent(project.as("viewer"), "2")).toMatchObject({ act: "switch.rollback" });
    for (const sequence of ["4", "0", "x", "99999999999"]) {
      expect(await failure(auditEvent(project.as("viewer"), sequence))).toMatchObject({ code: "not-found" });
    }
    expect(await failure(auditEvent(other.as("viewer"), "2"))).toMatchObject({ code: "not-found" });
    expect(await auditEvents(other.as("viewer"), {}, { limit: 10 })).toEqual({ items: [], nextCursor: null });
  });
});
