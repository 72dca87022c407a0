-- What is listed is what counts: the sessions of a version end with it.
CREATE OR REPLACE FUNCTION tell_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.session_version IS DISTINCT FROM NEW.session_version THEN
    DELETE FROM sessions WHERE user_id = OLD.id;
  END IF;
  PERFORM pg_notify('switchyard_changes', json_build_object('person', OLD.id)::text);
  RETURN NULL;
END $$;
