import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { environmentRow } from "../../environments/reads.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { conflict, notFound, refused } from "../../platform/errors.ts";
import type { Instance } from "../../platform/generated/prisma/client.ts";
import { leaseClock } from "../reads/counted.ts";
import { instanceView } from "../reads/view.ts";
import type { InstanceView, writeOffBodySchema } from "../schema.ts";

/**
 * Says that an instance ended and will not come back: changes no longer wait for the run named, or for any silent run
 * of the name, and what they wrote last is in doubt until reconciled. Throws `conflict` when all have departed,
 * `refused` while every lease runs.
 */
export async function writeOffInstance(
  context: ProjectContext,
  input: z.infer<typeof writeOffBodySchema>,
): Promise<InstanceView> {
  authorise(context, "instance.write-off");
  const { service, instance, incarnation, reason } = input;
  return inTransaction(context, async (inside) => {
    const { db, actor } = inside;
    const now = await leaseClock(db);
    const environment = await environmentRow(inside, input.environment);
    authorise(inside, "instance.write-off", environment.id);
    // A change that is being decided sees the instance, or its doubt; never neither.
    await lockProject(inside);
    await db.$queryRaw`SELECT 1 FROM environments WHERE id = ${environment.id}::uuid FOR NO KEY UPDATE`;
    const name = { environmentId: environment.id, service, instance, ...(incarnation === undefined ? {} : { incarnation }) };
    const runs = await db.instance.findMany({ where: { ...name, departedAt: null }, orderBy: { leaseUntil: "desc" } });
    const ended: Instance[] = [];
    for (const run of runs) if (await depart(db, run, { by: actor.name, reason })) ended.push(run);
    const last = await db.instance.findFirst({ where: { ...name, departedAt: { not: null } }, orderBy: { departedAt: "desc" } });
    if (ended.length === 0)
      throw runs[0] ? leaseRuns(instanceView(environment.key, runs[0], now)) : departed(environment.key, last, now);
    for (const run of ended) {
      await doubtWritesOf(db, run);
      await record(inside, {
        act: "instance.write-off",
        targetKind: "instance",
        targetKey: `${service}/${instance}`,
        environment: environment.key,
        before: {
          departed: null,
          incarnation: run.incarnation,
          revision: Number(run.revision),
          acknowledgedAt: run.acknowledgedAt.toISOString(),
          onLeaseLoss: run.onLeaseLoss,
        },
        after: { departed: "written-off" },
        reason,
      });
    }
    return instanceView(environment.key, last as Instance, now);
  });
}

/** Why nothing is left to write off. */
function departed(environment: string, last: Instance | null, now: Date) {
  if (!last) return notFound("instance");
  return conflict(`${last.instance} has departed already: ${last.departure}.`, instanceView(environment, last, now));
}

/** Leases are counted by Postgres' clock alone. False while the lease runs. */
async function depart(db: Db, row: Instance, { by, reason }: { by: string; reason: string }): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE instances SET departed_at = now(), departure = 'written-off', departure_by = ${by}, departure_reason = ${reason}
    WHERE environment_id = ${row.environmentId}::uuid AND service = ${row.service} AND instance = ${row.instance}
      AND incarnation = ${row.incarnation} AND departed_at IS NULL AND lease_until <= now()`;
  return count === 1;
}

/** One that is known to write no store leaves nothing half-done. What it had asked of one may take effect a while longer. */
async function doubtWritesOf(db: Db, row: Instance): Promise<void> {
  if (row.writesKnown && row.writes.length === 0) return;
  const writes = row.writesKnown ? row.writes : [];
  const since = new Date(row.acknowledgedAt.getTime() - row.operationSeconds * 1000);
  await db.$executeRaw`
    INSERT INTO doubts AS d (id, environment_id, service, instance, incarnation, writes, since, noticed_at, cause)
    VALUES (gen_random_uuid(), ${row.environmentId}::uuid, ${row.service}, ${row.instance}, ${row.incarnation},
            ${writes}::text[], ${since}, now() + ${row.operationSeconds} * interval '1 s', 'written-off')
    ON CONFLICT (environment_id, service, instance, incarnation) DO UPDATE SET
      writes = CASE WHEN '{}' IN (d.writes, EXCLUDED.writes) THEN '{}' ELSE d.writes || EXCLUDED.writes END,
      since = least(d.since, EXCLUDED.since), noticed_at = EXCLUDED.noticed_at, cause = EXCLUDED.cause`;
}

function leaseRuns({ instance, leaseUntil, acknowledgedAt }: InstanceView) {
  return refused([
    {
      rule: "lease-running",
      message: `${instance} is alive: its lease runs until ${leaseUntil}. Stop it first; then it deregisters, or its lease ends.`,
      detail: { instance, leaseUntil, acknowledgedAt },
    },
  ]);
}
