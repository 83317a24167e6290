"""Looking back: what was known at a moment, on a day, at a position."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.facts import Facts
from creditkit.ledger import Ledger, MemoryStore, StoreDamaged
from creditkit.ledger._moments import size_at, utc
from tampered import AT, DAY, SALT, Rows, over, penalty, rows_of

LAST = datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC)
US = timedelta(microseconds=1)


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger(MemoryStore(), name="repair")
    for i, at in enumerate([AT, AT, LAST, LAST + US, LAST + timedelta(days=3)]):
        ledger.append(penalty(f"e{i}", f"c-{i % 2}"), recorded_at=at, salt=SALT)
    return ledger


@pytest.mark.parametrize(
    ("known_at", "size"),
    [
        (None, 5), (-1, 0), (0, 1), (4, 5),
        (AT - US, 0), (AT, 1), (AT + US, 2), (LAST - US, 2), (LAST, 3), (LAST + US, 4),
        (LAST.astimezone(timezone(timedelta(hours=8))), 3),
        (date(2026, 2, 28), 0), (date(2026, 3, 1), 3), (date(2026, 3, 2), 4), (date(2026, 3, 4), 5),
        (date(2026, 3, 9), 5), (date.min, 0), (date.max, 5),
    ],
)  # fmt: skip
def test_what_was_known(ledger: Ledger, known_at: Any, size: int) -> None:
    """Both ends included: the event at the moment, the whole day in UTC, the position itself."""
    assert [one.pos for one in ledger.events(known_at=known_at)] == list(range(size))
    accounts = ledger.accounts(known_at=known_at)
    assert accounts.size == size
    assert len(ledger.adjustments(as_of=DAY, known_at=known_at)) == size
    assert [one.pos for one in ledger.events(stream="c-1", known_at=known_at)] == [p for p in range(size) if p % 2]


@pytest.mark.parametrize(
    "known_at", [5, -2, True, AT.replace(tzinfo=None), "2026-03-01", 1.0, datetime.max.replace(tzinfo=UTC)]
)
def test_what_cannot_be_known(ledger: Ledger, known_at: Any) -> None:
    """A position that is not recorded yet would read otherwise once it is."""
    with pytest.raises(InvalidInput, match="known_at"):
        ledger.events(known_at=known_at)


def test_an_empty_ledger() -> None:
    """It knows nothing at any time, and is sound."""
    ledger = Ledger(MemoryStore(), name="repair")
    assert list(ledger.events(known_at=DAY)) == []
    assert list(ledger.events(known_at=-1)) == []
    assert ledger.accounts().streams == ()
    assert ledger.adjustments(as_of=DAY) == ()
    assert (len(ledger), ledger.verify(), ledger.checkpoint().size) == (0, (), 0)
    assert ledger.verify(ledger.checkpoint()) == ()
    with pytest.raises(InvalidInput):
        ledger.events(known_at=0)


def test_accounts_go_on_from_a_snapshot(ledger: Ledger) -> None:
    """From where it ends; a snapshot of more than was known then is refused."""
    snapshot = ledger.accounts(known_at=2)
    whole = ledger.accounts()
    assert ledger.accounts(since=snapshot).adjustments(DAY) == whole.adjustments(DAY)
    assert ledger.accounts(known_at=2, since=snapshot).adjustments(DAY) == snapshot.adjustments(DAY)
    with pytest.raises(InvalidInput, match="since"):
        ledger.accounts(known_at=1, since=snapshot)


def test_adjustments_are_facts(ledger: Ledger) -> None:
    """They stand in Facts, and a look as known earlier sees what the ledger says of then."""
    facts = Facts(ledger.adjustments(as_of=DAY))
    found = ledger.adjustments(as_of=DAY, stream="c-1")
    assert [one.adjustment_id for one in found] == ["e1", "e3"]
    assert {one.party_id for one in facts} == {"c-0", "c-1"}  # type: ignore[union-attr]


def test_a_store_with_a_gap_is_damaged(ledger: Ledger) -> None:
    """Neither a tree nor a look back can be made of it; verification says what is wrong."""
    rows = rows_of(ledger)
    damaged = over([*rows[:2], *rows[3:]])
    with pytest.raises(StoreDamaged, match="no leaf at position 2"):
        damaged.checkpoint()
    with pytest.raises(StoreDamaged, match="4 of 5 events"):
        _missing(rows).checkpoint()
    with pytest.raises(StoreDamaged, match="no leaf at position 0"):
        over([rows[0]._replace(leaf=b"")]).checkpoint()
    assert next((one.path, one.reason.code) for one in damaged.verify()) == ("events[3]", "event_misplaced")


def test_a_gap_is_told_by_its_position(ledger: Ledger) -> None:
    """When a look back comes by where an event should be."""
    store: Any = over(rows_of(ledger)).store
    store.scan = lambda start=0, stop=None, *, stream=None: iter(())
    with pytest.raises(StoreDamaged) as damaged:
        size_at(store, AT)
    assert str(damaged.value) == "no event at position 2"


class Counting(Rows):
    """Counts what is read of it."""

    read = 0

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Any:
        assert stop == start + 1
        self.read += 1
        return super().scan(start, stop, stream=stream)


def test_a_moment_is_found_by_halving() -> None:
    """In 1,000 events no more than ten are read, one at a time."""
    made = Ledger(MemoryStore(), name="repair")
    made.append(*[penalty(f"e{i}") for i in range(1000)], recorded_at=AT, salt=SALT)
    rows = rows_of(made)
    for known in (0, 1, 499, 500, 998, 999):
        store = Counting(rows)
        assert size_at(store, AT + known * US) == known + 1
        assert size_at(store, AT + known * US - US) == known
        assert store.read <= 20


def test_times_in_utc() -> None:
    """Another zone's time is that of UTC; the last of the calendar's years is kept free."""
    eight = timezone(timedelta(hours=8))
    assert utc("recorded_at", AT.astimezone(eight)) == AT
    assert utc("recorded_at", AT.astimezone(eight)).tzinfo is UTC
    last = datetime(9998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert utc("recorded_at", last) == last


def _missing(rows: Any) -> Ledger:
    """A store that says it ends where it does not."""
    ledger = over(rows)
    store: Any = ledger.store
    store.scan = lambda start=0, stop=None, *, stream=None: iter(store.events[start : min(stop, 4)])
    return ledger
