-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "approvals" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "step_limit" INTEGER;

-- AlterTable
ALTER TABLE "switches" ADD COLUMN     "paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "secondary_writes" TEXT NOT NULL DEFAULT 'best-effort';

-- AlterTable
ALTER TABLE "switch_changes" ADD COLUMN     "gates" JSONB,
ADD COLUMN     "override" TEXT,
ADD COLUMN     "paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "plan_id" UUID,
ADD COLUMN     "secondary_writes" TEXT NOT NULL DEFAULT 'best-effort';

-- AlterTable
ALTER TABLE "instances" ADD COLUMN     "cold_start" TEXT NOT NULL DEFAULT 'fenced',
ADD COLUMN     "departed_at" TIMESTAMPTZ(3),
ADD COLUMN     "departure" TEXT,
ADD COLUMN     "departure_by" TEXT,
ADD COLUMN     "departure_reason" TEXT,
ADD COLUMN     "incarnation" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "on_lease_loss" TEXT NOT NULL DEFAULT 'hold',
ADD COLUMN     "operation_seconds" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "writes" TEXT[],
ADD COLUMN     "writes_known" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "doubts" (
    "id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "instance" TEXT NOT NULL,
    "incarnation" TEXT NOT NULL DEFAULT '',
    "writes" TEXT[],
    "since" TIMESTAMPTZ(3) NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,

    CONSTRAINT "doubts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "store" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "operation" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT NOT NULL DEFAULT '',
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("environment_id","module_id","store","key")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "store" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'running',
    "revision" BIGINT NOT NULL,
    "covered" BOOLEAN NOT NULL,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "mended" BIGINT NOT NULL DEFAULT 0,
    "differences" BIGINT NOT NULL DEFAULT 0,
    "link" TEXT,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plans" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "steps" JSONB NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "give_up_at" TIMESTAMPTZ(3),
    "waits_for" JSONB NOT NULL DEFAULT '[]',
    "override" TEXT,
    "override_by" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposals" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "switch_id" UUID NOT NULL,
    "change" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "version" INTEGER NOT NULL DEFAULT 1,
    "proposed_by_id" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "approved_by_id" TEXT,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "freeze_windows" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "freeze_windows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mismatch_samples" (
    "id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "old" JSONB NOT NULL,
    "new" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mismatch_samples_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "doubts_environment_id_service_instance_incarnation_key" ON "doubts"("environment_id", "service", "instance", "incarnation");

-- CreateIndex
CREATE INDEX "ledger_entries_environment_id_module_id_resolved_at_idx" ON "ledger_entries"("environment_id", "module_id", "resolved_at");

-- CreateIndex
CREATE INDEX "jobs_environment_id_module_id_store_started_at_idx" ON "jobs"("environment_id", "module_id", "store", "started_at");

-- CreateIndex
CREATE INDEX "jobs_project_id_idx" ON "jobs"("project_id");

-- CreateIndex
CREATE INDEX "plans_environment_id_module_id_state_idx" ON "plans"("environment_id", "module_id", "state");

-- CreateIndex
CREATE INDEX "plans_state_idx" ON "plans"("state");

-- CreateIndex
CREATE INDEX "proposals_environment_id_state_idx" ON "proposals"("environment_id", "state");

-- CreateIndex
CREATE INDEX "proposals_switch_id_idx" ON "proposals"("switch_id");

-- CreateIndex
CREATE INDEX "freeze_windows_project_id_ends_at_idx" ON "freeze_windows"("project_id", "ends_at");

-- CreateIndex
CREATE INDEX "mismatch_samples_environment_id_module_id_at_idx" ON "mismatch_samples"("environment_id", "module_id", "at");

-- AddForeignKey
ALTER TABLE "doubts" ADD CONSTRAINT "doubts_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "modules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "modules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_environment_id_project_id_fkey" FOREIGN KEY ("environment_id", "project_id") REFERENCES "environments"("id", "project_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_module_id_project_id_fkey" FOREIGN KEY ("module_id", "project_id") REFERENCES "modules"("id", "project_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_environment_id_project_id_fkey" FOREIGN KEY ("environment_id", "project_id") REFERENCES "environments"("id", "project_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_switch_id_fkey" FOREIGN KEY ("switch_id") REFERENCES "switches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "freeze_windows" ADD CONSTRAINT "freeze_windows_environment_id_project_id_fkey" FOREIGN KEY ("environment_id", "project_id") REFERENCES "environments"("id", "project_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mismatch_samples" ADD CONSTRAINT "mismatch_samples_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mismatch_samples" ADD CONSTRAINT "mismatch_samples_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "modules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------- what holds whoever writes ----------

ALTER TABLE switches ADD CONSTRAINT switches_secondary_writes CHECK (secondary_writes IN ('best-effort', 'required'));
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_secondary_writes CHECK (secondary_writes IN ('best-effort', 'required'));
ALTER TABLE switch_changes DROP CONSTRAINT switch_changes_act;
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_act
  CHECK (act IN ('created', 'change', 'rollback', 'undo', 'restore', 'hold', 'release', 'rules', 'pause', 'resume'));
ALTER TABLE environments ADD CONSTRAINT environments_step_limit CHECK (step_limit BETWEEN 1 AND 100000);
ALTER TABLE instances ADD CONSTRAINT instances_on_lease_loss CHECK (on_lease_loss IN ('hold', 'fence'));
ALTER TABLE instances ADD CONSTRAINT instances_cold_start CHECK (cold_start IN ('fenced', 'persisted'));
ALTER TABLE instances ADD CONSTRAINT instances_departure
  CHECK ((departed_at IS NULL) = (departure IS NULL) AND departure IN ('deregistered', 'written-off'));
ALTER TABLE doubts ADD CONSTRAINT doubts_cause CHECK (cause IN ('restarted', 'written-off', 'lease-lost'));
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_store CHECK (store IN ('old', 'new'));
ALTER TABLE jobs ADD CONSTRAINT jobs_store CHECK (store IN ('old', 'new'));
ALTER TABLE jobs ADD CONSTRAINT jobs_state CHECK (state IN ('running', 'done', 'failed') AND (state = 'running') = (finished_at IS NULL));
ALTER TABLE jobs ADD CONSTRAINT jobs_counts CHECK (rows >= 0 AND mended >= 0 AND differences >= 0);
ALTER TABLE plans ADD CONSTRAINT plans_kind CHECK (kind IN ('rollback', 'cut-over', 'schedule'));
ALTER TABLE plans ADD CONSTRAINT plans_state CHECK (state IN ('waiting', 'done', 'cancelled', 'failed'));
ALTER TABLE plans ADD CONSTRAINT plans_done CHECK (done BETWEEN 0 AND jsonb_array_length(steps));
CREATE UNIQUE INDEX plans_one_at_a_time ON plans (environment_id, module_id) WHERE state = 'waiting' AND kind <> 'schedule';
ALTER TABLE proposals ADD CONSTRAINT proposals_state CHECK (state IN ('open', 'applied', 'withdrawn'));
ALTER TABLE freeze_windows ADD CONSTRAINT freeze_windows_order CHECK (ends_at > starts_at);
ALTER TABLE mismatch_samples ADD CONSTRAINT mismatch_samples_kind CHECK (kind IN ('missing', 'extra', 'type', 'value'));
