import type { ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
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
  const asked = ending.flatMap(({ id, moduleId }) => {
    const since = past.milestones.get(moduleId)?.completeSince;
    return since ? [{ id, moduleId, since }] : [];
  });
  const writes = await writesSince(db, environment.id, asked);
  for (const { id, moduleId, since } of asked) {
    missed.set(id, { since: since.toISOString(), writes: writes.get(moduleId) ?? 0 });
  }
  return missed;
}

type Asked = { moduleId: string; since: Date };

/** Measured writes of the new path since then; of minutes where seconds are no longer kept, and of hours beyond. */
async function writesSince(db: Db, environmentId: string, asked: readonly Asked[]): Promise<Map<string, number>> {
  const [modules, times] = [asked.map(({ moduleId }) => moduleId), asked.map(({ since }) => since)];
  const rows = await db.$queryRaw<{ moduleId: string; writes: number }[]>`
    SELECT a.module::text AS "moduleId", n.writes
    FROM unnest(${modules}::uuid[], ${times}::timestamptz[]) AS a(module, since)
    CROSS JOIN LATERAL (
      WITH series AS (SELECT id FROM measurement_series WHERE environment_id = ${environmentId}::uuid
                        AND module_id = a.module AND path = 'new' AND kind = 'write'),
           hours AS (SELECT at, count FROM measurements_1h JOIN series ON id = series_id WHERE at >= a.since),
           minutes AS (SELECT at, count FROM measurements_1m JOIN series ON id = series_id WHERE at >= a.since
                         AND at >= coalesce((SELECT max(at) + interval '1 h' FROM hours), a.since)),
           seconds AS (SELECT at, count FROM measurements_10s JOIN series ON id = series_id WHERE at >= a.since
                         AND at >= greatest((SELECT max(at) + interval '1 h' FROM hours),
                                            (SELECT max(at) + interval '1 min' FROM minutes), a.since))
      SELECT coalesce((SELECT sum(count) FROM hours), 0)::float8 + coalesce((SELECT sum(count) FROM minutes), 0)::float8
           + coalesce((SELECT sum(count) FROM seconds), 0)::float8 AS writes) n`;
  return new Map(rows.map(({ moduleId, writes }) => [moduleId, writes]));
}
