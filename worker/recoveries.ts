import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { endRecoveries } from "../lib/switches/commands/end-recovery.ts";
import type { Duty } from "./loop.ts";

/** Ends recoveries from restores that are over: any number of workers may. */
export function recoveries(db: PrismaClient): Duty {
  return {
    name: "recoveries",
    due: "SELECT min(recovering_until) FROM environments WHERE recovering_since IS NOT NULL",
    work: () => endRecoveries(db),
    everyMs: 1000,
    longestMs: 10_000,
  };
}
