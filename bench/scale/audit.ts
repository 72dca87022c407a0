import { query } from "../lab/query.ts";

/** Rows an insert, so that somebody who waits sees it go on. */
const BATCH = 100_000;

type Wanted = { events: number; days: number; modules: number };

/** Appends events to the project's audit chain until there are so many, spread over the days up to now; the chain verifies. */
export async function fillAudit(url: string, project: string, { events, days, modules }: Wanted, say: (text: string) => void) {
  const until = Date.now() - 1000;
  const apart = (days * 86_400_000) / events;
  const [head] = await query<{ count: number }>(url, HEAD, [project]);
  for (let there = head?.count ?? 0; there < events; ) {
    there = Math.min(there + BATCH, events);
    await query(url, APPEND, [project, there, modules, until - events * apart, apart]);
    say(`audit: ${there} of ${events} events`);
  }
}

const HEAD = `
  SELECT coalesce(max(a.sequence), 0) AS count FROM audit_events a JOIN projects p ON p.id = a.project_id WHERE p.key = $1`;

/**
 * Mostly changes of switches; one event of fifty is a rollback, every other of which was explained at once, and nine of
 * ten of the rest afterwards. The hash is that of lib/audit: over the one before and the canonical JSON.
 */
const APPEND = `
  WITH RECURSIVE head AS (
    SELECT p.id AS project, coalesce(a.sequence, 0) AS sequence, coalesce(a.hash, decode(repeat('00', 32), 'hex')) AS hash
    FROM projects p LEFT JOIN LATERAL (
      SELECT sequence, hash FROM audit_events WHERE project_id = p.id ORDER BY sequence DESC LIMIT 1) a ON true
    WHERE p.key = $1),
  chain AS (
    SELECT project, sequence, NULL::bytea AS previous, hash, NULL::timestamptz AS at, '' AS kind, '' AS actor, '' AS name, '' AS act,
           '' AS target_kind, '' AS target, NULL AS environment, '' AS before, '' AS after, NULL AS reason, '' AS request
    FROM head
    UNION ALL
    SELECT c.project, e.n, c.hash, sha256(c.hash || convert_to(
             '{"act":"' || e.act || '","actorId":"' || e.actor || '","actorKind":"' || e.kind || '","actorName":"' || e.name
             || '","after":' || e.after || ',"at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
             || '","before":' || e.before || ',"environment":' || coalesce('"' || e.environment || '"', 'null')
             || ',"origin":"ui","projectId":"' || c.project || '","reason":' || coalesce('"' || e.reason || '"', 'null')
             || ',"requestId":"' || e.request || '","sequence":' || e.n || ',"targetKey":"' || e.target
             || '","targetKind":"' || e.target_kind || '"}', 'UTF8')),
           e.at, e.kind, e.actor, e.name, e.act, e.target_kind, e.target, e.environment, e.before, e.after, e.reason, e.request
    FROM chain c CROSS JOIN LATERAL (
      SELECT n, at, CASE person % 10 WHEN 0 THEN 'token' WHEN 1 THEN 'schedule' ELSE 'user' END AS kind,
             md5('person ' || person)::uuid::text AS actor, 'person ' || person AS name, act,
             CASE act WHEN 'audit.reason' THEN 'event' WHEN 'module.update' THEN 'module' ELSE 'switch' END AS target_kind,
             CASE act WHEN 'audit.reason' THEN (n - 3)::text WHEN 'module.update' THEN module
                      ELSE module || (ARRAY['.route', '.call', '.data'])[n % 3 + 1] END AS target,
             CASE WHEN act = 'module.update' THEN NULL WHEN n % 10 < 7 THEN 'production' WHEN n % 10 < 9 THEN 'staging' ELSE 'development' END AS environment,
             '{"share":' || n % 100 * 1000 || '}' AS before, '{"share":' || (n + 1) % 100 * 1000 || '}' AS after,
             CASE WHEN act = 'switch.rollback' AND n % 100 = 0 THEN NULL WHEN act = 'switch.rollback' THEN 'p99 had doubled'
                  ELSE 'step ' || n || ' of the migration' END AS reason,
             md5('request ' || n)::uuid::text AS request
      FROM (SELECT c.sequence + 1 AS n, (c.sequence + 1) % 47 AS person,
                   'module-' || lpad((1 + (c.sequence + 1)::bigint * 379 % $3::int)::text, 4, '0') AS module,
                   date_trunc('milliseconds', to_timestamp(($4::float8 + (c.sequence + 1) * $5::float8) / 1000)) AS at) i
      CROSS JOIN LATERAL (SELECT CASE WHEN n % 50 = 0 THEN 'switch.rollback' WHEN n % 100 = 3 AND n > 3 AND n % 1000 <> 3 THEN 'audit.reason'
                                      WHEN n % 50 = 1 THEN 'module.update' WHEN n % 50 = 2 THEN 'switch.hold' ELSE 'switch.change' END AS act) a) e
    WHERE c.sequence < $2::int)
  INSERT INTO audit_events (project_id, sequence, at, actor_kind, actor_id, actor_name, origin, act, target_kind, target_key, environment,
                            before, after, reason, request_id, previous, hash)
  SELECT project, sequence, at, kind, actor, name, 'ui', act, target_kind, target, environment, before::jsonb, after::jsonb, reason,
         request, previous, hash
  FROM chain WHERE previous IS NOT NULL`;
