import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

const FOLDER = fileURLToPath(new URL("../.switchyard-test", import.meta.url));

declare module "vitest" {
  interface ProvidedContext {
    postgres: string;
  }
}

/** Gives the test files a Postgres: the one TEST_POSTGRES_URL names, or one of their own that goes away with them. */
export default async function setup(project: TestProject): Promise<undefined | (() => Promise<void>)> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) {
    project.provide("postgres", given);
    return;
  }
  sweep();
  const home = join(FOLDER, `run-${process.pid}-${project.name}`);
  mkdirSync(home, { recursive: true });
  const server = await startPostgres({ home, durable: false });
  project.provide("postgres", server.url("postgres"));
  return async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Removes what runs that were killed left behind. */
function sweep(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) {
    const pid = Number(/^[a-z-]+-(\d+)/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(FOLDER, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
