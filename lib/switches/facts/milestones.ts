import type { Side } from "../../core/stages/positions.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

export type Milestones = {
  /** Revision of the last state under which some operation may have left the store out. */
  leftOut: Record<Side, number | null>;
  /** When some operation wrote to both stores for the first time. */
  bothSince: Date | null;
  /** Since when, without a break, the old store misses writes; null while it gets them all. */
  completeSince: Date | null;
};

export const NO_MILESTONES: Milestones = { leftOut: { old: null, new: null }, bothSince: null, completeSince: null };

const COMPLETE_IN_USE = Prisma.sql`position = 'complete'
  OR (next IS NOT DISTINCT FROM 'complete' AND (share > 0 OR rules @> '[{"result": "next"}]'))`;

type Row = {
  moduleId: string;
  offAt: number | null;
  oldPathAt: number | null;
  completeAt: number | null;
  bothSince: string | null;
  completeSince: string | null;
};

/** What the whole history of the modules says of their stores. */
export const milestones: Fact<Map<string, Milestones>> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT d.module_id AS "moduleId", off.revision AS "offAt", path.revision AS "oldPathAt",
             complete.revision AS "completeAt", both_stores.at AS "bothSince", missing.at AS "completeSince"
      FROM switches d
      LEFT JOIN switches k ON k.environment_id = d.environment_id AND k.module_id = d.module_id AND k.axis = 'call'
      LEFT JOIN LATERAL (SELECT revision FROM switch_changes WHERE switch_id = d.id AND position = 'off'
                         ORDER BY version DESC LIMIT 1) off ON true
      LEFT JOIN LATERAL (SELECT revision FROM switch_changes WHERE switch_id = k.id AND position = 'old'
                         ORDER BY version DESC LIMIT 1) path ON true
      LEFT JOIN LATERAL (SELECT revision FROM switch_changes WHERE switch_id = d.id AND (${COMPLETE_IN_USE})
                         ORDER BY version DESC LIMIT 1) complete ON true
      LEFT JOIN LATERAL (SELECT at FROM switch_changes WHERE switch_id = d.id AND (position <> 'off' OR next IS NOT NULL)
                         ORDER BY version LIMIT 1) both_stores ON true
      LEFT JOIN LATERAL (SELECT at FROM switch_changes WHERE switch_id = d.id AND (${COMPLETE_IN_USE})
                           AND version > (SELECT coalesce(max(version), 0) FROM switch_changes
                                          WHERE switch_id = d.id AND NOT (${COMPLETE_IN_USE}))
                         ORDER BY version LIMIT 1) missing ON true
      WHERE d.environment_id = ${environmentId}::uuid AND d.module_id = ANY(${modules}) AND d.axis = 'data'`),
  read: (rows: Row[]) =>
    new Map(
      rows.map((row) => [
        row.moduleId,
        {
          leftOut: { old: row.completeAt, new: later(row.offAt, row.oldPathAt) },
          bothSince: timeOf(row.bothSince),
          completeSince: timeOf(row.completeSince),
        },
      ]),
    ),
};

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
