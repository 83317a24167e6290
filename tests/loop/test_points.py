"""A ledger applied to facts: adjustments of one day, and what belongs to nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given

from creditkit.disputes import Penalty
from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment, Facts, Party
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.loop import apply_ledger, assess, review
from creditkit.policy import ready_made
from creditkit.reasons import Reason
from creditkit.testing import histories, point_days

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
LOST = Penalty("contract_breached", "-2.5", 365)
FACTS = Facts([Party("C-1", currency="CNY"), Party("C-2", currency="CNY")])


def ledger_of(*entries: Entry) -> Ledger:
    """A ledger of entries, recorded on 1 March."""
    ledger = Ledger(MemoryStore(), name="repair")
    if entries:
        ledger.append(*entries, recorded_at=MARCH, salt=bytes(16))
    return ledger


def test_scalar_and_columns_show_the_same() -> None:
    """Base, adjustment and score of the review are those of the assessment; the decimals of both are kept."""
    policy, day = ready_made("manufacturer"), date(2026, 3, 2)
    ledger = ledger_of(LOST.entry("s", entry_id="p", on=date(2026, 2, 3)))
    facts = apply_ledger(FACTS, ledger, day, parties={"s": "C-2"}).facts
    scores = cast(Any, review(policy, facts.at(day)).tables()["scores"])
    for row, party in enumerate(("C-1", "C-2")):
        found = assess(policy, facts.at(day), party)
        shown = tuple(scores[name][row] for name in ("base", "adjustment", "score"))
        assert shown == (found.score.points, found.grade.adjustment, found.grade.points)
    assert scores["adjustment"][1] == Decimal("-2.5")


def test_the_adjustment_is_within_its_bounds() -> None:
    """At least -40 under this policy, and the score not below zero."""
    policy, day = ready_made("manufacturer"), date(2026, 3, 2)
    much = Entry("p", "C-2", "contract_breached", points="-90", valid_from=date(2026, 2, 3))
    scores = cast(Any, review(policy, apply_ledger(FACTS, ledger_of(much), day).facts.at(day)).tables()["scores"])
    assert (scores["adjustment"][1], scores["score"][1]) == (Decimal(-40), Decimal(0))


def test_adjustments_that_were_there_stay() -> None:
    """The ledger comes on top."""
    own = Adjustment("C-1", 3, valid_from=date(2026, 1, 1), reason=Reason("note"), adjustment_id="a")
    ledger = ledger_of(LOST.entry("C-1", entry_id="p", on=date(2026, 2, 3)))
    applied = apply_ledger(Facts([*FACTS, own]), ledger, date(2026, 3, 2))
    assert sorted(one.points for one in applied.facts.at(date(2026, 3, 2)).adjustments) == [Decimal("-2.5"), Decimal(3)]


def test_a_stream_of_nobody_is_a_warning_where_points_count() -> None:
    """And a note where none do."""
    old = Penalty("promise_broken", -3, 10).entry("z", entry_id="old", on=date(2025, 1, 1))
    applied = apply_ledger(FACTS, ledger_of(LOST.entry("x", entry_id="p", on=date(2026, 2, 3)), old), date(2026, 3, 2))
    assert applied.without_party == ("x", "z")
    assert [(one.severity, one.reason.figures["points"]) for one in applied.findings] == [
        ("warning", Decimal("-2.5")),
        ("note", Decimal(0)),
    ]
    assert applied.adjustments == ()


def test_two_streams_of_one_party_add_up() -> None:
    """A customer may have had another pseudonym before."""
    entries = [LOST.entry(stream, entry_id=stream, on=date(2026, 2, 3)) for stream in ("s", "t")]
    applied = apply_ledger(FACTS, ledger_of(*entries), date(2026, 3, 2), parties={"s": "C-1", "t": "C-1"})
    assert applied.streams_of("C-1") == ("s", "t")
    assert [one.entry_id for one in applied.events_of("C-1")] == ["s", "t"]
    assert sum(one.points for one in applied.facts.at(date(2026, 3, 2)).adjustments) == -5


def test_by_position_too() -> None:
    """What was known at an event is known for good."""
    ledger = ledger_of(*[LOST.entry("C-1", entry_id=f"p{n}", on=date(2026, 2, 3)) for n in range(3)])
    assert [len(apply_ledger(FACTS, ledger, date(2026, 3, 2), pos).adjustments) for pos in (0, 2, None)] == [1, 3, 3]


def test_something_that_is_no_ledger() -> None:
    """A store is none: it has no name."""
    with pytest.raises(InvalidInput, match="ledger"):
        apply_ledger(FACTS, MemoryStore(), date(2026, 3, 2))  # type: ignore[arg-type]


@pytest.mark.own_decimal
@given(histories(), point_days())
def test_what_is_shown_event_by_event_adds_up(entries: list[Entry], day: date) -> None:
    """The points that count of a party's events are its adjustment, whatever happened."""
    facts = Facts([Party("c-1"), Party("c-2")])
    ledger = ledger_of()
    for entry in entries:
        ledger.append(entry, recorded_at=MARCH, salt=bytes(16))
    applied = apply_ledger(facts, ledger, day)
    for party in ("c-1", "c-2"):
        events = applied.events_of(party)
        assert sum(one.counts for one in events) == ledger.accounts().balance(party, day).total
        assert all((one.state == "counts") == bool(one.counts) or not one.points for one in events)
