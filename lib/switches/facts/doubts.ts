import { doubtsQuery, type OpenDoubt } from "../../instances/reads/doubts.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

/** Those who ended without draining, whatever was reconciled since. */
export const doubts: Fact<OpenDoubt[]> = {
  sql: ({ environmentId }) => rowsOf(Prisma.sql`${doubtsQuery(environmentId)} ORDER BY since`),
  read: (rows: (Omit<OpenDoubt, "since" | "noticedAt"> & { since: string; noticedAt: string })[]) =>
    rows.map((row) => ({ ...row, since: timeOf(row.since), noticedAt: timeOf(row.noticedAt) })),
};
