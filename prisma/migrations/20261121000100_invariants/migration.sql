-- Invariants that hold whoever writes, and the tables Prisma does not model.

-- ---------- keys and numbers ----------

ALTER TABLE projects ADD CONSTRAINT projects_key_form CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,59}$');
ALTER TABLE environments ADD CONSTRAINT environments_key_form CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,59}$');
ALTER TABLE modules ADD CONSTRAINT modules_key_form CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,59}$');
ALTER TABLE projects ADD CONSTRAINT projects_version_positive CHECK (version >= 1);
ALTER TABLE modules ADD CONSTRAINT modules_version_positive CHECK (version >= 1);
ALTER TABLE phases ADD CONSTRAINT phases_version_positive CHECK (version >= 1);
ALTER TABLE milestones ADD CONSTRAINT milestones_version_positive CHECK (version >= 1);
ALTER TABLE milestones ADD CONSTRAINT milestones_done_date CHECK ((status = 'done') = (done_date IS NOT NULL));
ALTER TABLE risks ADD CONSTRAINT risks_version_positive CHECK (version >= 1);
ALTER TABLE risks ADD CONSTRAINT risks_levels CHECK (
  likelihood BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5 AND target_likelihood BETWEEN 1 AND 5 AND target_impact BETWEEN 1 AND 5
);
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_environment_in_project CHECK (environment_id IS NULL OR project_id IS NOT NULL);
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scopes CHECK (
  cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'report', 'jobs', 'operate', 'manage']
);
ALTER TABLE measurement_series ADD CONSTRAINT measurement_series_path CHECK (path IN ('old', 'new'));
ALTER TABLE measurement_series ADD CONSTRAINT measurement_series_kind CHECK (kind IN ('http', 'read', 'write'));

-- ---------- switches ----------

-- The neighbour toward the new system; null at the end of the axis and for a position the axis does not have.
CREATE FUNCTION switch_forward_of(of_axis "Axis", at text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN of_axis IN ('route', 'call') AND at = 'old' THEN 'new'
    WHEN of_axis = 'data' THEN CASE at
      WHEN 'off' THEN 'dualwrite' WHEN 'dualwrite' THEN 'shadow' WHEN 'shadow' THEN 'live'
      WHEN 'live' THEN 'rampdown' WHEN 'rampdown' THEN 'complete' END
  END
$$;

CREATE FUNCTION switch_position_exists(of_axis "Axis", at text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN of_axis = 'data'
    THEN at IN ('off', 'dualwrite', 'shadow', 'live', 'rampdown', 'complete')
    ELSE at IN ('old', 'new') END
$$;

ALTER TABLE switches ADD CONSTRAINT switches_key_form CHECK (key ~ '^[A-Za-z0-9._~-]{1,100}$');
ALTER TABLE switches ADD CONSTRAINT switches_position CHECK (switch_position_exists(axis, "position"));
ALTER TABLE switches ADD CONSTRAINT switches_next CHECK (next IS NULL OR next IS NOT DISTINCT FROM switch_forward_of(axis, "position"));
ALTER TABLE switches ADD CONSTRAINT switches_share CHECK (share BETWEEN 0 AND 99999 AND (next IS NOT NULL OR share = 0));
ALTER TABLE switches ADD CONSTRAINT switches_check_ratio CHECK (check_ratio BETWEEN 0 AND 100000);
ALTER TABLE switches ADD CONSTRAINT switches_version_positive CHECK (version >= 1);
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_act
  CHECK (act IN ('created', 'change', 'rollback', 'undo', 'hold', 'release', 'rules'));
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_share CHECK (share BETWEEN 0 AND 99999 AND (next IS NOT NULL OR share = 0));

-- ---------- revision ----------

ALTER TABLE revision_counter ADD CONSTRAINT revision_counter_one_row CHECK (id = 1 AND value >= 0);
INSERT INTO revision_counter (id, value) VALUES (1, 0);

-- ---------- append-only ----------

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER switch_changes_append_only BEFORE UPDATE OR DELETE ON switch_changes FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER switch_changes_no_truncate BEFORE TRUNCATE ON switch_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- ---------- measurements ----------

-- One row a window and writer: `source` owns the row and replaces it, readers merge over sources.
-- Durations are seconds; `buckets` is a base-2 exponential histogram, see lib/core/measurements/histogram.ts.
CREATE TABLE measurements_10s (
  series_id     integer          NOT NULL REFERENCES measurement_series (id) ON DELETE CASCADE,
  at            timestamptz      NOT NULL,
  source        uuid             NOT NULL,
  count         bigint           NOT NULL CHECK (count >= 0),
  errors        bigint           NOT NULL CHECK (errors >= 0),
  sum           double precision NOT NULL,
  scale         smallint         NOT NULL,
  zero_count    bigint           NOT NULL,
  bucket_offset integer          NOT NULL,
  buckets       bigint[]         NOT NULL,
  PRIMARY KEY (series_id, at, source)
) PARTITION BY RANGE (at);
CREATE TABLE measurements_10s_default PARTITION OF measurements_10s DEFAULT;

CREATE TABLE measurements_1m (LIKE measurements_10s INCLUDING ALL) PARTITION BY RANGE (at);
ALTER TABLE measurements_1m ADD FOREIGN KEY (series_id) REFERENCES measurement_series (id) ON DELETE CASCADE;
CREATE TABLE measurements_1m_default PARTITION OF measurements_1m DEFAULT;

CREATE TABLE measurements_1h (LIKE measurements_10s INCLUDING ALL) PARTITION BY RANGE (at);
ALTER TABLE measurements_1h ADD FOREIGN KEY (series_id) REFERENCES measurement_series (id) ON DELETE CASCADE;
CREATE TABLE measurements_1h_default PARTITION OF measurements_1h DEFAULT;

-- What SDKs count besides durations: comparisons of reads, and writes the second store did not take.
CREATE TABLE operation_counts (
  environment_id       uuid        NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
  module_id            uuid        NOT NULL REFERENCES modules (id) ON DELETE CASCADE,
  operation            text        NOT NULL,
  at                   timestamptz NOT NULL,
  source               uuid        NOT NULL,
  compared             bigint      NOT NULL DEFAULT 0,
  equal                bigint      NOT NULL DEFAULT 0,
  different            bigint      NOT NULL DEFAULT 0,
  skipped              bigint      NOT NULL DEFAULT 0,
  secondary_failed_old bigint      NOT NULL DEFAULT 0,
  secondary_failed_new bigint      NOT NULL DEFAULT 0,
  PRIMARY KEY (environment_id, module_id, operation, at, source)
) PARTITION BY RANGE (at);
CREATE TABLE operation_counts_default PARTITION OF operation_counts DEFAULT;
