"""Faults: the power is cut. What was acknowledged is on disk, for each commit was flushed before it returned."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from creditkit.adapters.sql import SqlStore, _sqlite_session
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.ledger import Entry, Ledger
from faults.apsw_driver import PowerCut, connect, engine_of
from faults.children import DAY, NAME, SALT, WHEN, ledger_at

CUTS, DEEP_CUTS = 12, 300
_NAMES = count()


@pytest.fixture
def files() -> Iterator[PowerCut]:
    vfs = PowerCut(f"power{next(_NAMES)}")
    yield vfs
    vfs.unregister()


def appended(ledger: Ledger, first: int, number: int) -> list[str]:
    entries = [
        Entry(f"e-{i}", f"s-{i % 3}", "noted", valid_from=DAY, payload={"said": "x" * 300})
        for i in range(first, first + number)
    ]
    ledger.append(*entries, recorded_at=WHEN, salt=SALT)
    return [entry.entry_id for entry in entries]


def lost(
    folder: Path, files: PowerCut, seed: int, *, synchronous: str = "FULL", keep_open: bool = True, obeys: bool = True
) -> list[str]:
    """What was acknowledged before the power was cut and is not there after it; the ledger that is there is sound.

    Of what was written and not flushed a part is there, drawn by the seed.
    """
    dice, folder = random.Random(seed), folder / f"{seed}"
    folder.mkdir()
    path, after = folder / "ledger.db", folder / "after.db"
    deaf_to = () if obeys else ("PRAGMA synchronous =",)
    engine = engine_of(path, files.name, [f"PRAGMA synchronous = {synchronous}"], deaf_to)
    ledger = Ledger(SqlStore(engine), name=NAME)
    ledger.store.create()  # type: ignore[attr-defined]
    other = connect(path, files.name) if keep_open else None  # else each call closes the last one, and tidies up
    if other is not None:
        other.execute("SELECT count(*) FROM creditkit_event").fetchall()
    acknowledged: list[str] = []
    for _ in range(dice.randint(1, 6)):
        acknowledged += appended(ledger, len(acknowledged), dice.randint(1, 9))
    share = dice.choice([0.0, 0.3, 0.7])
    for name, content in files.cut(lambda _name, _place: dice.random() < share).items():
        if name.startswith(str(path)) and not name.endswith("-shm"):
            after.with_name(after.name + name.removeprefix(str(path))).write_bytes(content)
    if other is not None:
        other.close()
    found = ledger_at(f"sqlite:///{after}", "creditkit")
    assert found.verify() == ()
    there = {one.entry_id for one in found.events()}
    return [name for name in acknowledged if name not in there]


@pytest.mark.parametrize("keep_open", [True, False])
def test_what_was_acknowledged_is_there(tmp_path: Path, files: PowerCut, keep_open: bool) -> None:
    """Whatever part of the unflushed writes is there."""
    for seed in range(CUTS):
        assert lost(tmp_path, files, seed, keep_open=keep_open) == []
    assert files.flushes


@pytest.mark.deep
@pytest.mark.parametrize("keep_open", [True, False])
def test_what_was_acknowledged_is_there_often(tmp_path: Path, files: PowerCut, keep_open: bool) -> None:
    """The long form."""
    for seed in range(DEEP_CUTS):
        assert lost(tmp_path, files, seed, keep_open=keep_open) == []


def test_a_host_that_flushes_seldom_changes_nothing(tmp_path: Path, files: PowerCut) -> None:
    """``synchronous = NORMAL`` of the host is for its own commits."""
    for seed in range(CUTS):
        assert lost(tmp_path, files, seed, synchronous="NORMAL") == []


def losses(folder: Path, files: PowerCut, **how: Any) -> int:
    """In how many of the cuts something was lost; without flushes the file may be no database any more."""
    found = 0
    for seed in range(CUTS):
        try:
            found += bool(lost(folder, files, seed, **how))
        except (CreditkitError, DBAPIError, sqlite3.Error):
            found += 1
    return found


def test_a_host_that_never_flushes_is_refused(tmp_path: Path, files: PowerCut) -> None:
    """``synchronous = OFF`` on the host's connections: nothing is acknowledged, so nothing is lost."""
    with pytest.raises(InvalidInput, match="PRAGMA synchronous = OFF"):
        lost(tmp_path, files, 0, synchronous="OFF")


def test_a_host_that_never_flushes_would_lose(tmp_path: Path, files: PowerCut, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why: each commit of ours would be flushed, but a connection that closes copies it from the log into the file
    without a flush, and deletes the log."""
    monkeypatch.setattr(_sqlite_session, "OFF", frozenset())
    assert losses(tmp_path, files, synchronous="OFF", keep_open=False)


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_without_a_flush_it_is_lost(
    tmp_path: Path, files: PowerCut, synchronous: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a store that leaves the setting as it is loses what it acknowledged."""
    monkeypatch.setattr(_sqlite_session, "OFF", frozenset())
    assert losses(tmp_path, files, synchronous=synchronous, obeys=False)
