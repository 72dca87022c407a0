import type { PublishedState } from "../../core/stages/instances.ts";
import { type ModuleState, stagesOf } from "../../core/stages/module.ts";
import type { Axis, Side } from "../../core/stages/positions.ts";
import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { stateOf } from "./rows.ts";

type PastRow = {
  moduleId: string;
  axis: Axis;
  revision: number;
  position: string;
  next: string | null;
  share: number;
  rules: unknown;
  secondaryWrites: string;
  paused: boolean;
};

/** The states modules were published in, oldest first: the one in force at revision `oldest`, and all since. */
export async function publishedStates(
  db: Db,
  environmentId: string,
  moduleIds: readonly string[],
  oldest: number,
): Promise<Map<string, PublishedState[]>> {
  const rows = await db.$queryRaw<PastRow[]>`
    SELECT s.module_id AS "moduleId", s.axis::text AS axis, c.revision::float8 AS revision, c.position, c.next, c.share,
           c.rules, c.secondary_writes AS "secondaryWrites", c.paused
    FROM switches s
    CROSS JOIN LATERAL (SELECT coalesce(max(b.version), 1) AS version FROM switch_changes b
                        WHERE b.switch_id = s.id AND b.revision <= ${oldest}::bigint) base
    JOIN switch_changes c ON c.switch_id = s.id AND c.version >= base.version
    WHERE s.environment_id = ${environmentId}::uuid AND s.module_id = ANY(${moduleIds}::uuid[]) AND s.axis <> 'route'
    ORDER BY c.revision, c.version`;
  const modules = new Map<string, { state: ModuleState; published: PublishedState[] }>();
  for (const row of rows) {
    const known = modules.get(row.moduleId) ?? { state: {}, published: [] };
    known.state = { ...known.state, [row.axis]: stateOf({ ...row, held: false, checkRatio: 0 }) };
    const last = known.published.at(-1);
    // What changed under one revision became visible at once.
    if (last?.revision === row.revision) known.published.pop();
    if (known.state.data && known.state.call) known.published.push(publishedAs(row.revision, known.state));
    modules.set(row.moduleId, known);
  }
  return new Map([...modules].map(([id, { published }]) => [id, published]));
}

/** A state of a module as services hear of it. */
export function publishedAs(revision: number, state: ModuleState): PublishedState {
  const { secondaryWrites = "best-effort", paused = false } = state.data ?? {};
  return { revision, stages: stagesOf(state), secondaryWrites, paused };
}

export type Milestones = {
  /** Revision of the last state under which some operation may have left the store out. */
  leftOut: Record<Side, number | null>;
  /** When some operation wrote to both stores for the first time. */
  bothSince: Date | null;
  /** Since when, without a break, the old store misses writes; null while it gets them all. */
  completeSince: Date | null;
};

const COMPLETE_IN_USE = Prisma.sql`position = 'complete'
  OR (next IS NOT DISTINCT FROM 'complete' AND (share > 0 OR rules @> '[{"result": "next"}]'))`;

type MilestoneRow = {
  moduleId: string;
  offAt: number | null;
  oldPathAt: number | null;
  completeAt: number | null;
  bothSince: Date | null;
  completeSince: Date | null;
};

/** What the whole history of the modules says of their stores. */
export async function milestonesOf(
  db: Db,
  environmentId: string,
  moduleIds: readonly string[],
): Promise<Map<string, Milestones>> {
  const rows = await db.$queryRaw<MilestoneRow[]>`
    SELECT d.module_id AS "moduleId", off.revision::float8 AS "offAt", path.revision::float8 AS "oldPathAt",
           complete.revision::float8 AS "completeAt", both_stores.at AS "bothSince", missing.at AS "completeSince"
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
    WHERE d.environment_id = ${environmentId}::uuid AND d.module_id = ANY(${moduleIds}::uuid[]) AND d.axis = 'data'`;
  return new Map(
    rows.map((row) => [
      row.moduleId,
      {
        leftOut: { old: row.completeAt, new: later(row.offAt, row.oldPathAt) },
        bothSince: row.bothSince,
        completeSince: row.completeSince,
      },
    ]),
  );
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
