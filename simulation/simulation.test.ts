import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = ["scripts/simulate.mjs"];
/** The same histories in every run of the tests; `npm run drill simulate` plays others every time. */
const STRETCH = ["--seed", "19", "--seeds", "6", "--steps", "3000"];
/** Few seeds change the authority both ways, so one that pauses is asked for. */
const PAUSING = ["--temper", "pausing cut-overs", "--seeds", "2", "--steps", "2000"];

type Summary = {
  seen: Record<string, number>;
  waits: number;
  changes: number;
  moves: number;
  differences: number;
  digest: string;
  broken: { kind: string } | null;
};

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

test.each([
  [STRETCH, 50, ["best-effort", "required", "mixed"]],
  [PAUSING, 4, ["required", "pausing"]],
] as const)("nobody loses a write or moves forward without the right: %j", { timeout: 240_000 }, async (args, moves, kinds) => {
  const { code, text, summary } = await simulate([...args]);
  expect(summary.broken, text).toBeNull();
  expect(code).toBe(0);
  // Every move was judged as by whoever sees everything, but for what could not be known.
  expect(summary).toMatchObject({ moves: expect.any(Number), differences: 0 });
  expect(summary.moves).toBeGreaterThan(moves);
  // Both regimes of secondary writes, and the authority changed both ways.
  for (const kind of kinds) expect(summary.seen[kind], kind).toBeGreaterThan(0);
});

test("after a restore somebody decides, and moves go on", { timeout: 120_000 }, async () => {
  const { text, summary } = await simulate(["--temper", "settled after a restore", "--steps", "1500", "--verbose"]);
  expect(summary, text).toMatchObject({ broken: null, differences: 0 });
  // Three before it, what was settled, and three after it.
  expect(summary.changes, text).toBeGreaterThan(6);
});

test("the same seed is the same history, also where transactions wait for each other", { timeout: 120_000 }, async () => {
  // In these nobody waits for the same transaction as another, whom Postgres would let go in an order of its own.
  const args = ["--temper", "two moves at once", "--seed", "3", "--seeds", "2", "--steps", "800"];
  const [one, other] = [await simulate(args), await simulate(args)];
  expect(one.summary.waits).toBeGreaterThan(0);
  expect(one.summary.digest).toBe(other.summary.digest);
});

test.each([
  ["barrier", "silent instances", "admission"],
  ["across-axes", "call goes back", "lost write"],
  ["barrier", "silent instances", "wrongly allowed"],
  ["row locks", "two moves at once", "surprise"],
  ["file marks", "old state files", "lost write"],
])("without %s, %s end in a story", { timeout: 120_000 }, async (rule, temper, kind) => {
  const args = ["--temper", temper, "--seeds", "10", "--steps", "1500", "--find", kind, "--without", rule];
  const { code, text, summary } = await simulate(args);
  expect(summary.broken).toMatchObject({ kind });
  expect(code).toBe(1);
  expect(text).toMatch(/^1\. /m);
});
