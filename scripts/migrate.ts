import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { schemaEngine } from "./schema-engine.ts";

const FOLDER = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
const NOTHING_FILTERED = { externalTables: [], externalEnums: [] };
/** Any number will do as long as every starting process uses the same. */
const LOCK = 7_921_554_012;

/** Applies what is missing and returns its names. Several processes may start at once: one works, the others wait. */
export async function migrate(url: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5000 });
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", () => undefined);
  const guard = await pool.connect();
  try {
    await guard.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const engine = await schemaEngine(await readFile(join(FOLDER, "../schema.prisma"), "utf8"), pool);
    const migrationsList = await list();
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NOTHING_FILTERED,
    });
    const broken = [...history.editedMigrationNames, ...history.failedMigrationNames];
    if (broken.length > 0)
      throw new Error(
        `The database's migrations do not match this version: ${broken.join(", ")} failed or was edited after it ran.`,
      );
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NOTHING_FILTERED });
    return appliedMigrationNames;
  } finally {
    guard.release(true);
    await pool.end();
  }
}

async function list() {
  const names = (await readdir(FOLDER, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return {
    baseDir: FOLDER,
    lockfile: { path: "migration_lock.toml", content: await readFile(join(FOLDER, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(join(FOLDER, name, "migration.sql"), "utf8") },
        },
      })),
    ),
  };
}
