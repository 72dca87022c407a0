import { setTimeout as pause } from "node:timers/promises";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { log } from "../lib/platform/log.ts";
import { endRecoveries } from "../lib/switches/commands/end-recovery.ts";

/** How soon things move again once everybody has spoken after a restore. */
const EVERY_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/** Ends recoveries from restores that are over until told to stop: any number of workers may. */
export function keepRecovering(db: PrismaClient): { stop: () => Promise<void> } {
  const ending = new AbortController();

  async function loop(): Promise<void> {
    let pauseMs = EVERY_MS;
    while (!ending.signal.aborted) {
      try {
        await endRecoveries(db);
        pauseMs = EVERY_MS;
      } catch (error) {
        log.warn({ error: (error as Error).message }, "recoveries from a restore cannot be looked after");
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
