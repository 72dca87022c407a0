#!/usr/bin/env node
// Measures what architecture and README promise, each figure beside its baseline in the same run.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endTools } from "./setup/child.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain } from "./setup/problem.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});

async function run() {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await ensureDependencies();
  await ensureDataClient();
  const home = resolve(`.switchyard-bench-${process.pid}`);
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { bench } = await import("../bench/main.ts");
  return (await bench({ home, names: positionals, ...values })) ? 0 : 1;
}

async function end(code) {
  await endTools();
  process.exit(code);
}

run().then(end, (error) => {
  console.error(explain(error));
  end(1);
});
