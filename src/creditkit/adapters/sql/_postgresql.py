"""PostgreSQL: writers queue at the head row.

READ COMMITTED is enough. A writer locks the head before it looks at anything else, so no other writer can commit
between what it reads and what it writes; and once it has the lock, each of its statements sees everything committed.
Under REPEATABLE READ whoever waited would fail instead of going on. A scan is one REPEATABLE READ transaction: one
state of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine
from sqlalchemy.exc import DBAPIError

from creditkit.adapters.sql._backend import Rows, Session
from creditkit.adapters.sql._errors import foreign, lacking
from creditkit.adapters.sql._schema import brought_up, head_of
from creditkit.adapters.sql._schema_postgresql import STEPS
from creditkit.adapters.sql._statements import COLUMNS, Head, Statements, behind
from creditkit.errors import InvalidInput
from creditkit.ledger import Row, StoreBusy, StoreDamaged

T = TypeVar("T")

#: lock_not_available, undefined_table, undefined_column, and the class of integrity_constraint_violation;
#: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BUSY, _NO_TABLE, _NO_COLUMN, _CONSTRAINT = "55P03", "42P01", "42703", "23"
#: With what a write begins, in one trip to the server: the settings, the head once nobody else has it, the last event.
#: The host's commits may return before they are on disk, those of a ledger may not. What waits for more stays.
_OPENING = """
SELECT set_config('lock_timeout', '{timeout}', true), set_config('synchronous_commit', CASE
current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true);
{standing} FOR UPDATE;
{last}
"""
#: The columns that are not text.
_TYPES = {"pos": "bigint", "seq": "bigint", "prev": "bytea", "commit": "bytea", "leaf": "bytea", "salt": "bytea"}
#: One array a column: one statement whatever the size of a batch.
_ARRAYS = ", ".join(f"%s::{_TYPES.get(name, 'text')}[]" for name in Row._fields)


class PostgresqlSession:
    """Statements in one transaction. After an error it does nothing more: the server would take COMMIT for ROLLBACK."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements
        self._failure: Exception | None = None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        return self._done(statement, values, CursorResult.all)

    def several(self, statements: str) -> list[Rows]:
        """What each of several queries finds, in one trip to the server. Each sees what was committed before it."""
        return self._done(statements, (), _all_sets)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._done(statement, values, CursorResult.close)

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        select = f"SELECT {COLUMNS} FROM {self._statements.event}"
        return self.rows(f"{select} WHERE entry_id = ANY(%s::text[])", (list(entry_ids),))

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[str, int, bytes]]:
        """One step in the index for each stream."""
        return self.rows(
            "SELECT stream, seq, leaf FROM unnest(%s::text[]) AS asked (name) CROSS JOIN LATERAL "
            f"(SELECT * FROM {self._statements.event} WHERE stream = asked.name ORDER BY seq DESC LIMIT 1) AS tip",
            (list(streams),),
        )

    def add(self, rows: Sequence[Row]) -> None:
        insert = f"INSERT INTO {self._statements.event} ({COLUMNS}) SELECT * FROM unnest({_ARRAYS})"
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.run(f"WITH put AS ({insert}) {self._statements.forward}", (*columns, *behind(rows[-1])))

    def forget(self, positions: Sequence[int]) -> None:
        for pos in positions:
            self.run(self._statements.redact, (pos,))

    def storing(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Committed when the block is left; after any error nothing of it is there."""
        transaction = self._connection.begin()
        try:
            yield
            self._still_sound()
            transaction.commit()
        except BaseException:
            with suppress(Exception):  # a connection that is gone rolls back by itself
                transaction.rollback()
            raise

    def _done(self, statement: str, values: Sequence[Any], read: Callable[[CursorResult[Any]], T]) -> T:
        self._still_sound()
        try:
            return read(self._connection.exec_driver_sql(statement, tuple(values) or None))
        except DBAPIError as error:
            error.hide_parameters = True  # or a log would keep payload and salt after they were redacted
            self._failure = told = self._told(error)
            if told is error:
                raise
            raise told from error

    def _still_sound(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _told(self, error: DBAPIError) -> Exception:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == _BUSY:
            return StoreBusy("another writer holds the ledger; nothing was recorded, try again")
        if state == _NO_TABLE:
            return lacking(self._statements, str(error.orig), len(STEPS)) or error
        if state == _NO_COLUMN:
            return foreign(self._statements.prefix, len(STEPS), str(error.orig).partition("\n")[0])
        if state.startswith(_CONSTRAINT):
            return StoreDamaged(f"the tables refuse what follows from {self._statements.head}: {error.orig}")
        return error


def _all_sets(result: CursorResult[Any]) -> list[Rows]:
    cursor: Any = result.cursor
    found: list[Rows] = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    result.close()
    return found


class Postgresql:
    """A database behind an engine; the tables are where its ``search_path`` says."""

    shared = False

    def __init__(self, engine: Engine, prefix: str, busy_timeout: timedelta) -> None:
        if engine.dialect.driver != "psycopg":
            raise InvalidInput("engine", engine.dialect.driver, "psycopg 3", "write postgresql+psycopg://… as its URL")
        self._engine = engine
        timeout = f"{max(1, round(busy_timeout / timedelta(milliseconds=1)))}ms"
        self.statements = Statements.of(prefix, "%s")
        last = self.statements.at.replace("%s", f"(SELECT size - 1 FROM {self.statements.head} WHERE id = 1)")
        self._opening = _OPENING.format(timeout=timeout, standing=self.statements.standing, last=last)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Head]]:
        with self._connected("READ COMMITTED") as session:
            _, head, last = session.several(self._opening)
            yield session, self._head(head)._replace(last=last[0] if last else None)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._connected("REPEATABLE READ", postgresql_readonly=True) as session:
            self._head(session.rows(self.statements.standing))
            yield session

    def create(self) -> None:
        """Who comes second waits for the first; a lock on a table cannot be had before there is a table."""
        prefix = self.statements.prefix
        with self._connected("READ COMMITTED") as session:
            ((encoding,),) = session.rows("SHOW server_encoding")
            if encoding != "UTF8":
                raise InvalidInput("engine", f"a database with encoding {encoding}", "a database with encoding UTF8")
            session.rows("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{prefix}_head",))
            tables = self.statements.head, self.statements.event
            ((head, event),) = session.rows("SELECT to_regclass(%s), to_regclass(%s)", tables)
            brought_up(session, prefix, STEPS, head=head is not None, event=event is not None)

    def _head(self, rows: Rows) -> Head:
        return head_of(rows, self.statements.prefix, len(STEPS))

    @contextmanager
    def _connected(self, isolation: Any, **options: bool) -> Iterator[PostgresqlSession]:
        with self._engine.connect() as connection:
            chosen = connection.execution_options(isolation_level=isolation, **options)
            session = PostgresqlSession(chosen, self.statements)
            with session.transaction():
                yield session
