import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Ground, prepareGround } from "./world.ts";

declare module "vitest" {
  interface ProvidedContext {
    ground: Ground;
  }
}

/** Prepares once what the worlds of all drills begin from; each has a copy. */
export default async function setup(project: TestProject): Promise<() => void> {
  const home = mkdtempSync(join(tmpdir(), "ground-"));
  project.provide("ground", await prepareGround(home));
  return () => rmSync(home, { recursive: true, force: true });
}
