"""Laws of the ledger, each with a twin that breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.facts import Moment
from creditkit.ledger import Entry, Ledger, MemoryStore, Receipt, Stored, accounts_of
from creditkit.testing import (
    check_known_at,
    check_redaction,
    check_replay_in_parts,
    check_retry,
    entries,
    histories,
    ledgers,
    point_days,
)
from tampered import AT, DAY, SALT, penalty

#: A drawn ledger is many events; the laws hold or fail on few of them.
FEW = settings(max_examples=20)
SIZES = st.lists(st.integers(0, 5), max_size=5)


def at_last(ledger: Ledger) -> Any:
    last = ledger.store.last()
    return AT if last is None else last.recorded_at


def append(ledger: Ledger, *given: Entry) -> tuple[Receipt, ...]:
    return ledger.append(*given, recorded_at=at_last(ledger), salt=SALT)


def renamed(given: Sequence[Entry], prefix: str) -> list[Entry]:
    """The entries under other ids, so that they can stand beside those of the same strategy."""

    def other(name: str | None) -> str | None:
        return None if name is None else prefix + name

    return [
        attrs.evolve(one, entry_id=prefix + one.entry_id, repairs=other(one.repairs), reverses=other(one.reverses))
        for one in given
    ]


@FEW
@given(ledgers())
def test_drawn_ledgers_are_sound(ledger: Ledger) -> None:
    """The strategy draws what verifies, against its own checkpoint too."""
    assert ledger.verify(ledger.checkpoint()) == ()


@FEW
@given(ledgers(), histories(max_size=3), st.lists(entries(), max_size=3, unique_by=lambda one: one.entry_id))
def test_a_retry_changes_nothing(ledger: Ledger, history: list[Entry], others: list[Entry]) -> None:
    """Whatever was recorded before, and whatever is recorded twice."""
    check_retry(ledger, renamed(history, "again ") + renamed(others, "other "))


@FEW
@given(ledgers(), histories(max_size=3), st.data())
def test_what_was_known_stays(ledger: Ledger, history: list[Entry], data: st.DataObject) -> None:
    """Headers, adjustments and sizes as known at positions and moments, while more is recorded and redacted."""
    size = len(ledger)
    known_at: list[Moment | int] = data.draw(st.lists(st.integers(-1, size - 1), max_size=3))  # type: ignore[assignment]
    known_at += [stored.recorded_at for stored in list(ledger.events())[:-1:2]]

    def grow(ledger: Ledger) -> None:
        append(ledger, *renamed(history, "new "))
        for stored in list(ledger.events()):
            if not stored.redacted and stored.type != "redaction":
                ledger.redact(
                    stored.entry_id, redaction_id="last", valid_from=DAY, recorded_at=at_last(ledger), salt=SALT
                )
                break

    check_known_at(ledger, known_at, grow)


@FEW
@given(ledgers(), st.data())
def test_a_redaction_changes_nothing_else(ledger: Ledger, data: st.DataObject) -> None:
    """Neither points nor headers nor roots, whichever entry is redacted."""
    whole = [stored.entry_id for stored in ledger.events() if not stored.redacted and stored.type != "redaction"]
    if whole:
        check_redaction(ledger, data.draw(st.sampled_from(whole)))


@FEW
@given(ledgers(), SIZES, st.lists(point_days(), max_size=3))
def test_a_replay_comes_in_any_parts(ledger: Ledger, sizes: list[int], days: list[date]) -> None:
    """Page by page and from snapshots, the points are the same."""
    check_replay_in_parts(ledger, sizes, days)


def small() -> Ledger:
    ledger = Ledger(MemoryStore(), name="repair")
    repair = Entry("r", "c-1", "repaired", repairs="a", points="5", valid_from=DAY)
    append(ledger, penalty("a", payload={"who": "Li"}), penalty("b"), repair)
    return ledger


def test_a_retry_that_records_is_found() -> None:
    """A ledger that gives ids of its own records everything twice."""

    def numbered(ledger: Ledger, given: Sequence[Entry]) -> Sequence[Receipt]:
        return append(ledger, *(attrs.evolve(one, entry_id=f"{one.entry_id}/{len(ledger)}") for one in given))

    def boasting(ledger: Ledger, given: Sequence[Entry]) -> Sequence[Receipt]:
        return [attrs.evolve(one, created=True) for one in append(ledger, *given)]

    for broken, message in ((numbered, "changed the ledger"), (boasting, "says that it recorded")):
        with pytest.raises(AssertionError, match=message):
            check_retry(small(), [penalty("c")], append=broken)


def test_a_look_that_sees_the_future_is_found() -> None:
    """One by valid days alone, and one that reads payloads of today."""

    def by_valid_day(ledger: Ledger, known_at: Moment | int) -> object:
        return ledger.adjustments(as_of=DAY)

    def payloads(ledger: Ledger, known_at: Moment | int) -> object:
        return [stored.payload for stored in ledger.events(known_at=known_at)]

    def more(ledger: Ledger) -> object:
        return append(ledger, penalty("c"))

    def less(ledger: Ledger) -> object:
        return ledger.redact("a", redaction_id="z", valid_from=DAY, recorded_at=AT + timedelta(1), salt=SALT)

    for look, grow in ((by_valid_day, more), (payloads, less)):
        with pytest.raises(AssertionError, match="it reads otherwise now"):
            check_known_at(small(), [1], grow, look=look)


def test_redactions_that_go_too_far_are_found() -> None:
    """One that takes the effect along, one that leaves the salt, one that takes a neighbour's, one that idles."""

    def with_effect(stored: Stored) -> Stored:
        return Stored(stored.row._replace(salt=None, payload=None, effect="{}"))

    def with_salt_left(stored: Stored) -> Stored:
        return Stored(stored.row._replace(payload=None))

    for change, pos, message in (
        (with_effect, 0, "more than salt and payload"),
        (with_salt_left, 0, "something is left"),
        (with_effect, 1, "changed"),
        (lambda stored: stored, 0, "something is left"),
    ):

        def redact(ledger: Ledger, entry_id: str, redaction_id: str, change: Any = change, pos: int = pos) -> None:
            store = ledger.store
            assert isinstance(store, MemoryStore)
            events = store._state._events
            events[pos] = change(events[pos])

        with pytest.raises(AssertionError, match=message):
            check_redaction(small(), "a", redact=redact)


def test_replays_that_depend_on_their_parts_are_found() -> None:
    """One that forgets what came before the page, and one that stops a page early."""

    def forgetful(ledger: Ledger, sizes: Sequence[int]) -> Any:
        return accounts_of(list(ledger.events())[sizes[0] :])

    def early(ledger: Ledger, sizes: Sequence[int]) -> Any:
        return ledger.accounts(known_at=sum(sizes) - 1)

    for broken, message in ((forgetful, "the points of"), (early, "of 3 events were read")):
        with pytest.raises(AssertionError, match=message):
            check_replay_in_parts(small(), [1, 1], [DAY], replay=broken)
