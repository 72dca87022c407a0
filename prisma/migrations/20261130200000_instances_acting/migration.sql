-- Who acts on a history that a restore lost is asked for with every change, and there is nearly never anybody.
CREATE INDEX instances_acting ON instances (environment_id) WHERE acting IS NOT NULL;
