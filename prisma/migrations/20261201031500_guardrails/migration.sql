-- CreateTable
CREATE TABLE "guardrails" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT,
    "against" TEXT NOT NULL,
    "limit" DOUBLE PRECISION NOT NULL,
    "window_seconds" INTEGER NOT NULL,
    "min_samples" INTEGER NOT NULL,
    "alpha" DOUBLE PRECISION NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guardrails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guardrail_standings" (
    "guardrail_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
    "since" TIMESTAMPTZ(0) NOT NULL,
    "settled" TIMESTAMPTZ(0) NOT NULL,
    "test" JSONB,
    "judgement" JSONB NOT NULL,
    "verdict" TEXT NOT NULL,
    "verdict_since" TIMESTAMPTZ(3) NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),

    CONSTRAINT "guardrail_standings_pkey" PRIMARY KEY ("guardrail_id")
);

-- CreateIndex
CREATE INDEX "guardrails_project_id_idx" ON "guardrails"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "guardrails_environment_id_module_id_name_key" ON "guardrails"("environment_id", "module_id", "name");

-- AddForeignKey
ALTER TABLE "guardrails" ADD CONSTRAINT "guardrails_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guardrails" ADD CONSTRAINT "guardrails_environment_id_project_id_fkey" FOREIGN KEY ("environment_id", "project_id") REFERENCES "environments"("id", "project_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guardrails" ADD CONSTRAINT "guardrails_module_id_project_id_fkey" FOREIGN KEY ("module_id", "project_id") REFERENCES "modules"("id", "project_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guardrail_standings" ADD CONSTRAINT "guardrail_standings_guardrail_id_fkey" FOREIGN KEY ("guardrail_id") REFERENCES "guardrails"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE guardrails ADD CONSTRAINT guardrails_version_positive CHECK (version >= 1);
ALTER TABLE guardrails ADD CONSTRAINT guardrails_metric CHECK (metric IN ('errors', 'p50', 'p95', 'p99', 'mismatches', 'failed-writes'));
ALTER TABLE guardrails ADD CONSTRAINT guardrails_subject CHECK (subject IN ('requests', 'reads', 'writes'));
ALTER TABLE guardrails ADD CONSTRAINT guardrails_against CHECK (against IN ('old', 'number'));
ALTER TABLE guardrails ADD CONSTRAINT guardrails_action CHECK (action IN ('notify', 'hold', 'rollback'));
ALTER TABLE guardrails ADD CONSTRAINT guardrails_limit CHECK ("limit" > 0);
ALTER TABLE guardrails ADD CONSTRAINT guardrails_alpha CHECK (alpha > 0 AND alpha < 1);
ALTER TABLE guardrails ADD CONSTRAINT guardrails_window CHECK (window_seconds BETWEEN 30 AND 3600 AND window_seconds % 10 = 0);
ALTER TABLE guardrails ADD CONSTRAINT guardrails_samples CHECK (min_samples >= 1);
ALTER TABLE guardrail_standings ADD CONSTRAINT guardrail_standings_verdict CHECK (verdict IN ('pass', 'fail', 'inconclusive', 'error'));
