import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";

/** An instance that ended without draining. */
export type OpenDoubt = {
  service: string;
  instance: string;
  incarnation: string;
  /** Modules it may have written; empty means all. */
  writes: string[];
  /** It may have left a write half done since. */
  since: Date;
  /** From then on it certainly did nothing more; a reconciliation begun later finds all it did. */
  noticedAt: Date;
  cause: "restarted" | "written-off" | "lease-lost" | "restored";
};

/**
 * Stored doubts, and those who fence and whose lease ran out. The latter count for a while longer, so that at any
 * moment somebody either counts or is in doubt. What was reconciled since is among them.
 */
export async function openDoubts(db: Db, environmentId: string): Promise<OpenDoubt[]> {
  return db.$queryRaw<OpenDoubt[]>`${doubtsQuery(environmentId)} ORDER BY since`;
}

/** The same as a part of other queries, in no order. */
export function doubtsQuery(environmentId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT service, instance, incarnation, coalesce(writes, '{}') AS writes, since, noticed_at AS "noticedAt", cause
    FROM doubts WHERE environment_id = ${environmentId}::uuid
    UNION ALL
    SELECT service, instance, incarnation, CASE WHEN writes_known THEN writes ELSE '{}' END,
           acknowledged_at - operation_seconds * interval '1 s', lease_until + operation_seconds * interval '1 s', 'lease-lost'
    FROM instances
    WHERE environment_id = ${environmentId}::uuid AND departed_at IS NULL AND on_lease_loss = 'fence'
      AND lease_until <= clock_timestamp()
      AND NOT (writes_known AND cardinality(writes) = 0)`;
}
