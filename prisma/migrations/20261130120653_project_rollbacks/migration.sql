-- CreateTable
CREATE TABLE "project_rollbacks" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment" TEXT,
    "target" TEXT,
    "state" TEXT NOT NULL DEFAULT 'running',
    "held" INTEGER NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_rollbacks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_legs" (
    "rollback_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "plan_id" UUID,
    "refusals" JSONB NOT NULL DEFAULT '[]',
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollback_legs_pkey" PRIMARY KEY ("rollback_id","environment_id","module_id")
);

-- CreateIndex
CREATE INDEX "project_rollbacks_project_id_created_at_idx" ON "project_rollbacks"("project_id", "created_at");

-- AddForeignKey
ALTER TABLE "project_rollbacks" ADD CONSTRAINT "project_rollbacks_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_legs" ADD CONSTRAINT "rollback_legs_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "project_rollbacks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_legs" ADD CONSTRAINT "rollback_legs_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_legs" ADD CONSTRAINT "rollback_legs_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "modules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------- what holds whoever writes ----------

ALTER TABLE project_rollbacks ADD CONSTRAINT project_rollbacks_state CHECK (state IN ('running', 'done'));
ALTER TABLE project_rollbacks ADD CONSTRAINT project_rollbacks_target CHECK (target IS NULL OR target = 'old');
ALTER TABLE rollback_legs ADD CONSTRAINT rollback_legs_state
  CHECK (state IN ('pending', 'begun', 'nothing-behind', 'refused', 'failed', 'superseded'));
CREATE INDEX rollback_legs_pending ON rollback_legs (rollback_id) WHERE state = 'pending';
CREATE INDEX project_rollbacks_running ON project_rollbacks (project_id) WHERE state = 'running';

-- Changes ask who lags furthest behind.
CREATE INDEX instances_behind ON instances (environment_id, revision) WHERE departed_at IS NULL;
