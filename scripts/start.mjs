#!/usr/bin/env node
// Brings everything up. This file and setup/ run before anything is installed; the rest is TypeScript in start/.
import { mkdirSync, statfsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { endTools } from "./setup/child.mjs";
import { Cleanup } from "./setup/cleanup.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { takeLock } from "./setup/lock.mjs";
import { requirePorts } from "./setup/ports.mjs";
import { explain, Problem } from "./setup/problem.mjs";
import { step } from "./setup/progress.mjs";

const LEAST_FREE_BYTES = 200 * 1024 * 1024;
const PREDECESSOR_GONE_WITHIN_MS = 10_000;

const ONE_CTRL_C_MS = 1000;

const cleanup = new Cleanup();

async function start() {
  const [wrong] = process.argv.slice(2).filter((argument) => argument !== "--dev");
  if (wrong) throw new Problem(`${wrong}: the start takes its settings from the environment; see docs/configuration.md.`);
  requireNode();
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  const home = resolve(process.env.SWITCHYARD_HOME || ".switchyard");
  const { wasLeft } = await takeHome(home);
  await requirePorts(process.env.HOST || "127.0.0.1", portsToUse(), wasLeft ? PREDECESSOR_GONE_WITHIN_MS : 0);

  console.log("Switchyard");
  await cleanup.defer(endTools);
  await step("dependencies", "installing", ensureDependencies);
  await step("data client", "generating", ensureDataClient);
  // tsx caches what it compiles here instead of outside.
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { run } = await import("./start/run.ts");
  await run({ home, dev: process.argv.includes("--dev"), cleanup });
  console.log("ready");
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Problem(`Node 20.19 or newer is needed; this is ${process.version}.`);
}

async function takeHome(home) {
  try {
    const lock = takeLock(join(home, "start.pid"));
    if (lock.owner)
      throw new Problem(
        `Switchyard is running in ${home} already (process ${lock.owner}). Stop it first, or set SWITCHYARD_HOME.`,
      );
    await cleanup.defer(lock.release);
    const { bavail, bsize } = statfsSync(home);
    if (bavail * bsize < LEAST_FREE_BYTES) throw new Problem(`The disk of ${home} is full: less than 200 MB are free.`);
    return lock;
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(`SWITCHYARD_HOME: ${explain(error)}`);
  }
}

/** Only numbers that can be ports; what is wrong with others is said when the environment is read. */
function portsToUse() {
  const ports = { DATAPLANE_PORT: Number(process.env.DATAPLANE_PORT || 3001) };
  if (!process.env.DATAPLANE_UPSTREAM) ports.PORT = Number(process.env.PORT || 3000);
  if (process.env.WORKER_PORT && !process.env.DATAPLANE_UPSTREAM) ports.WORKER_PORT = Number(process.env.WORKER_PORT);
  return Object.fromEntries(Object.entries(ports).filter(([, port]) => Number.isInteger(port) && port > 0 && port < 65_536));
}

async function end(code) {
  await cleanup.end();
  process.exit(code);
}

let asked = 0;
function stop() {
  // npm passes on a Ctrl-C that the terminal has sent here too. Only a later one is impatience.
  if (cleanup.begun && Date.now() - asked > ONE_CTRL_C_MS) process.exit(130);
  if (cleanup.begun) return;
  asked = Date.now();
  console.log("\nstopping");
  end(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);

// Killed outright, npm takes nobody with it; what it had started must not go on unseen.
const npm = process.env.npm_lifecycle_event ? process.ppid : null;
if (npm) setInterval(() => process.ppid === npm || cleanup.begun || stop(), 1000).unref();

start().catch((error) => {
  if (cleanup.begun) return;
  console.error(explain(error));
  end(1);
});
