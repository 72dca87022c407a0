import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../../lib/audit/commands.ts";
import { upkeepOf } from "../../lib/measurements/commands/keep.ts";
import { type Connection, connect } from "../../lib/platform/db.ts";
import { type TestDatabase, testDatabase } from "../test-database.ts";
import { testProject } from "../test-project.ts";
import { letRun, requireApart } from "./running-role.ts";

/** A role as the start makes it, under a name of its own since roles belong to the whole server. */
const ROLE = `runs_${process.pid}`;

let database: TestDatabase;
let url: string;
let running: Connection;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'runs'`);
  const address = new URL(database.url);
  address.username = ROLE;
  address.password = "runs";
  url = address.href;
  await letRun(database.url, ROLE);
  running = connect(url);
});
afterAll(async () => {
  await running.close();
  await database.pool.query(`DROP OWNED BY ${ROLE} CASCADE; DROP ROLE ${ROLE}`);
  await database.close();
});

describe("the role that runs", () => {
  it("reads, writes and appends to the audit log", async () => {
    const project = await testProject(running.db, { modules: ["orders"] });
    const context = { ...project.as("lead"), db: running.db };
    await record(context, { act: "project.edit", targetKind: "project", targetKey: "x", before: null, after: { name: "X" } });
    expect(await running.db.auditEvent.count({ where: { projectId: project.id } })).toBeGreaterThan(0);
  });

  it.each([
    "ALTER TABLE audit_events DISABLE TRIGGER USER",
    "DROP TRIGGER audit_events_append_only ON audit_events",
    "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "UPDATE audit_events SET reason = 'x'",
    "DELETE FROM audit_events",
    "TRUNCATE audit_events CASCADE",
    "DELETE FROM switch_changes",
    "ALTER TABLE switch_changes DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DELETE FROM _prisma_migrations",
  ])("may not %s", async (sql) => {
    await expect(running.pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  });

  it("makes the parts that measurements come to lie in, and drops them again", async () => {
    const { retain } = upkeepOf(running.pool);
    const { created } = await retain(new Date());
    expect(created.length).toBeGreaterThan(0);
    const { dropped } = await retain(new Date(Date.now() + 5 * 365 * 86_400_000));
    expect(dropped).toEqual(expect.arrayContaining(created));
  });

  it("takes over the parts that the owner made before", async () => {
    await upkeepOf(database.pool).retain(new Date());
    await letRun(database.url, ROLE);
    const { rows } = await database.pool.query<{ owner: string }>(
      `SELECT DISTINCT r.rolname AS owner FROM pg_partition_tree('measurements_10s') t
       JOIN pg_class c ON c.oid = t.relid JOIN pg_roles r ON r.oid = c.relowner`,
    );
    expect(rows).toEqual([{ owner: ROLE }]);
  });

  it("knows the database as its owner does, so that nothing looks restored", async () => {
    const sql = "SELECT database_identity() AS identity";
    const [known] = (await running.pool.query<{ identity: string | null }>(sql)).rows;
    expect(known?.identity).toMatch(/\d/);
    expect((await database.pool.query(sql)).rows).toEqual([known]);
  });
});

describe("OWNER_URL", () => {
  it("is taken where the tables are somebody else's", async () => {
    await requireApart(url);
  });

  it("is refused where who runs the product owns them, and where it leads elsewhere", async () => {
    await expect(requireApart(database.url)).rejects.toThrow(/OWNER_URL: the user of DATABASE_URL owns the tables/);
    const elsewhere = new URL(url);
    elsewhere.pathname = "/postgres";
    await expect(requireApart(elsewhere.href)).rejects.toThrow(/OWNER_URL: leads to another database/);
  });
});
