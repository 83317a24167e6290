"""Stores on real databases: files, a database in memory, a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from creditkit.adapters.sql import SqlStore

#: Makes an engine; it is disposed of after the test.
Engines = Callable[..., Engine]


@pytest.fixture
def engines() -> Iterator[Engines]:
    """``create_engine`` whose engines are disposed of."""
    made: list[Engine] = []

    def make(url: str, **options: Any) -> Engine:
        made.append(create_engine(url, **options))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def postgresql(postgresql_url: str, engines: Engines) -> Engine:
    """An engine on the tests' own server."""
    return engines(postgresql_url)


@pytest.fixture
def prefix() -> str:
    """Tables that no other test has."""
    return f"t{token_hex(4)}"


@pytest.fixture(params=["file", "file, 2 events at once", "memory", "postgresql", "postgresql, 2 events at once"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, engines: Engines) -> Callable[[str], SqlStore]:
    """Opens the store of a name, on each kind of database: the first time it is empty, then it is what it was."""
    kind, _, small = request.param.partition(",")
    page, before = 2 if small else 10_000, f"t{token_hex(4)}"
    engine = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    if kind == "memory":
        engine = engines("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    def open_(name: str) -> SqlStore:
        own = engines(f"sqlite:///{tmp_path / name}.db") if engine is None else engine
        store = SqlStore(own, prefix="ledger" if engine is None else f"{before}_{name}", page=page)
        store.create()
        return store

    return open_
