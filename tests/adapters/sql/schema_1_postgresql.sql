
CREATE TABLE {prefix}_event (
  ledger text COLLATE "C" NOT NULL,
  pos bigint PRIMARY KEY CHECK (pos >= 0),
  stream text COLLATE "C" NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 0),
  entry_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  recorded_at text COLLATE "C" NOT NULL,
  effect text COLLATE "C" NOT NULL,
  policy text COLLATE "C",
  causes text COLLATE "C" NOT NULL,
  prev bytea,
  "commit" bytea NOT NULL,
  leaf bytea NOT NULL,
  salt bytea,
  payload text COLLATE "C",
  CHECK ((salt IS NULL) = (payload IS NULL))
);;
ALTER TABLE {prefix}_event ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN payload SET STATISTICS 0;;
CREATE UNIQUE INDEX {prefix}_event_entry_id ON {prefix}_event (entry_id);;
CREATE UNIQUE INDEX {prefix}_event_stream ON {prefix}_event (stream, seq);;
CREATE TABLE {prefix}_head (
  id integer PRIMARY KEY CHECK (id = 1),
  schema_version integer NOT NULL,
  ledger text COLLATE "C",
  size bigint NOT NULL CHECK (size >= 0),
  recorded_at text COLLATE "C",
  leaf bytea
);;
INSERT INTO {prefix}_head (id, schema_version, size) VALUES (1, 1, 0);;
CREATE FUNCTION {prefix}_event_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.salt IS NULL AND NEW.payload IS NULL
      AND NEW.ledger = OLD.ledger AND NEW.pos = OLD.pos AND NEW.stream = OLD.stream AND NEW.seq = OLD.seq
      AND NEW.entry_id = OLD.entry_id AND NEW.type = OLD.type AND NEW.valid_from = OLD.valid_from
      AND NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to AND NEW.recorded_at = OLD.recorded_at
      AND NEW.effect = OLD.effect AND NEW.policy IS NOT DISTINCT FROM OLD.policy AND NEW.causes = OLD.causes
      AND NEW.prev IS NOT DISTINCT FROM OLD.prev AND NEW."commit" = OLD."commit" AND NEW.leaf = OLD.leaf
    THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
      MESSAGE = TG_TABLE_NAME || ': an event never changes; only salt and payload may go, together';
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ': an event is never deleted';
END
$$;;
CREATE FUNCTION {prefix}_head_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.id = OLD.id AND NEW.schema_version >= OLD.schema_version
      AND (OLD.ledger IS NULL OR NEW.ledger IS NOT DISTINCT FROM OLD.ledger)
      AND (
        (NEW.size = OLD.size AND NEW.recorded_at IS NOT DISTINCT FROM OLD.recorded_at
          AND NEW.leaf IS NOT DISTINCT FROM OLD.leaf)
        OR (NEW.size > OLD.size AND NEW.leaf IS NOT NULL
          AND (OLD.recorded_at IS NULL OR coalesce(NEW.recorded_at > OLD.recorded_at, false)))
      )
    THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ': the head only moves forward';
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_TABLE_NAME || ': the head is never deleted';
END
$$;;
CREATE TRIGGER {prefix}_event_rows BEFORE UPDATE OR DELETE ON {prefix}_event
  FOR EACH ROW EXECUTE FUNCTION {prefix}_event_guard();;
CREATE TRIGGER {prefix}_event_whole BEFORE TRUNCATE ON {prefix}_event
  FOR EACH STATEMENT EXECUTE FUNCTION {prefix}_event_guard();;
CREATE TRIGGER {prefix}_head_rows BEFORE UPDATE OR DELETE ON {prefix}_head
  FOR EACH ROW EXECUTE FUNCTION {prefix}_head_guard();;
CREATE TRIGGER {prefix}_head_whole BEFORE TRUNCATE ON {prefix}_head
  FOR EACH STATEMENT EXECUTE FUNCTION {prefix}_head_guard();;
ALTER TABLE {prefix}_event ENABLE ALWAYS TRIGGER {prefix}_event_rows;;
ALTER TABLE {prefix}_event ENABLE ALWAYS TRIGGER {prefix}_event_whole;;
ALTER TABLE {prefix}_head ENABLE ALWAYS TRIGGER {prefix}_head_rows;;
ALTER TABLE {prefix}_head ENABLE ALWAYS TRIGGER {prefix}_head_whole
