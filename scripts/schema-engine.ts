import { readFile } from "node:fs/promises";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as background from "@prisma/schema-engine-wasm/schema_engine_bg";

const WASM = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));

/**
 * Prisma's schema engine as WebAssembly: the same engine as the CLI's binary, which cannot be downloaded everywhere.
 * Without a database it can compare schemas and nothing else.
 */
export async function schemaEngine(datamodel: string, database = NO_DATABASE) {
  loaded ??= load();
  await loaded;
  const factory = bindMigrationAwareSqlAdapterFactory(database);
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
