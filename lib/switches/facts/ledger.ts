import type { Side } from "../../core/stages/positions.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf } from "./ask.ts";

type Row = { module: string; store: Side; open: number };

/** How many failed writes are not repaired yet, by module and the store that lacks them. */
export const ledger: Fact<(moduleId: string) => Record<Side, number>> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT module_id AS module, store, count(*) AS open FROM ledger_entries
      WHERE environment_id = ${environmentId}::uuid AND module_id = ANY(${modules}) AND resolved_at IS NULL
      GROUP BY module_id, store`),
  read: (rows: Row[]) => (moduleId) => {
    const of = (store: Side) => rows.find((row) => row.module === moduleId && row.store === store)?.open ?? 0;
    return { old: of("old"), new: of("new") };
  },
};
