-- AlterTable
ALTER TABLE "instances" DROP CONSTRAINT "instances_pkey",
ADD COLUMN     "secret_hash" TEXT,
ADD CONSTRAINT "instances_pkey" PRIMARY KEY ("environment_id", "service", "instance", "incarnation");

ALTER TABLE instances DROP CONSTRAINT instances_departure;
ALTER TABLE instances ADD CONSTRAINT instances_departure
  CHECK ((departed_at IS NULL) = (departure IS NULL) AND departure IN ('deregistered', 'succeeded', 'written-off'));
ALTER TABLE instances ADD CONSTRAINT instances_secret_of_a_run CHECK (secret_hash IS NULL OR incarnation <> '');
