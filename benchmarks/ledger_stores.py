"""The ledger in SQLite, beside the driver alone: the same rows, table, indexes, PRAGMAs and flushes to the disk.

The driver gets rows that are ready, checks nothing and hashes nothing. The ledger gets entries: it looks up ids and
streams, hashes, moves its head, and passes its triggers. The store alone gets events that are ready and does the rest.

Triggers and head are promises of ours, so the driver runs twice: without them, and with them. A commit of one event is
mostly its flush; on a file system in memory (TMPDIR) there is none, and what is left is the work.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import attrs
import numpy as np
from sqlalchemy import create_engine

from benchmarks._contest import Contest, Contestant, Result
from creditkit.adapters.sql import SqlStore
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored

AT, SALT, DAY = datetime(2026, 3, 1, 9, tzinfo=UTC), bytes(16), date(2026, 3, 1)
NAME = "benchmark"


@attrs.frozen
class Size:
    """Commits of one event, and batches with the events of each."""

    single: int
    batches: int
    batch: int


FULL = Size(1_500, 40, 1_000)
TOY = Size(20, 3, 40)


def contests(size: Size) -> Iterator[Contest]:
    """One event a commit, then many."""
    folder = Path(tempfile.mkdtemp())
    try:
        yield _contest(folder, f"{size.single:,} events, each in a commit of its own", [1] * size.single)
        title = f"{size.batches * size.batch:,} events in commits of {size.batch:,}"
        yield _contest(folder, title, [size.batch] * size.batches)
    finally:
        shutil.rmtree(folder)


def _contest(folder: Path, title: str, sizes: Sequence[int]) -> Contest:
    batches = _entries(sizes)
    events = _recorded(batches)
    empty = _empty(folder)

    def way(name: str, write: Callable[[Path], None]) -> Contestant:
        numbers = count()

        def run() -> Path:
            path = folder / f"{name} {next(numbers)}.db"
            shutil.copy(empty, path)
            write(path)
            return path

        return Contestant(name, run, _leaves)

    return Contest(
        f"Recording {title}",
        (
            way("sqlite3", lambda path: _driver(path, events)),
            way("sqlite3, triggers and head", lambda path: _driver(path, events, guarded=True)),
            way("creditkit, the store alone", lambda path: _store(path, events)),
            way("creditkit, the ledger", lambda path: _ledger(path, batches)),
        ),
        yardstick="sqlite3",
    )


def _entries(sizes: Sequence[int]) -> list[list[Entry]]:
    """Five thousand customers in turn; each event has a payload of some 100 characters."""
    numbers = count()
    return [
        [
            Entry(
                f"dispute-{number:07}/resolved", f"c-{number % 5_000:04x}", "promise_broken", points="-12",
                valid_from=DAY, payload={"who": "clerk 7", "why": "the promise of the third was not kept " * 2},
                effect={"decay": "linear"}, policy="f" * 64,
            )
            for number, _ in zip(numbers, range(size), strict=False)
        ]
        for size in sizes
    ]  # fmt: skip


def _recorded(batches: Sequence[Sequence[Entry]]) -> list[list[Stored]]:
    """What a ledger makes of the entries."""
    ledger = Ledger(MemoryStore(), name=NAME)
    return [[one.stored for one in ledger.append(*some, recorded_at=AT, salt=SALT)] for some in batches]


def _empty(folder: Path) -> Path:
    """A database with the tables and nothing in them."""
    path = folder / "empty.db"
    engine = create_engine(f"sqlite:///{path}")
    SqlStore(engine).create()
    engine.dispose()
    return path


def _driver(path: Path, batches: Sequence[Sequence[Stored]], *, guarded: bool = False) -> None:
    """The table and its indexes, with or without triggers and head."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in () if guarded else triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        insert = f"INSERT INTO creditkit_event VALUES ({', '.join('?' * 17)})"
        forward = "UPDATE creditkit_head SET ledger = ?, size = ?, recorded_at = ?, leaf = ? WHERE id = 1"
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(insert, [one.row for one in batch])
            if guarded:
                row = batch[-1].row
                connection.execute(forward, (row.ledger, row.pos + 1, row.recorded_at, row.leaf))
            connection.execute("COMMIT")


def _store(path: Path, batches: Sequence[Sequence[Stored]]) -> None:
    engine = create_engine(f"sqlite:///{path}")
    store = SqlStore(engine)
    for batch in batches:
        with store.write() as writer:
            writer.find_many(one.entry_id for one in batch)  # type: ignore[attr-defined]
            writer.tips(one.stream for one in batch)  # type: ignore[attr-defined]
            for one in batch:
                writer.put(one)
    engine.dispose()


def _ledger(path: Path, batches: Sequence[Sequence[Entry]]) -> None:
    engine = create_engine(f"sqlite:///{path}")
    ledger = Ledger(SqlStore(engine), name=NAME)
    for batch in batches:
        ledger.append(*batch, recorded_at=AT, salt=SALT)
    engine.dispose()


def _leaves(path: Path) -> Result:
    """The beginning of every hash that was stored."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT pos, leaf FROM creditkit_event ORDER BY pos").fetchall()
    path.unlink()
    return {
        "pos": np.array([pos for pos, _ in found], dtype=np.int64),
        "leaf": np.array([int.from_bytes(leaf[:6], "big") for _, leaf in found], dtype=np.int64),
    }
