import type { PublishedState } from "../../core/stages/instances.ts";
import type { ModuleState } from "../../core/stages/module.ts";
import type { Axis } from "../../core/stages/positions.ts";
import { publishedAs } from "../../core/stages/published.ts";
import { COUNTS } from "../../instances/reads/counted.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { stateOf } from "../reads/rows.ts";
import { type Fact, rowsOf, type Scope } from "./ask.ts";

type Row = {
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

/**
 * The states the modules were published in, oldest first: the one in force at the oldest revision that somebody may
 * still act on, and all since. What changed nothing that services act on, such as a hold, is no state of its own.
 */
export const published: Fact<Map<string, PublishedState[]>> = {
  sql: (scope) => rowsOf(Prisma.sql`${publishedQuery(scope)} ORDER BY revision, version`),
  read: (rows: Row[]) => {
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
    return new Map([...modules].map(([id, found]) => [id, found.published]));
  },
};

export function publishedQuery({ environmentId, modules }: Scope): Prisma.Sql {
  const acted = Prisma.sql`jsonb_build_array(c.position, c.next, c.share, c.rules, c.secondary_writes, c.paused)`;
  return Prisma.sql`
    SELECT "moduleId", axis, revision, version, position, next, share, rules, "secondaryWrites", paused
    FROM (SELECT s.module_id AS "moduleId", s.axis::text AS axis, c.revision::float8 AS revision, c.version, c.position, c.next,
                 c.share, c.rules, c.secondary_writes AS "secondaryWrites", c.paused,
                 ${acted} IS DISTINCT FROM lag(${acted}) OVER (PARTITION BY s.id ORDER BY c.version) AS differs
          FROM switches s
          CROSS JOIN LATERAL (SELECT coalesce(max(b.version), 1) AS version FROM switch_changes b WHERE b.switch_id = s.id
                                AND b.revision <= coalesce((SELECT min(revision) FROM instances
                                  WHERE environment_id = ${environmentId}::uuid AND departed_at IS NULL
                                    AND ${COUNTS}),
                                  9223372036854775807)) base
          JOIN switch_changes c ON c.switch_id = s.id AND c.version >= base.version
          WHERE s.environment_id = ${environmentId}::uuid AND s.module_id = ANY(${modules}) AND s.axis <> 'route') c
    WHERE differs`;
}
