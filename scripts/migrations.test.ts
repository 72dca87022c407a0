import { readdirSync, readFileSync } from "node:fs";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createModule } from "../lib/modules/commands.ts";
import { migrate } from "./migrate.ts";
import { difference } from "./migration.ts";
import { schemaEngine } from "./schema-engine.ts";
import { emptyDatabase, type TestDatabase, testDatabase } from "./test-database.ts";
import { testProject } from "./test-project.ts";

const schema = readFileSync("prisma/schema.prisma", "utf8");

describe("writing a migration", () => {
  test("finds nothing between equal schemas", async () => {
    expect(await difference(schema, schema)).toBe("");
  });

  test("writes the statements that lead to the new schema, without a database", async () => {
    expect(await difference(schema, `${schema}\nmodel Note {\n  id Int @id\n}\n`)).toContain('CREATE TABLE "Note"');
    expect(await difference("", schema)).toContain('CREATE TABLE "switches"');
  });
});

describe("a migrated database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  test("is left as it is by the next start", async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  test("refuses what breaks the rules of switches, whoever writes", async () => {
    const { db, pool } = database;
    const project = await testProject(db, { modules: ["stock"] });
    const set = (assignments: string) =>
      pool.query(`UPDATE switches SET ${assignments} WHERE project_id = $1 AND axis = 'data'`, [project.id]);
    for (const wrong of [
      "share = 5",
      "next = 'dualwrite', share = 100001",
      "share = 100000",
      "next = 'dualwrite', share = -1",
      "next = 'shadow'",
      "position = 'old'",
      "position = 'complete', next = 'off'",
      "version = 0",
      "check_ratio = 100001",
      "key = 'other.data'",
    ]) {
      await expect(set(wrong), wrong).rejects.toThrow(/violates check constraint/);
    }
    await set("next = 'dualwrite', share = 99999");
  });

  test("refuses keys that are no keys", async () => {
    const { db } = database;
    const project = await testProject(db, { modules: [] });
    await expect(createModule(project.as("admin"), { key: "Stock!", name: "Stock" })).rejects.toThrow();
    await expect(database.pool.query("UPDATE projects SET key = $2 WHERE id = $1", [project.id, "x".repeat(61)])).rejects.toThrow(
      /check/,
    );
  });

  test("never loses or changes history", async () => {
    const { db, pool } = database;
    await testProject(db, { modules: ["kept"] });
    for (const table of ["switch_changes", "audit_events"]) {
      expect((await pool.query(`SELECT FROM ${table}`)).rowCount, table).toBeGreaterThan(0);
      await expect(pool.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow("append-only");
      await expect(pool.query(`DELETE FROM ${table}`)).rejects.toThrow("append-only");
      await expect(pool.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow("append-only");
    }
    await expect(pool.query("DELETE FROM projects")).rejects.toThrow();
  });

  test("keeps one revision counter", async () => {
    await expect(database.pool.query("INSERT INTO revision_counter VALUES (2, 0)")).rejects.toThrow(/check/);
    await expect(
      database.pool.query(
        "INSERT INTO api_tokens (id, name, prefix, hash, scopes, created_by, environment_id) VALUES (gen_random_uuid(), 'x', 'x', 'x', '{read}', 'x', gen_random_uuid())",
      ),
    ).rejects.toThrow(/check/);
  });
});

describe("Prisma's engine, by which installations were migrated before", () => {
  const names = readdirSync("prisma/migrations").filter((name) => /^\d/.test(name));
  const filters = { externalTables: [], externalEnums: [] };
  let pool: pg.Pool;
  let url: string;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const database = await emptyDatabase();
    url = database.url;
    pool = new pg.Pool({ connectionString: url });
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterEach(() => close());

  test("leaves what is gone on from", async () => {
    const engine = await schemaEngine(schema, new WholeScripts(pool));
    await engine.applyMigrations({ migrationsList: listOf(names.slice(0, -2)), filters });
    expect(await migrate(url)).toEqual(names.slice(-2));
  });

  test("recognises what was applied without it", async () => {
    await migrate(url);
    const engine = await schemaEngine(schema, new WholeScripts(pool));
    const migrationsList = listOf(names);
    const history = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    expect(history).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
      hasMigrationsTable: true,
    });
    expect((await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames).toEqual([]);
  });
});

/** The stock adapter cuts scripts at every semicolon, also inside function bodies and comments. */
class WholeScripts extends PrismaPg {
  private readonly target: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.target = pool;
  }

  override async connect() {
    const adapter = await super.connect();
    return Object.assign(adapter, { executeScript: async (script: string) => void (await this.target.query(script)) });
  }
}

function listOf(names: readonly string[]) {
  const contentOf = (path: string) => readFileSync(`prisma/migrations/${path}`, "utf8");
  return {
    baseDir: "prisma/migrations",
    lockfile: { path: "migration_lock.toml", content: contentOf("migration_lock.toml") },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: contentOf(`${path}/migration.sql`) },
      },
    })),
  };
}
