-- AlterTable
ALTER TABLE "revision_counter" ADD COLUMN     "lineage" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "lineage_cause" TEXT NOT NULL DEFAULT 'installed',
ADD COLUMN     "lineage_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
