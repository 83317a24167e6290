"""What a replay reads of a store, and the facts that come out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment
from creditkit.facts import _handed_over as handed_over
from creditkit.ledger import MOVING, Entry, Ledger, MemoryStore, Row, Stored, accounts_of
from creditkit.ledger._log import moves_in
from creditkit.ledger._stored import Moving
from tampered import AT, DAY, SALT, penalty


class Narrow(MemoryStore):
    """Gives moves, and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, int | None, str | None]] = []

    def moves(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Moving]:
        self.asked.append((start, stop, stream))
        return moves_in(super().scan(start, stop, stream=stream))

    def scan(self, start: int = 0, stop: int | None = None, **of: Any) -> Iterator[Stored]:
        assert stop is not None
        assert stop - start <= 1, "whole events were read, and not the last alone"
        return super().scan(start, stop, **of)


def recorded(store: MemoryStore) -> Ledger:
    ledger = Ledger(store, name="repair")
    ledger.append(
        penalty("p1", "a", "-12"),
        penalty("p2", "b", "-3"),
        Entry("r1", "a", "x", repairs="p1", points=5, valid_from=DAY),
        recorded_at=AT,
        salt=SALT,
    )
    return ledger


def test_moves_are_columns_of_a_row() -> None:
    """By their names."""
    [move, *_] = moves_in(recorded(MemoryStore()).events())
    assert move == (0, "a", "p1", "promise_broken", DAY.isoformat(), None, move[6], '{"points":"-12"}')
    assert set(MOVING) < set(Row._fields)


def test_a_replay_reads_no_more_than_it_needs() -> None:
    """Where a store gives moves, no event is read whole; the result is that of whole events."""
    narrow, whole = recorded(store := Narrow()), recorded(MemoryStore())
    first = narrow.accounts(known_at=0)
    assert narrow.adjustments(as_of=DAY) == whole.adjustments(as_of=DAY)
    assert narrow.adjustments(as_of=DAY, stream="b") == whole.adjustments(as_of=DAY, stream="b")
    assert narrow.accounts(since=first).adjustments(DAY) == whole.adjustments(as_of=DAY)
    assert store.asked == [(0, 1, None), (0, 3, None), (0, 3, "b"), (1, 3, None)]


def test_a_store_without_moves_is_asked_for_events() -> None:
    """The same comes out, of one stream, too."""
    whole = recorded(MemoryStore())
    plain = recorded(Plain())  # type: ignore[arg-type]
    for stream in (None, "a", "b"):
        assert plain.adjustments(as_of=DAY, stream=stream) == whole.adjustments(as_of=DAY, stream=stream)
        assert plain.accounts(stream=stream).streams == whole.accounts(stream=stream).streams
    assert plain.accounts(stream="b").streams == ("b",)


class Plain:
    """A store with nothing but what every store has."""

    def __init__(self) -> None:
        inner = MemoryStore()
        self.write, self.scan, self.find, self.last = inner.write, inner.scan, inner.find, inner.last


def test_facts_in_bulk_are_facts() -> None:
    """Equal to those that the validators let through, field by field and type by type."""
    for made in recorded(MemoryStore()).adjustments(as_of=DAY):
        given = {one.name: getattr(made, one.name) for one in attrs.fields(Adjustment)}
        checked = Adjustment(given.pop("party_id"), given.pop("points"), **given)
        assert (made, hash(made), repr(made)) == (checked, hash(checked), repr(checked))
        assert attrs.evolve(made, valid_to=DAY).valid_to == DAY


def test_every_field_is_handed_over() -> None:
    """A field that a fact gets one day has to be set here, too."""
    assert sorted(handed_over._NAMES) == sorted(one.name for one in attrs.fields(Adjustment))


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [("stream", " ", "party_id"), ("entry_id", "\t", "adjustment_id"), ("recorded_at", "2026-03-01", "recorded_at")],
)
def test_a_text_that_no_ledger_writes_is_no_fact(field: str, value: str, path: str) -> None:
    """What a store gives back otherwise than it was recorded goes through the validators."""
    events = [Stored(one.row._replace(**{field: value})) for one in recorded(MemoryStore()).events()][:1]
    with pytest.raises(InvalidInput) as refused:
        accounts_of(events).adjustments(DAY + timedelta(days=1))
    assert refused.value.path == path
