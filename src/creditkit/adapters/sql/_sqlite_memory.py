"""SQLite in memory: one connection that all threads share, as the tests of a host have it.

A database in memory lives and dies with its connection, so SQLAlchemy's StaticPool hands the same one to everybody.
There is one transaction on it at a time, and a reader would see what is not committed. So writers wait for each other
at a lock of this process, hold back what they put until they are through, and every use of the connection is short.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

import attrs
from sqlalchemy import Engine, Pool

from creditkit.adapters.sql._backend import Rows, Session
from creditkit.adapters.sql._sqlite import Sqlite
from creditkit.adapters.sql._sqlite_session import SqliteSession
from creditkit.adapters.sql._statements import Head
from creditkit.ledger import Row, StoreBusy


@attrs.frozen
class _Locks:
    """Who may write, and who may use the connection right now."""

    writer: threading.Lock = attrs.field(factory=threading.Lock)
    connection: Any = attrs.field(factory=threading.RLock)


#: By pool: two stores on one engine share its connection, too.
_LOCKS: WeakKeyDictionary[Pool, _Locks] = WeakKeyDictionary()
_LOCKS_GUARD = threading.Lock()


class SqliteMemory:
    """A database in memory behind an engine with a StaticPool."""

    shared = True

    def __init__(self, engine: Engine, prefix: str, busy_timeout: timedelta) -> None:
        self._inner = Sqlite(engine, prefix, busy_timeout, in_memory=True)
        self._busy_timeout = busy_timeout
        with _LOCKS_GUARD:
            self._locks = _LOCKS.setdefault(engine.pool, _Locks())
        self.statements = self._inner.statements

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Head]]:
        if not self._locks.writer.acquire(timeout=self._busy_timeout.total_seconds()):
            raise StoreBusy("another writer holds the database; nothing was recorded, try again")
        try:
            with self.reading() as session:
                yield session, self._inner.head(session)
        finally:
            self._locks.writer.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        session = _SharedSession(self._inner, self._locks)
        self._inner.head(session)
        yield session

    def create(self) -> None:
        with self._locks.writer, self._locks.connection:
            self._inner.create()


class _SharedSession:
    """Takes the connection for each question, and once more to store what was put."""

    def __init__(self, backend: Sqlite, locks: _Locks) -> None:
        self._backend = backend
        self._locks = locks
        self._storing: SqliteSession | None = None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        with self._used() as session:
            return session.rows(statement, values)

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        with self._used() as session:
            return list(session.find_many(entry_ids))

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[str, int, bytes]]:
        with self._used() as session:
            return list(session.tips(streams))

    def add(self, rows: Sequence[Row]) -> None:
        with self._used() as session:
            session.add(rows)

    def forget(self, positions: Sequence[int]) -> None:
        with self._used() as session:
            session.forget(positions)

    @contextmanager
    def storing(self) -> Iterator[None]:
        with self._locks.connection, self._backend.transaction("BEGIN IMMEDIATE") as session:
            self._storing = session
            try:
                yield
            finally:
                self._storing = None

    @contextmanager
    def _used(self) -> Iterator[SqliteSession]:
        if self._storing is not None:
            yield self._storing
        else:
            with self._locks.connection, self._backend.connected() as session:
                yield session
