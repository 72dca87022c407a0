import type { Pool } from "pg";
import { parseSnapshot, parseSwitches, type Snapshot, type SnapshotSwitch } from "../../core/evaluation/snapshot.ts";
import { floorOf, type SwitchState, stagesOf } from "../../core/stages/module.ts";
import { switchKey } from "../../core/stages/positions.ts";
import { impatient } from "../../platform/db.ts";

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

export type Present = {
  /** Newest revision of all. */
  newest: number;
  lineage: string;
  /** The database is not the one the lineage was last seen in. */
  moved: boolean;
  /** The revision each environment stands at. */
  environments: Map<string, number>;
  /** In how many of them nothing moves since a restore. */
  recovering: number;
};

/** Where things stand, read at one moment. */
export async function presentRevisions(pool: Pool): Promise<Present> {
  const { rows } = await pool.query<PresentRow>(
    impatient(
      `SELECT c.value, c.lineage, c.database IS NOT NULL AND c.database IS DISTINCT FROM (SELECT database_identity()) AS moved,
              e.id, e.revision, e.recovering_since IS NOT NULL AS recovering
       FROM revision_counter c LEFT JOIN environments e ON true`,
    ),
  );
  const [first] = rows;
  if (!first) throw new Error("revision_counter has no row");
  const { value, lineage, moved } = first;
  const environments = new Map(rows.flatMap(({ id, revision }) => (id === null ? [] : [[id, Number(revision)] as const])));
  return { newest: Number(value), lineage, moved, environments, recovering: rows.filter(({ recovering }) => recovering).length };
}

type PresentRow = { value: string; lineage: string; moved: boolean; id: string | null; revision: string; recovering: boolean };

/** Remembers which database this is, unless that is known. */
export async function rememberDatabase(pool: Pool): Promise<void> {
  await pool.query(impatient("UPDATE revision_counter SET database = database_identity() WHERE database IS NULL"));
}

/** Reads an environment in one statement, so that switches and revision belong together. Null when it is gone. */
export async function publishedEnvironment(pool: Pool, id: string): Promise<PublishedEnvironment | null> {
  const row = await readRow(pool, id, -1);
  if (!row) return null;
  const { environment, project, lineage, stamp, salt, switches } = row;
  const revision = Number(row.revision);
  const snapshot = parseSnapshot({ format: 1, project, environment, lineage, revision, stamp, salt, switches });
  return published(row, snapshot, row.modules);
}

/**
 * The same, reading only what is newer than `known`; switches that did not change stay the same objects. Reads
 * everything where something went, or the environment is another than it was.
 */
export async function publishedSince(pool: Pool, id: string, known: PublishedEnvironment): Promise<PublishedEnvironment | null> {
  const before = known.snapshot;
  const row = await readRow(pool, id, before.revision);
  if (!row) return null;
  const revision = Number(row.revision);
  const switches = Object.assign(Object.create(null), before.switches, parseSwitches(row.switches, "snapshot.switches"));
  const modules = { ...known.modules, ...row.modules };
  const whole = Object.keys(switches).length === row.switch_count && Object.keys(modules).length === row.module_count;
  const same =
    row.environment === before.environment &&
    row.project === before.project &&
    row.salt === before.salt &&
    row.lineage === before.lineage;
  if (!whole || !same || revision < before.revision) return publishedEnvironment(pool, id);
  return published(row, revision === before.revision ? before : { ...before, revision, stamp: row.stamp, switches }, modules);
}

/** A hundred thousand switches take Postgres a second of work; a busy one must not look away for ever because of that. */
const WHOLE_MS = 20_000;

/** The environment with its switches newer than a revision and the modules they belong to; with all modules below 0. */
async function readRow(pool: Pool, id: string, revision: number): Promise<EnvironmentRow | undefined> {
  const { rows } = await pool.query<EnvironmentRow>(
    impatient(
      `SELECT e.id, e.key AS environment, e.revision, p.key AS project, p.salt, e.allowed_origins AS origins,
              c.lineage, revision_stamp(c.lineage::text, e.id, e.revision) AS stamp,
              coalesce((SELECT json_agg(i.acting -> 'switches') FROM instances i
                WHERE i.environment_id = $1 AND i.departed_at IS NULL AND i.acting IS NOT NULL), '[]') AS lost,
              coalesce((SELECT json_object_agg(m.key, m.id) FROM modules m WHERE m.project_id = p.id AND ($2::bigint < 0
                OR m.id IN (SELECT module_id FROM switches WHERE environment_id = $1 AND revision > $2))), '{}') AS modules,
              (SELECT count(*)::int FROM modules m WHERE m.project_id = p.id) AS module_count,
              coalesce(extract(epoch FROM (SELECT max(s.updated_at) FROM switches s WHERE s.environment_id = $1)) * 1000, 0)::float8
                AS changed_at,
              (SELECT count(*)::int FROM switches s WHERE s.environment_id = $1) AS switch_count,
              coalesce((SELECT json_object_agg(s.key, json_build_object(
                'module', m.key, 'axis', s.axis, 'position', s.position, 'next', s.next, 'share', s.share, 'rules', s.rules,
                'checkRatio', s.check_ratio, 'secondaryWrites', s.secondary_writes, 'paused', s.paused,
                'salt', s.salt, 'version', s.version, 'revision', s.revision) ORDER BY s.key)
                FROM switches s JOIN modules m ON m.id = s.module_id
                WHERE s.environment_id = $1 AND s.revision > $2), '{}') AS switches
       FROM environments e JOIN projects p ON p.id = e.project_id CROSS JOIN revision_counter c WHERE e.id = $1`,
      [id, revision],
      revision < 0 ? WHOLE_MS : undefined,
    ),
  );
  return rows[0];
}

/** Takes the switches of the modules that were read as its own, to give them their floors. */
function published(row: EnvironmentRow, snapshot: Snapshot, modules: Record<string, string>): PublishedEnvironment {
  const lost = row.lost.map((said) => parseSwitches(said, "acting.switches"));
  for (const module of Object.keys(row.modules)) setFloor(snapshot.switches, module, lost);
  return { id: row.id, modules, changedAt: row.changed_at, allowedOrigins: row.origins, snapshot };
}

/** The floor of a data switch depends on where the module's call stands too, and on what a restore has lost. */
function setFloor(switches: Snapshot["switches"], module: string, lost: readonly Snapshot["switches"][]): void {
  const [key, callKey] = [switchKey(module, "data"), switchKey(module, "call")];
  const data = switches[key];
  if (!data) return;
  const stages = [{}, ...lost.filter((said) => said[key] ?? said[callKey])].flatMap((said: Snapshot["switches"]) => {
    const call = said[callKey] ?? switches[callKey];
    return stagesOf({ data: stateOf(said[key] ?? data), ...(call && { call: stateOf(call) }) });
  });
  const floor = floorOf(stages);
  if (floor !== data.floor) switches[key] = { ...data, floor };
}

function stateOf(each: SnapshotSwitch): SwitchState {
  return { ...each, held: false };
}

type EnvironmentRow = {
  id: string;
  environment: string;
  revision: string;
  project: string;
  lineage: string;
  stamp: string;
  /** What instances act on of a history that was lost, each its own. */
  lost: unknown[];
  salt: string;
  modules: Record<string, string>;
  module_count: number;
  switch_count: number;
  origins: string[];
  changed_at: number;
  switches: unknown;
};
