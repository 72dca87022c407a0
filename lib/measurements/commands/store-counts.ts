import type { Pool } from "pg";

/** What one writer counted for one operation in one ten-second window; `at` is its start in epoch seconds. */
export type StoredCounts = {
  environmentId: string;
  moduleId: string;
  operation: string;
  source: string;
  at: number;
  compared: number;
  equal: number;
  different: number;
  skipped: number;
  /** Writes the store of that side did not take although the authority did. */
  secondaryFailedOld: number;
  secondaryFailedNew: number;
};

/** Writes totals of comparisons and secondary failures; repeating a write changes nothing. */
export async function storeCounts(pool: Pool, counts: readonly StoredCounts[]): Promise<void> {
  if (counts.length === 0) return;
  await pool.query(
    `INSERT INTO operation_counts (environment_id, module_id, operation, at, source,
                                   compared, equal, different, skipped, secondary_failed_old, secondary_failed_new)
     SELECT t.environment_id, t.module_id, t.operation, to_timestamp(t.at), t.source,
            t.compared, t.equal, t.different, t.skipped, t.failed_old, t.failed_new
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::float8[], $5::uuid[],
                 $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
       AS t(environment_id, module_id, operation, at, source, compared, equal, different, skipped, failed_old, failed_new)
     WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
       AND EXISTS (SELECT FROM modules m WHERE m.id = t.module_id)
     ON CONFLICT (environment_id, module_id, operation, at, source) DO UPDATE SET
       compared = EXCLUDED.compared, equal = EXCLUDED.equal, different = EXCLUDED.different, skipped = EXCLUDED.skipped,
       secondary_failed_old = EXCLUDED.secondary_failed_old, secondary_failed_new = EXCLUDED.secondary_failed_new`,
    [
      counts.map((row) => row.environmentId),
      counts.map((row) => row.moduleId),
      counts.map((row) => row.operation),
      counts.map((row) => row.at),
      counts.map((row) => row.source),
      counts.map((row) => row.compared),
      counts.map((row) => row.equal),
      counts.map((row) => row.different),
      counts.map((row) => row.skipped),
      counts.map((row) => row.secondaryFailedOld),
      counts.map((row) => row.secondaryFailedNew),
    ],
  );
}
