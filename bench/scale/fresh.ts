import { randomBytes } from "node:crypto";
import { query } from "../lab/query.ts";
import type { Build } from "./build.ts";
import { LAGGING_EVERY } from "./seed.ts";
import { INSTANCES, PROJECT, SWITCHES } from "./statements.ts";

const PREFIX = "bench-";

/** Makes a project that may be changed for good: in it every module has moved, and a tenth of the instances lags. Its key. */
export async function freshProject(
  { url }: Build,
  { modules, instances }: { modules: number; instances: number },
): Promise<string> {
  const key = PREFIX + randomBytes(4).toString("hex");
  await query(url, PROJECT, [key, modules]);
  await query(url, SWITCHES, [key, ALL_MOVED]);
  await query(url, INSTANCES, [key, instances, LAGGING_EVERY]);
  await query(url, "ANALYZE modules, switches, switch_changes, instances");
  return key;
}

/** How far every module is beyond those of the large project; see SWITCHES. */
const ALL_MOVED = 2;

/** Removes what earlier rows left, whatever stands against that, so that the next one finds the installation as it was. */
export async function removeFresh({ url }: Build): Promise<void> {
  const tables = await query<{ name: string; column: string }>(url, BELONGING);
  const projects = `SELECT id FROM projects WHERE key LIKE '${PREFIX}%'`;
  // In this order: what is found through something goes before it.
  const owners: Record<string, string> = {
    switch_id: `SELECT id FROM switches WHERE project_id IN (${projects})`,
    rollback_id: `SELECT id FROM project_rollbacks WHERE project_id IN (${projects})`,
    environment_id: `SELECT id FROM environments WHERE project_id IN (${projects})`,
    project_id: projects,
  };
  const order = Object.keys(owners);
  tables.sort((a, b) => order.indexOf(a.column) - order.indexOf(b.column));
  const removals = tables.map(({ name, column }) => `DELETE FROM ${name} WHERE ${column} IN (${owners[column]})`);
  await query(
    url,
    ["SET session_replication_role = replica", ...removals, `DELETE FROM projects WHERE key LIKE '${PREFIX}%'`].join("; "),
  );
}

/** Tables whose rows belong to a project, those that are found through another before that one. */
const BELONGING = `
  SELECT DISTINCT ON (c.relname) c.relname AS name, a.attname AS "column"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
    AND a.attname IN ('switch_id', 'rollback_id', 'environment_id', 'project_id')
  ORDER BY c.relname, array_position(ARRAY['switch_id', 'rollback_id', 'environment_id', 'project_id'], a.attname::text)`;
