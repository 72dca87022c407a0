import type { Pool } from "pg";

/** Stores when tokens were used last; never moves a time back. Rows are taken in one order, whoever else notes the same. */
export async function noteTokenUse(pool: Pool, uses: ReadonlyMap<string, Date>): Promise<void> {
  await pool.query(
    `WITH used AS (
       SELECT t.id, u.at FROM api_tokens t JOIN unnest($1::uuid[], $2::timestamptz[]) AS u(id, at) ON u.id = t.id
       WHERE t.last_used_at IS NULL OR t.last_used_at < u.at ORDER BY t.id FOR NO KEY UPDATE OF t
     )
     UPDATE api_tokens t SET last_used_at = used.at FROM used WHERE t.id = used.id`,
    [[...uses.keys()], [...uses.values()]],
  );
}
