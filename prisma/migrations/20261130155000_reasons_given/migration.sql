-- Reasons given afterwards, by the event they belong to: asked for by every page that shows a rollback.
CREATE INDEX audit_events_reasons_idx ON audit_events (project_id, target_key) WHERE act = 'audit.reason';
