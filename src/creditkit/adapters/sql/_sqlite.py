"""SQLite: a file in WAL mode, flushed at every commit.

The connection comes from the host's pool and is used through the driver's own cursor. So nothing is hung on the
engine: neither listeners that every other user of it would meet, nor a transaction mode. What a connection is set to
while it is ours is set back before it returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine

from creditkit.adapters.sql._backend import Session
from creditkit.adapters.sql._schema import brought_up, head_of
from creditkit.adapters.sql._schema_sqlite import STEPS
from creditkit.adapters.sql._sqlite_session import DURABLE, Pragma, SqliteSession
from creditkit.adapters.sql._statements import Head, Statements
from creditkit.errors import InvalidInput

#: Beside a connection: it was seen in the right mode.
_SEEN = "creditkit: journal_mode"
#: A connection that only reads may be the last to close, too, and copy the log into the file.
_FLUSHING: Pragma = ("NORMAL", {1, 2, 3})


class Sqlite:
    """A database file behind an engine; ``in_memory`` lets through what is no file."""

    shared = False

    def __init__(self, engine: Engine, prefix: str, busy_timeout: timedelta, *, in_memory: bool = False) -> None:
        self._engine = engine
        self._in_memory = in_memory
        self._patience = busy_timeout.total_seconds()
        milliseconds = max(1, busy_timeout // timedelta(milliseconds=1))
        waiting: Mapping[str, Pragma] = {"busy_timeout": (milliseconds, {milliseconds})}
        self._reading: Mapping[str, Pragma] = {**waiting, "synchronous": _FLUSHING}
        self._writing: Mapping[str, Pragma] = {**waiting, **DURABLE}
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self.statements = Statements.of(prefix, "?")

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Head]]:
        with self.transaction("BEGIN IMMEDIATE") as session:
            yield session, self.head(session, self.statements.standing_and_last)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.transaction("BEGIN") as session:
            self.head(session)
            yield session

    def create(self) -> None:
        """The file stays in WAL mode from now on, whoever opens it."""
        with self.connected(self._writing) as session:
            mode, due = self._mode(session)
            if mode != due:
                ((mode,),) = session.rows_in_time("PRAGMA journal_mode = WAL", self._patience)
            if mode != due:
                given = f"a database with journal_mode {mode}"
                raise InvalidInput("engine", given, "a file on a local disk, which can be in WAL mode")
        with self.transaction("BEGIN IMMEDIATE") as session:
            event, head = self.statements.event, self.statements.head
            found = session.rows("SELECT lower(name) FROM sqlite_master WHERE lower(name) IN (?, ?)", (event, head))
            brought_up(session, self.statements.prefix, STEPS, head=(head,) in found, event=(event,) in found)

    def head(self, session: Session, statement: str | None = None) -> Head:
        """The head, of the schema that this release works with."""
        rows = session.rows(statement or self.statements.standing)
        return head_of(rows, self.statements.prefix, len(STEPS))

    @contextmanager
    def transaction(self, begin: str) -> Iterator[SqliteSession]:
        """Committed when the block is left; after any error nothing of it is there."""
        with self.connected(self._reading if begin == "BEGIN" else self._writing) as session:
            session.run(begin)
            try:
                yield session
                if begin != "BEGIN" and _SEEN not in session.remembered:
                    self._check_mode(session)
                session.run("COMMIT")
            except BaseException:
                session.undo()
                raise

    def connected(self, pragmas: Mapping[str, Pragma] | None = None) -> SqliteSession:
        """A connection of the pool, ours for a while."""
        needed = self._reading if pragmas is None else pragmas
        return SqliteSession(self._engine.raw_connection(), needed, self.statements, self._error, len(STEPS))

    def _mode(self, session: SqliteSession) -> tuple[str, str]:
        """The journal mode that the connection is in, and the one that it has to be in."""
        ((mode,),) = session.rows("PRAGMA journal_mode")
        return mode, "memory" if self._in_memory and not session.on_disk() else "wal"

    def _check_mode(self, session: SqliteSession) -> None:
        """Once a connection, before its first commit: in another mode a commit at FULL is no promise.

        A mode that the host sets when it connects would take the file out of WAL mode, and ``memory`` and ``off``
        leave a torn file behind.
        """
        mode, due = self._mode(session)
        if mode != due:
            given, remedy = f"a connection with journal_mode {mode}", "set no other; SqlStore.create() sets this one"
            raise InvalidInput("engine", given, "a file in WAL mode", remedy)
        session.remembered[_SEEN] = True
