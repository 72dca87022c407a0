#!/usr/bin/env node
// Measures what is promised, each figure beside its baseline in the same run.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endTools } from "./setup/child.mjs";
import { Cleanup } from "./setup/cleanup.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain } from "./setup/problem.mjs";

const cleanup = new Cleanup();

async function measure() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, write: { type: "boolean", default: false }, base: { type: "string" } },
  });
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await cleanup.defer(endTools);
  await ensureDependencies();
  await ensureDataClient();
  const home = resolve(`.switchyard-bench-${process.pid}`);
  await cleanup.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { bench } = await import("../bench/main.ts");
  return (await bench({ home, cleanup, names: positionals, ...values })) ? 0 : 1;
}

async function end(code) {
  await cleanup.end();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => cleanup.begun || end(130));

measure().then(end, (error) => {
  if (cleanup.begun) return;
  console.error(explain(error));
  end(1);
});
