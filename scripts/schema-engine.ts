import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as background from "@prisma/schema-engine-wasm/schema_engine_bg";
import type pg from "pg";

const WASM = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));

/**
 * Prisma's schema engine as WebAssembly: the same engine as the CLI's binary, which cannot be downloaded everywhere.
 * Without a pool it can compare schemas and nothing else.
 */
export async function schemaEngine(datamodel: string, pool: pg.Pool | null) {
  loaded ??= load();
  await loaded;
  const factory = bindMigrationAwareSqlAdapterFactory(pool ? new WholeScripts(pool) : NO_DATABASE);
  return background.SchemaEngine.new({ datamodels: [["schema.prisma", datamodel]] }, () => undefined, factory);
}

let loaded: Promise<void> | null = null;

/** Once a process: the module's JavaScript half keeps one instance, and a second one would take it away from the first. */
async function load(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(await readFile(WASM), {
    "./schema_engine_bg.js": background as WebAssembly.ModuleImports,
  });
  background.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
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

/** The engine asks for version and schema of a database as soon as it exists, and gets along without an answer. */
const silent: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  startTransaction: () => Promise.reject(new Error("There is no database here.")),
  dispose: async () => undefined,
};
const NO_DATABASE: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => silent,
  connectToShadowDb: async () => silent,
};
