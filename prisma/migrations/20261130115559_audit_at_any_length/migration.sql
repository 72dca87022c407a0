-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "project_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE INDEX "audit_events_project_id_actor_kind_sequence_idx" ON "audit_events"("project_id", "actor_kind", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_actor_id_sequence_idx" ON "audit_events"("project_id", "actor_id", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_actor_name_sequence_idx" ON "audit_events"("project_id", "actor_name", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_act_sequence_idx" ON "audit_events"("project_id", "act", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_target_kind_sequence_idx" ON "audit_events"("project_id", "target_kind", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_target_key_sequence_idx" ON "audit_events"("project_id", "target_key", "sequence");

-- CreateIndex
CREATE INDEX "audit_events_project_id_environment_sequence_idx" ON "audit_events"("project_id", "environment", "sequence");

-- AddForeignKey
ALTER TABLE "audit_checkpoints" ADD CONSTRAINT "audit_checkpoints_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rollbacks that may still lack a reason.
CREATE INDEX audit_events_unexplained_idx ON audit_events (project_id, sequence) WHERE act = 'switch.rollback' AND reason IS NULL;

-- The earliest and the latest time of every thousand events. Clocks differ, so times need not be in the order of the chain.
CREATE TABLE audit_spans (
  project_id uuid        NOT NULL,
  span       integer     NOT NULL,
  earliest   timestamptz NOT NULL,
  latest     timestamptz NOT NULL,
  PRIMARY KEY (project_id, span)
);
INSERT INTO audit_spans SELECT project_id, sequence / 1000, min(at), max(at) FROM audit_events GROUP BY 1, 2;

CREATE FUNCTION note_audit_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_spans AS s SELECT project_id, sequence / 1000, min(at), max(at) FROM added GROUP BY 1, 2
  ON CONFLICT (project_id, span) DO UPDATE SET earliest = least(s.earliest, EXCLUDED.earliest), latest = greatest(s.latest, EXCLUDED.latest);
  RETURN NULL;
END
$$;
CREATE TRIGGER audit_events_spans AFTER INSERT ON audit_events REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION note_audit_spans();
