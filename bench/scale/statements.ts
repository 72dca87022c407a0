/** What an installation is made of, each in one statement. `$1` is the key of the project. */

/** Project, its three environments and `$2` modules `module-0001` …, made forty days ago. */
export const PROJECT = `
  WITH project AS (
    INSERT INTO projects (id, key, name, salt, created_at)
    VALUES (gen_random_uuid(), $1, initcap($1), $1, now() - interval '40 days') RETURNING id, created_at),
  environment AS (
    INSERT INTO environments (id, project_id, key, name, position, protected, created_at)
    SELECT gen_random_uuid(), p.id, e.key, initcap(e.key), e.position, e.key = 'production', p.created_at
    FROM project p, (VALUES ('development', 0), ('staging', 1), ('production', 2)) AS e(key, position))
  INSERT INTO modules (id, project_id, key, name, domain, owner, created_at)
  SELECT gen_random_uuid(), p.id, 'module-' || lpad(n::text, 4, '0'), 'Module ' || n, 'domain ' || n % 20, 'team ' || n % 50, p.created_at
  FROM project p, generate_series(1, $2::int) n`;

/**
 * Every switch with its history, one revision a moment. In production three modules of five have moved: all their calls,
 * their data into dual write or halfway to shadow reads, and of some a part of the requests. `$2` beyond 0 is how much
 * farther they are: from 2 on every module has moved.
 */
export const SWITCHES = `
  WITH module AS (
    SELECT m.id, m.key, m.project_id, substr(m.key, 8)::int AS n, m.created_at FROM modules m JOIN projects p ON p.id = m.project_id WHERE p.key = $1),
  story AS (
    SELECT axis::"Axis" AS axis, version, kind, age::interval AS age, at, next, share FROM (VALUES
      ('route', 1, 0, '0', 'old', NULL, 0), ('call', 1, 0, '0', 'old', NULL, 0), ('data', 1, 0, '0', 'off', NULL, 0),
      ('call', 2, 2, '20 days', 'old', 'new', 50000), ('call', 3, 2, '15 days', 'new', NULL, 0),
      ('data', 2, 2, '10 days', 'off', 'dualwrite', 50000), ('data', 3, 2, '8 days', 'dualwrite', NULL, 0),
      ('data', 4, 3, '1 day', 'dualwrite', 'shadow', 25000), ('route', 2, 4, '2 days', 'old', 'new', 10000)
    ) AS s(axis, version, kind, age, at, next, share)),
  state AS (
    SELECT m.id AS module, m.key || '.' || s.axis AS key, m.project_id, e.id AS environment, s.axis, s.version, s.at, s.next, s.share,
           CASE WHEN s.version = 1 THEN m.created_at ELSE now() - s.age + m.n * interval '1 second' END AS moment
    FROM module m JOIN environments e ON e.project_id = m.project_id
    JOIN story s ON s.version = 1 OR (e.key = 'production' AND m.n % 5 + $2::int >= s.kind)),
  counter AS (
    UPDATE revision_counter SET value = value + (SELECT count(DISTINCT moment) FROM state) WHERE id = 1 RETURNING value),
  numbered AS (
    SELECT s.*, c.value - max(s.rank) OVER () + s.rank AS revision
    FROM (SELECT *, dense_rank() OVER (ORDER BY moment) AS rank, row_number() OVER (PARTITION BY environment, key ORDER BY version DESC) AS back FROM state) s, counter c),
  switch AS (
    INSERT INTO switches (id, project_id, environment_id, module_id, axis, key, "position", next, share, rules, version, revision, updated_at)
    SELECT gen_random_uuid(), project_id, environment, module, axis, key, at, next, share, '[]', version, revision, moment
    FROM numbered WHERE back = 1 RETURNING id, environment_id, key),
  told AS (
    UPDATE environments e SET revision = r.revision
    FROM (SELECT environment, max(revision) AS revision FROM numbered GROUP BY 1) r WHERE e.id = r.environment)
  INSERT INTO switch_changes (switch_id, version, revision, at, act, "position", next, share, rules, check_ratio, held, actor_kind, actor_id, actor_name, reason)
  SELECT s.id, n.version, n.revision, n.moment, CASE n.version WHEN 1 THEN 'created' ELSE 'change' END, n.at, n.next, n.share, '[]', 100000, false,
         'user', 'scale', 'a lead', CASE WHEN n.version > 1 THEN 'the next step of the migration' END
  FROM numbered n JOIN switch s ON s.environment_id = n.environment AND s.key = n.key`;

/** `$2` instances of production in services of a hundred, each writing ten modules; their leases run for a day. */
export const INSTANCES = `
  INSERT INTO instances (environment_id, service, instance, service_version, incarnation, revision, acknowledged_at, lease_until,
                         first_seen_at, operation_seconds, writes, writes_known)
  SELECT e.id, 'service-' || lpad((n / 100)::text, 3, '0'), 'pod-' || lpad(n::text, 5, '0'), '1.4.' || n % 3, gen_random_uuid()::text,
         CASE WHEN n % $3::int = 0 THEN e.revision - 1 ELSE e.revision END,
         CASE WHEN n % $3::int = 0 THEN now() - interval '10 minutes' ELSE now() END,
         now() + interval '1 day', now() - interval '3 days', 10,
         ARRAY(SELECT key FROM modules WHERE project_id = p.id ORDER BY key LIMIT 10
               OFFSET (n / 100 * 10) % (SELECT count(*) FROM modules WHERE project_id = p.id)), true
  FROM projects p JOIN environments e ON e.project_id = p.id AND e.key = 'production', generate_series(1, $2::int) n
  WHERE p.key = $1`;

/** Comparisons of the last hour of every module whose data has moved. */
export const COMPARISONS = `
  INSERT INTO operation_counts (environment_id, module_id, operation, at, source, compared, equal, different, skipped)
  SELECT s.environment_id, s.module_id, 'find', to_timestamp(t), '00000000-0000-0000-0000-000000000001', 100, 99, 1, 0
  FROM switches s JOIN projects p ON p.id = s.project_id,
       generate_series((extract(epoch FROM now())::bigint / 10 - 360) * 10, extract(epoch FROM now())::bigint / 10 * 10, 10) t
  WHERE p.key = $1 AND s.axis = 'data' AND s."position" <> 'off'`;
