import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Lab } from "./lab.ts";
import { OTHER_CORE, run } from "./processes.ts";

test("once a lab is being closed nothing is started, and what was is ended, that of its endings too", async () => {
  const home = mkdtempSync(join(tmpdir(), "lab-"));
  const lab = new Lab(home, true);
  const sleeper = () =>
    run(lab, { command: process.execPath, args: ["-e", "setInterval(() => undefined, 1000)"], core: OTHER_CORE });
  const first = sleeper();
  let late: unknown;
  let isEnded = false;
  lab.defer(() => {
    try {
      sleeper();
    } catch (error) {
      late = error;
    }
    lab.defer(() => {
      isEnded = true;
    });
  });
  await lab.close();
  expect(late).toMatchObject({ name: "AbortError" });
  expect([isEnded, first.signalCode]).toEqual([true, "SIGTERM"]);
  await expect(lab.database()).rejects.toThrow("aborted");
  expect(existsSync(join(home, "postgres"))).toBe(false);
  rmSync(home, { recursive: true });
});
