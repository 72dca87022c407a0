import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";

/** A failed write as a repair job needs it; `failedAt` is since when it waits. */
export type OpenFailure = {
  module: string;
  store: "old" | "new";
  key: string;
  subject: string;
  operation: string;
  sequence: number;
  attempts: number;
  failedAt: Date;
};

/** What waits in one module, and since when somebody may have left more. */
export type OpenFailures = { items: OpenFailure[]; doubts: ModuleDoubt[] };

/** An instance that ended without draining and may have left failures nobody told, and the stores that may lack them. */
export type ModuleDoubt = { service: string; instance: string; since: Date; stores: ("old" | "new")[] };

/**
 * Open entries of a module, those tried least first, then the oldest, and its doubts with the stores that no
 * reconciliation begun since has brought up to date. Empty for a module nobody knows. Throws when Postgres is away.
 */
export async function openFailures(pool: Pool, environmentId: string, module: string, limit: number): Promise<OpenFailures> {
  const entries = `
    SELECT m.key AS module, l.store, l.key, l.subject, l.operation, l.sequence, l.attempts, l.failed_at AS "failedAt"
    FROM ledger_entries l JOIN modules m ON m.id = l.module_id
    WHERE l.environment_id = $1 AND m.key = $2 AND l.resolved_at IS NULL
    ORDER BY l.attempts, l.failed_at, l.store, l.key LIMIT $3`;
  const unsettled = `
    SELECT d.service, d.instance, d.since, array_agg(s.store ORDER BY s.store DESC) AS stores
    FROM doubts d JOIN environments e ON e.id = d.environment_id JOIN modules m ON m.project_id = e.project_id AND m.key = $2
    CROSS JOIN unnest(ARRAY['old', 'new']) s(store)
    WHERE d.environment_id = $1 AND (cardinality(d.writes) = 0 OR m.key = ANY(d.writes))
      AND NOT EXISTS (
        SELECT FROM jobs j WHERE j.environment_id = $1 AND j.module_id = m.id AND j.store = s.store
          AND j.state = 'done' AND j.differences = 0 AND j.covered
          AND j.started_at >= d.noticed_at AND (j.since IS NULL OR j.since <= d.since))
    GROUP BY d.id, d.service, d.instance, d.since ORDER BY d.since`;
  const [items, doubts] = await Promise.all([
    pool.query<OpenFailure>(impatient(entries, [environmentId, module, limit])),
    pool.query<ModuleDoubt>(impatient(unsettled, [environmentId, module])),
  ]);
  return { items: items.rows, doubts: doubts.rows };
}
