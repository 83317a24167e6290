"""A file of SQLite: durable whatever the host has set, guarded, and its connections go back as they came."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool, QueuePool, SingletonThreadPool, StaticPool

from creditkit.adapters.sql import SqlStore, _sqlite
from creditkit.errors import InvalidInput
from creditkit.ledger import StoreBusy, StoreDamaged
from creditkit.testing._store_events import Chain, same_rows

Engines = Callable[..., Engine]
AT_ONCE = timedelta(milliseconds=50)


def filled(store: SqlStore, *streams: str) -> Chain:
    """Puts an event into each stream."""
    store.create()
    chain = Chain()
    with store.write() as writer:
        for one in chain.events(*streams):
            writer.put(one)
    return chain


def asked(engine: Engine, *pragmas: str) -> dict[str, Any]:
    """What the pragmas of a connection of the pool say."""
    with engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas}


@contextmanager
def traced(engine: Engine) -> Iterator[list[str]]:
    """The statements that SQLite executes, as SQLite sees them."""
    said: list[str] = []

    @event.listens_for(engine, "checkout")
    def checkout(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(said.append)

    yield said
    event.remove(engine, "checkout", checkout)


@pytest.mark.parametrize(("before", "inside"), [(1, 2), (2, 2), (3, 3)])
def test_each_commit_is_flushed(sqlite_url: str, engines: Engines, before: int, inside: int) -> None:
    """A host that has turned synchronous down gets FULL for the ledger, and its own setting back."""
    engine = engines(sqlite_url, pool_size=1)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA synchronous = {before}")
        connection.execute("PRAGMA busy_timeout = 123")

    store = SqlStore(engine)
    filled(store, "a")
    found = []
    with store.write() as writer:
        session = writer._session  # type: ignore[attr-defined]
        found = [session.rows(f"PRAGMA {name}")[0][0] for name in ("synchronous", "journal_mode", "busy_timeout")]
    assert found == [inside, "wal", 5_000]
    assert asked(engine, "synchronous", "busy_timeout") == {"synchronous": before, "busy_timeout": 123}


def setting(engine: Engine, pragma: str) -> Engine:
    """Its connections begin with a pragma."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    return engine


def test_a_host_that_never_flushes_is_refused(sqlite_url: str, engines: Engines) -> None:
    """Whether it writes or reads: a reader that closes last copies the log into the file, too."""
    filled(SqlStore(engines(sqlite_url)), "a")
    store = SqlStore(engine := setting(engines(sqlite_url, pool_size=1), "synchronous = OFF"))
    calls: list[Callable[[], Any]] = [store.create, store.last, lambda: [*store.scan()], lambda: writing(store)]
    for call in calls:
        with pytest.raises(InvalidInput, match="PRAGMA synchronous = OFF' given; accepted: NORMAL, FULL or EXTRA, on"):
            call()
    assert asked(engine, "synchronous") == {"synchronous": 0}


def writing(store: SqlStore) -> None:
    """Opens a transaction and ends it."""
    with store.write():
        pass


def test_in_memory_there_is_nothing_to_flush(engines: Engines) -> None:
    """The tests of a host may have turned flushes off."""
    engine = setting(engines("sqlite://", poolclass=StaticPool), "synchronous = OFF")
    filled(store := SqlStore(engine), "a")
    assert store.last() is not None
    assert asked(engine, "synchronous") == {"synchronous": 0}


@pytest.mark.parametrize("mode", ["DELETE", "MEMORY", "OFF"])
@pytest.mark.parametrize("pool", [QueuePool, StaticPool])
def test_a_host_that_changes_the_journal_is_refused(sqlite_url: str, engines: Engines, mode: str, pool: type) -> None:
    """A connection that takes the file out of WAL mode records nothing; create() brings it back."""
    chain = filled(SqlStore(engines(sqlite_url, poolclass=NullPool)), "a")
    store = SqlStore(engine := setting(engines(sqlite_url, poolclass=pool), f"journal_mode = {mode}"))
    with pytest.raises(InvalidInput, match=f"journal_mode {mode.lower()}"), store.write() as writer:
        writer.put(_after(chain, 1).event("b"))
    same_rows(store.scan(), chain.put, "scan() after what was refused")
    store.create()
    with store.write() as writer:
        writer.put(chain.event("b"))
    same_rows(store.scan(), chain.put, "scan()")
    assert asked(engine, "journal_mode") == {"journal_mode": "wal"}


def test_the_lock_is_taken_before_anything_is_read(sqlite_url: str, engines: Engines) -> None:
    """BEGIN IMMEDIATE comes first, and the head moves in the same transaction."""
    engine = engines(sqlite_url)
    chain = filled(store := SqlStore(engine), "a")
    with traced(engine) as said, store.write() as writer:
        writer.put(chain.event("a"))
    words = [one.split()[0] for one in said if not one.startswith(("PRAGMA", "--"))]
    assert " ".join(said).count("BEGIN") == 1
    begin = next(place for place, one in enumerate(said) if one.startswith("BEGIN IMMEDIATE"))
    assert not [one for one in said[:begin] if one.startswith("SELECT")]
    assert words[-3:] == ["INSERT", "UPDATE", "COMMIT"] or words[-1] == "COMMIT"


@pytest.mark.parametrize("mode", ["", "DEFERRED", "EXCLUSIVE", None])
def test_a_connection_goes_back_as_it_came(sqlite_url: str, engines: Engines, mode: str | None) -> None:
    """After reading, writing and failing the driver's transactions are what the host had set."""
    engine = engines(sqlite_url, pool_size=1, max_overflow=0, connect_args={"isolation_level": mode})
    store = SqlStore(engine)
    filled(store, "a", "b")
    assert len([*store.scan()]) == 2
    with pytest.raises(ZeroDivisionError), store.write():
        _ = 1 / 0
    with closing(engine.raw_connection()) as connection:
        assert connection.dbapi_connection.isolation_level == mode
        assert not connection.dbapi_connection.in_transaction


def test_listeners_of_the_host_do_no_harm(sqlite_url: str, engines: Engines) -> None:
    """The recipe of SQLAlchemy's documentation, with which a host begins transactions itself, is left alone."""
    engine = engines(sqlite_url, pool_size=1)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    store = SqlStore(engine)
    chain = filled(store, "a", "b")
    same_rows(store.scan(), chain.put, "scan()")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host (a)"))
        connection.rollback()
    with engine.connect() as connection:
        assert not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'host'")).all()


@pytest.mark.parametrize("pool", [QueuePool, NullPool, StaticPool])
def test_a_host_that_writes_beside_it(sqlite_url: str, engines: Engines, pool: type) -> None:
    """Tables of the host in the same file, and its transactions, are its own."""
    engine = engines(sqlite_url, poolclass=pool)
    store = SqlStore(engine)
    chain = filled(store, "a")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host (a INTEGER)"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO host VALUES (1)"))
        connection.rollback()
    with store.write() as writer:
        writer.put(chain.event("b"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM host")).scalar() == 0
    same_rows(store.scan(), chain.put, "scan()")


def test_a_writer_who_waits_too_long_is_told(sqlite_url: str, engines: Engines) -> None:
    """Another process holds the file for longer than busy_timeout; then it goes on."""
    engine = engines(sqlite_url)
    store = SqlStore(engine, busy_timeout=AT_ONCE)
    chain = filled(store, "a")
    with closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another writer holds the database; nothing was recorded"), store.write():
            pytest.fail("inside")
        same_rows(store.scan(), chain.put, "scan() beside another program's writer")
        other.execute("ROLLBACK")
    with store.write() as writer:
        writer.put(chain.event("a"))
    same_rows(store.scan(), chain.put, "scan()")


def test_making_the_tables_waits_for_another_writer(sqlite_url: str, engines: Engines) -> None:
    """SQLite would not, on a file that is not in WAL mode yet; for longer than busy_timeout nobody waits."""
    engine = engines(sqlite_url)
    with closing(sqlite3.connect(engine.url.database or "", isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE host (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another writer holds the database; nothing was recorded"):
            SqlStore(engine, busy_timeout=AT_ONCE).create()
        going = threading.Timer(AT_ONCE.total_seconds(), other.execute, ["ROLLBACK"])
        going.start()
        SqlStore(engine).create()
        going.join()
    assert asked(engine, "journal_mode") == {"journal_mode": "wal"}


def test_a_writer_in_memory_who_waits_too_long_is_told(engines: Engines) -> None:
    """So does another thread, on a connection that both share."""
    engine = engines("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    store, other = SqlStore(engine, busy_timeout=AT_ONCE), SqlStore(engine, busy_timeout=AT_ONCE)
    filled(store, "a")
    told: list[str] = []

    def write() -> None:
        try:
            with other.write():
                told.append("inside")
        except StoreBusy:
            told.append("busy")

    with store.write():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert told == ["busy"]


def test_a_transaction_of_the_host_on_the_shared_connection(engines: Engines) -> None:
    """The ledger neither joins it nor commits it; it says that it cannot go on."""
    engine = engines("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    store = SqlStore(engine)
    filled(store, "a")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host (a INTEGER)"))
        connection.execute(text("INSERT INTO host VALUES (1)"))
        with pytest.raises(StoreBusy, match=r"^the connection is inside a transaction of the host; end it first$"):
            store.last()
    assert store.last() is not None


FORBIDDEN = {
    "an event changed": "UPDATE creditkit_event SET type = 'x' WHERE pos = 1",
    "a position changed": "UPDATE creditkit_event SET pos = 99 WHERE pos = 1",
    "a salt changed": "UPDATE creditkit_event SET salt = x'00' WHERE pos = 1",
    "the salt alone removed": "UPDATE creditkit_event SET salt = NULL WHERE pos = 1",
    "the payload alone removed": "UPDATE creditkit_event SET payload = NULL WHERE pos = 1",
    "more than the payload removed": "UPDATE creditkit_event SET salt = NULL, payload = NULL, effect = '{}'",
    "an event deleted": "DELETE FROM creditkit_event WHERE pos = 2",
    "all deleted": "DELETE FROM creditkit_event",
    "an event replaced": "REPLACE INTO creditkit_event SELECT * FROM creditkit_event WHERE pos = 1",
    "an id replaced": "INSERT OR REPLACE INTO creditkit_event SELECT ledger, 9, 'new', 0, entry_id, type, valid_from, "
    'valid_to, recorded_at, effect, policy, causes, prev, "commit", leaf, salt, payload FROM creditkit_event '
    "WHERE pos = 1",
    "a sequence replaced": "INSERT OR REPLACE INTO creditkit_event SELECT ledger, 9, stream, seq, 'new', type, "
    'valid_from, valid_to, recorded_at, effect, policy, causes, prev, "commit", leaf, salt, payload '
    "FROM creditkit_event WHERE pos = 1",
    "the head back": "UPDATE creditkit_head SET size = 1",
    "the head's leaf": "UPDATE creditkit_head SET leaf = x'00'",
    "the head's time": "UPDATE creditkit_head SET size = 4, recorded_at = '2020-01-01T00:00:00.000000Z'",
    "the head's time gone": "UPDATE creditkit_head SET size = 4, recorded_at = NULL",
    "the head's leaf gone": "UPDATE creditkit_head SET size = 4, leaf = NULL, recorded_at = '2030-01-01'",
    "the ledger's name": "UPDATE creditkit_head SET ledger = 'other'",
    "the schema back": "UPDATE creditkit_head SET schema_version = 0",
    "no head": "DELETE FROM creditkit_head",
    "another head": "INSERT INTO creditkit_head (id, schema_version, size) VALUES (2, 1, 0)",
    "a new head": "REPLACE INTO creditkit_head (id, schema_version, size) VALUES (1, 1, 0)",
}


@pytest.mark.parametrize("how", FORBIDDEN)
def test_slips_of_the_hand_are_refused(sqlite_url: str, engines: Engines, how: str) -> None:
    """Triggers let nothing through but new events and redactions."""
    engine = engines(sqlite_url)
    chain = filled(store := SqlStore(engine), "a", "b", "a")
    with pytest.raises(IntegrityError, match=r"creditkit_(event|head)|CHECK"), engine.begin() as connection:
        connection.exec_driver_sql(FORBIDDEN[how])
    same_rows(store.scan(), chain.put, f"scan() after: {how}")


def test_without_the_triggers_the_slips_go_through(sqlite_url: str, engines: Engines) -> None:
    """The control: it is the triggers that refuse."""
    engine = engines(sqlite_url)
    filled(SqlStore(engine), "a", "b", "a")
    with engine.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        assert len(names) == 6
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for how, statement in FORBIDDEN.items():
            if "alone" in how or how == "another head":
                continue
            with connection.begin_nested() as nested:
                connection.exec_driver_sql(statement)
                nested.rollback()


@pytest.mark.parametrize(("mode", "held"), [("OFF", True), ("FAST", True), ("ON", True), ("OFF", False)])
def test_what_is_redacted_is_overwritten(
    sqlite_url: str, engines: Engines, mode: str, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the log is back in the file, the payload is nowhere in it; merely unlinked it still is."""
    if not held:
        monkeypatch.setattr(_sqlite, "DURABLE", {"synchronous": ("FULL", {2, 3})})
    engine = engines(sqlite_url)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA secure_delete = {mode}")

    before = asked(engine, "secure_delete")
    store, secret = SqlStore(engine), "the customer's own words"
    store.create()
    chain = Chain()
    with store.write() as writer:
        for place in range(30):
            writer.put(chain.event("a", payload=f"{secret} {place} {'x' * 300}"))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(engine.url.database or "")
    assert path.read_bytes().count(secret.encode()) >= 30
    with store.write() as writer:
        for pos in range(30):
            writer.redact(pos)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert asked(engine, "secure_delete") == before
    assert (path.read_bytes().count(secret.encode()) == 0) is held


def test_a_lost_tail_is_noticed_by_the_next_writer(sqlite_url: str, engines: Engines) -> None:
    """The head knows how many events there are, so that none is recorded in the place of a lost one."""
    engine = engines(sqlite_url)
    chain = filled(store := SqlStore(engine), "a", "b", "a")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER creditkit_event_delete")
        connection.exec_driver_sql("DELETE FROM creditkit_event WHERE pos = 2")
    with (
        pytest.raises(StoreDamaged, match="knows 3 events, and the last of them is not there"),
        store.write() as writer,
    ):
        writer.last()
    del chain


def test_an_event_that_the_head_does_not_know(sqlite_url: str, engines: Engines) -> None:
    """Nor is one recorded where one stands already."""
    engine = engines(sqlite_url)
    chain = filled(store := SqlStore(engine), "a")
    chain.event("z")
    with engine.begin() as connection:
        marks = ", ".join("?" * 17)
        connection.exec_driver_sql(f"INSERT INTO creditkit_event VALUES ({marks})", tuple(chain.put[1].row))
    with pytest.raises(StoreDamaged, match="refuse what follows from creditkit_head"), store.write() as writer:
        writer.put(Chain.event(_after(chain, 1), "b", entry_id="mine"))
    assert [one.entry_id for one in store.scan()] == ["e0", "e1"]


def _after(chain: Chain, size: int) -> Chain:
    other = Chain()
    other.put = chain.put[:size]
    return other


def test_after_an_error_a_transaction_does_nothing_more(sqlite_url: str, engines: Engines) -> None:
    """Who catches the error of a statement inside the block does not commit half a batch."""
    engine = engines(sqlite_url)
    store = SqlStore(engine, page=1)
    chain = filled(store, "a")
    chain.event("z")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO creditkit_event VALUES ({', '.join('?' * 17)})", chain.put[1].row)
    ours = _after(chain, 1)
    with pytest.raises(StoreDamaged), store.write() as writer, suppress(StoreDamaged):
        writer.put(ours.event("b", entry_id="mine"))
    assert [one.redacted for one in store.scan()] == [False, False]


def test_names_that_no_index_takes_are_refused(sqlite_url: str, engines: Engines) -> None:
    """2,000 bytes of an id or a stream are kept, 2,001 are not, on either database."""
    store = SqlStore(engines(sqlite_url))
    store.create()
    chain = Chain()
    with store.write() as writer:
        writer.put(chain.event("纺" * 666 + "xx", entry_id="y" * 2_000))
    for wrong in ({"stream": "纺" * 667}, {"stream": "s", "entry_id": "y" * 2_001}):
        with pytest.raises(InvalidInput, match="at most 2,000 bytes"), store.write() as writer:
            writer.put(_after(chain, 1).event(**wrong))


def test_another_ledger_is_refused(sqlite_url: str, engines: Engines) -> None:
    """One store holds one ledger."""
    chain = filled(store := SqlStore(engines(sqlite_url)), "a")
    with pytest.raises(InvalidInput, match="'conformance', the ledger that this store holds"), store.write() as writer:
        writer.put(chain.event("a", ledger="other"))


def test_a_writer_is_of_no_use_after_its_block(sqlite_url: str, engines: Engines) -> None:
    """It would write into somebody else's transaction."""
    chain = filled(store := SqlStore(engines(sqlite_url)), "a")
    with store.write() as writer:
        pass
    for call in (lambda: writer.put(chain.event("a")), lambda: writer.redact(0)):
        with pytest.raises(InvalidInput, match="one whose block is not left yet"):
            call()


def test_a_scan_that_is_left_gives_its_connection_back(sqlite_url: str, engines: Engines) -> None:
    """With one connection in the pool, the next call has to get it."""
    store = SqlStore(engines(sqlite_url, pool_size=1, max_overflow=0, pool_timeout=0.1), page=2)
    chain = filled(store, *"abcde")
    scan = store.scan()
    assert next(scan) == chain.put[0]
    scan.close()  # type: ignore[attr-defined]
    assert store.last() == chain.put[-1]
    assert next(store.scan(4)) == chain.put[4]
    assert store.last() == chain.put[-1]


def test_two_ledgers_in_one_file(sqlite_url: str, engines: Engines) -> None:
    """Each has a prefix of its own."""
    engine = engines(sqlite_url)
    one, two = SqlStore(engine, prefix="repair"), SqlStore(engine, prefix="decisions")
    first, second = filled(one, "a", "b"), filled(two, "c")
    same_rows(one.scan(), first.put, "scan() of the first")
    same_rows(two.scan(), second.put, "scan() of the second")


@pytest.mark.parametrize("prefix", ["", "9a", "A", "a-b", "a; DROP TABLE x", "ä", "x" * 41])
def test_prefixes_that_need_quotes_are_refused(sqlite_url: str, engines: Engines, prefix: str) -> None:
    """A prefix is a part of names in SQL."""
    with pytest.raises(InvalidInput, match="prefix"):
        SqlStore(engines(sqlite_url), prefix=prefix)


def test_what_is_no_engine_for_it_is_refused(sqlite_url: str, engines: Engines) -> None:
    """Each with a word on what would do."""
    with pytest.raises(InvalidInput, match="an Engine of SQLAlchemy"):
        SqlStore(sqlite_url)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="StaticPool"):
        SqlStore(engines("sqlite://", poolclass=SingletonThreadPool))
    for page in (0, "x", True, 1.5):
        with pytest.raises(InvalidInput, match="page"):
            SqlStore(engines(sqlite_url), page=page)  # type: ignore[arg-type]
    for timeout in (timedelta(-1), 5):
        with pytest.raises(InvalidInput, match="busy_timeout"):
            SqlStore(engines(sqlite_url), busy_timeout=timeout)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="prefix"):
        SqlStore(engines(sqlite_url), prefix=None)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="WAL"):
        SqlStore(engines("sqlite://", poolclass=NullPool)).create()
