import type { Queryable } from "../../platform/db.ts";
import type { Unreadable } from "../schema.ts";

/** What rules of the environment could not read over the last `seconds`, the most frequent first; of all switches or one module's. */
export async function unreadables(
  pool: Queryable,
  environmentId: string,
  { module, seconds, now }: { module?: string | undefined; seconds: number; now: Date },
): Promise<Unreadable[]> {
  const { rows } = await pool.query<Unreadable>(
    `SELECT switch, rule, sum(count)::float8 AS count, (array_agg(example ORDER BY at DESC) FILTER (WHERE example IS NOT NULL))[1] AS example
     FROM unreadable_values
     WHERE environment_id = $1 AND at > to_timestamp($2) AND at <= to_timestamp($3)
       AND ($4::text IS NULL OR switch IN ($4 || '.route', $4 || '.call', $4 || '.data'))
     GROUP BY switch, rule ORDER BY count DESC, switch, rule LIMIT 1000`,
    [environmentId, now.getTime() / 1000 - seconds - 3600, now.getTime() / 1000, module ?? null],
  );
  return rows;
}
