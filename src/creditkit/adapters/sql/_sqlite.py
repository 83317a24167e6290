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

_WAL = frozenset({"wal"})


class Sqlite:
    """A database file behind an engine; ``journals`` are the modes that ``PRAGMA journal_mode`` may come to."""

    shared = False

    def __init__(self, engine: Engine, prefix: str, busy_timeout: timedelta, journals: frozenset[str] = _WAL) -> None:
        self._engine = engine
        self._journals = journals
        milliseconds = max(1, busy_timeout // timedelta(milliseconds=1))
        self._reading: Mapping[str, Pragma] = {"busy_timeout": (milliseconds, {milliseconds})}
        self._writing: Mapping[str, Pragma] = {**self._reading, **DURABLE}
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self.statements = Statements.of(prefix, "?")

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Head]]:
        with self.transaction("BEGIN IMMEDIATE") as session:
            yield session, self.head(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.transaction("BEGIN") as session:
            self.head(session)
            yield session

    def create(self) -> None:
        """The file stays in WAL mode from now on, whoever opens it."""
        with self.connected(self._writing) as session:
            ((mode,),) = session.rows("PRAGMA journal_mode")
            if mode not in self._journals:
                ((mode,),) = session.rows("PRAGMA journal_mode = WAL")
            if mode not in self._journals:
                given = f"a database with journal_mode {mode}"
                raise InvalidInput("engine", given, "a file on a local disk, which can be in WAL mode")
        with self.transaction("BEGIN IMMEDIATE") as session:
            head = self.statements.head
            exists = session.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (head,))
            brought_up(session, self.statements.prefix, STEPS, exists=bool(exists))

    def head(self, session: Session) -> Head:
        """The head, of the schema that this release works with."""
        return head_of(session, self.statements.standing, self.statements.prefix, len(STEPS))

    @contextmanager
    def transaction(self, begin: str) -> Iterator[SqliteSession]:
        """Committed when the block is left; after any error nothing of it is there."""
        with self.connected(self._reading if begin == "BEGIN" else self._writing) as session:
            session.run(begin)
            try:
                yield session
                session.run("COMMIT")
            except BaseException:
                session.undo()
                raise

    @contextmanager
    def connected(self, pragmas: Mapping[str, Pragma] | None = None) -> Iterator[SqliteSession]:
        """A connection of the pool, ours for a while."""
        connection = self._engine.raw_connection()
        try:
            session = SqliteSession(connection, self.statements, self._error, len(STEPS))
            try:
                session.take(self._reading if pragmas is None else pragmas)
                yield session
            finally:
                session.give_back()
        finally:
            connection.close()
