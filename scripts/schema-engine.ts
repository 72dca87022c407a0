import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as background from "@prisma/schema-engine-wasm/schema_engine_bg";
import type pg from "pg";

const WASM = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));

/** Prisma's schema engine as WebAssembly: the same engine as the CLI's binary, which cannot be downloaded everywhere. */
export async function schemaEngine(datamodel: string, pool: pg.Pool) {
  const { instance } = await WebAssembly.instantiate(await readFile(WASM), {
    "./schema_engine_bg.js": background as WebAssembly.ModuleImports,
  });
  background.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const factory = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  return background.SchemaEngine.new({ datamodels: [["schema.prisma", datamodel]] }, () => undefined, factory);
}

/**
 * The stock adapter cuts scripts at every semicolon, also inside function bodies and comments. Postgres runs
 * a whole script in one round trip, and in one transaction.
 */
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
