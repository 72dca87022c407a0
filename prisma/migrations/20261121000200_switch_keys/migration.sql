-- A switch is called after its module and axis. A check constraint cannot look at another table, so a trigger does.

CREATE FUNCTION check_switch_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.key IS DISTINCT FROM (SELECT m.key || '.' || NEW.axis FROM modules m WHERE m.id = NEW.module_id) THEN
    RAISE EXCEPTION 'new row for relation "switches" violates check constraint "switches_key_of_module"'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'switches_key_of_module', TABLE = 'switches';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER switches_key_of_module BEFORE INSERT OR UPDATE OF key, module_id, axis ON switches
  FOR EACH ROW EXECUTE FUNCTION check_switch_key();

-- The other half: a module that has switches keeps its key.
CREATE FUNCTION keep_module_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM switches WHERE module_id = OLD.id) THEN
    RAISE EXCEPTION 'a module that has switches keeps its key'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'modules_key_of_switches', TABLE = 'modules';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER modules_key_of_switches BEFORE UPDATE OF key ON modules
  FOR EACH ROW WHEN (OLD.key IS DISTINCT FROM NEW.key) EXECUTE FUNCTION keep_module_key();

ALTER TABLE environments ADD CONSTRAINT environments_version_positive CHECK (version >= 1);
ALTER TABLE memberships ADD CONSTRAINT memberships_version_positive CHECK (version >= 1);
