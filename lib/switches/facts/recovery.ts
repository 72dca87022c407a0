import type { Recovery } from "../../core/stages/lost.ts";
import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { ask, type Fact, idsOf, timeOf } from "./ask.ts";

type Row = Omit<Recovery, "since" | "until" | "clock"> & { since: string | null; until: string | null; clock: string };

export const recovery: Fact<Recovery> = {
  sql: ({ environmentId }) => Prisma.sql`
    SELECT json_build_object('revision', revision, 'from', lineage_from, 'restored', restored_revision,
             'since', recovering_since, 'until', recovering_until, 'clock', clock_timestamp()::timestamptz(3))
    FROM environments WHERE id = ${environmentId}::uuid`,
  read: (row: Row) => ({ ...row, since: timeOf(row.since), until: timeOf(row.until), clock: timeOf(row.clock) }),
};

/** The same for whoever asks for nothing else. */
export async function recoveryOf(db: Db, environmentId: string): Promise<Recovery> {
  return (await ask(db, { projectId: "", environmentId, modules: idsOf([]) }, { recovery })).recovery;
}
