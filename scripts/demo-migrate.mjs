#!/usr/bin/env node
// Migrates the demo's order module under traffic and faults, and says what became of every write.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "./demo-migrate/arguments.mjs";
import { copyWithout, runIn } from "./demo-migrate/variant.mjs";
import { endTools } from "./setup/child.mjs";
import { Cleanup } from "./setup/cleanup.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain } from "./setup/problem.mjs";
import { step } from "./setup/progress.mjs";

const cleanup = new Cleanup();

async function migrate() {
  const { without, ...options } = readArguments(process.argv.slice(2));
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await cleanup.defer(endTools);
  await step("dependencies", "installing", ensureDependencies);
  await step("data client", "generating", ensureDataClient);
  const home = resolve(`.switchyard-migrate-${process.pid}`);
  await cleanup.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  if (without) {
    const tree = await step("copy", `of the sources without ${without}`, () => copyWithout(without, join(home, "tree")));
    return runIn(tree, options);
  }
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { run } = await import("./demo-migrate/run.ts");
  return (await run({ home, cleanup, ...options })) ? 0 : 1;
}

async function end(code) {
  await cleanup.end();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => cleanup.begun || end(130));

migrate().then(end, (error) => {
  if (cleanup.begun) return;
  console.error(explain(error));
  end(1);
});
