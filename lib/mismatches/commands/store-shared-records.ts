import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";

/** What one process that takes reports counted of a module; `example` as JSON text, times in epoch seconds. */
export type StoredSharedRecords = {
  environmentId: string;
  moduleId: string;
  /** Names the counter: storing the same source again replaces what it stored before. */
  source: string;
  count: number;
  firstAt: number;
  lastAt: number;
  example: string;
};

/** Stores counts and lets those a day old go. Those of a module that is gone are left out. */
export async function storeSharedRecords(pool: Pool, counts: readonly StoredSharedRecords[]): Promise<void> {
  if (counts.length === 0) return;
  await pool.query(
    impatient(
      `INSERT INTO shared_records (environment_id, module_id, source, count, first_at, last_at, example)
       SELECT t.environment_id, t.module_id, t.source, t.count, to_timestamp(t.first_at), to_timestamp(t.last_at), t.example::jsonb
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::float8[], $6::float8[], $7::text[])
         AS t(environment_id, module_id, source, count, first_at, last_at, example)
       WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
         AND EXISTS (SELECT FROM modules m WHERE m.id = t.module_id)
       ON CONFLICT (environment_id, module_id, source) DO UPDATE SET
         count = EXCLUDED.count, last_at = EXCLUDED.last_at, example = EXCLUDED.example`,
      [
        counts.map((one) => one.environmentId),
        counts.map((one) => one.moduleId),
        counts.map((one) => one.source),
        counts.map((one) => one.count),
        counts.map((one) => one.firstAt),
        counts.map((one) => one.lastAt),
        counts.map((one) => one.example),
      ],
    ),
  );
  // What another lets go already is left to it.
  const expire = `
    DELETE FROM shared_records WHERE (environment_id, module_id, source) IN (
      SELECT environment_id, module_id, source FROM shared_records
      WHERE last_at < now() - interval '1 day' FOR UPDATE SKIP LOCKED)`;
  await pool.query(impatient(expire, []));
}
