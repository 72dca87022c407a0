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
import { SIZES, sizesAsked } from "./setup/scale.mjs";

/** What `scale` fills its databases with, and with `--quick`. */
const LARGE = { modules: 1000, instances: 10_000, days: 30, audit: 5_000_000 };
const ROUGH = { modules: 120, instances: 50, days: 1, audit: 30_000 };

const OPTIONS = {
  quick: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  base: { type: "string" },
  only: { type: "string", multiple: true },
  keep: { type: "string" },
  ...SIZES,
};

const cleanup = new Cleanup();

async function measure() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const { quick, write, base, only, keep } = values;
  const scale = { sizes: sizesAsked(values, quick ? ROUGH : LARGE), base, only };
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  await cleanup.defer(endTools);
  await ensureDependencies();
  await ensureDataClient();
  const home = resolve(keep ?? `.switchyard-bench-${process.pid}`);
  if (!keep) await cleanup.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  process.env.TMPDIR = join(home, "tmp");
  mkdirSync(process.env.TMPDIR, { recursive: true });
  (await import("tsx/esm/api")).register();
  const { bench } = await import("../bench/main.ts");
  return (await bench({ home, cleanup, names: positionals, quick, write, scale })) ? 0 : 1;
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
