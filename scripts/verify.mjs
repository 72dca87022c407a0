#!/usr/bin/env node
// The checks that take seconds: no database, no browser.
import { fileURLToPath } from "node:url";
import { runChecks } from "./setup/checks.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { explain } from "./setup/problem.mjs";
import { step } from "./setup/progress.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
try {
  await step("dependencies", "installing", ensureDependencies);
  await step("data client", "generating", ensureDataClient);
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
