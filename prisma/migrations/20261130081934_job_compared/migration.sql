-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "compared_new" BIGINT,
ADD COLUMN     "compared_old" BIGINT,
ADD COLUMN     "ranges" JSONB;

ALTER TABLE jobs ADD CONSTRAINT jobs_compared CHECK ((compared_old IS NULL) = (compared_new IS NULL) AND compared_old >= 0 AND compared_new >= 0);

-- The last comparison of all keys of every module and store is asked for at every change.
CREATE INDEX jobs_whole ON jobs (environment_id, module_id, store, started_at DESC)
  WHERE state = 'done' AND differences = 0 AND covered AND since IS NULL;
