import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { pendingLegs, settleLeg } from "../lib/rollbacks/commands/legs.ts";
import type { Duty } from "./loop.ts";
import { oneByOne } from "./one-by-one.ts";

/** So many modules, of all projects in turn, between two looks at what there is. */
const AT_ONCE = 50;

/** Takes the modules of projects' rollbacks back: any number of workers may. */
export function rollbacks(db: PrismaClient): Duty {
  return {
    name: "rollbacks",
    due: "SELECT min(created_at) FROM project_rollbacks WHERE state = 'running'",
    work: (signal) => takeBackAll(db, signal),
    everyMs: 200,
    longestMs: 5000,
  };
}

async function takeBackAll(db: PrismaClient, signal: AbortSignal): Promise<void> {
  for (let settled = 1; settled > 0 && !signal.aborted; ) {
    settled = 0;
    await oneByOne(
      await pendingLegs(db, AT_ONCE),
      signal,
      async (leg) => {
        if (await settleLeg(db, leg)) settled += 1;
      },
      ({ module }) => ({ message: "a module could not be taken back", about: { module } }),
    );
  }
}
