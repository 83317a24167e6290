"""The ledger's store in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.pool import SingletonThreadPool, StaticPool

from creditkit.adapters.sql._backend import Backend, Rows
from creditkit.adapters.sql._postgresql import Postgresql
from creditkit.adapters.sql._sqlite import Sqlite
from creditkit.adapters.sql._sqlite_memory import SqliteMemory
from creditkit.adapters.sql._statements import BEYOND, checked_prefix, stored
from creditkit.adapters.sql._writer import SqlWriter
from creditkit.errors import InvalidInput
from creditkit.ledger import MOVING, Row, Stored, Writer
from creditkit.ledger._stored import Moving, moving_of

_POS, _SEQ = Row._fields.index("pos"), Row._fields.index("seq")
_MOVING_POS = MOVING.index("pos")
#: So many events are read at once for a replay, which takes them in by as many.
_MOVES = 2_048
_ONE_FOR_ALL = "write create_engine('sqlite://', poolclass=StaticPool, connect_args={'check_same_thread': False})"


class SqlStore:
    """A :class:`~creditkit.ledger.Store` in two tables of a database: ``<prefix>_event`` and ``<prefix>_head``.

    In SQLite, in a file in WAL mode; or in PostgreSQL, with psycopg 3. Each transaction takes a connection from the
    engine's pool, and a scan keeps one until it is through. Nothing is set on the engine, and connections go back as
    they came. What was written is on disk when ``write()`` is left, whatever the host has set for its own commits; but
    a connection to a file with ``PRAGMA synchronous = OFF`` or out of WAL mode is refused (``InvalidInput``), for no
    commit of ours could promise that.
    Errors of the database itself (a full disk, a server that is gone) come as the driver or SQLAlchemy raises them.

    Args:
        engine: the host's, or one made for this; not an asynchronous one.
        prefix: what the tables' names begin with; one ledger each.
        page: how many events are read or written at once.
        busy_timeout: how long a writer waits for another, before ``StoreBusy``.

    Raises:
        InvalidInput: an engine that is neither, or one of a database in memory whose connections are not shared.

    >>> from sqlalchemy import create_engine
    >>> engine = create_engine("sqlite://", poolclass=StaticPool)
    >>> store = SqlStore(engine)
    >>> store.create()
    >>> store.last() is None
    True
    >>> engine.dispose()
    """

    def __init__(
        self,
        engine: Engine,
        *,
        prefix: str = "creditkit",
        page: int = 10_000,
        busy_timeout: timedelta = timedelta(seconds=5),
    ) -> None:
        _check_options(page, busy_timeout)
        self._backend = _backend(engine, checked_prefix(prefix), busy_timeout)
        self._page = page

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._backend.statements.event}, {self._backend.statements.head})"

    def create(self) -> None:
        """Makes the tables, or brings them up to the schema of this release; again is no error.

        It needs the right to create tables, as nothing else does.

        Raises:
            SchemaMismatch: a newer release made them.
            StoreBusy: another program held the database.
        """
        self._backend.create()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """An exclusive transaction, durable when the block is left; see :class:`creditkit.ledger.Store`.

        Raises:
            StoreBusy: another writer held the ledger for longer than ``busy_timeout``.
            StoreDamaged: the last event is not the one that was recorded last.
            SchemaMismatch: the tables are not there or of another schema.
        """
        with self._backend.writing() as (session, head):
            page = None if self._backend.shared else self._page
            writer = SqlWriter(session, self._backend.statements, head, page)
            yield writer
            with session.storing():
                writer.close()

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        """The events of one state of the ledger, page by page; see :class:`creditkit.ledger.Store`."""
        page = BEYOND if self._backend.shared else self._page
        after, until, done = start if stream is None else 0, BEYOND if stop is None else stop, False
        with ExitStack() as stack:
            session = stack.enter_context(self._backend.reading())
            while not done:
                if stream is None:
                    rows = session.rows(self._backend.statements.page, (after, until, page))
                else:
                    rows = session.rows(self._backend.statements.page_of_stream, (stream, after, start, until, page))
                done = len(rows) < page
                if done:
                    stack.close()
                yield from map(stored, rows)
                after = rows[-1][_POS if stream is None else _SEQ] + 1 if rows else after

    def moves(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Moving]:
        """What a replay reads of those events, without the rest; see :class:`creditkit.ledger.MoveSource`."""
        if stream is not None:
            return (moving_of(one.row) for one in self.scan(start, stop, stream=stream))
        return chain.from_iterable(self._moves(start, BEYOND if stop is None else stop))

    def _moves(self, start: int, stop: int) -> Iterator[Rows]:
        """Page by page, for a step of a generator is a good part of what an event costs here."""
        page, done = BEYOND if self._backend.shared else min(self._page, _MOVES), False
        with ExitStack() as stack:
            session = stack.enter_context(self._backend.reading())
            while not done:
                rows = session.rows(self._backend.statements.moves, (start, stop, page))
                done = len(rows) < page
                if done:
                    stack.close()
                yield rows
                start = rows[-1][_MOVING_POS] + 1 if rows else start

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None."""
        return self._one(self._backend.statements.find, (entry_id,))

    def last(self) -> Stored | None:
        """The last event; None for an empty ledger."""
        return self._one(self._backend.statements.last, ())

    def head(self) -> tuple[int, bytes | None]:
        """How many events were recorded, and the leaf of the last; see :class:`creditkit.ledger.HeadSource`."""
        with self._backend.reading() as session:
            ((_, _, size, _, leaf),) = session.rows(self._backend.statements.standing)
        return size, leaf

    def _one(self, statement: str, values: tuple[Any, ...]) -> Stored | None:
        with self._backend.reading() as session:
            rows = session.rows(statement, values)
        return stored(rows[0]) if rows else None


def _check_options(page: object, busy_timeout: object) -> None:
    if isinstance(page, bool) or not isinstance(page, int) or page < 1:
        raise InvalidInput("page", page, "a whole number from 1")
    if not isinstance(busy_timeout, timedelta) or busy_timeout < timedelta(0):
        raise InvalidInput("busy_timeout", busy_timeout, "a timedelta that is not negative")


def _backend(engine: Engine, prefix: str, busy_timeout: timedelta) -> Backend:
    if not isinstance(engine, Engine):
        raise InvalidInput(
            "engine", engine, "an Engine of SQLAlchemy", "of an AsyncEngine pass its sync_engine's own URL"
        )
    if engine.dialect.name == "postgresql":
        return Postgresql(engine, prefix, busy_timeout)
    if engine.dialect.name != "sqlite":
        raise InvalidInput("engine", engine.dialect.name, "an engine of SQLite or PostgreSQL")
    if isinstance(engine.pool, SingletonThreadPool):
        raise InvalidInput("engine", str(engine.url), "a file, or one connection for all threads", _ONE_FOR_ALL)
    return (SqliteMemory if isinstance(engine.pool, StaticPool) else Sqlite)(engine, prefix, busy_timeout)
