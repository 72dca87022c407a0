import type { Pool } from "pg";
import { impatient } from "../../platform/db.ts";

/** A sampled difference, redacted where it was seen. `at` in epoch seconds, both sides as JSON text. */
export type StoredSample = {
  /** Named by who took it in, so that storing it again changes nothing. */
  id: string;
  environmentId: string;
  moduleId: string;
  operation: string;
  field: string;
  kind: "missing" | "extra" | "type" | "value";
  old: string;
  new: string;
  at: number;
};

/** Kept of each module and environment. */
const MOST_KEPT = 50;

/** Stores samples and lets the oldest beyond fifty of a module go. Those of a module that is gone are left out. */
export async function storeSamples(pool: Pool, samples: readonly StoredSample[]): Promise<void> {
  if (samples.length === 0) return;
  await pool.query(
    impatient(
      `INSERT INTO mismatch_samples (id, environment_id, module_id, operation, field, kind, old, new, at)
       SELECT t.id, t.environment_id, t.module_id, t.operation, t.field, t.kind, t.old::jsonb, t.new::jsonb, to_timestamp(t.at)
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[])
         AS t(id, environment_id, module_id, operation, field, kind, old, new, at)
       WHERE EXISTS (SELECT FROM environments e WHERE e.id = t.environment_id)
         AND EXISTS (SELECT FROM modules m WHERE m.id = t.module_id)
       ON CONFLICT (id) DO NOTHING`,
      [
        samples.map((sample) => sample.id),
        samples.map((sample) => sample.environmentId),
        samples.map((sample) => sample.moduleId),
        samples.map((sample) => sample.operation),
        samples.map((sample) => sample.field),
        samples.map((sample) => sample.kind),
        samples.map((sample) => sample.old),
        samples.map((sample) => sample.new),
        samples.map((sample) => sample.at),
      ],
    ),
  );
  await pool.query(
    impatient(
      // What another lets go already is left to it.
      `WITH ranked AS (
         SELECT id, row_number() OVER (PARTITION BY environment_id, module_id ORDER BY at DESC, id) AS place
         FROM mismatch_samples WHERE environment_id = ANY($1::uuid[]) AND module_id = ANY($2::uuid[])
       )
       DELETE FROM mismatch_samples WHERE id IN (
         SELECT s.id FROM mismatch_samples s JOIN ranked USING (id) WHERE place > ${MOST_KEPT} FOR UPDATE OF s SKIP LOCKED)`,
      [[...new Set(samples.map((sample) => sample.environmentId))], [...new Set(samples.map((sample) => sample.moduleId))]],
    ),
  );
}
