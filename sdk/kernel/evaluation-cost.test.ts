import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

type Cost = { perSecond: number; bytes: { client: number; result: number } };

/** In a process whose young generation holds everything, so that the heap's growth is what was allocated. */
const FLAGS = ["--import", "tsx", "--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];

test("an evaluation costs the result and nothing more", async () => {
  const program = fileURLToPath(new URL("../test/evaluation-cost.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, program]);
  const { perSecond, bytes } = JSON.parse(stdout) as Cost;
  process.stdout.write(
    `sdk: ${(perSecond / 1e6).toFixed(1)} million evaluations a second of processor time, ${bytes.client} bytes each\n`,
  );
  expect(bytes.client - bytes.result).toBeLessThan(4);
  // Far below the two million it is built for: others may be using the machine.
  expect(perSecond).toBeGreaterThan(500_000);
});
