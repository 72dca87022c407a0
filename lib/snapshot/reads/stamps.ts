import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";

/** The stamps that revisions of one environment bear, in order; what was never published has one too. */
export async function stampsOf(
  pool: Pool,
  environmentId: string,
  states: readonly { lineage: string; revision: number }[],
): Promise<string[]> {
  const { rows } = await pool.query<{ stamp: string }>(
    impatient(
      `SELECT revision_stamp(s.lineage, $1, s.revision) AS stamp
       FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS s(lineage, revision, n) ORDER BY n`,
      [environmentId, states.map(({ lineage }) => lineage), states.map(({ revision }) => revision)],
    ),
  );
  return rows.map(({ stamp }) => stamp);
}
