import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { schemaEngine } from "./schema-engine.ts";

/**
 * `migration.ts <name>` writes the migration that leads from the schema migrated last to prisma/schema.prisma.
 * `migration.ts --check` exits 1 when there is one to write. Neither needs a database.
 */

const SCHEMA = fileURLToPath(new URL("../prisma/schema.prisma", import.meta.url));
const FOLDER = fileURLToPath(new URL("../prisma/migrations/", import.meta.url));
/** The text of the schema as it was when the newest migration was written. */
const MIGRATED = `${FOLDER}schema.prisma`;

/** SQL that leads from one schema text to another; empty when there is nothing to do. */
export async function difference(from: string, to: string): Promise<string> {
  const engine = await schemaEngine(to);
  const target = (content: string) => ({ tag: "schemaDatamodel" as const, files: [{ path: "schema.prisma", content }] });
  const { exitCode, stdout } = await engine.diff({
    from: from.trim() === "" ? { tag: "empty" } : target(from),
    to: target(to),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? "" : (stdout ?? "");
}

async function main(argument: string | undefined): Promise<void> {
  const schema = readFileSync(SCHEMA, "utf8");
  const sql = await difference(readFileSync(MIGRATED, "utf8"), schema);
  if (argument === "--check") {
    if (sql) throw new Error("prisma/schema.prisma has no migration yet: node --import tsx scripts/migration.ts <name>");
    return;
  }
  if (!argument || !/^[a-z][a-z0-9_]*$/.test(argument)) throw new Error("Name the migration: lower-case words joined by _.");
  if (!sql) throw new Error("prisma/schema.prisma is migrated already.");
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = `${FOLDER}${time}_${argument}`;
  mkdirSync(folder);
  writeFileSync(`${folder}/migration.sql`, sql);
  writeFileSync(MIGRATED, schema);
  console.log(`${folder}/migration.sql`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv[2]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
