import { setTimeout as pause } from "node:timers/promises";
import { isUnreachable } from "../lib/platform/db.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { log } from "../lib/platform/log.ts";
import { advancePlan, duePlans } from "../lib/switches/commands/advance.ts";

/** How soon a step follows once its rules allow it. */
const EVERY_MS = 200;
const LONGEST_PAUSE_MS = 5000;

export type Walker = { stop: () => Promise<void> };

/**
 * Goes on with plans until told to stop: any number of workers may. While Postgres is away it tries again, ever more
 * patiently; a plan that fails for a reason of its own does not keep the others.
 */
export function keepWalking(db: PrismaClient): Walker {
  const ending = new AbortController();

  async function loop(): Promise<void> {
    let pauseMs = EVERY_MS;
    while (!ending.signal.aborted) {
      try {
        await walkAll(db, ending.signal);
        pauseMs = EVERY_MS;
      } catch (error) {
        log.warn({ error: (error as Error).message }, "plans cannot be read");
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      await pause(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  const ended = loop();
  return {
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
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
