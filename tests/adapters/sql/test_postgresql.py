"""PostgreSQL: durable whatever the host has set, guarded, usable with few rights; connections go back as they came."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from creditkit.adapters.sql import SqlStore
from creditkit.adapters.sql._postgresql import PostgresqlSession
from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, Ledger, StoreBusy, StoreDamaged
from creditkit.testing._store_events import Chain, same_rows

Engines = Callable[..., Engine]


def filled(store: SqlStore, *streams: str) -> Chain:
    """Puts an event into each stream."""
    store.create()
    chain = Chain()
    with store.write() as writer:
        for one in chain.events(*streams):
            writer.put(one)
    return chain


def session_of(writer: Any) -> PostgresqlSession:
    """The transaction behind a writer."""
    found: PostgresqlSession = writer._session
    return found


FORBIDDEN = {
    "an event changed": "UPDATE {p}_event SET type = 'x' WHERE pos = 1",
    "a position changed": "UPDATE {p}_event SET pos = 99 WHERE pos = 1",
    "a salt changed": "UPDATE {p}_event SET salt = '\\x00' WHERE pos = 1",
    "the salt alone removed": "UPDATE {p}_event SET salt = NULL WHERE pos = 1",
    "the payload alone removed": "UPDATE {p}_event SET payload = NULL WHERE pos = 1",
    "more than the payload removed": "UPDATE {p}_event SET salt = NULL, payload = NULL, effect = '{{}}'",
    "a text removed with the payload": "UPDATE {p}_event SET salt = NULL, payload = NULL, valid_to = NULL",
    "a hash changed with the payload": "UPDATE {p}_event SET salt = NULL, payload = NULL, prev = '\\x00'",
    "an event deleted": "DELETE FROM {p}_event WHERE pos = 2",
    "all deleted": "DELETE FROM {p}_event",
    "all deleted at once": "TRUNCATE {p}_event",
    "all deleted as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM {p}_event",
    "an event replaced": "INSERT INTO {p}_event SELECT * FROM {p}_event WHERE pos = 1 "
    "ON CONFLICT (pos) DO UPDATE SET type = 'x'",
    "the head back": "UPDATE {p}_head SET size = 1",
    "the head's leaf": "UPDATE {p}_head SET leaf = '\\x00'",
    "the head's time": "UPDATE {p}_head SET size = 4, recorded_at = '2020-01-01T00:00:00.000000Z'",
    "the head's time gone": "UPDATE {p}_head SET size = 4, recorded_at = NULL",
    "the head's leaf gone": "UPDATE {p}_head SET size = 4, leaf = NULL, recorded_at = '2030-01-01'",
    "the ledger's name": "UPDATE {p}_head SET ledger = 'other'",
    "the ledger's name gone": "UPDATE {p}_head SET ledger = NULL",
    "the schema back": "UPDATE {p}_head SET schema_version = 0",
    "no head": "DELETE FROM {p}_head",
    "no head at once": "TRUNCATE {p}_head",
    "another head": "INSERT INTO {p}_head (id, schema_version, size) VALUES (2, 1, 0)",
}


@pytest.mark.parametrize("how", FORBIDDEN)
def test_slips_of_the_hand_are_refused(postgresql: Engine, prefix: str, how: str) -> None:
    """Triggers let nothing through but new events and redactions, not even for the owner of the tables."""
    chain = filled(store := SqlStore(postgresql, prefix=prefix), "a", "b", "a")
    with (
        pytest.raises(DBAPIError, match=rf"{prefix}_(event|head): |{prefix}_\w+_check"),
        postgresql.begin() as connection,
    ):
        connection.exec_driver_sql(FORBIDDEN[how].format(p=prefix))
    same_rows(store.scan(), chain.put, f"scan() after: {how}")


def test_without_the_triggers_the_slips_go_through(postgresql: Engine, prefix: str) -> None:
    """The control: it is the triggers that refuse."""
    filled(SqlStore(postgresql, prefix=prefix), "a", "b", "a")
    with postgresql.connect() as connection:
        for table in ("event", "head"):
            connection.exec_driver_sql(f"ALTER TABLE {prefix}_{table} DISABLE TRIGGER USER")
        for how, statement in FORBIDDEN.items():
            if "alone" not in how and how != "another head":
                with connection.begin_nested() as nested:
                    connection.exec_driver_sql(statement.format(p=prefix))
                    nested.rollback()
        connection.rollback()


def test_a_writer_who_waits_too_long_is_told(postgresql: Engine, prefix: str) -> None:
    """Another writer holds the head for longer than busy_timeout; then it goes on. Readers do not wait."""
    store = SqlStore(postgresql, prefix=prefix, busy_timeout=timedelta(milliseconds=50))
    chain = filled(store, "a")
    with store.write() as writer:
        writer.put(chain.event("a"))
        with pytest.raises(StoreBusy, match="nothing was recorded, try again"), store.write():
            pytest.fail("inside")
    with store.write() as writer:
        writer.put(chain.event("a"))
    same_rows(store.scan(), chain.put, "scan()")


@pytest.mark.parametrize(("before", "inside"), [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")])
def test_each_commit_is_flushed(postgresql_url: str, engines: Engines, prefix: str, before: str, inside: str) -> None:
    """A host that does not wait for the disk waits for the ledger; its own setting stays, inside and after."""
    options = f"-c synchronous_commit={before} -c lock_timeout=123"
    engine = engines(postgresql_url, pool_size=1, connect_args={"options": options})
    store = SqlStore(engine, prefix=prefix)
    filled(store, "a")
    with store.write() as writer:
        session = session_of(writer)
        assert [session.rows(f"SHOW {name}")[0][0] for name in ("synchronous_commit", "lock_timeout")] == [inside, "5s"]
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("synchronous_commit", "lock_timeout")]
    assert found == [before, "123ms"]


@pytest.mark.parametrize("level", ["AUTOCOMMIT", "SERIALIZABLE", "REPEATABLE READ"])
def test_the_isolation_of_the_host_is_its_own(postgresql_url: str, engines: Engines, prefix: str, level: str) -> None:
    """Whatever the engine has, a write is READ COMMITTED and a scan REPEATABLE READ; then it is as it was."""
    engine = engines(postgresql_url, pool_size=1, max_overflow=0, isolation_level=level)
    store = SqlStore(engine, prefix=prefix)
    chain = filled(store, "a", "b")
    with store.write() as writer:
        assert session_of(writer).rows("SHOW transaction_isolation") == [("read committed",)]
    with store._backend.reading() as session:
        assert session.rows("SHOW transaction_isolation") == [("repeatable read",)]
        assert session.rows("SHOW transaction_read_only") == [("on",)]
    with engine.connect() as connection:
        assert connection.connection.dbapi_connection.autocommit is (level == "AUTOCOMMIT")
        assert connection.get_isolation_level() == ("READ COMMITTED" if level == "AUTOCOMMIT" else level)
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "off"
    with pytest.raises(ZeroDivisionError), store.write() as writer:
        _put_and_fail(writer, chain.event("z"))
    assert len([*store.scan()]) == 2


def _put_and_fail(writer: Any, event_: Any) -> None:
    writer.put(event_)
    raise ZeroDivisionError


def test_waiting_writers_go_on_one_after_the_other(postgresql: Engine, prefix: str) -> None:
    """Who waits for the head sees what the one before it has recorded."""
    store = SqlStore(postgresql, prefix=prefix)
    filled(store, "a")
    inside, seen = threading.Barrier(2), []

    def write() -> None:
        inside.wait()
        with store.write() as writer:
            last = writer.last()
            seen.append(None if last is None else last.pos)
            writer.put(_next_of(writer))

    def _next_of(writer: Any) -> Any:
        chain = Chain()
        chain.put = [writer.last()]
        return chain.event(f"s{writer.last().pos}")

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [0, 1]


RIGHTS = """
GRANT SELECT, INSERT ON {p}_event TO {role};
GRANT SELECT, UPDATE (ledger, size, recorded_at, leaf) ON {p}_head TO {role}
"""


@pytest.fixture
def limited(postgresql: Engine, postgresql_url: str, engines: Engines, prefix: str) -> Engine:
    """An engine of a role that has no more rights than it needs to append."""
    with postgresql.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {prefix}_app LOGIN PASSWORD 'secret'")
    SqlStore(postgresql, prefix=prefix).create()
    with postgresql.begin() as connection:
        for statement in RIGHTS.format(p=prefix, role=f"{prefix}_app").split(";"):
            connection.exec_driver_sql(statement)
    return engines(make_url(postgresql_url).set(username=f"{prefix}_app", password="secret"))


def test_few_rights_are_enough(postgresql: Engine, limited: Engine, prefix: str) -> None:
    """The rights of the how-to are enough to append and to read; a redaction takes one more."""
    store, chain = SqlStore(limited, prefix=prefix), Chain()
    with store.write() as writer:
        for one in chain.events("a", "b"):
            writer.put(one)
    same_rows(store.scan(), chain.put, "scan()")
    with pytest.raises(DBAPIError, match="permission denied"), store.write() as writer:
        writer.redact(0)
    with postgresql.begin() as connection:
        connection.exec_driver_sql(f"GRANT UPDATE (salt, payload) ON {prefix}_event TO {prefix}_app")
    with store.write() as writer:
        writer.redact(0)
    chain.redact(0)
    same_rows(store.scan(), chain.put, "scan()")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {p}_event SET type = 'x'",
        "DELETE FROM {p}_event",
        "TRUNCATE {p}_event",
        "DROP TABLE {p}_event",
        "ALTER TABLE {p}_event DISABLE TRIGGER USER",
        "UPDATE {p}_head SET schema_version = 2",
    ],
)
def test_few_rights_are_few(limited: Engine, prefix: str, statement: str) -> None:
    """A role that appends can neither change events nor turn the triggers off."""
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), limited.begin() as connection:
        connection.exec_driver_sql(statement.format(p=prefix))


def test_tables_stand_where_the_search_path_says(
    postgresql: Engine, postgresql_url: str, engines: Engines, prefix: str
) -> None:
    """Two schemas of the database hold two ledgers of the same prefix."""
    with postgresql.begin() as connection:
        for name in ("one", "two"):
            connection.exec_driver_sql(f"CREATE SCHEMA {prefix}_{name}")
    for name in ("one", "two"):
        engine = engines(postgresql_url, connect_args={"options": f"-c search_path={prefix}_{name}"})
        chain = filled(store := SqlStore(engine), name)
        same_rows(store.scan(), chain.put, "scan()")


def test_a_database_of_another_encoding_is_refused(
    postgresql: Engine, postgresql_url: str, engines: Engines, prefix: str
) -> None:
    """Texts in Unicode do not fit it."""
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {prefix} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    engine = engines(make_url(postgresql_url).set(database=prefix))
    with pytest.raises(InvalidInput) as caught:
        SqlStore(engine).create()
    said = "engine: 'a database with encoding LATIN1' given; accepted: a database with encoding UTF8"
    assert (caught.value.path, str(caught.value)) == ("engine", said)


def test_another_driver_is_refused(engines: Engines) -> None:
    """Drivers differ in parameters and types; psycopg 3 is the one that is tried."""
    engine = engines("postgresql+psycopg://nobody@127.0.0.1/none")
    engine.dialect.driver = "psycopg2"
    with pytest.raises(InvalidInput, match=r"postgresql\+psycopg://"):
        SqlStore(engine)


def test_a_lost_tail_is_noticed_by_the_next_writer(postgresql: Engine, prefix: str) -> None:
    """The head knows how many events there are, so that none is recorded in the place of a lost one."""
    filled(store := SqlStore(postgresql, prefix=prefix), "a", "b", "a")
    with postgresql.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {prefix}_event DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"DELETE FROM {prefix}_event WHERE pos = 2")
    with (
        pytest.raises(StoreDamaged, match="knows 3 events, and the last of them is not there"),
        store.write() as writer,
    ):
        writer.last()


def test_an_error_that_is_caught_inside_does_not_pass_for_a_commit(postgresql: Engine, prefix: str) -> None:
    """The server would answer COMMIT with ROLLBACK and call it done."""
    chain = filled(store := SqlStore(postgresql, prefix=prefix), "a")
    with pytest.raises(DBAPIError, match="nowhere"), store.write() as writer:
        _fail_and_go_on(writer)
    same_rows(store.scan(), chain.put, "scan()")


def _fail_and_go_on(writer: Any) -> None:
    writer.redact(0)
    with suppress(DBAPIError):
        session_of(writer).rows("SELECT * FROM nowhere")


def test_a_connection_that_breaks_leaves_nothing(postgresql: Engine, prefix: str) -> None:
    """The server ends it in the middle: the error comes out, nothing is recorded, and the next call works."""
    chain = filled(store := SqlStore(postgresql, prefix=prefix, page=1), "a")
    kept = [*chain.put]
    with pytest.raises((OperationalError, InterfaceError)), store.write() as writer:
        _put_and_break(writer, postgresql, *chain.events("a", "b"))
    same_rows(store.scan(), kept, "scan() after a lost connection")
    with store.write() as writer:
        writer.put(chain.put[1])
    assert len([*store.scan()]) == 2


def _put_and_break(writer: Any, engine: Engine, first: Any, second: Any) -> None:
    writer.put(first)
    ((pid,),) = session_of(writer).rows("SELECT pg_backend_pid()")
    with engine.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))
    writer.put(second)


def test_an_error_does_not_tell_a_payload(postgresql: Engine, prefix: str) -> None:
    """Errors end in logs, where no redaction reaches: what the server refuses is named by its statement alone."""
    (store := SqlStore(postgresql, prefix=prefix)).create()
    with postgresql.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION {prefix}_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER disk BEFORE INSERT ON {prefix}_event EXECUTE FUNCTION {prefix}_full()"
        )
    ledger = Ledger(store, name="repair")
    late = Entry("late-1", "c-1", "late", valid_from=date(2026, 3, 1), payload={"by": "Chen Jing"})
    with pytest.raises(OperationalError) as caught:
        ledger.append(late, recorded_at=datetime(2026, 3, 1, tzinfo=UTC), salt=b"s" * 16)
    said = "".join(traceback.format_exception(caught.value))
    assert "INSERT INTO" in said
    assert "Chen Jing" not in said


def test_the_way_through_the_index_is_taken(postgresql: Engine, prefix: str) -> None:
    """The tips of streams are one step each, however long the streams are."""
    store = SqlStore(postgresql, prefix=prefix)
    filled(store, *("ab" * 500))
    plans: list[str] = []

    @event.listens_for(postgresql, "before_cursor_execute", retval=True)
    def explained(_: Any, __: Any, statement: str, values: Any, *___: Any) -> Any:
        return (f"EXPLAIN {statement}" if "LATERAL" in statement else statement), values

    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"ANALYZE {prefix}_event")
        session = PostgresqlSession(connection, store._backend.statements)
        plans = [row[0] for row in session.tips(["a", "b"])]
    event.remove(postgresql, "before_cursor_execute", explained)
    assert any("Index Scan Backward" in line for line in plans), plans


def test_an_append_takes_six_trips(postgresql: Engine, prefix: str) -> None:
    """Beside BEGIN and COMMIT: the lock with the last event, the ids, the streams, the rows with the head."""
    (store := SqlStore(postgresql, prefix=prefix)).create()
    ledger, said = Ledger(store, name="repair"), []

    def execute(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement.split(maxsplit=1)[0])

    late = [Entry(f"late-{i}", "c-1", "late", valid_from=date(2026, 3, 1)) for i in range(3)]
    ledger.append(late[0], recorded_at=datetime(2026, 3, 1, tzinfo=UTC), salt=b"s" * 16)
    event.listen(postgresql, "before_cursor_execute", execute)
    ledger.append(*late[1:], recorded_at=datetime(2026, 3, 1, tzinfo=UTC), salt=b"s" * 16)
    event.remove(postgresql, "before_cursor_execute", execute)
    assert said == ["SELECT", "SELECT", "SELECT", "WITH"]
