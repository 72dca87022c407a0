-- CreateTable
CREATE TABLE "unreadable_values" (
    "environment_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "switch" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "source" UUID NOT NULL,
    "count" BIGINT NOT NULL,
    "example" TEXT,

    CONSTRAINT "unreadable_values_pkey" PRIMARY KEY ("environment_id","at","switch","rule","source")
);

-- AddForeignKey
ALTER TABLE "unreadable_values" ADD CONSTRAINT "unreadable_values_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
