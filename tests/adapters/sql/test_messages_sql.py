"""What the errors of the tables say, word for word, on both databases; each of them survives a pickle."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Engine, create_mock_engine, event
from sqlalchemy.pool import NullPool, StaticPool

from creditkit.adapters.sql import SchemaMismatch, SqlStore
from creditkit.adapters.sql._errors import foreign, lacking
from creditkit.adapters.sql._schema import brought_up, head_of
from creditkit.adapters.sql._sqlite_session import SqliteSession, _parts
from creditkit.adapters.sql._statements import Head, Statements
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.ledger import StoreBusy, Stored, StoreDamaged
from creditkit.testing._store_events import Chain

AT_ONCE = timedelta(milliseconds=1)
TABLES = Statements.of("t", "?")
HALF = (
    "there is a table {there} in this database, and no {missing}. If {there} is another program's, choose "
    "SqlStore(…, prefix=…); if it is a ledger's, restore both from a backup"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, sqlite_url: str, engines: Callable[..., Engine]) -> Engine:
    """An engine on each database."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else engines(sqlite_url)


def raised(kind: type[CreditkitError], call: Callable[[], Any]) -> Any:
    """The error of a call; one that a pickle has been through says the same."""
    with pytest.raises(kind) as caught:
        call()
    again = pickle.loads(pickle.dumps(caught.value))
    for one in (again, caught.value):
        assert (str(one), vars(one), one.args) == (str(again), vars(again), again.args)
        assert all(value in one.args for value in vars(one).values())
    return caught.value


def mismatch(call: Callable[[], Any]) -> tuple[str, int | None, int, str]:
    """What a mismatch tells a program, and what it tells a reader."""
    error = raised(SchemaMismatch, call)
    return error.tables, error.found, error.known, str(error)


def altered(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def written(store: SqlStore, event: Any) -> None:
    with store.write() as writer:
        writer.put(event)


def test_no_tables(engine: Engine, prefix: str) -> None:
    """It says how they are made."""
    said = f"there are no tables {prefix}_… in this database; SqlStore.create() makes them"
    store = SqlStore(engine, prefix=prefix)
    assert mismatch(store.last) == (prefix, None, 1, said)
    assert mismatch(lambda: written(store, None)) == (prefix, None, 1, said)


@pytest.mark.parametrize(("gone", "there"), [("head", "event"), ("event", "head")])
def test_half_of_them(engine: Engine, prefix: str, gone: str, there: str) -> None:
    """Whoever reads, and whoever makes tables, is told the same."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    altered(engine, f"DROP TABLE {prefix}_{gone}")
    said = HALF.format(there=f"{prefix}_{there}", missing=f"{prefix}_{gone}")
    assert mismatch(store.create) == (prefix, None, 1, said)
    if gone == "event":
        assert mismatch(lambda: list(store.scan())) == (prefix, None, 1, said)


def test_tables_of_somebody_else(engine: Engine, prefix: str) -> None:
    """A table of the name with other columns; what the driver says stands in between."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    altered(engine, f"ALTER TABLE {prefix}_event RENAME COLUMN effect TO colour")
    tables, found, known, said = mismatch(lambda: list(store.scan()))
    assert (tables, found, known) == (prefix, None, 1)
    head, _, tail = said.partition(" (")
    assert head == f"{prefix}_event or {prefix}_head is not a ledger's table"
    assert tail.endswith("): choose SqlStore(…, prefix=…), or restore both from a backup")
    assert "effect" in tail


def test_a_table_that_takes_no_rows_of_ours(engine: Engine, prefix: str) -> None:
    """Also where only the writing of a row shows it."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    altered(engine, f"ALTER TABLE {prefix}_head RENAME COLUMN leaf TO colour")
    assert mismatch(lambda: written(store, Chain().event("a")))[:3] == (prefix, None, 1)


def test_schemas_that_differ(engine: Engine, prefix: str) -> None:
    """Older and newer: what is to be done differs."""
    have = f"tables {prefix}_… have schema"
    older = SchemaMismatch(prefix, 1, 2)
    assert str(older) == f"{have} 1; this release works with 2. SqlStore.create() brings them up to it"
    store = SqlStore(engine, prefix=prefix)
    store.create()
    altered(engine, f"UPDATE {prefix}_head SET schema_version = 2")
    newer = f"{have} 2; this release knows schemas up to 1. A newer release of creditkit is needed"
    assert mismatch(store.last) == mismatch(store.create) == (prefix, 2, 1, newer)


def test_another_writer(engine: Engine, prefix: str) -> None:
    """Nothing was recorded, so the call may be repeated."""
    store = SqlStore(engine, prefix=prefix, busy_timeout=AT_ONCE)
    store.create()
    what = "ledger" if engine.dialect.name == "postgresql" else "database"
    with store.write():
        error = raised(StoreBusy, lambda: written(store, Chain().event("a")))
    assert str(error) == f"another writer holds the {what}; nothing was recorded, try again"


def test_what_the_tables_refuse(engine: Engine, prefix: str) -> None:
    """An event that the head does not know of: the words of the database follow."""
    store, chain = SqlStore(engine, prefix=prefix), Chain()
    store.create()
    stray = chain.event("a")
    marks = ", ".join(["%s" if engine.dialect.name == "postgresql" else "?"] * len(stray.row))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO {prefix}_event VALUES ({marks})", tuple(stray.row))
    said = str(raised(StoreDamaged, lambda: written(store, Chain().event("b", entry_id="mine"))))
    assert said.startswith(f"the tables refuse what follows from {prefix}_head: ")
    assert len(said) > len(f"the tables refuse what follows from {prefix}_head: ")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite3.OperationalError("database table is locked: t_event"), StoreBusy),
        (sqlite3.OperationalError("disk I/O error"), sqlite3.OperationalError),
        (sqlite3.OperationalError("table t_event has no column named effect"), SchemaMismatch),
        (sqlite3.OperationalError("no such column: effect"), SchemaMismatch),
        (sqlite3.OperationalError("no such table: t_head"), SchemaMismatch),
        (sqlite3.OperationalError("no such table: host"), sqlite3.OperationalError),
    ],
)
def test_a_driver_that_tells_no_codes(sqlite_url: str, engines: Callable[..., Engine], error: Any, kind: type) -> None:
    """Drivers that stand in for Python's own need not have its error codes; then the words decide."""
    session = SqliteSession(engines(sqlite_url).raw_connection(), {}, TABLES, sqlite3.Error, 1)
    told = session._told(error)
    assert type(told) is kind
    assert getattr(told, "known", 1) == 1
    session._pooled.close()


def test_a_code_decides_where_there_is_one(sqlite_url: str, engines: Callable[..., Engine]) -> None:
    """In the low byte of an extended code: SQLITE_BUSY_SNAPSHOT is 5 + 2 * 256."""
    session = SqliteSession(engines(sqlite_url).raw_connection(), {}, TABLES, sqlite3.Error, 1)
    error = sqlite3.OperationalError("what happened")
    error.sqlite_errorcode = 5 + 2 * 256
    assert isinstance(session._told(error), StoreBusy)
    session._pooled.close()


def test_what_is_missing_stands_in_the_first_line() -> None:
    """PostgreSQL quotes the statement below, with both names in it."""
    said = 'relation "t_head" does not exist\nLINE 1: SELECT t_event'
    error = lacking(TABLES, said, 7)
    assert error is not None
    assert (error.tables, error.found, error.known, error.problem) == ("t", None, 7, "")
    assert lacking(TABLES, "relation host does not exist\nLINE 1: SELECT t_event", 7) is None
    half = lacking(TABLES, "no such table: t_event", 7)
    assert half is not None
    assert (half.tables, half.known) == ("t", 7)
    assert str(half) == HALF.format(there="t_head", missing="t_event")
    other = foreign("t", 7, "why")
    assert (other.tables, other.found, other.known) == ("t", None, 7)


def refusal(call: Callable[[], Any]) -> tuple[str, str]:
    """The path and the words of a refusal."""
    with pytest.raises(InvalidInput) as caught:
        call()
    return caught.value.path, str(caught.value)


def test_a_database_that_can_have_no_log(engines: Callable[..., Engine]) -> None:
    """One in memory behind a pool that makes a connection for each: what it lacks, and what is accepted."""
    store = SqlStore(engines("sqlite:///:memory:", poolclass=NullPool))
    accepted = "a file on a local disk, which can be in WAL mode"
    said = f"engine: 'a database with journal_mode memory' given; accepted: {accepted}"
    assert refusal(store.create) == ("engine", said)


def test_a_connection_that_left_the_log(sqlite_url: str, engines: Callable[..., Engine]) -> None:
    """What to do is in the message."""
    SqlStore(engines(sqlite_url, poolclass=NullPool)).create()
    engine = engines(sqlite_url, poolclass=NullPool)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = DELETE"))
    accepted = "a file in WAL mode. Set no other; SqlStore.create() sets this one"
    said = f"engine: 'a connection with journal_mode delete' given; accepted: {accepted}"
    assert refusal(lambda: written(SqlStore(engine), Chain().event("a"))) == ("engine", said)


def test_a_connection_that_does_not_flush(sqlite_url: str, engines: Callable[..., Engine]) -> None:
    """Why it has to is there, too."""
    SqlStore(engines(sqlite_url)).create()
    engine = engines(sqlite_url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    why = "Leave it at FULL: else the log is copied into the file without a flush, and lost with the power"
    accepted = f"NORMAL, FULL or EXTRA, on every connection to the file. {why}"
    said = f"engine: 'a connection with PRAGMA synchronous = OFF' given; accepted: {accepted}"
    assert refusal(SqlStore(engine).last) == ("engine", said)


@pytest.mark.parametrize(("given", "waits"), [(0, 1), (1_500, 1), (50_000, 50)])
def test_how_long_a_writer_waits(sqlite_url: str, engines: Callable[..., Engine], given: int, waits: int) -> None:
    """In whole milliseconds, one at least: none would be no limit at all in PostgreSQL."""
    store = SqlStore(engines(sqlite_url), busy_timeout=timedelta(microseconds=given))
    store.create()
    with store.write() as writer:
        assert cast(Any, writer)._session.rows("PRAGMA busy_timeout") == [(waits,)]


def test_a_pool_that_rolls_nothing_back(sqlite_url: str, engines: Callable[..., Engine]) -> None:
    """What is left behind by an error is undone by the store, and not by the host's pool; both ways of ending."""
    engine = engines(sqlite_url, pool_reset_on_return=None)
    store, chain = SqlStore(engine, page=1), Chain()
    store.create()

    def abandoned(ended: bool) -> None:
        with store.write() as writer:
            writer.put(chain.copy().event("a"))
            if ended:  # as a full disk ends it
                cast(Any, writer)._session.run("ROLLBACK")
            raise KeyError("mine")

    for ended in (False, True):
        with pytest.raises(KeyError, match="mine"):
            abandoned(ended)
        assert (store.head(), list(store.scan())) == ((0, None), [])
    written(store, chain.event("a"))


def test_a_connection_that_is_gone(sqlite_url: str, engines: Callable[..., Engine]) -> None:
    """What the driver says comes through, from the first call on."""
    pooled = engines(sqlite_url).raw_connection()
    cast(Any, pooled.dbapi_connection).close()
    session = SqliteSession(pooled, {}, TABLES, sqlite3.Error, 1)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"), session:
        pytest.fail("inside")


def test_questions_go_in_parts() -> None:
    """Of at most 200; nothing is asked twice."""
    assert [len(part) for part in _parts(["a"] * 401)] == [200, 200, 1]
    assert list(_parts([])) == []


class Newer:
    """A connection as Python has it from 3.12 on: with ``autocommit`` False it is always inside a transaction."""

    def __init__(self, inner: sqlite3.Connection, *, autocommit: object) -> None:
        self.inner, self.autocommit = inner, autocommit
        self.isolation_level: str | None = "DEFERRED"

    @property
    def in_transaction(self) -> bool:
        return self.autocommit is False or self.inner.in_transaction

    def cursor(self) -> sqlite3.Cursor:
        return self.inner.cursor()


class Pooled:
    """What a pool hands out."""

    def __init__(self, connection: Any) -> None:
        self.dbapi_connection, self.info, self.closed = connection, dict[Any, Any](), False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("autocommit", [False, True, -1])
def test_transactions_are_ours_and_the_mode_is_given_back(autocommit: object) -> None:
    """Whatever the host has chosen, the driver begins and ends nothing by itself meanwhile."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as inner:
        pooled = Pooled(newer := Newer(inner, autocommit=autocommit))
        with SqliteSession(cast(Any, pooled), {}, TABLES, sqlite3.Error, 1):
            assert (newer.autocommit, newer.isolation_level, pooled.closed) == (True, None, False)
        assert (newer.autocommit, newer.isolation_level, pooled.closed) == (autocommit, "DEFERRED", True)


@pytest.mark.parametrize("autocommit", [True, -1])
def test_a_transaction_that_the_host_has_begun(autocommit: object) -> None:
    """It is the host's to end; the connection is as it was."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as inner:
        inner.execute("BEGIN")
        pooled = Pooled(newer := Newer(inner, autocommit=autocommit))
        session = SqliteSession(cast(Any, pooled), {}, TABLES, sqlite3.Error, 1)
        with (
            pytest.raises(StoreBusy, match=r"^the connection is inside a transaction of the host; end it first$"),
            session,
        ):
            pytest.fail("inside")
        assert (newer.autocommit, newer.isolation_level, pooled.closed) == (autocommit, "DEFERRED", True)
        assert inner.in_transaction


def test_a_store_is_shown_by_its_tables(engine: Engine) -> None:
    """As a log shows it."""
    assert repr(SqlStore(engine, prefix="credit")) == "SqlStore(credit_event, credit_head)"


def test_what_a_writer_refuses(engine: Engine, prefix: str) -> None:
    """Positions and sequences that are not due, ids that are there, names too long, another ledger; and afterwards."""
    store, chain = SqlStore(engine, prefix=prefix), Chain()
    store.create()
    one, two = chain.event("a"), chain.event("a")
    with store.write() as writer:
        for pos in (-1, 0, 7):
            path, said = refusal(lambda pos=pos: writer.redact(pos))  # type: ignore[misc]
            assert (path, said) == ("pos", f"pos: {pos} given; accepted: a position that is recorded, below 0")
        assert refusal(lambda: writer.put(two)) == (
            "stored", "stored: (1, 1) given; accepted: position and sequence (0, 0)",
        )  # fmt: skip
        assert writer.find(one.entry_id) is None
        writer.put(one)
        assert refusal(lambda: writer.put(Stored(two.row._replace(seq=5)))) == (
            "stored", "stored: (1, 5) given; accepted: position and sequence (1, 1)",
        )  # fmt: skip
        again = Stored(two.row._replace(entry_id=one.entry_id))
        path, said = refusal(lambda: writer.put(again))
        assert (path, said) == (
            "stored.entry_id", f"stored.entry_id: {one.entry_id!r} given; accepted: an id that is not in the ledger",
        )  # fmt: skip
        path, said = refusal(lambda: writer.put(Stored(two.row._replace(ledger="x"))))
        accepted = f"{one.row.ledger!r}, the ledger that this store holds"
        assert (path, said) == ("stored.ledger", f"stored.ledger: 'x' given; accepted: {accepted}")
        for field in ("entry_id", "stream"):
            long = Stored(two.row._replace(**{"entry_id": "new", "stream": "b", "seq": 0, field: "x" * 2_001}))
            path, said = refusal(lambda long=long: writer.put(long))  # type: ignore[misc]
            assert path == f"stored.{field}"
            assert said.endswith("given; accepted: at most 2,000 bytes in UTF-8")
        writer.put(two)
    assert store.head() == (2, two.leaf)
    for call in (lambda: writer.put(chain.event("a")), lambda: writer.redact(0)):
        ended = "writer: 'a writer' given; accepted: one whose block is not left yet. Open write() again"
        assert refusal(call) == ("writer", ended)


def test_what_is_no_engine_for_it(engines: Callable[..., Engine]) -> None:
    """What is accepted instead, and how it is written."""
    for given in (None, "sqlite://"):
        said = "an Engine of SQLAlchemy. Of an AsyncEngine pass its sync_engine's own URL"
        assert refusal(lambda given=given: SqlStore(given)) == (  # type: ignore[misc]
            "engine", f"engine: {given!r} given; accepted: {said}",
        )  # fmt: skip
    one = "write create_engine('sqlite://', poolclass=StaticPool, connect_args={'check_same_thread': False})"
    assert refusal(lambda: SqlStore(engines("sqlite://"))) == (
        "engine",
        f"engine: 'sqlite://' given; accepted: a file, or one connection for all threads. {one[0].upper()}{one[1:]}",
    )
    mock = create_mock_engine("mysql://", lambda *_: None)
    other = cast(Any, Engine.__new__(Engine))
    other.dialect = mock.dialect if mock.dialect.name == "mysql" else None
    accepted = "an engine of SQLite or PostgreSQL"
    assert refusal(lambda: SqlStore(other)) == ("engine", f"engine: 'mysql' given; accepted: {accepted}")
    other.dialect = create_mock_engine("postgresql+asyncpg://", lambda *_: None).dialect
    url = "Write postgresql+psycopg://… as its URL"
    assert refusal(lambda: SqlStore(other)) == ("engine", f"engine: 'asyncpg' given; accepted: psycopg 3. {url}")
    for page in (0, True, "1"):
        assert refusal(lambda page=page: SqlStore(engines("sqlite://", poolclass=StaticPool), page=page)) == (  # type: ignore[misc]
            "page", f"page: {page!r} given; accepted: a whole number from 1",
        )  # fmt: skip
    path, said = refusal(lambda: SqlStore(engines("sqlite://", poolclass=StaticPool), busy_timeout=-AT_ONCE))
    assert path == "busy_timeout"
    assert said.endswith("given; accepted: a timedelta that is not negative")


@pytest.mark.parametrize("prefix", ["9a", "A"])
def test_what_a_prefix_may_be(sqlite_url: str, engines: Callable[..., Engine], prefix: str) -> None:
    """Word for word."""
    accepted = "1 to 40 small letters, digits and _, the first a letter"
    said = f"prefix: {prefix!r} given; accepted: {accepted}"
    assert refusal(lambda: SqlStore(engines(sqlite_url), prefix=prefix)) == ("prefix", said)


class Noted:
    """A session that runs nothing, and remembers what it was to run."""

    def __init__(self, version: int) -> None:
        self.version, self.ran = version, list[str]()

    def rows(self, _: str) -> list[tuple[int]]:
        return [(self.version,)]

    def run(self, statement: str) -> None:
        self.ran.append(statement)


def test_tables_that_are_up_to_date_are_not_touched() -> None:
    """No statement is run on them; on older ones the missing steps, and last the version."""
    for version, ran in ((2, []), (1, ["b t", "UPDATE t_head SET schema_version = 2 WHERE id = 1"])):
        session = Noted(version)
        brought_up(cast(Any, session), "t", ["a {prefix}", "b {prefix}"], head=True, event=True)
        assert session.ran == ran


def test_the_head_of_a_ledger() -> None:
    """Its own columns, and those of the last event if there is one; a table without a row is damaged."""
    row = Chain().event("a").row
    own = (1, "repair", 1, row.recorded_at, row.leaf)
    assert Head.of((*own, *row)) == (*own, tuple(row))
    full = tuple("x" if value is None else value for value in row)
    assert Head.of((*own, *full)) == (*own, full)
    assert Head.of((*own, *[None] * len(row))) == (*own, None)
    with pytest.raises(StoreDamaged, match=r"^t_head is empty: it had one row from the beginning$"):
        head_of([], "t", 1)


def test_a_scan_asks_for_a_page_at_a_time(
    sqlite_url: str, engines: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a ledger is, no more rows than a page are held."""
    (store := SqlStore(engines(sqlite_url), page=2)).create()
    chain = Chain()
    with store.write() as writer:
        for name in "aaaaa":
            writer.put(chain.event(name))
    asked: list[Any] = []
    rows = SqliteSession.rows
    monkeypatch.setattr(SqliteSession, "rows", lambda *given: (asked.append(given[1:]), rows(*given))[1])
    assert len(list(store.scan())) == 5
    assert [given[-1][-1] for given in asked if "LIMIT" in given[0]] == [2, 2, 2]
