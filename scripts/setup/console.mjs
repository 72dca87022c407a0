import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { isAlive, takeLock } from "./lock.mjs";
import { pack } from "./packed.mjs";
import { Problem } from "./problem.mjs";
import { filesUnder } from "./sources.mjs";

/** Everything `next build` reads. A file that is not there counts as absent, not as an error. */
const INPUTS = [
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "prisma/schema.prisma",
  "next.config.ts",
  "postcss.config.mjs",
  "instrumentation.ts",
  "proxy.ts",
];
const MORE_INPUTS = ["tsconfig.json", "package.json", "package-lock.json"];
const IGNORED = /\.test\.tsx?$|^lib\/core\/vectors\//;

const FOLDER = "build";

/**
 * Builds the console unless this very state of the sources is built already. Answers the folder with `server.js`.
 * A build gets a folder of its own, named after its sources, so a running server never loses the ground.
 */
export async function ensureConsole() {
  const folder = join(FOLDER, `web-${digestOfSources()}`);
  if (existsSync(join(folder, "server.js"))) return done("up to date", folder);
  const release = await waitForLock();
  try {
    if (existsSync(join(folder, "server.js"))) return done("up to date", folder);
    await build();
    await assemble(folder);
    prune(folder);
  } finally {
    release();
  }
  return done("built", folder);
}

const READ_ONLY = ["EACCES", "EPERM", "EROFS"];

/** Keeps the build from being pruned while this process lives. What is somebody else's, or read-only, is theirs to keep. */
export function claimConsole(folder) {
  try {
    writeFileSync(join(folder, `in-use-${process.pid}`), "");
  } catch (error) {
    if (READ_ONLY.includes(error.code)) return () => undefined;
    throw error;
  }
  return () => rmSync(join(folder, `in-use-${process.pid}`), { force: true });
}

function done(said, value) {
  return { said, value };
}

async function waitForLock() {
  for (;;) {
    const lock = takeLock(join(FOLDER, "console.lock"));
    if (lock.release) return lock.release;
    await new Promise((again) => setTimeout(again, 500));
  }
}

async function build() {
  rmSync(".next/standalone", { recursive: true, force: true });
  try {
    const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    await runTool(["node_modules/next/dist/bin/next", "build"], { env });
  } catch (error) {
    throw new Problem(`next build failed:\n${error.output || error.message}`);
  }
}

async function assemble(folder) {
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(".next/standalone", draft, { recursive: true, verbatimSymlinks: true });
  cpSync(".next/static", join(draft, ".next/static"), { recursive: true });
  await pack(join(draft, ".next/static"));
  if (existsSync("public")) cpSync("public", join(draft, "public"), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  rmSync(".next/standalone", { recursive: true, force: true });
}

/** Removes builds of other sources that no living process uses. */
function prune(current) {
  for (const name of readdirSync(FOLDER)) {
    const folder = join(FOLDER, name);
    if (!name.startsWith("web-") || folder === current) continue;
    const users = readdirSync(folder).filter((file) => file.startsWith("in-use-"));
    if (!users.some((file) => isAlive(Number(file.slice("in-use-".length))))) rmSync(folder, { recursive: true, force: true });
  }
}

function digestOfSources() {
  mkdirSync(FOLDER, { recursive: true });
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  for (const input of [...INPUTS, ...MORE_INPUTS]) {
    for (const file of filesUnder(input)) if (!IGNORED.test(file)) hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}
