"""A connection to SQLite while it is ours."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy.pool import PoolProxiedConnection

from creditkit.adapters.sql._backend import Rows
from creditkit.adapters.sql._errors import SchemaMismatch
from creditkit.adapters.sql._statements import COLUMNS, Statements
from creditkit.ledger import Row, StoreBusy, StoreDamaged

#: SQLITE_BUSY, SQLITE_LOCKED and SQLITE_CONSTRAINT, https://sqlite.org/rescode.html, in the low byte of a code.
_BUSY, _CONSTRAINT = {5, 6}, 19
#: Releases of SQLite before 3.32 take 999 parameters in a statement.
_AT_ONCE = 500
#: How a pragma is set, and which of its answers are enough.
Pragma: TypeAlias = tuple[object, Container[object]]
#: ``synchronous`` FULL: a commit is on disk when it returns. ``secure_delete``: what is freed is overwritten with
#: zeros, or a redacted payload would live on where a page was split long before.
DURABLE: Mapping[str, Pragma] = {"synchronous": ("FULL", {2, 3}), "secure_delete": ("ON", {1})}
#: FAST answers 2, and 2 means ON.
_FAST = {("secure_delete", 2): "FAST"}
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
        self._modes: dict[str, Any] = {}
        self._pragmas: list[tuple[str, object]] = []

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        self._checked(self._cursor.execute, statement, values)
        found: Rows = self._checked(self._cursor.fetchall)
        return found

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._checked(self._cursor.execute, statement, values)

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        for some in _parts(entry_ids):
            yield from self.rows(_find_many(self._statements.event, len(some)), some)

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        for some in _parts(streams):
            yield from self.rows(_tips(self._statements.event, len(some)), some)

    def add(self, rows: Sequence[Row]) -> None:
        self._checked(self._cursor.executemany, _insert(self._statements.event), rows)

    def forget(self, positions: Sequence[int]) -> None:
        for pos in positions:
            self.run(self._statements.redact, (pos,))

    def storing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def undo(self) -> None:
        """Ends a transaction so that nothing of it is there."""
        with suppress(self._error):
            self._cursor.execute("ROLLBACK")

    def take(self, pragmas: Mapping[str, Pragma]) -> None:
        """Sets the connection to what we need.

        Raises:
            StoreBusy: somebody is in the middle of a transaction on it.
        """
        modes = {name: getattr(self._connection, name) for name in _OURS if hasattr(self._connection, name)}
        if self._connection.in_transaction and modes.get("autocommit") is not False:
            raise StoreBusy("the connection is inside a transaction of the host; end it first")
        self._modes = modes
        self._set({name: _OURS[name] for name in modes})
        for name, (value, enough) in pragmas.items():
            ((before,),) = self.rows(f"PRAGMA {name}")
            if before not in enough:
                self.rows(f"PRAGMA {name} = {value}")
                self._pragmas.append((name, _FAST.get((name, before), before)))

    def give_back(self) -> None:
        """Sets it to what it was."""
        for name, before in self._pragmas:
            self._cursor.execute(f"PRAGMA {name} = {before}")
        self._cursor.close()
        self._set(self._modes)

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


@lru_cache
def _find_many(event: str, count: int) -> str:
    return f"SELECT {COLUMNS} FROM {event} WHERE entry_id IN ({', '.join('?' * count)})"


@lru_cache
def _tips(event: str, count: int) -> str:
    """The greatest seq of a stream is one step in the index; a GROUP BY would read the whole stream."""
    return (
        f"WITH asked (name) AS (VALUES {', '.join(['(?)'] * count)}) SELECT {COLUMNS} FROM asked JOIN {event} "
        f"ON stream = name AND seq = (SELECT max(seq) FROM {event} WHERE stream = name)"
    )


@lru_cache
def _insert(event: str) -> str:
    return f"INSERT INTO {event} ({COLUMNS}) VALUES ({', '.join('?' * len(Row._fields))})"


def _parts(many: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]
