import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { ask, idsOf } from "../facts/ask.ts";
import { milestones } from "../facts/milestones.ts";
import type { SwitchView } from "../schema/switch.ts";
import type { EnvironmentRow } from "./environment.ts";

/** Of data switches at or on the way to complete: since when, and how many writes, the old store lacks; by switch. */
export async function missedBy(
  { db, project }: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
): Promise<Map<string, NonNullable<SwitchView["missed"]>>> {
  const ending = rows.filter(({ axis, position, next }) => axis === "data" && [position, next].includes("complete"));
  const missed = new Map<string, NonNullable<SwitchView["missed"]>>();
  if (ending.length === 0) return missed;
  const modules = idsOf(ending.map(({ moduleId }) => moduleId));
  const past = await ask(db, { projectId: project.id, environmentId: environment.id, modules }, { milestones });
  for (const row of ending) {
    const since = past.milestones.get(row.moduleId)?.completeSince;
    if (since)
      missed.set(row.id, { since: since.toISOString(), writes: await writesSince(db, environment.id, row.moduleId, since) });
  }
  return missed;
}

/** Measured writes of the new path since then; of minutes where seconds are no longer kept, and of hours beyond. */
async function writesSince(db: ProjectContext["db"], environmentId: string, moduleId: string, since: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ writes: number }[]>`
    WITH series AS (SELECT id FROM measurement_series WHERE environment_id = ${environmentId}::uuid
                      AND module_id = ${moduleId}::uuid AND path = 'new' AND kind = 'write'),
         hours AS (SELECT at, count FROM measurements_1h JOIN series ON id = series_id WHERE at >= ${since}),
         minutes AS (SELECT at, count FROM measurements_1m JOIN series ON id = series_id WHERE at >= ${since}
                       AND at >= coalesce((SELECT max(at) + interval '1 h' FROM hours), ${since})),
         seconds AS (SELECT at, count FROM measurements_10s JOIN series ON id = series_id WHERE at >= ${since}
                       AND at >= greatest((SELECT max(at) + interval '1 h' FROM hours),
                                          (SELECT max(at) + interval '1 min' FROM minutes), ${since}))
    SELECT coalesce((SELECT sum(count) FROM hours), 0)::float8 + coalesce((SELECT sum(count) FROM minutes), 0)::float8
         + coalesce((SELECT sum(count) FROM seconds), 0)::float8 AS writes`;
  return row?.writes ?? 0;
}
