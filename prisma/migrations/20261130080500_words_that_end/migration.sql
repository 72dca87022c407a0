-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "created_by_id" TEXT;

-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "override_by_id" TEXT;

-- ---------- what holds whoever writes ----------

ALTER TABLE proposals DROP CONSTRAINT proposals_state;
ALTER TABLE proposals ADD CONSTRAINT proposals_state CHECK (state IN ('open', 'applied', 'withdrawn', 'overtaken'));

-- ---------- what was made for a switch that has changed since ----------

UPDATE plans p SET state = 'cancelled', updated_at = now(), waits_for = jsonb_build_array(jsonb_build_object(
    'rule', 'overtaken',
    'message', s.key || ' was changed since: ' || c.act || ' by ' || c.actor_name || '.',
    'detail', jsonb_build_object('switch', s.key, 'act', c.act, 'by', c.actor_name, 'version', c.version)))
  FROM switches s
  JOIN LATERAL (SELECT switch_id, version, act, actor_name FROM switch_changes WHERE switch_id = s.id
                ORDER BY version DESC LIMIT 1) c ON true
  WHERE p.kind = 'schedule' AND p.state = 'waiting' AND s.environment_id = p.environment_id
    AND s.key = p.steps -> 0 ->> 'switch'
    AND EXISTS (SELECT 1 FROM switch_changes later WHERE later.switch_id = s.id AND later.at > p.created_at
                  AND NOT EXISTS (SELECT 1 FROM plans q WHERE q.id = later.plan_id AND q.kind = 'schedule'));
UPDATE proposals p SET state = 'overtaken', version = p.version + 1, updated_at = now()
  FROM switches s WHERE s.id = p.switch_id AND p.state = 'open' AND (p.change ->> 'expectedVersion')::int <> s.version;
