import { record } from "../../audit/commands.ts";
import { inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { systemContext } from "../../platform/system.ts";
import { publish } from "../../snapshot/commands/publish.ts";
import { ENVIRONMENT_FIELDS, type EnvironmentRow } from "../reads/environment.ts";
import { surroundings } from "../reads/facts.ts";
import { UNMEASURED } from "../reads/health.ts";
import { actedOn, isSettled, recoveryStanding } from "../reads/recovery.ts";

/** Who ends a recovery when everything has been said: nobody in particular. */
const WATCH = { kind: "guardrail", id: "lineage", name: "watch over restores" } as const;

/**
 * Ends what a restore began in every environment where instances have said what they act on and what differed is
 * settled; from then on they are told to follow what stands.
 */
export async function endRecoveries(db: Db): Promise<void> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM environments WHERE recovering_since IS NOT NULL AND recovering_until <= clock_timestamp()`;
  for (const { id } of due) await endRecovery(db, id);
}

/** Looks first without a lock, since most of the time somebody is still waited for. */
async function endRecovery(db: Db, id: string): Promise<void> {
  const fields = { ...ENVIRONMENT_FIELDS, project: { select: { id: true, key: true } } };
  const { project, ...environment } = await db.environment.findUniqueOrThrow({ where: { id }, select: fields });
  const context = systemContext(db, new Date(), project, WATCH);
  if (!(await over(context, environment))) return;
  await inTransaction(context, async (inside) => {
    await lockProject(inside);
    await inside.db.$queryRaw`SELECT 1 FROM environments WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const since = await over(inside, environment);
    if (!since) return;
    await inside.db.environment.update({ where: { id }, data: { recoveringSince: null, recoveringUntil: null } });
    // Whoever waits hears that there is something new, asks, and is told to follow.
    await publish(inside, project.id, [id]);
    await record(inside, {
      act: "lineage.recovered",
      targetKind: "environment",
      targetKey: environment.key,
      environment: environment.key,
      before: { recoveringSince: since.toISOString() },
      after: { recoveringSince: null },
    });
  });
}

/** Since when it was recovering, if nothing is left to wait for; null otherwise. */
async function over(context: ProjectContext, environment: EnvironmentRow): Promise<Date | null> {
  const rows = await actedOn(context.db, environment.id);
  const around = await surroundings(context, environment, rows, UNMEASURED);
  const { recovery, unheard, differences } = await recoveryStanding(context, environment, rows, around);
  const { since, until, clock } = recovery;
  return unheard.length > 0 || !differences.every(isSettled) || (until && until > clock) ? null : since;
}
