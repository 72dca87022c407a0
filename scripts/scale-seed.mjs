#!/usr/bin/env node
// Fills a database with a large installation: the one DATABASE_URL names, or a fresh one in a folder of its own.
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endTools } from "./setup/child.mjs";
import { Cleanup } from "./setup/cleanup.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { takeLock } from "./setup/lock.mjs";
import { explain, Problem } from "./setup/problem.mjs";
import { SIZES, sizesAsked } from "./setup/scale.mjs";

const USUAL = { modules: 1000, instances: 10_000, days: 30, audit: 0 };
const HOME = ".switchyard-scale";

const cleanup = new Cleanup();

function asked() {
  try {
    return sizesAsked(parseArgs({ options: SIZES }).values, USUAL);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(error.message);
  }
}

async function fill() {
  const scale = asked();
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await cleanup.defer(endTools);
  await ensureDependencies();
  await ensureDataClient();
  const home = resolve(process.env.SWITCHYARD_HOME || HOME);
  mkdirSync(join(home, "tmp"), { recursive: true });
  process.env.TMPDIR = join(home, "tmp");
  (await import("tsx/esm/api")).register();
  const { fillScale } = await import("../bench/scale/main.ts");
  const url = process.env.DATABASE_URL || (await ownDatabase(home));
  const begun = performance.now();
  await fillScale(url, scale, (text) => console.log(`  ${text}`));
  console.log(`filled in ${Math.round((performance.now() - begun) / 1000)} s`);
  if (!process.env.DATABASE_URL) console.log(`look at it:  SWITCHYARD_HOME=${home} SWITCHYARD_DEMO=off npm start`);
}

/** Starts the embedded server as `npm start` will find it; it ends with this program. */
async function ownDatabase(home) {
  if (existsSync(join(home, "postgres"))) throw new Problem(`${home} has a database already; set SWITCHYARD_HOME, or remove it.`);
  const lock = takeLock(join(home, "start.pid"));
  if (lock.owner) throw new Problem(`Switchyard is running in ${home} (process ${lock.owner}).`);
  await cleanup.defer(lock.release);
  const { startPostgres, ensureDatabase } = await import("./postgres.ts");
  const { readSecrets } = await import("./start/secrets.ts");
  const server = await startPostgres({ home, password: readSecrets(home).postgresPassword });
  await cleanup.defer(server.stop);
  await ensureDatabase(server, "switchyard");
  return server.url("switchyard");
}

async function end(code) {
  await cleanup.end();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => cleanup.begun || end(130));

fill().then(
  () => end(0),
  (error) => {
    if (cleanup.begun) return;
    console.error(explain(error));
    end(1);
  },
);
