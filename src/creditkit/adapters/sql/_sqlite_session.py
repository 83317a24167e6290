"""A connection to SQLite while it is ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Any

from sqlalchemy.pool import PoolProxiedConnection

from creditkit.adapters.sql._backend import Rows
from creditkit.adapters.sql._errors import SchemaMismatch
from creditkit.adapters.sql._statements import COLUMNS, Statements
from creditkit.ledger import Row, StoreBusy, StoreDamaged

#: SQLITE_BUSY, SQLITE_LOCKED and SQLITE_CONSTRAINT, https://sqlite.org/rescode.html, in the low byte of a code.
_BUSY, _CONSTRAINT = {5, 6}, 19
#: Releases of SQLite before 3.32 take 999 parameters in a statement.
_AT_ONCE = 500
#: ``PRAGMA synchronous``: below it a commit may return before it is on disk.
_FULL = 2
#: ``PRAGMA secure_delete`` answers 2 for FAST, and takes 2 for ON.
_FAST = 2
#: The driver's own transactions off: ``autocommit`` from Python 3.12 on, ``isolation_level`` in every release.
_OURS = {"autocommit": True, "isolation_level": None}


class SqliteSession:
    """Statements on one connection. After an error it does nothing more: what it holds may be half a batch.

    Args:
        connection: from the pool.
        statements: in the form of SQLite.
        error: what the driver raises.
        known: the schema that this release works with.
    """

    def __init__(
        self, connection: PoolProxiedConnection, statements: Statements, error: type[Exception], known: int
    ) -> None:
        self._connection: Any = connection.dbapi_connection
        self._cursor: Any = connection.cursor()
        self._statements = statements
        self._error = error
        self._known = known
        self._failure: Exception | None = None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        self._checked(self._cursor.execute, statement, values)
        found: Rows = self._checked(self._cursor.fetchall)
        return found

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._checked(self._cursor.execute, statement, values)

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        for some in _parts(entry_ids):
            marks = ", ".join("?" * len(some))
            yield from self.rows(f"SELECT {COLUMNS} FROM {self._statements.event} WHERE entry_id IN ({marks})", some)

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """The greatest seq of a stream is one step in the index; a GROUP BY would read the whole stream."""
        event = self._statements.event
        for some in _parts(streams):
            yield from self.rows(
                f"WITH asked (name) AS (VALUES {', '.join(['(?)'] * len(some))}) "
                f"SELECT {COLUMNS} FROM asked JOIN {event} ON stream = name "
                f"AND seq = (SELECT max(seq) FROM {event} WHERE stream = name)",
                some,
            )

    def add(self, rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(Row._fields))
        insert = f"INSERT INTO {self._statements.event} ({COLUMNS}) VALUES ({marks})"
        self._checked(self._cursor.executemany, insert, rows)

    def forget(self, positions: Sequence[int]) -> None:
        """Under ``secure_delete``, so that what goes is overwritten in the file and not only unlinked."""
        ((before,),) = self.rows("PRAGMA secure_delete")
        self.rows("PRAGMA secure_delete = ON")
        for pos in positions:
            self.run(self._statements.redact, (pos,))
        self.rows(f"PRAGMA secure_delete = {'FAST' if before == _FAST else before}")

    def storing(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Committed when the block is left; after any error nothing of it is there."""
        self.run(begin)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(self._error):
                self._cursor.execute("ROLLBACK")
            raise

    @contextmanager
    def ours(self, busy_timeout: timedelta) -> Iterator[None]:
        """Sets the connection to what we need, and back."""
        before = {name: getattr(self._connection, name) for name in _OURS if hasattr(self._connection, name)}
        if self._connection.in_transaction and before.get("autocommit") is not False:
            raise StoreBusy("the connection is inside a transaction of the host; end it first")
        try:
            self._set({name: _OURS[name] for name in before})
            with self._pragma("busy_timeout", max(1, round(busy_timeout / timedelta(milliseconds=1)))):
                ((synchronous,),) = self.rows("PRAGMA synchronous")
                with nullcontext() if synchronous >= _FULL else self._pragma("synchronous", _FULL):
                    yield
        finally:
            self._cursor.close()
            self._set(before)

    @contextmanager
    def _pragma(self, name: str, value: int) -> Iterator[None]:
        ((before,),) = self.rows(f"PRAGMA {name}")
        self.run(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            self._cursor.execute(f"PRAGMA {name} = {before}")

    def _set(self, modes: dict[str, Any]) -> None:
        for name, value in modes.items():
            setattr(self._connection, name, value)

    def _checked(self, call: Any, *arguments: Any) -> Any:
        if self._failure is not None:
            raise self._failure
        try:
            return call(*arguments)
        except self._error as error:
            self._failure = told = self._told(error)
            if told is error:
                raise
            raise told from error

    def _told(self, error: Exception) -> Exception:
        code, words = getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error)
        if code in _BUSY or "is locked" in words:
            return StoreBusy("another writer holds the database; nothing was recorded, try again")
        if code == _CONSTRAINT:
            return StoreDamaged(f"the tables refuse what follows from {self._statements.head}: {words}")
        if f"no such table: {self._statements.head}" in words:
            return SchemaMismatch(self._statements.prefix, None, self._known)
        return error


def _parts(many: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]
