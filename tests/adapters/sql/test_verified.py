"""A ledger in a database is verified together with its head: what is lost at the end shows without a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from creditkit.adapters.sql import SqlStore
from creditkit.ledger import Entry, Ledger, MemoryStore

AT, DAY, SALT = datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1), b"sixteen random b"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, sqlite_url: str, engines: Callable[..., Engine]) -> Engine:
    """An engine on each database."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else engines(sqlite_url)


def entries(*names: str) -> list[Entry]:
    return [Entry(name, "c-1", "late", points=-1, valid_from=DAY) for name in names]


def unguarded(engine: Engine, prefix: str, statement: str, values: tuple[object, ...] = ()) -> None:
    """What somebody does who may change the tables."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"ALTER TABLE {prefix}_event DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {prefix}_event_delete")
        connection.exec_driver_sql(statement, values or None)


def said(ledger: Ledger) -> list[tuple[str, str]]:
    return [(one.path, one.reason.code) for one in ledger.verify()]


def test_events_lost_at_the_end(engine: Engine, prefix: str) -> None:
    """Without the head the rest would verify: every hash of it fits."""
    store = SqlStore(engine, prefix=prefix)
    store.create()
    ledger = Ledger(store, name="repair")
    assert (store.head(), said(ledger)) == ((0, None), [])
    receipts = ledger.append(*entries("a", "b", "c"), recorded_at=AT, salt=SALT)
    assert (store.head(), said(ledger)) == ((3, receipts[2].stored.leaf), [])
    unguarded(engine, prefix, f"DELETE FROM {prefix}_event WHERE pos = 2")
    assert said(ledger) == [("head", "head_longer")]


def test_an_event_that_was_put_past_the_ledger(engine: Engine, prefix: str) -> None:
    """Well made, chained and hashed, and never recorded."""
    store, other = SqlStore(engine, prefix=prefix), Ledger(MemoryStore(), name="repair")
    store.create()
    ledger = Ledger(store, name="repair")
    for one in (ledger, other):
        one.append(*entries("a"), recorded_at=AT, salt=SALT)
    (forged,) = other.append(*entries("b"), recorded_at=AT, salt=SALT)
    marks = ", ".join(["%s" if engine.dialect.name == "postgresql" else "?"] * len(forged.stored.row))
    unguarded(engine, prefix, f"INSERT INTO {prefix}_event VALUES ({marks})", tuple(forged.stored.row))
    assert said(ledger) == [("head", "head_shorter")]
