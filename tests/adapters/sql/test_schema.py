"""Tables are made once, brought up to the present schema, and left alone by a release that does not know them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from creditkit.adapters.sql import SchemaMismatch, SqlStore, _postgresql, _schema_postgresql, _schema_sqlite, _sqlite
from creditkit.errors import CreditkitError
from creditkit.testing._store_events import Chain, same_rows

FROZEN = Path(__file__).parent
STEPS = {"sqlite": _schema_sqlite.STEPS, "postgresql": _schema_postgresql.STEPS}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, sqlite_url: str, engines: Callable[..., Engine]) -> Engine:
    """An engine on each database."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else engines(sqlite_url)


def steps(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """A release whose schema has further steps."""
    for module in (_sqlite, _postgresql):
        monkeypatch.setattr(module, "STEPS", [*module.STEPS, *more])


@pytest.mark.parametrize("name", STEPS)
def test_a_released_schema_never_changes(name: str) -> None:
    """What made the tables of schema 1 is what made them when it was released."""
    frozen = (FROZEN / f"schema_1_{name}.sql").read_text(encoding="utf-8")
    assert STEPS[name][0] == frozen


def test_both_databases_have_as_many_schemas() -> None:
    """The number of the schema says the same of both."""
    assert len({len(some) for some in STEPS.values()}) == 1


def test_create_again_changes_nothing(engine: Engine, prefix: str) -> None:
    """Every start of a program may call it."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    chain = Chain()
    with store.write() as writer:
        for event in chain.events("a", "b"):
            writer.put(event)
    SqlStore(engine, prefix=prefix).create()
    same_rows(store.scan(), chain.put, "scan() after create() again")


def test_an_older_schema_is_brought_up(engine: Engine, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer release takes the tables through the steps that they lack, and what is in them stays."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    chain = Chain()
    with store.write() as writer:
        for event in chain.events("a", "b"):
            writer.put(event)
    steps(monkeypatch, "ALTER TABLE {prefix}_event ADD COLUMN note TEXT;;ALTER TABLE {prefix}_head ADD COLUMN two TEXT")
    newer = SqlStore(engine, prefix=prefix)
    with pytest.raises(SchemaMismatch, match=r"have schema 1; this release works with 2. SqlStore.create\(\) brings"):
        newer.last()
    newer.create()
    newer.create()
    assert "note" in {column["name"] for column in inspect(engine).get_columns(f"{prefix}_event")}
    with newer.write() as writer:
        writer.put(chain.event("a"))
    same_rows(newer.scan(), chain.put, "scan() of schema 2")


def test_a_newer_schema_is_left_alone(engine: Engine, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older release reads and writes nothing, also where it was started before the tables were changed."""
    store, chain = SqlStore(engine, prefix=prefix), Chain()
    store.create()
    with monkeypatch.context() as newer:
        steps(newer, "ALTER TABLE {prefix}_event ADD COLUMN note TEXT")
        SqlStore(engine, prefix=prefix).create()

    def write() -> None:
        with store.write() as writer:
            writer.put(chain.event("a"))

    calls: list[Callable[[], Any]] = [store.create, store.last, lambda: store.find("x"), lambda: [*store.scan()], write]
    for call in calls:
        with pytest.raises(SchemaMismatch, match=r"schema 2; this release knows schemas up to 1\. A newer"):
            call()


def test_a_step_that_fails_leaves_the_schema_as_it_was(
    engine: Engine, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All steps are one transaction."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    with monkeypatch.context() as newer:
        steps(newer, "ALTER TABLE {prefix}_event ADD COLUMN note TEXT;;ALTER TABLE nowhere ADD COLUMN note TEXT")
        with pytest.raises(Exception, match="nowhere"):
            SqlStore(engine, prefix=prefix).create()
    assert store.last() is None
    assert "note" not in {column["name"] for column in inspect(engine).get_columns(f"{prefix}_event")}


def test_tables_that_are_not_there_are_named(engine: Engine, prefix: str) -> None:
    """The error says how they are made."""
    store = SqlStore(engine, prefix=prefix)
    said = re.escape(f"there are no tables {prefix}_… in this database; SqlStore.create() makes them")
    with pytest.raises(SchemaMismatch, match=said):
        store.last()
    with pytest.raises(CreditkitError, match=said), store.write():
        pass


STARTING = """
import sys
from sqlalchemy import create_engine
from creditkit.adapters.sql import SqlStore
url, prefix = sys.argv[1:]
sys.stdin.read()
engine = create_engine(url)
for number in range(8):
    SqlStore(engine, prefix=f"{prefix}_{number}").create()
engine.dispose()
"""


@pytest.mark.parametrize("kind", STEPS)
def test_programs_that_start_together(kind: str, request: pytest.FixtureRequest, prefix: str) -> None:
    """Several of them make the tables at once, and one of them does."""
    command = [sys.executable, "-c", STARTING, request.getfixturevalue(f"{kind}_url"), prefix]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
    for program in programs:
        assert program.stderr is not None
        said = program.stderr.read()
        program.stderr.close()
        assert program.wait() == 0, said


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("name", ["event", "head"])
def test_a_table_of_another_program_is_named(engine: Engine, prefix: str, name: str) -> None:
    """It has the name of one of ours: create() leaves it as it is, and says which it is and what to do."""
    execute(engine, f"CREATE TABLE {prefix}_{name} (id INTEGER)")
    store = SqlStore(engine, prefix=prefix)
    with pytest.raises(
        SchemaMismatch, match=rf"a table {prefix}_{name} in this database, and no .*SqlStore\(…, prefix="
    ):
        store.create()
    with pytest.raises(SchemaMismatch):
        store.last()
    assert [column["name"] for column in inspect(engine).get_columns(f"{prefix}_{name}")] == ["id"]


def test_two_tables_of_another_program_are_named(engine: Engine, prefix: str) -> None:
    """Their columns are not ours."""
    execute(engine, f"CREATE TABLE {prefix}_event (id INTEGER)")
    execute(engine, f"CREATE TABLE {prefix}_head (id INTEGER)")
    store = SqlStore(engine, prefix=prefix)
    for call in (store.create, store.last, lambda: list(store.scan())):
        with pytest.raises(
            SchemaMismatch, match=rf"{prefix}_head is not a ledger's table \(.*schema_version.*\): choose"
        ):
            call()


def test_a_dropped_table_of_events_is_named(engine: Engine, prefix: str) -> None:
    """By create() too, which makes no empty ledger where one was."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    execute(engine, f"DROP TABLE {prefix}_event")

    def write() -> None:
        with store.write() as writer:
            writer.last()

    for call in (store.create, store.last, lambda: list(store.scan()), write):
        with pytest.raises(SchemaMismatch, match=f"no {prefix}_event.*restore both from a backup"):
            call()


def test_columns_that_are_missing_are_named(engine: Engine, prefix: str) -> None:
    """Whoever changed the table of events is told which it is."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    execute(engine, f"ALTER TABLE {prefix}_event RENAME COLUMN stream TO streams")
    with pytest.raises(SchemaMismatch, match=f"{prefix}_event or .* is not a ledger's table"):
        store.last()


def test_an_empty_head_is_damage(engine: Engine, prefix: str) -> None:
    """It had one row from the beginning; create() does not make another."""
    execute(engine, f"CREATE TABLE {prefix}_event (id INTEGER)")
    execute(engine, f"CREATE TABLE {prefix}_head (id INTEGER, schema_version INTEGER)")
    with pytest.raises(CreditkitError, match="is empty"):
        SqlStore(engine, prefix=prefix).create()
