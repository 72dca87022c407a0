-- Whoever fences counts until its lease and its last operation have ended, so that every change looks at all of them.
-- Most installations hold.
CREATE INDEX instances_fencing ON instances (environment_id, lease_until) WHERE departed_at IS NULL AND on_lease_loss = 'fence';
