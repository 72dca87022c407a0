-- AlterTable
ALTER TABLE "revision_counter" ADD COLUMN     "key" BYTEA NOT NULL DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Only who was given a revision knows its stamp. The environment's id and the revision hold no space, so that no other
-- three make the same text.
CREATE FUNCTION revision_stamp(lineage text, environment uuid, revision bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(substr(sha256(key || convert_to($1 || ' ' || $2 || ' ' || $3, 'UTF8')), 1, 16), 'hex') FROM revision_counter
$$;
