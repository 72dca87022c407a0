#!/usr/bin/env node
// Breaks what services depend on, under load, and counts what they noticed.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endTools, runTool } from "./setup/child.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain, Problem } from "./setup/problem.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string" }, runs: { type: "string", default: "20000" } },
});

/** Histories of the simulation, which replaces the clocks of its own process. */
const SIMULATE = "simulate";

function positive(name, usual) {
  const value = Number(values[name] ?? usual);
  if (value > 0) return value;
  throw new Problem(`--${name}: expected a number above 0, got ${values[name]}.`);
}

async function run() {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await ensureDependencies();
  await ensureDataClient();
  if (positionals.includes(SIMULATE)) {
    await runTool(["scripts/simulate.mjs", "--rules"], { show: true });
    const seed = String(1 + Math.floor(Date.now() / 1000) * 1000);
    await runTool(["scripts/simulate.mjs", "--seed", seed, "--seconds", String(positive("seconds", 3600))], { show: true });
  }
  const names = positionals.filter((name) => name !== SIMULATE);
  if (names.length < positionals.length && names.length === 0) return 0;
  const home = resolve(`.switchyard-drill-${process.pid}`);
  process.env.TMPDIR = join(home, "tmp");
  process.env.LOG_LEVEL ??= "warn";
  mkdirSync(process.env.TMPDIR, { recursive: true });
  try {
    (await import("tsx/esm/api")).register();
    const { drill } = await import("../bench/drills/main.ts");
    const [seconds, runs] = [positive("seconds", 60), positive("runs")];
    return (await drill({ home, names, seconds, runs })) ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function end(code) {
  await endTools();
  process.exit(code);
}

run().then(end, (error) => {
  console.error(explain(error));
  end(1);
});
