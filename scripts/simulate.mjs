#!/usr/bin/env node
// Plays seeded histories of the whole product in one process, and judges what its users saw.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { endTools } from "./setup/child.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain } from "./setup/problem.mjs";

async function run() {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await ensureDependencies();
  await ensureDataClient();
  const home = resolve(`.switchyard-simulate-${process.pid}`);
  mkdirSync(join(home, "tmp"), { recursive: true });
  process.env.TMPDIR = join(home, "tmp");
  try {
    (await import("tsx/esm/api")).register();
    const { simulate } = await import("../simulation/main.ts");
    return (await simulate(process.argv.slice(2))) ? 0 : 1;
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
