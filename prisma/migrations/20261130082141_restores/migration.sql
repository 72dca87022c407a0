-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "lineage_from" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "recovering_since" TIMESTAMPTZ(3),
ADD COLUMN     "recovering_until" TIMESTAMPTZ(3),
ADD COLUMN     "restored_revision" BIGINT;

-- AlterTable
ALTER TABLE "revision_counter" ADD COLUMN     "database" TEXT;

-- AlterTable
ALTER TABLE "instances" ADD COLUMN     "acting" JSONB;

ALTER TABLE doubts DROP CONSTRAINT doubts_cause;
ALTER TABLE doubts ADD CONSTRAINT doubts_cause CHECK (cause IN ('restarted', 'written-off', 'lease-lost', 'restored'));

ALTER TABLE switch_changes DROP CONSTRAINT switch_changes_act;
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_act
  CHECK (act IN ('created', 'change', 'rollback', 'undo', 'restore', 'hold', 'release', 'rules', 'pause', 'resume', 'take-over', 'keep'));

-- Another value means another database, or the same one set back to an earlier moment and gone on from there. Null
-- where Postgres does not tell.
CREATE FUNCTION database_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT system_identifier FROM pg_control_system()) || '/'
    || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/'
    || left(pg_walfile_name(pg_current_wal_lsn()), 8);
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;
