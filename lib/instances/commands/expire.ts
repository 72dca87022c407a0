import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";

const KEPT_DAYS = 30;
/** Of those of one service that stopped counting more than an hour ago, so many are kept: the latest. */
export const MOST_PAST = 1000;

const DEPARTED_LONG_AGO = "departed_at < now() - interval '1 hour'";
const FENCED_LONG_AGO = `departed_at IS NULL AND on_lease_loss = 'fence'
  AND lease_until + operation_seconds * interval '1 s' < now() - interval '1 hour'`;
/** Never true of one that may still act: that holds, or fences and has its lease. Nor of one that just stopped. */
const PAST = `(${DEPARTED_LONG_AGO} OR ${FENCED_LONG_AGO})`;
/** Counts against what a service or a token may have. */
export const TAKES_ROOM = `${PAST} IS NOT TRUE`;

const past = Prisma.raw(PAST);

/**
 * Forgets instances a month after they departed, and those that fence a month after their lease, or sooner when a
 * service had more than so many since; what the latter may have left half done stays in doubt. One that holds is never
 * forgotten: it counts until somebody writes it off. Nor is one of which somebody speaks just now. Answers how many.
 */
export async function expireInstances(db: Db): Promise<number> {
  const crowded = Prisma.sql`(environment_id, service, instance, incarnation) IN (
    SELECT environment_id, service, instance, incarnation FROM (
      SELECT environment_id, service, instance, incarnation, row_number() OVER (
        PARTITION BY environment_id, service ORDER BY coalesce(departed_at, lease_until) DESC) AS place
      FROM instances WHERE ${past}) ranked
    WHERE place > ${MOST_PAST})`;
  const departed = await db.$executeRaw`
    DELETE FROM instances WHERE (environment_id, service, instance, incarnation) IN (
      SELECT environment_id, service, instance, incarnation FROM instances
      WHERE departed_at < now() - ${KEPT_DAYS} * interval '1 day'
        OR departed_at IS NOT NULL AND ${crowded} FOR UPDATE SKIP LOCKED)`;
  const [silent] = await db.$queryRaw<{ count: number }[]>`
    WITH gone AS (
      DELETE FROM instances WHERE (environment_id, service, instance, incarnation) IN (
        SELECT environment_id, service, instance, incarnation FROM instances
        WHERE departed_at IS NULL AND on_lease_loss = 'fence'
          AND (lease_until < now() - ${KEPT_DAYS} * interval '1 day' OR ${crowded})
        FOR UPDATE SKIP LOCKED)
      RETURNING *
    ), doubted AS (
      INSERT INTO doubts AS d (id, environment_id, service, instance, incarnation, writes, since, noticed_at, cause)
      SELECT gen_random_uuid(), environment_id, service, instance, incarnation, CASE WHEN writes_known THEN writes ELSE '{}' END,
             acknowledged_at - operation_seconds * interval '1 s', lease_until + operation_seconds * interval '1 s', 'lease-lost'
      FROM gone WHERE NOT (writes_known AND cardinality(writes) = 0)
      ON CONFLICT (environment_id, service, instance, incarnation) DO UPDATE SET
        writes = CASE WHEN '{}' IN (d.writes, EXCLUDED.writes) THEN '{}' ELSE d.writes || EXCLUDED.writes END,
        since = least(d.since, EXCLUDED.since), noticed_at = EXCLUDED.noticed_at, cause = EXCLUDED.cause
    )
    SELECT count(*)::int AS count FROM gone`;
  return departed + (silent?.count ?? 0);
}
