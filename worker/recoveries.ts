import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { endRecoveries } from "../lib/switches/commands/end-recovery.ts";
import { keepDoing, type Loop } from "./loop.ts";

/** How soon things move again once everybody has spoken after a restore. */
const EVERY_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/** Ends recoveries from restores that are over until told to stop: any number of workers may. */
export function keepRecovering(db: PrismaClient): Loop {
  const failing = "recoveries from a restore cannot be looked after";
  return keepDoing(() => endRecoveries(db), { everyMs: EVERY_MS, longestMs: LONGEST_PAUSE_MS, failing });
}
