
CREATE TABLE {prefix}_event (
  ledger TEXT NOT NULL,
  pos INTEGER PRIMARY KEY CHECK (pos >= 0),
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  entry_id TEXT NOT NULL,
  type TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  recorded_at TEXT NOT NULL,
  effect TEXT NOT NULL,
  policy TEXT,
  causes TEXT NOT NULL,
  prev BLOB,
  "commit" BLOB NOT NULL,
  leaf BLOB NOT NULL,
  salt BLOB,
  payload TEXT,
  CHECK ((salt IS NULL) = (payload IS NULL))
);;
CREATE UNIQUE INDEX {prefix}_event_entry_id ON {prefix}_event (entry_id);;
CREATE UNIQUE INDEX {prefix}_event_stream ON {prefix}_event (stream, seq);;
CREATE TABLE {prefix}_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  schema_version INTEGER NOT NULL,
  ledger TEXT,
  size INTEGER NOT NULL CHECK (size >= 0),
  recorded_at TEXT,
  leaf BLOB
);;
INSERT INTO {prefix}_head (id, schema_version, size) VALUES (1, 1, 0);;
CREATE TRIGGER {prefix}_event_insert BEFORE INSERT ON {prefix}_event
WHEN EXISTS (SELECT 1 FROM {prefix}_event WHERE pos = NEW.pos)
  OR EXISTS (SELECT 1 FROM {prefix}_event WHERE entry_id = NEW.entry_id)
  OR EXISTS (SELECT 1 FROM {prefix}_event WHERE stream = NEW.stream AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, '{prefix}_event: an event is never replaced'); END;;
CREATE TRIGGER {prefix}_event_update BEFORE UPDATE ON {prefix}_event
WHEN NOT (
  NEW.salt IS NULL AND NEW.payload IS NULL
  AND NEW.ledger IS OLD.ledger AND NEW.pos IS OLD.pos AND NEW.stream IS OLD.stream AND NEW.seq IS OLD.seq
  AND NEW.entry_id IS OLD.entry_id AND NEW.type IS OLD.type AND NEW.valid_from IS OLD.valid_from
  AND NEW.valid_to IS OLD.valid_to AND NEW.recorded_at IS OLD.recorded_at AND NEW.effect IS OLD.effect
  AND NEW.policy IS OLD.policy AND NEW.causes IS OLD.causes AND NEW.prev IS OLD.prev
  AND NEW."commit" IS OLD."commit" AND NEW.leaf IS OLD.leaf
)
BEGIN SELECT RAISE(ABORT, '{prefix}_event: an event never changes; only salt and payload may go, together'); END;;
CREATE TRIGGER {prefix}_event_delete BEFORE DELETE ON {prefix}_event
BEGIN SELECT RAISE(ABORT, '{prefix}_event: an event is never deleted'); END;;
CREATE TRIGGER {prefix}_head_insert BEFORE INSERT ON {prefix}_head
BEGIN SELECT RAISE(ABORT, '{prefix}_head: there is one head'); END;;
CREATE TRIGGER {prefix}_head_update BEFORE UPDATE ON {prefix}_head
WHEN NOT (
  NEW.id IS OLD.id AND NEW.schema_version >= OLD.schema_version
  AND (OLD.ledger IS NULL OR NEW.ledger IS OLD.ledger)
  AND (
    (NEW.size IS OLD.size AND NEW.recorded_at IS OLD.recorded_at AND NEW.leaf IS OLD.leaf)
    OR (
      NEW.size > OLD.size AND NEW.leaf IS NOT NULL
      AND (OLD.recorded_at IS NULL OR coalesce(NEW.recorded_at > OLD.recorded_at, 0))
    )
  )
)
BEGIN SELECT RAISE(ABORT, '{prefix}_head: the head only moves forward'); END;;
CREATE TRIGGER {prefix}_head_delete BEFORE DELETE ON {prefix}_head
BEGIN SELECT RAISE(ABORT, '{prefix}_head: the head is never deleted'); END
