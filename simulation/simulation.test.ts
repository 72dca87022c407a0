import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = "scripts/simulate.mjs";
/** The same histories in every run of the tests; `npm run drill simulate` plays others every time. */
const STRETCH = ["--seed", "19", "--seeds", "6", "--steps", "3000"];
/** Few seeds change the authority both ways, so one that pauses is asked for. */
const PAUSING = ["--temper", "pausing cut-overs", "--seeds", "2", "--steps", "2000"];
const SETTLED = ["--temper", "settled after a restore", "--steps", "1500", "--verbose"];
/** In these nobody waits for the same transaction as another, whom Postgres would let go in an order of its own. */
const WAITING = ["--temper", "two moves at once", "--seed", "3", "--seeds", "2", "--steps", "800"];
const LEFT_OUT = [
  ["barrier", "silent instances", "admission"],
  ["across-axes", "call goes back", "lost write"],
  ["barrier", "silent instances", "wrongly allowed"],
  ["row locks", "two moves at once", "surprise"],
  ["file marks", "old state files", "lost write"],
] as const;

type Summary = {
  seen: Record<string, number>;
  waits: number;
  changes: number;
  moves: number;
  differences: number;
  digest: string;
  broken: { kind: string } | null;
};
type Told = { text: string; summary: Summary };
/** What a process said of each history, and how it ended after the last. */
type Played = { of: (asked: readonly string[]) => Promise<Told>; code: Promise<number | null>; kill: () => void };

let keeping: Played;
let losing: Played;
/** Starting takes longer than most histories: those that are kept share a process, and so do those that are not. */
beforeAll(() => {
  keeping = simulate([STRETCH, PAUSING, SETTLED, WAITING]);
  losing = simulate(LEFT_OUT.map(([rule, temper, kind]) => without(rule, temper, kind)));
});
afterAll(() => {
  keeping.kill();
  losing.kill();
});

/** The simulation replaces the clocks of its process, so it has one of its own. */
function simulate(asked: readonly (readonly string[])[]): Played {
  const env = { ...process.env, TEST_POSTGRES_URL: inject("postgres") };
  const args = asked.flatMap((one, at) => (at === 0 ? one : ["--then", ...one]));
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    errors += chunk;
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Told> => {
    for (let text = ""; ; ) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${text}${errors}`);
      text += `${value}\n`;
      if (value.startsWith("{")) return { text, summary: JSON.parse(value) };
    }
  };
  const told = new Map<string, Promise<Told>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const one of asked) {
    const mine = before.then(next);
    before = mine.catch(() => undefined);
    told.set(one.join(" "), mine);
  }
  const of = (one: readonly string[]) =>
    told.get(one.join(" ")) ?? Promise.reject(new Error(`nobody asked for ${one.join(" ")}`));
  return { of, code, kill: () => void child.kill() };
}

function without(rule: string, temper: string, kind: string): string[] {
  return ["--temper", temper, "--seeds", "10", "--steps", "1500", "--find", kind, "--without", rule];
}

test.each([
  [STRETCH, 50, ["best-effort", "required", "mixed"]],
  [PAUSING, 4, ["required", "pausing"]],
] as const)("nobody loses a write or moves forward without the right: %j", { timeout: 240_000 }, async (args, moves, kinds) => {
  const { text, summary } = await keeping.of(args);
  expect(summary.broken, text).toBeNull();
  // Every move was judged as by whoever sees everything, but for what could not be known.
  expect(summary).toMatchObject({ moves: expect.any(Number), differences: 0 });
  expect(summary.moves).toBeGreaterThan(moves);
  // Both regimes of secondary writes, and the authority changed both ways.
  for (const kind of kinds) expect(summary.seen[kind], kind).toBeGreaterThan(0);
  expect(await keeping.code).toBe(0);
});

test("after a restore somebody decides, and moves go on", { timeout: 240_000 }, async () => {
  const { text, summary } = await keeping.of(SETTLED);
  expect(summary, text).toMatchObject({ broken: null, differences: 0 });
  // Three before it, what was settled, and three after it.
  expect(summary.changes, text).toBeGreaterThan(6);
});

test("the same seed is the same history, also where transactions wait for each other", { timeout: 240_000 }, async () => {
  const [one, other] = await Promise.all([keeping, simulate([WAITING])].map(({ of }) => of(WAITING)));
  expect(one?.summary.waits).toBeGreaterThan(0);
  expect(one?.summary.digest).toBe(other?.summary.digest);
});

test.each(LEFT_OUT)("without %s, %s end in a story", { timeout: 240_000 }, async (...asked) => {
  const { text, summary } = await losing.of(without(...asked));
  expect(summary.broken).toMatchObject({ kind: asked[2] });
  expect(text).toMatch(/^1\. /m);
  expect(await losing.code).toBe(1);
});
