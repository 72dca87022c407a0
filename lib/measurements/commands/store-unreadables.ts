import type { Pool } from "pg";

/** How often one rule met a value it could not read, in one hour, as one writer saw it; `at` is its start in epoch seconds. */
export type StoredUnreadable = {
  environmentId: string;
  at: number;
  /** Key of the switch, and name of its rule. */
  switch: string;
  rule: string;
  /** Names the writer's total: storing the same source again replaces what it stored before. */
  source: string;
  count: number;
  /** One of the values, where it may be shown. */
  example: string | null;
};

/** Writes totals of what rules could not read; repeating a write changes nothing. Those of deleted environments are left out. */
export async function storeUnreadables(pool: Pool, totals: readonly StoredUnreadable[]): Promise<void> {
  if (totals.length === 0) return;
  await pool.query(
    `INSERT INTO unreadable_values (environment_id, at, switch, rule, source, count, example)
     SELECT t.environment_id, to_timestamp(t.at), t.switch, t.rule, t.source, t.count, t.example
     FROM unnest($1::uuid[], $2::float8[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::text[])
       AS t(environment_id, at, switch, rule, source, count, example)
     WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
     ON CONFLICT (environment_id, at, switch, rule, source) DO UPDATE SET count = EXCLUDED.count, example = EXCLUDED.example`,
    [
      totals.map((total) => total.environmentId),
      totals.map((total) => total.at),
      totals.map((total) => total.switch),
      totals.map((total) => total.rule),
      totals.map((total) => total.source),
      totals.map((total) => total.count),
      totals.map((total) => total.example),
    ],
  );
}
