#!/usr/bin/env node
// Migrates the demo's order module under traffic and faults, and says what became of every write.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
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
/** What the programs said, kept when something went wrong. */
let logs = null;

async function migrate() {
  const { without, ...options } = readArguments(process.argv.slice(2));
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await cleanup.defer(endTools);
  await step("dependencies", "installing", ensureDependencies);
  await step("data client", "generating", ensureDataClient);
  const home = resolve(`.switchyard-migrate-${process.pid}`);
  mkdirSync(home, { recursive: true });
  await cleanup.defer(() => removeAllBut(logs, home));
  if (without) {
    const tree = await step("copy", `of the sources without ${without}`, () => copyWithout(without, join(home, "tree")));
    return runIn(tree, options);
  }
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { run } = await import("./demo-migrate/run.ts");
  const well = await run({ home, cleanup, ...options });
  if (!well) logs = join(home, "logs");
  return well ? 0 : 1;
}

function removeAllBut(kept, home) {
  for (const name of readdirSync(home)) {
    if (join(home, name) !== kept) rmSync(join(home, name), { recursive: true, force: true, maxRetries: 3 });
  }
  if (!kept) rmSync(home, { recursive: true, force: true });
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
