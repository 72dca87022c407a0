import { isUnreachable } from "../lib/platform/db.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { log } from "../lib/platform/log.ts";
import { advancePlan, duePlans } from "../lib/switches/commands/advance.ts";
import { keepDoing, type Loop } from "./loop.ts";

/** How soon a step follows once its rules allow it. */
const EVERY_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/**
 * Goes on with plans until told to stop: any number of workers may. While Postgres is away it tries again, ever more
 * patiently; a plan that fails for a reason of its own does not keep the others.
 */
export function keepWalking(db: PrismaClient): Loop {
  const failing = "plans cannot be read";
  return keepDoing((signal) => walkAll(db, signal), { everyMs: EVERY_MS, longestMs: LONGEST_PAUSE_MS, failing });
}

async function walkAll(db: PrismaClient, signal: AbortSignal): Promise<void> {
  for (const id of await duePlans(db)) {
    if (signal.aborted) return;
    try {
      await advancePlan(db, id);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      log.error({ plan: id, error: (error as Error).message }, "a plan could not go on");
    }
  }
}
