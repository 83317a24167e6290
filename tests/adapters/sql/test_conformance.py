"""The SQL stores keep every promise of a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from creditkit.adapters.sql import SqlStore
from creditkit.ledger import Entry, Ledger
from creditkit.testing import check_store


def test_every_promise_is_kept(opened: Callable[[str], SqlStore]) -> None:
    """On a file, in memory and on a server, in one part and in many; and after each new start."""
    names, stores = count(), {}

    def factory() -> SqlStore:
        name = f"s{next(names)}"
        store = opened(name)
        stores[id(store)] = name, store
        return store

    def reopen(store: SqlStore) -> SqlStore:
        name, _ = stores[id(store)]
        again = opened(name)
        stores[id(again)] = name, again
        return again

    check_store(factory, reopen=reopen)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("page", [2, 10_000])
def test_a_writer_needs_no_second_connection(
    request: pytest.FixtureRequest, engines: Callable[..., Engine], prefix: str, kind: str, page: int
) -> None:
    """Reversals and balances read their stream through the writer's own: the pool may have no other left."""
    engine = engines(
        request.getfixturevalue(f"{kind}_url"), poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01
    )
    (store := SqlStore(engine, prefix=prefix, page=page)).create()
    ledger = Ledger(store, name="repair")

    def record(*entries: Entry) -> None:
        ledger.append(*entries, recorded_at=datetime(2026, 3, 1, tzinfo=UTC), salt=b"s" * 16)

    def entry(name: str, type_: str = "late", stream: str = "c-1", **what: object) -> Entry:
        return Entry(name, stream, type_, valid_from=date(2026, 3, 1), **what)  # type: ignore[arg-type]

    record(*(entry(f"p{i}", points=-1) for i in range(5)), entry("other", stream="c-2", points=-7))
    record(
        entry("p5", points=-1), entry("r", "reversal", reverses="p0"), entry("b", "balance", effect={"asserts": "-5"})
    )
    record(entry("rr", "reversal", reverses="r"), entry("bb", "balance", effect={"asserts": "-6"}))
    assert ledger.verify() == ()
