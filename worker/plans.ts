import { advancePlan, duePlans } from "../lib/plans/commands/advance.ts";
import { isUnreachable } from "../lib/platform/db.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { log } from "../lib/platform/log.ts";
import type { Duty } from "./loop.ts";

/**
 * Goes on with plans: any number of workers may. A step follows this soon once its rules allow it; a plan that fails
 * for a reason of its own does not keep the others.
 */
export function plans(db: PrismaClient): Duty {
  return {
    name: "plans",
    due: "SELECT min(coalesce(not_before, created_at)) FROM plans WHERE state = 'waiting'",
    work: (signal) => walkAll(db, signal),
    everyMs: 200,
    longestMs: 5000,
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
