import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { claimConsole } from "./console.mjs";

it("claims a build while it is in use", () => {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  const release = claimConsole(folder);
  expect(readdirSync(folder)).toEqual([`in-use-${process.pid}`]);
  release();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

// Nobody may write there, not even root.
it.runIf(process.platform === "linux")("uses a build that it may not write to", () => {
  expect(() => claimConsole("/sys")()).not.toThrow();
});

it("does not start on a build that is gone", () => {
  expect(() => claimConsole(join(tmpdir(), "no-such-build"))).toThrow(/ENOENT/);
});
