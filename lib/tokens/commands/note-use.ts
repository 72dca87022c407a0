import type { Pool } from "pg";

/** Stores when tokens were used last; never moves a time back. */
export async function noteTokenUse(pool: Pool, uses: ReadonlyMap<string, Date>): Promise<void> {
  await pool.query(
    `UPDATE api_tokens t SET last_used_at = u.at FROM unnest($1::uuid[], $2::timestamptz[]) AS u(id, at)
     WHERE t.id = u.id AND (t.last_used_at IS NULL OR t.last_used_at < u.at)`,
    [[...uses.keys()], [...uses.values()]],
  );
}
