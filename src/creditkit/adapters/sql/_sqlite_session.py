"""A connection to SQLite while it is ours."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from itertools import chain
from time import monotonic, sleep
from types import TracebackType
from typing import Any, NoReturn, Self, TypeAlias

from sqlalchemy.pool import PoolProxiedConnection

from creditkit.adapters.sql._backend import Rows
from creditkit.adapters.sql._errors import foreign, lacking
from creditkit.adapters.sql._statements import COLUMNS, Statements, behind
from creditkit.errors import InvalidInput
from creditkit.ledger import Row, StoreBusy, StoreDamaged

#: SQLITE_BUSY, SQLITE_LOCKED and SQLITE_CONSTRAINT, https://sqlite.org/rescode.html, in the low byte of a code.
_BUSY, _CONSTRAINT = {5, 6}, 19
#: Releases of SQLite before 3.32 take 999 parameters in a statement, and a VALUES of more rows takes longer a row.
_AT_ONCE = 200
#: So many rows of 17 columns fit as well.
_ROWS = 50
#: So many seconds between two attempts where SQLite itself does not wait.
_PAUSE = 0.005
#: How a pragma is set, and which of its answers are enough.
Pragma: TypeAlias = tuple[object, Container[object]]
#: ``synchronous`` FULL: a commit is on disk when it returns. ``secure_delete``: what is freed is overwritten with
#: zeros, or a redacted payload would live on where a page was split long before.
DURABLE: Mapping[str, Pragma] = {"synchronous": ("FULL", {2, 3}), "secure_delete": ("ON", {1})}
#: ``synchronous`` OFF, of a connection on a file, is refused: see :meth:`SqliteSession.take`.
OFF = frozenset({("synchronous", 0)})
#: FAST answers 2, and 2 means ON.
_FAST = {("secure_delete", 2): "FAST"}
_ON = "leave it at FULL: else the log is copied into the file without a flush, and lost with the power"
#: The driver's own transactions off: ``autocommit`` from Python 3.12 on, ``isolation_level`` in every release.
_OURS = {"autocommit": True, "isolation_level": None}


class SqliteSession:
    """Statements on one connection, while its block is entered.

    After an error it does nothing more: what it holds may be half a batch.

    Args:
        connection: from the pool.
        pragmas: what it has to be set to.
        statements: in the form of SQLite.
        error: what the driver raises.
        known: the schema that this release works with.
    """

    def __init__(
        self,
        connection: PoolProxiedConnection,
        pragmas: Mapping[str, Pragma],
        statements: Statements,
        error: type[Exception],
        known: int,
    ) -> None:
        self._pooled = connection
        self._connection: Any = connection.dbapi_connection
        self._cursor: Any = None
        self._needed = pragmas
        self._statements = statements
        self._error = error
        self._known = known
        self._failure: Exception | None = None
        self._modes: dict[str, Any] = {}
        self._pragmas: list[tuple[str, object]] = []

    def __enter__(self) -> Self:
        try:
            self.take()
        except BaseException:
            self.give_back()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.give_back()

    @property
    def remembered(self) -> dict[Any, Any]:
        """What is kept beside the connection for as long as it lives."""
        return self._pooled.info

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        self._still_sound()
        try:
            found: Rows = self._cursor.execute(statement, values).fetchall()
        except self._error as error:
            self._fail(error)
        return found

    def rows_in_time(self, statement: str, seconds: float) -> Rows:
        """For a statement that SQLite refuses at once while another program writes, whatever ``busy_timeout`` is."""
        self._still_sound()
        until = monotonic() + seconds
        while True:
            try:
                found: Rows = self._cursor.execute(statement).fetchall()
            except self._error as error:
                if not _is_busy(error) or monotonic() >= until:
                    self._fail(error)
                sleep(_PAUSE)
            else:
                return found

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._still_sound()
        try:
            self._cursor.execute(statement, values)
        except self._error as error:
            self._fail(error)

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        for some in _parts(entry_ids):
            yield from self.rows(_find_many(self._statements.event, len(some)), some)

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[str, int, bytes]]:
        for some in _parts(streams):
            yield from self.rows(_tips(self._statements.event, len(some)), some)

    def add(self, rows: Sequence[Row]) -> None:
        self._still_sound()
        try:
            self._insert(rows)
            self._cursor.execute(self._statements.forward, behind(rows[-1]))
        except self._error as error:
            self._fail(error)

    def _insert(self, rows: Sequence[Row]) -> None:
        """Many rows in a statement, which takes a quarter less time a row; what is left over goes one by one."""
        event, whole = self._statements.event, len(rows) - len(rows) % _ROWS
        if whole:
            parts = [[*chain.from_iterable(rows[start : start + _ROWS])] for start in range(0, whole, _ROWS)]
            self._cursor.executemany(_insert(event, _ROWS), parts)
        if whole < len(rows):
            self._cursor.executemany(_insert(event, 1), rows[whole:])

    def forget(self, positions: Sequence[int]) -> None:
        for pos in positions:
            self.run(self._statements.redact, (pos,))

    def storing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def undo(self) -> None:
        """Ends a transaction so that nothing of it is there."""
        with suppress(self._error):
            self._cursor.execute("ROLLBACK")

    def on_disk(self) -> bool:
        """Whether the database is a file."""
        return any(name == "main" and file for _, name, file in self.rows("PRAGMA database_list"))

    def take(self) -> None:
        """Sets the connection to what we need.

        Who has ``synchronous`` OFF is refused, rather than set to FULL for our commits alone: a connection that copies
        the log into the file does so without a flush then, and any connection of the host does, ours or not, when it
        commits or when it is the last to close. What was flushed to the log is lost with the power.

        Raises:
            StoreBusy: somebody is in the middle of a transaction on it.
            InvalidInput: it never flushes.
        """
        self._cursor = self._connection.cursor()
        modes = {name: getattr(self._connection, name) for name in _OURS if hasattr(self._connection, name)}
        if self._connection.in_transaction and modes.get("autocommit") is not False:
            raise StoreBusy("the connection is inside a transaction of the host; end it first")
        self._modes = modes
        self._set({name: _OURS[name] for name in modes})
        for name, (value, enough) in self._needed.items():
            ((before,),) = self.rows(_asking(name))
            if before not in enough:
                if (name, before) in OFF and self.on_disk():
                    given = f"a connection with PRAGMA {name} = OFF"
                    raise InvalidInput("engine", given, "NORMAL, FULL or EXTRA, on every connection to the file", _ON)
                self.rows(f"PRAGMA {name} = {value}")
                self._pragmas.append((name, _FAST.get((name, before), before)))

    def give_back(self) -> None:
        """Sets it to what it was, and lets it go."""
        try:
            for name, before in self._pragmas:
                self._cursor.execute(f"PRAGMA {name} = {before}")
            if self._cursor is not None:
                self._cursor.close()
            self._set(self._modes)
        finally:
            self._pooled.close()

    def _set(self, modes: dict[str, Any]) -> None:
        for name, value in modes.items():
            setattr(self._connection, name, value)

    def _still_sound(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _fail(self, error: Exception) -> NoReturn:
        self._failure = told = self._told(error)
        if told is error:
            raise error
        raise told from error

    def _told(self, error: Exception) -> Exception:
        code, words = _code(error), str(error)
        if _is_busy(error):
            return StoreBusy("another writer holds the database; nothing was recorded, try again")
        if code == _CONSTRAINT:
            return StoreDamaged(f"the tables refuse what follows from {self._statements.head}: {words}")
        if "no such table" in words:
            return lacking(self._statements, words, self._known) or error
        if "no such column" in words or "has no column" in words:
            return foreign(self._statements.prefix, self._known, words)
        return error


def _is_busy(error: Exception) -> bool:
    return _code(error) in _BUSY or "is locked" in str(error)


def _code(error: Exception) -> int:
    """The primary result code, https://sqlite.org/rescode.html; 0 from drivers that do not tell it."""
    code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code


@lru_cache
def _find_many(event: str, count: int) -> str:
    return f"SELECT {COLUMNS} FROM {event} WHERE entry_id IN ({', '.join('?' * count)})"


@lru_cache
def _tips(event: str, count: int) -> str:
    """One step in the index for each stream, which knows the position; a GROUP BY would read the whole stream."""
    return (
        f"WITH asked (name) AS (VALUES {', '.join(['(?)'] * count)}) "
        f"SELECT stream, seq, leaf FROM asked CROSS JOIN {event} "
        f"ON pos = (SELECT pos FROM {event} WHERE stream = name ORDER BY seq DESC LIMIT 1)"
    )


@lru_cache
def _asking(pragma: str) -> str:
    return f"PRAGMA {pragma}"


@lru_cache
def _insert(event: str, count: int) -> str:
    row = f"({', '.join('?' * len(Row._fields))})"
    return f"INSERT INTO {event} ({COLUMNS}) VALUES {', '.join([row] * count)}"


def _parts(many: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(many), _AT_ONCE):
        yield many[start : start + _AT_ONCE]
