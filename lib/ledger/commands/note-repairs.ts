import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";
import type { Repairs } from "../schema.ts";

/**
 * Counts attempts to copy keys from the authority, and resolves those that succeeded and have not failed again
 * since their sequence was read. Answers how many were resolved. Throws when Postgres is away.
 */
export async function noteRepairs(pool: Pool, environmentId: string, said: Repairs): Promise<number> {
  const { service, instance, repairs } = said;
  const text = `
    WITH said AS (
      SELECT DISTINCT ON (m.id, t.store, t.key) m.id AS module_id, t.*
      FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bool[], $7::text[])
        AS t(module, store, key, sequence, ok, error)
      JOIN environments e ON e.id = $1
      JOIN modules m ON m.project_id = e.project_id AND m.key = t.module
      ORDER BY m.id, t.store, t.key, t.sequence DESC, t.ok DESC
    ), locked AS (
      SELECT s.* FROM said s
      JOIN ledger_entries l ON l.environment_id = $1 AND l.module_id = s.module_id AND l.store = s.store AND l.key = s.key
      WHERE l.resolved_at IS NULL ORDER BY l.module_id, l.store, l.key FOR UPDATE OF l
    ), repaired AS (
      UPDATE ledger_entries l SET
        attempts = l.attempts + 1,
        error = CASE WHEN s.ok THEN l.error ELSE s.error END,
        resolved_at = CASE WHEN s.ok AND l.sequence = s.sequence THEN now() END,
        resolved_by = CASE WHEN s.ok AND l.sequence = s.sequence THEN $8 END
      FROM locked s
      WHERE l.environment_id = $1 AND l.module_id = s.module_id AND l.store = s.store AND l.key = s.key AND l.resolved_at IS NULL
      RETURNING l.resolved_at
    )
    SELECT count(resolved_at)::int AS resolved FROM repaired`;
  const { rows } = await pool.query<{ resolved: number }>(
    impatient(text, [
      environmentId,
      repairs.map(({ module }) => module),
      repairs.map(({ store }) => store),
      repairs.map(({ key }) => key),
      repairs.map(({ sequence }) => sequence),
      repairs.map(({ ok }) => ok),
      repairs.map(({ error }) => error),
      `${service}/${instance}`,
    ]),
  );
  return rows[0]?.resolved ?? 0;
}
