-- While rules keep subjects at the position, all others may be at the next one without the switch settling there.
ALTER TABLE switches DROP CONSTRAINT switches_share;
ALTER TABLE switches ADD CONSTRAINT switches_share CHECK (share BETWEEN 0 AND 100000 AND (next IS NOT NULL OR share = 0));
ALTER TABLE switch_changes DROP CONSTRAINT switch_changes_share;
ALTER TABLE switch_changes ADD CONSTRAINT switch_changes_share CHECK (share BETWEEN 0 AND 100000 AND (next IS NOT NULL OR share = 0));
