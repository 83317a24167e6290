"""Faults: every n-th write of SQLite fails. No batch is torn, and the next try succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from creditkit.adapters.sql import SqlStore
from creditkit.errors import CreditkitError
from creditkit.ledger import Entry, Ledger
from faults.apsw_driver import Error, FaultyFiles, engine_of
from faults.children import DAY, NAME, SALT, WHEN

#: So many events are there before, and one call adds so many.
BEFORE, BATCH = 3, 5
LONG = "x" * 900
_NAMES = count()


@pytest.fixture(params=[True, False], ids=["once", "from then on"])
def files(request: pytest.FixtureRequest) -> Iterator[FaultyFiles]:
    vfs = FaultyFiles(f"faulty{next(_NAMES)}", once=request.param)
    yield vfs
    vfs.unregister()


def ledger_on(path: Path, files: FaultyFiles, deaf_to: tuple[str, ...] = ()) -> Ledger:
    return Ledger(SqlStore(engine_of(path, files.name, deaf_to=deaf_to), busy_timeout=timedelta(seconds=1)), name=NAME)


def entries(first: int, number: int) -> list[Entry]:
    return [
        Entry(f"e-{i}", f"s-{i % 2}", "noted", valid_from=DAY, payload={"said": LONG})
        for i in range(first, first + number)
    ]


def prepared(path: Path, files: FaultyFiles) -> Ledger:
    files.fail_at(None)
    ledger = ledger_on(path, files)
    ledger.store.create()  # type: ignore[attr-defined]
    ledger.append(*entries(0, BEFORE), recorded_at=WHEN, salt=SALT)
    return ledger


def check_after(ledger: Ledger, acknowledged: bool) -> None:
    """All of the batch or nothing of it, all of it if it was acknowledged; sound; and the next try records it."""
    size = len(ledger)
    assert size in ((BEFORE + BATCH,) if acknowledged else (BEFORE, BEFORE + BATCH)), f"torn: {size}"
    assert ledger.verify() == ()
    receipts = ledger.append(*entries(BEFORE, BATCH), recorded_at=WHEN, salt=SALT)
    assert {receipt.created for receipt in receipts} == {size == BEFORE}
    assert [one.entry_id for one in ledger.events()] == [f"e-{i}" for i in range(BEFORE + BATCH)]
    assert ledger.verify() == ()


def test_every_write_of_an_append(tmp_path: Path, files: FaultyFiles) -> None:
    """For each n until a call meets no fault; the connection is closed and opened on a sound disk after it."""
    for n in count(1):
        ledger, acknowledged = prepared(tmp_path / f"{n}.db", files), False
        files.fail_at(n)
        with suppress(Error):
            ledger.append(*entries(BEFORE, BATCH), recorded_at=WHEN, salt=SALT)
            acknowledged = True
        failed = files.failed
        files.fail_at(None)
        check_after(ledger, acknowledged)
        if not failed:
            assert acknowledged
            break
        assert n < 1_000
    assert n > 5, "the faults hit nothing"


def test_every_write_of_create(tmp_path: Path, files: FaultyFiles) -> None:
    """Tables that were begun are finished by the next try."""
    for n in count(1):
        ledger = ledger_on(tmp_path / f"{n}.db", files)
        files.fail_at(n)
        with suppress(Error):
            ledger.store.create()  # type: ignore[attr-defined]
        failed = files.failed
        files.fail_at(None)
        ledger.store.create()  # type: ignore[attr-defined]
        ledger.append(*entries(0, 1), recorded_at=WHEN, salt=SALT)
        assert ledger.verify() == ()
        if not failed:
            break
        assert n < 1_000
    assert n > 5, "the faults hit nothing"


def test_every_write_of_a_redaction(tmp_path: Path, files: FaultyFiles) -> None:
    """The event that says so, and the salt and payload that go: both or neither."""
    for n in count(1):
        ledger = prepared(tmp_path / f"{n}.db", files)
        files.fail_at(n)
        with suppress(Error):
            _redact(ledger)
        failed = files.failed
        files.fail_at(None)
        found = ledger.find("e-1")
        assert found is not None
        assert found.redacted == (len(ledger) == BEFORE + 1)
        assert ledger.verify() == ()
        _redact(ledger)
        assert ledger.find("e-1").redacted  # type: ignore[union-attr]
        assert ledger.verify() == ()
        if not failed:
            break
        assert n < 1_000
    assert n > 5, "the faults hit nothing"


def _redact(ledger: Ledger) -> None:
    ledger.redact("e-1", redaction_id="gone", valid_from=DAY, recorded_at=WHEN, salt=SALT)


def test_a_store_without_transactions_tears(tmp_path: Path, files: FaultyFiles) -> None:
    """The control: without BEGIN IMMEDIATE each row is a commit of its own, and a fault leaves half a batch."""
    torn = 0
    for n in range(1, 30):
        ledger, acknowledged = prepared(tmp_path / f"{n}.db", files), False
        careless = ledger_on(tmp_path / f"{n}.db", files, deaf_to=("BEGIN", "COMMIT"))
        files.fail_at(n)
        with suppress(Error):
            careless.append(*entries(BEFORE, BATCH), recorded_at=WHEN, salt=SALT)
            acknowledged = True
        files.fail_at(None)
        try:
            check_after(ledger, acknowledged)
        except (AssertionError, CreditkitError):
            torn += 1
    assert torn
