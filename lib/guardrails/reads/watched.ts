import type { Guardrail } from "../../core/guardrails/guardrail.ts";
import type { Test } from "../../core/guardrails/judge.ts";
import type { Basis, Standing } from "../../core/guardrails/standing.ts";
import type { Scope } from "../../measurements/reads/samples.ts";
import type { Queryable } from "../../platform/db.ts";

type Named = { id: string; key: string };

/** A guardrail as a worker looks at it. */
export type Watched = {
  id: string;
  version: number;
  name: string;
  action: "notify" | "hold" | "rollback";
  project: Named;
  environment: Named;
  module: Named;
  scope: Scope;
  /** With the part of its module's chance that is its own. */
  guardrail: Guardrail;
  basis: Basis;
  standing: Standing | null;
  /** Whether it has acted on the present test. */
  fired: boolean;
};

type Row = Omit<Guardrail, "alpha"> & {
  id: string;
  version: number;
  name: string;
  action: Watched["action"];
  subject: Scope["subject"];
  operation: string | null;
  alpha: number;
  among: number;
  project: Named;
  environment: Named;
  module: Named;
  moved: string;
  since: number;
  standing: { basis: string; since: number; settled: number; test: Test | null; fired: boolean } | null;
};

/** All guardrails that are enabled, in one statement. */
export async function watched(pool: Queryable): Promise<Watched[]> {
  const { rows } = await pool.query<Row>(WATCHED, []);
  return rows.map(({ id, version, name, action, subject, operation, alpha, among, moved, since, standing, ...row }) => {
    const { project, environment, module, metric, against, limit, windowSeconds, minSamples } = row;
    return {
      ...{ id, version, name, action, project, environment, module },
      scope: { environmentId: environment.id, moduleId: module.id, subject, operation },
      guardrail: { metric, against, limit, windowSeconds, minSamples, alpha: alpha / among },
      basis: { name: `${version} ${moved}`, since },
      standing: standing && { basis: standing.basis, since: standing.since, settled: standing.settled, test: standing.test },
      fired: standing?.fired ?? false,
    };
  });
}

/** Who is sent where, as a name, and since when; a hold sends nobody elsewhere. */
const WATCHED = `
  SELECT g.id, g.version, g.name, g.action, g.metric, g.subject, g.operation, g.against, g."limit", g.alpha,
    g.window_seconds AS "windowSeconds", g.min_samples AS "minSamples",
    count(*) OVER (PARTITION BY g.environment_id, g.module_id)::int AS among,
    json_build_object('id', p.id, 'key', p.key) AS project, json_build_object('id', e.id, 'key', e.key) AS environment,
    json_build_object('id', m.id, 'key', m.key) AS module, s.moved,
    extract(epoch FROM greatest(s.moved_at, g.changed_at))::float8 AS since,
    CASE WHEN t.guardrail_id IS NOT NULL THEN json_build_object('basis', t.basis, 'since', extract(epoch FROM t.since),
      'settled', extract(epoch FROM t.settled), 'test', t.test, 'fired', t.fired_at IS NOT NULL) END AS standing
  FROM guardrails g JOIN projects p ON p.id = g.project_id JOIN environments e ON e.id = g.environment_id
  JOIN modules m ON m.id = g.module_id
  JOIN LATERAL (
    SELECT md5(string_agg(concat_ws(' ', w.key, w.position, w.next, w.share, w.paused, w.rules), E'\\n' ORDER BY w.axis)) AS moved,
      max(c.at) AS moved_at
    FROM switches w JOIN LATERAL (SELECT at FROM switch_changes WHERE switch_id = w.id AND act NOT IN ('hold', 'release')
      ORDER BY version DESC LIMIT 1) c ON true
    WHERE w.environment_id = g.environment_id AND w.module_id = g.module_id) s ON true
  LEFT JOIN guardrail_standings t ON t.guardrail_id = g.id
  WHERE g.enabled AND m.archived_at IS NULL AND e.archived_at IS NULL ORDER BY g.id`;
