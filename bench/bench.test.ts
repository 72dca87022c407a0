import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDocument } from "./document.ts";
import { type Figure, figure } from "./figure.ts";
import { machineNow } from "./machine.ts";
import { ROWS } from "./rows.ts";
import { percentile } from "./statistics.ts";

test("a quick run prints a figure a line, each beside its baseline", { timeout: 120_000 }, async () => {
  const { code, out, said } = await run(["--quick", "sdk-migrator", "bulk-unchanged"]);
  expect(code, said).toBe(0);
  const figures = out
    .trim()
    .split("\n")
    .map((line): Figure => JSON.parse(line));
  expect(figures.map(({ bench }) => bench)).toEqual([
    "bulk-unchanged",
    "sdk-migrator/complete-read",
    "sdk-migrator/complete-write",
    "sdk-migrator/live-read",
    "sdk-migrator/live-write",
  ]);
  for (const { value, baseline, ratio, goal, holds, unit } of figures) {
    expect(value).toBeGreaterThan(0);
    expect(baseline).toBeGreaterThan(0);
    expect(Number(ratio) / (value / Number(baseline))).toBeCloseTo(1, 1);
    expect([typeof goal, typeof holds, typeof unit]).toEqual(["string", "boolean", "string"]);
  }
});

test("an unknown row ends the run with the names there are", async () => {
  const { code, out, said } = await run(["nonsense"]);
  expect([code, out]).toEqual([1, ""]);
  expect(said).toMatch(/nonsense: not among single-evaluation, .*peers, scale\./);
});

test("a goal is judged by what was measured, not by what is printed", () => {
  const made = figure({
    bench: "x",
    value: 49_999.6,
    unit: "",
    baseline: 3,
    goal: "≥ 50,000",
    holds: (value) => value >= 50_000,
  });
  expect(made).toEqual({ bench: "x", value: 50_000, unit: "", baseline: 3, ratio: 16_667, goal: "≥ 50,000", holds: false });
});

test("percentiles are values that were measured", () => {
  expect([0, 0.5, 0.99, 1].map((part) => percentile([5, 1, 4, 2, 3], part))).toEqual([1, 3, 5, 5]);
  expect(() => percentile([], 0.5)).toThrow("nothing was measured");
});

test("the document says what misses its goal and keeps what was not measured again", () => {
  const folder = mkdtempSync(join(tmpdir(), "benchmarks-"));
  const file = join(folder, "benchmarks.md");
  const line = { value: 1234, unit: "ms", baseline: 2, ratio: 617, goal: "< 3 ms" };
  const measured = new Map(
    ROWS.map(({ name }): [string, Figure[]] => [name, [{ bench: name, holds: name !== "memory", ...line }]]),
  );

  const machine = { ...machineNow(), load: 0.2 };
  const first = writeDocument(measured, machine, file);
  expect(first).toContain("| `memory` | 1,234 ms | 2 | 617 | < 3 ms | **no** |");
  expect(first).toContain("Why one does not hold:");
  expect(first).not.toContain("busy");
  const others: Figure[] = [{ bench: "peers/x", holds: true, ...line }];
  const second = writeDocument(new Map([["peers", others]]), { ...machine, load: 7 }, file);
  expect(second).toContain("| `peers/x` |");
  expect(second).toContain("busy");
  expect(second).toMatch(/Versions: @growthbook\/growthbook \d/);
  expect(second.replace(/## Beside others\n.*?(?=## How)/s, "")).toBe(first);

  const part = new Map([["memory", others]]);
  expect(() => writeDocument(part, machine, file)).toThrow("whole or not at all");
  rmSync(folder, { recursive: true });
});

/** What the program prints, run as people do. */
function run(args: string[]): Promise<{ code: number | null; out: string; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["scripts/bench.mjs", ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let said = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.on("close", (code) => resolve({ code, out, said }));
  });
}
