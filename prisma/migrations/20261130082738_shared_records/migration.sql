-- CreateTable
CREATE TABLE "shared_records" (
    "environment_id" UUID NOT NULL,
    "module_id" UUID NOT NULL,
    "source" UUID NOT NULL,
    "count" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "example" JSONB NOT NULL,

    CONSTRAINT "shared_records_pkey" PRIMARY KEY ("environment_id","module_id","source")
);

-- AddForeignKey
ALTER TABLE "shared_records" ADD CONSTRAINT "shared_records_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shared_records" ADD CONSTRAINT "shared_records_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "modules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE shared_records ADD CONSTRAINT shared_records_count CHECK (count > 0 AND last_at >= first_at);
