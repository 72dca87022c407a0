import type { Pool } from "pg";

/** What one writer could not keep in one hour, for one reason; `at` is the start of the hour in epoch seconds. */
export type StoredLoss = {
  environmentId: string;
  at: number;
  reason: string;
  /** Names the writer's total: storing the same source again replaces what it stored before. */
  source: string;
  /** Points, windows or samples. */
  count: number;
  /** Different series among them, or the fewest there can have been. */
  series: number;
};

/** Writes totals of what was dropped; repeating a write changes nothing. Those of deleted environments are left out. */
export async function storeLosses(pool: Pool, losses: readonly StoredLoss[]): Promise<void> {
  if (losses.length === 0) return;
  await pool.query(
    `INSERT INTO intake_losses (environment_id, at, reason, source, count, series)
     SELECT t.environment_id, to_timestamp(t.at), t.reason, t.source, t.count, t.series
     FROM unnest($1::uuid[], $2::float8[], $3::text[], $4::uuid[], $5::bigint[], $6::int[])
       AS t(environment_id, at, reason, source, count, series)
     WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
     ON CONFLICT (environment_id, at, reason, source) DO UPDATE SET count = EXCLUDED.count, series = EXCLUDED.series`,
    [
      losses.map((loss) => loss.environmentId),
      losses.map((loss) => loss.at),
      losses.map((loss) => loss.reason),
      losses.map((loss) => loss.source),
      losses.map((loss) => loss.count),
      losses.map((loss) => loss.series),
    ],
  );
}
