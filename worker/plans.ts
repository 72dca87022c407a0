import { goOn } from "../lib/plans/commands/advance.ts";
import { duePlans } from "../lib/plans/commands/due.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import type { Duty } from "./loop.ts";
import { oneByOne } from "./one-by-one.ts";

/** Goes on with plans: any number of workers may. A step follows this soon once its rules allow it. */
export function plans(db: PrismaClient): Duty {
  return {
    name: "plans",
    due: "SELECT min(coalesce(not_before, created_at)) FROM plans WHERE state = 'waiting'",
    work: async (signal) =>
      oneByOne(
        await duePlans(db),
        signal,
        (plan) => goOn(db, plan),
        ({ id }) => ({ message: "a plan could not go on", about: { plan: id } }),
      ),
    everyMs: 200,
    longestMs: 5000,
  };
}
