#!/usr/bin/env node
// Everything: checks, unit, database and API tests, the build, starting and stopping it, journeys in a browser.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureBrowser } from "./setup/browser.mjs";
import { runChecks } from "./setup/checks.mjs";
import { endTools, runTool } from "./setup/child.mjs";
import { ensureConsole } from "./setup/console.mjs";
import { cpuSeconds } from "./setup/cpu.mjs";
import { ensureDataClient } from "./setup/data-client.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { playwrightFailures, vitestFailures } from "./setup/failures.mjs";
import { explain } from "./setup/problem.mjs";
import { step } from "./setup/progress.mjs";

const RESULTS = "test-results";
const VITEST = ["node_modules/vitest/vitest.mjs", "run"];
const CODE = ["code", "components", "alone", "drills"].flatMap((name) => ["--project", name]);
const PLAYWRIGHT = ["node_modules/@playwright/test/cli.js", "test"];

const counts = { passed: 0, failed: 0 };
const summary = [];
/** What failed, named once more at the end: output that was cut keeps its last lines. */
const failures = [];

async function main() {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  await step("dependencies", "installing", ensureDependencies);
  await step("data client", "generating", ensureDataClient);
  const browser = await step("browser", "installing", ensureBrowser);

  await part("checks", runChecks);
  await part("unit, database, API", () => vitest("code", CODE));
  if (await part("build", build)) {
    await part("start and stop", () => vitest("smoke", ["--project", "smoke"]));
    await part("browser", () => playwright(browser));
  }
}

/** Runs a part of the tests and counts; a part that breaks off counts as one failure. Answers whether all passed. */
async function part(name, run) {
  console.log(`\n${name}`);
  const { passed, failed, ...cost } = await measured(() =>
    run().catch((error) => {
      console.error(explain(error));
      return { passed: 0, failed: 1 };
    }),
  );
  counts.passed += passed;
  counts.failed += failed;
  const found = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
  summary.push(`  ${failed === 0 ? "✓" : "✗"} ${name.padEnd(24)} ${found} ${spent(cost)}`);
  return failed === 0;
}

async function measured(run) {
  const started = performance.now();
  const cpu = cpuSeconds();
  const outcome = await run();
  return { ...outcome, wall: (performance.now() - started) / 1000, cpu: cpu === null ? null : cpuSeconds() - cpu };
}

function spent({ wall, cpu }) {
  const seconds = `${wall.toFixed(0).padStart(6)} s`;
  return cpu === null ? seconds : `${seconds} ${cpu.toFixed(0).padStart(6)} s CPU`;
}

/** No test: it only has to succeed. */
async function build() {
  await step("console", "building", ensureConsole);
  return { passed: 0, failed: 0 };
}

async function vitest(name, args) {
  const file = `${RESULTS}/${name}.json`;
  const status = await exitCode([...VITEST, ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = JSON.parse(readFileSync(file, "utf8"));
  failures.push(...vitestFailures(report, process.cwd()));
  const { numTotalTests, numPassedTests } = report;
  return settle(numPassedTests, numTotalTests - numPassedTests, status);
}

async function playwright(browser) {
  const status = await exitCode(PLAYWRIGHT, { PLAYWRIGHT_CHROMIUM_PATH: browser, PWTEST_CACHE_DIR: "build/playwright" });
  const report = JSON.parse(readFileSync(`${RESULTS}/browser.json`, "utf8"));
  failures.push(...playwrightFailures(report));
  const { expected, unexpected, flaky, skipped } = report.stats;
  return settle(expected, unexpected + flaky + skipped, status);
}

/** What was skipped did not pass, and a part that found nothing or ended badly has failed. */
function settle(passed, failed, status) {
  return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed };
}

async function exitCode(args, env) {
  return runTool(args, { show: true, env }).then(
    () => 0,
    (error) => error.exitCode ?? 1,
  );
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    endTools();
    process.exitCode = 130;
  });
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  counts.failed += 1;
}
for (const { name, reason } of failures) console.log(`\n✗ ${name}\n    ${reason}`);
const whole = spent({ wall: performance.now() / 1000, cpu: cpuSeconds() });
console.log(`\n${summary.join("\n")}\n    ${"in all".padEnd(24)} ${" ".repeat(24)} ${whole}\n`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 && !process.exitCode ? 0 : 1);
