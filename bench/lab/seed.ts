import { createHash } from "node:crypto";
import { query } from "./query.ts";

/** An environment filled for a measurement. `token` may read and report. */
export type Seeded = { url: string; environment: string; token: string };

const TOKEN = `sy_${"bench".repeat(8)}`;

/** One rule and a share on every switch, so that nothing is answered without looking at the context. */
const RULES = JSON.stringify([
  { name: "staff", conditions: [{ attribute: "plan", operator: "equals", value: "staff" }], result: "next" },
]);

/**
 * Fills an empty database: modules `module-0` … with the switches route, call and data in turn until there are
 * `switches` of them, every one half way to its next position.
 */
export async function seed(url: string, switches: number): Promise<Seeded> {
  const [row] = await query<{ id: string }>(url, SEED, [switches, RULES, createHash("sha256").update(TOKEN).digest()]);
  if (!row) throw new Error("the environment was not made");
  await query(url, "ANALYZE");
  return { url, environment: row.id, token: TOKEN };
}

const SEED = `
  WITH revision AS (UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value),
  project AS (
    INSERT INTO projects (id, key, name, salt) VALUES (gen_random_uuid(), 'bench', 'bench', 'bench') RETURNING id),
  environment AS (
    INSERT INTO environments (id, project_id, key, name, position, revision)
    SELECT gen_random_uuid(), p.id, 'production', 'production', 0, r.value FROM project p, revision r RETURNING id, project_id, revision),
  token AS (
    INSERT INTO api_tokens (id, project_id, environment_id, name, prefix, hash, scopes, created_by)
    SELECT gen_random_uuid(), project_id, id, 'bench', 'sy_bench', $3, '{read,report}', 'bench' FROM environment),
  module AS (
    INSERT INTO modules (id, project_id, key, name)
    SELECT gen_random_uuid(), p.id, 'module-' || n, 'module-' || n
    FROM project p, generate_series(0, ($1::int - 1) / 3) n RETURNING id, project_id, key),
  switch AS (
    INSERT INTO switches (id, project_id, environment_id, module_id, axis, key, "position", next, share, rules, revision, updated_at)
    SELECT gen_random_uuid(), m.project_id, e.id, m.id, a.axis, m.key || '.' || a.axis, a.at, a.next, 50000, $2::jsonb, e.revision, now()
    FROM module m, environment e,
         (VALUES (0, 'route'::"Axis", 'old', 'new'), (1, 'call'::"Axis", 'old', 'new'), (2, 'data'::"Axis", 'off', 'dualwrite'))
           AS a(n, axis, at, next)
    WHERE split_part(m.key, '-', 2)::int * 3 + a.n < $1::int)
  SELECT id FROM environment`;
