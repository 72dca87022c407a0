import type { Pool } from "pg";
import { parseSnapshot, type Snapshot, type SnapshotSwitch } from "../core/evaluation/snapshot.ts";
import { floorOf, type SwitchState, stagesOf } from "../core/stages/module.ts";
import { switchKey } from "../core/stages/positions.ts";
import { impatient } from "../platform/db.ts";

/** Everything a service may ask about one environment, as stored at one moment. */
export type PublishedEnvironment = {
  id: string;
  snapshot: Snapshot;
  /** Ids of the project's modules by key. */
  modules: Record<string, string>;
  /** When a switch changed last, epoch milliseconds; 0 without switches. */
  changedAt: number;
  /** Origins whose pages may read flags here; `*` is any. */
  allowedOrigins: string[];
};

/** The revision each environment stands at. */
export async function environmentRevisions(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: string; revision: string }>(impatient("SELECT id, revision FROM environments"));
  return new Map(rows.map((row) => [row.id, Number(row.revision)]));
}

/** Reads an environment in one statement, so that switches and revision belong together. Null when it is gone. */
export async function publishedEnvironment(pool: Pool, id: string): Promise<PublishedEnvironment | null> {
  const { rows } = await pool.query<EnvironmentRow>(
    impatient(
      `SELECT e.id, e.key AS environment, e.revision, p.key AS project, p.salt, e.allowed_origins AS origins,
              coalesce((SELECT json_object_agg(m.key, m.id) FROM modules m WHERE m.project_id = p.id), '{}') AS modules,
              coalesce(extract(epoch FROM (SELECT max(s.updated_at) FROM switches s WHERE s.environment_id = e.id)) * 1000, 0)::float8
                AS changed_at,
              coalesce((SELECT json_object_agg(s.key, json_build_object(
                'module', m.key, 'axis', s.axis, 'position', s.position, 'next', s.next, 'share', s.share, 'rules', s.rules,
                'checkRatio', s.check_ratio, 'secondaryWrites', s.secondary_writes, 'paused', s.paused,
                'salt', s.salt, 'version', s.version, 'revision', s.revision) ORDER BY s.key)
                FROM switches s JOIN modules m ON m.id = s.module_id WHERE s.environment_id = e.id), '{}') AS switches
       FROM environments e JOIN projects p ON p.id = e.project_id WHERE e.id = $1`,
      [id],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  const { environment, project, salt, switches, origins: allowedOrigins } = row;
  const snapshot = parseSnapshot({ format: 1, project, environment, revision: Number(row.revision), salt, switches });
  return { id: row.id, modules: row.modules, changedAt: row.changed_at, allowedOrigins, snapshot: withFloors(snapshot) };
}

/** The floor of a data switch depends on where the module's call stands too. */
function withFloors(snapshot: Snapshot): Snapshot {
  const switches: Snapshot["switches"] = Object.create(null);
  for (const [key, each] of Object.entries(snapshot.switches)) {
    const call = snapshot.switches[switchKey(each.module, "call")];
    const floor = each.axis === "data" ? floorOf(stagesOf({ data: stateOf(each), ...(call && { call: stateOf(call) }) })) : null;
    switches[key] = { ...each, floor };
  }
  return { ...snapshot, switches };
}

function stateOf(each: SnapshotSwitch): SwitchState {
  return { ...each, held: false, ahead: each.rules.some(({ result }) => result === "next") };
}

type EnvironmentRow = {
  id: string;
  environment: string;
  revision: string;
  project: string;
  salt: string;
  modules: Record<string, string>;
  origins: string[];
  changed_at: number;
  switches: unknown;
};
