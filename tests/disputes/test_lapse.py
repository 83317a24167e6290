"""Disputes that documents come with, and no case: they lapse by the row alone."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from creditkit.aging import worklist
from creditkit.disputes import (
    DisputedItem,
    DisputeRules,
    disputed_documents,
    disputed_facts,
    disputed_snapshot,
    lapsed_facts,
    open_case,
)
from creditkit.facts import Document, Facts
from creditkit.ledger import Ledger, MemoryStore
from creditkit.limits import exposures
from creditkit.loop import apply_ledger
from creditkit.money import Money
from creditkit.receivables import open_items

DAY = date(2026, 3, 2)
RULES = DisputeRules(lapses_after_days=30)
INVOICE = Document("0451", "C-7", Money("200.00", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
CLAIM = attrs.evolve(INVOICE, disputed_on=DAY, disputed_amount=Money("80.00", "EUR"))


def left(facts: Facts, day: date, known_at: date | None = None) -> int:
    """How much is in dispute, in minor units."""
    return sum(open_items(facts.at(day, known_at)).disputed.tolist())


@pytest.mark.parametrize(
    ("document", "last"),
    [
        (CLAIM, date(2026, 3, 31)),
        (attrs.evolve(CLAIM, dispute_ended_on=date(2026, 3, 9)), date(2026, 3, 8)),
        (attrs.evolve(CLAIM, dispute_ended_on=date(2026, 5, 1)), date(2026, 3, 31)),
    ],
    ids=["no end", "ended before", "ended after"],
)
def test_the_last_day(document: Document, last: date) -> None:
    """Thirty days from 2 March, unless it ended before; the undisputed part is dunned all the time."""
    facts = lapsed_facts(Facts([document]), RULES)
    assert [left(facts, DAY - timedelta(days=1)), left(facts, DAY), left(facts, last)] == [0, 8000, 8000]
    assert left(facts, last + timedelta(days=1)) == 0
    dunned = [worklist(open_items(facts.at(last + timedelta(days=n))))["overdue_amount"].minor[0] for n in (0, 1)]  # type: ignore[union-attr]
    assert dunned == [12000, 20000]


def test_a_lapse_frees_no_room_and_takes_none() -> None:
    """The exposure is 200.00 before and after."""
    facts = lapsed_facts(Facts([CLAIM]), RULES)
    assert {exposures(facts.at(DAY + timedelta(days=n)), "EUR").of("C-7").minor for n in (0, 29, 30)} == {20000}


def test_no_days_at_all() -> None:
    """After 0 days nothing is ever left out."""
    assert left(lapsed_facts(Facts([CLAIM]), DisputeRules(lapses_after_days=0)), DAY) == 0


def test_without_a_day_it_stays_until_it_is_ended() -> None:
    """Counted from its issue, it would have lapsed on the day on which it fell due."""
    claim = attrs.evolve(INVOICE, disputed=True)
    assert left(lapsed_facts(Facts([claim]), RULES), date(2036, 1, 1)) == 20000
    ended = attrs.evolve(claim, dispute_ended_on=date(2026, 3, 9))
    assert left(lapsed_facts(Facts([ended]), RULES), date(2026, 3, 9)) == 0


def test_beyond_the_calendar_it_never_lapses() -> None:
    """The day after the last has no name; the last has."""
    late = Facts([attrs.evolve(CLAIM, disputed_on=date.max - timedelta(days=n)) for n in (29,)])
    assert lapsed_facts(late, RULES) is late
    assert disputed_documents([], list(late), RULES, as_of=None) == tuple(late)  # type: ignore[arg-type]
    named = Facts([attrs.evolve(CLAIM, disputed_on=date.max - timedelta(days=30))])
    assert [one.dispute_ended_on for one in lapsed_facts(named, RULES) if isinstance(one, Document)] == [date.max]


def test_facts_in_which_nothing_lapses_are_the_same() -> None:
    """Nothing is copied: without a rule, without a dispute, where each has ended in time."""
    ended = Facts([attrs.evolve(CLAIM, dispute_ended_on=DAY + timedelta(days=30))])
    assert lapsed_facts(ended, RULES) is ended
    for facts, rules in ((Facts([CLAIM]), DisputeRules()), (Facts([INVOICE]), RULES), (Facts(), RULES)):
        assert lapsed_facts(facts, rules) is facts
        assert disputed_facts(facts, [], rules, as_of=DAY) is facts


def test_each_version_by_its_own_day() -> None:
    """A correction that brings a later day counts from when it was recorded, and changes nothing before."""
    again = attrs.evolve(CLAIM, disputed_on=date(2026, 4, 20), recorded_at=date(2026, 4, 21))
    facts = lapsed_facts(Facts([attrs.evolve(CLAIM, recorded_at=DAY), again]), RULES)
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 20), date(2026, 5, 20))
    assert [left(facts, day, date(2026, 4, 20)) for day in days] == [8000, 0, 0, 0]
    assert [left(facts, day) for day in days] == [0, 0, 8000, 0]


def test_beside_cases() -> None:
    """Of a document with a case the case decides, also about what we owe; that of another document lapses."""
    case = open_case(
        "D-1", "C-7", [DisputedItem("0451", Money("50.00", "EUR"))], category="price", on=date(2026, 3, 20)
    )
    owed = case.step("investigate", on=date(2026, 3, 21)).step("resolve", on=date(2026, 3, 22), outcome="our_fault")
    facts, day = Facts([CLAIM, attrs.evolve(CLAIM, document_id="0452")]), date(2026, 5, 1)
    assert [one.disputed.minor for one in open_items(disputed_snapshot(facts, [owed], RULES, as_of=day))] == [5000, 0]
    told = disputed_documents([owed], [one for one in facts if isinstance(one, Document)], RULES, as_of=day)
    assert [one.disputed.minor for one in open_items(Facts(told).at(day))] == [5000, 0]


def test_a_ledger_without_cases() -> None:
    """Applied by the rules of the policy, disputes of documents lapse; without rules they are taken at their word."""
    ledger, day = Ledger(MemoryStore(), name="empty"), DAY + timedelta(days=30)
    assert left(apply_ledger(Facts([CLAIM]), ledger, day, disputes=RULES).facts, day) == 0
    assert left(apply_ledger(Facts([CLAIM]), ledger, day).facts, day) == 8000
