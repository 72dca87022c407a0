import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";
import type { Failures } from "../schema.ts";

/**
 * Stores writes that one store took and the other did not; when it settles, Postgres has them. A key that is known
 * opens again, one sequence further, so that a repair begun before does not resolve it. Answers the modules the
 * environment has not. Throws when Postgres is away.
 */
export async function recordFailures(pool: Pool, environmentId: string, { service, entries }: Failures): Promise<Set<string>> {
  const text = `
    WITH said AS (
      SELECT t.*, m.id AS module_id
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[])
        AS t(module, store, key, subject, operation, error, at)
      LEFT JOIN environments e ON e.id = $1
      LEFT JOIN modules m ON m.project_id = e.project_id AND m.key = t.module
    ), stored AS (
      INSERT INTO ledger_entries AS l (environment_id, module_id, store, key, subject, operation, service, error, failed_at)
      SELECT DISTINCT ON (module_id, store, key) $1, module_id, store, key, subject, operation, $9, error, least(to_timestamp(at), now())
      FROM said WHERE module_id IS NOT NULL ORDER BY module_id, store, key, at DESC
      ON CONFLICT (environment_id, module_id, store, key) DO UPDATE SET
        sequence = l.sequence + 1, attempts = 0,
        subject = EXCLUDED.subject, operation = EXCLUDED.operation, service = EXCLUDED.service, error = EXCLUDED.error,
        failed_at = CASE WHEN l.resolved_at IS NULL THEN least(l.failed_at, EXCLUDED.failed_at) ELSE EXCLUDED.failed_at END,
        resolved_at = NULL, resolved_by = NULL
    )
    SELECT DISTINCT module FROM said WHERE module_id IS NULL`;
  const { rows } = await pool.query<{ module: string }>(
    impatient(text, [
      environmentId,
      entries.map(({ module }) => module),
      entries.map(({ store }) => store),
      entries.map(({ key }) => key),
      entries.map(({ subject }) => subject),
      entries.map(({ operation }) => operation),
      entries.map(({ error }) => error),
      entries.map(({ at }) => at),
      service,
    ]),
  );
  return new Set(rows.map(({ module }) => module));
}
