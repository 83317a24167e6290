"""The SQL stores keep every promise of a store."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from creditkit.adapters.sql import SqlStore
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
