import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = ["scripts/simulate.mjs"];
/** How long histories are played in every run of the tests. */
const SECONDS = 40;

type Summary = { seeds: number; steps: number; writes: number; digest: string; broken: { kind: string } | null };

/** The simulation replaces the clocks of its process, so it has one of its own. */
function simulate(args: string[]): Promise<{ code: number | null; text: string; summary: Summary }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TEST_POSTGRES_URL: inject("postgres") };
    const child = spawn(process.execPath, [...PROGRAM, ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      errors += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const last = text.trimEnd().split("\n").at(-1) ?? "";
      if (last.startsWith("{")) resolve({ code, text, summary: JSON.parse(last) });
      else reject(new Error(`${text}${errors}`));
    });
  });
}

test("nobody loses a write or moves forward without the right", { timeout: 240_000 }, async () => {
  // Other histories every day.
  const seed = 1 + Math.floor(Date.now() / 86_400_000) * 1000;
  const { code, text, summary } = await simulate(["--seed", String(seed), "--seconds", String(SECONDS)]);
  expect(summary.broken, text).toBeNull();
  expect(code).toBe(0);
  expect(summary.seeds).toBeGreaterThan(0);
  expect(summary.writes).toBeGreaterThan(0);
});

test("the same seed is the same history", { timeout: 120_000 }, async () => {
  const args = ["--seed", "2004", "--steps", "1500"];
  const [one, other] = [await simulate(args), await simulate(args)];
  expect(one.summary.digest).toBe(other.summary.digest);
});

test.each([
  ["barrier", "silent instances", "admission"],
  ["doubt", "doubt and jobs", "lost write"],
])("without %s, %s end in a story", { timeout: 120_000 }, async (rule, temper, kind) => {
  const args = ["--temper", temper, "--seeds", "10", "--steps", "1500", "--find", kind, "--without", rule];
  const { code, text, summary } = await simulate(args);
  expect(summary.broken).toMatchObject({ kind });
  expect(code).toBe(1);
  expect(text).toMatch(/^1\. /m);
});
