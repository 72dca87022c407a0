import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { runTool } from "./child.mjs";
import { Problem } from "./problem.mjs";

const NOTE = "build/data-client.sha256";
const CLIENT = "lib/platform/generated/prisma/client.ts";

/** Generates the Prisma client, unless schema and generator are those it was made from. */
export async function ensureDataClient() {
  const hash = createHash("sha256")
    .update(readFileSync("prisma/schema.prisma"))
    .update(readFileSync("node_modules/prisma/package.json"));
  const digest = hash.digest("hex");
  if (existsSync(CLIENT) && existsSync(NOTE) && readFileSync(NOTE, "utf8") === digest) return "up to date";
  try {
    // The generator only looks whether this names an executable; it never runs it.
    const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
    await runTool(["node_modules/prisma/build/index.js", "generate"], { env });
  } catch (error) {
    throw new Problem(`prisma generate failed:\n${error.output ?? error.message}`);
  }
  mkdirSync("build", { recursive: true });
  writeFileSync(NOTE, digest);
  return "generated";
}
