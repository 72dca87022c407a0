-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "allowed_origins" TEXT[] DEFAULT ARRAY['*']::TEXT[];

-- CreateTable
CREATE TABLE "intake_losses" (
    "environment_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "reason" TEXT NOT NULL,
    "source" UUID NOT NULL,
    "count" BIGINT NOT NULL,
    "series" INTEGER NOT NULL,

    CONSTRAINT "intake_losses_pkey" PRIMARY KEY ("environment_id","at","reason","source")
);

-- AddForeignKey
ALTER TABLE "intake_losses" ADD CONSTRAINT "intake_losses_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------- what holds whoever writes ----------

ALTER TABLE environments ALTER COLUMN allowed_origins SET NOT NULL;
ALTER TABLE intake_losses ADD CONSTRAINT intake_losses_counts CHECK (count >= 0 AND series >= 0);
CREATE INDEX intake_losses_at ON intake_losses (at);
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scopes;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scopes CHECK (
  cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'report', 'relay', 'jobs', 'operate', 'manage']
);
