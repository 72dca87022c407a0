import type { Pool } from "pg";

/** What an instance last said; times are when it said it. A lease that ends at once deregisters. */
export type Acknowledged = {
  environmentId: string;
  service: string;
  instance: string;
  version: string;
  revision: number;
  acknowledgedAt: Date;
  leaseUntil: Date;
};

/**
 * Stores acknowledgements, one row an instance. A revision never goes back, and what was said earlier never
 * replaces what was said later, so batches of several dataplanes may arrive in any order.
 */
export async function acknowledge(pool: Pool, instances: readonly Acknowledged[]): Promise<void> {
  if (instances.length === 0) return;
  await pool.query(
    `INSERT INTO instances AS i (environment_id, service, instance, service_version, revision, acknowledged_at, lease_until, first_seen_at)
     SELECT t.environment_id, t.service, t.instance, t.version, t.revision, t.acknowledged_at, t.lease_until, t.acknowledged_at
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
       AS t(environment_id, service, instance, version, revision, acknowledged_at, lease_until)
     WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
     ORDER BY t.environment_id, t.service, t.instance
     ON CONFLICT (environment_id, service, instance) DO UPDATE SET
       revision = greatest(i.revision, EXCLUDED.revision),
       acknowledged_at = greatest(i.acknowledged_at, EXCLUDED.acknowledged_at),
       lease_until = CASE WHEN EXCLUDED.acknowledged_at >= i.acknowledged_at THEN EXCLUDED.lease_until ELSE i.lease_until END,
       service_version = CASE WHEN EXCLUDED.acknowledged_at >= i.acknowledged_at THEN EXCLUDED.service_version ELSE i.service_version END`,
    [
      instances.map((each) => each.environmentId),
      instances.map((each) => each.service),
      instances.map((each) => each.instance),
      instances.map((each) => each.version),
      instances.map((each) => each.revision),
      instances.map((each) => each.acknowledgedAt),
      instances.map((each) => each.leaseUntil),
    ],
  );
}
