import { type PlanRow, parsedPlan, type StoredPlan, waitingQuery } from "../../plans/reads.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

type Times = "notBefore" | "giveUpAt" | "createdAt" | "updatedAt";
type Row = Omit<StoredPlan, Times> & { notBefore: string | null; giveUpAt: string | null; createdAt: string; updatedAt: string };

/** Plans of the modules that have not reached their end, oldest first. */
export const plans: Fact<PlanRow[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(waitingQuery(Prisma.sql`p.environment_id = ${environmentId}::uuid AND p.module_id = ANY(${modules})`)),
  read: (rows: Row[]) =>
    rows.map((row) => ({
      ...parsedPlan(row),
      notBefore: timeOf(row.notBefore),
      giveUpAt: timeOf(row.giveUpAt),
      createdAt: timeOf(row.createdAt),
      updatedAt: timeOf(row.updatedAt),
    })),
};
