import type { Queryable } from "../../platform/db.ts";
import type { Loss } from "../schema.ts";

/**
 * What the environment's services sent over the last `seconds` and nobody could keep, the most frequent reason first.
 * `series` is the fewest there can have been: the same ones may have been lost in several hours, at several writers.
 */
export async function intakeLosses(pool: Queryable, environmentId: string, seconds: number, now: Date): Promise<Loss[]> {
  const { rows } = await pool.query<Loss>(
    `SELECT reason, sum(count)::float8 AS count, max(series)::float8 AS series
     FROM intake_losses WHERE environment_id = $1 AND at > to_timestamp($2) AND at <= to_timestamp($3)
     GROUP BY reason HAVING sum(count) > 0 ORDER BY count DESC, reason`,
    [environmentId, now.getTime() / 1000 - seconds - 3600, now.getTime() / 1000],
  );
  return rows;
}
