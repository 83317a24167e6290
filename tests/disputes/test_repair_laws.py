"""What rules record keeps the laws of the ledger, and a nightly job records everything once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.disputes import Penalty, RepairRule, RepairRules
from creditkit.errors import CreditkitError
from creditkit.facts import Allocation, Document, Facts, Snapshot
from creditkit.ledger import Entry, Stored
from creditkit.money import Money
from creditkit.testing import (
    check_best_single_repair,
    check_never_above_lost,
    check_nightly_job,
    check_repairs_end_with_penalty,
    point_days,
    repair_rules,
    ruled_histories,
)

DAYS = st.lists(point_days(), min_size=1, max_size=4)


@given(ruled_histories(), DAYS)
def test_never_more_than_was_lost(entries: list[Entry], days: list[date]) -> None:
    """Whatever the rules are."""
    check_never_above_lost(entries, days)


@given(ruled_histories(), DAYS)
def test_the_best_single_repair(entries: list[Entry], days: list[date]) -> None:
    """Never the sum of two rules for one loss."""
    check_best_single_repair(entries, days)


@given(ruled_histories())
def test_repairs_end_with_their_penalty(entries: list[Entry]) -> None:
    """And never begin before it."""
    check_repairs_end_with_penalty(entries)


@given(repair_rules(), st.data())
def test_what_is_never_made_up_for_stays(rules: RepairRules, data: st.DataObject) -> None:
    """A final penalty costs the same with all its repairs but a reversal."""
    entries = data.draw(ruled_histories(rules))
    final = {one.entry_id for one in entries if one.effect.get("final") == "yes"}
    assert not [one for one in entries if one.repairs in final]


def test_a_rule_that_gives_more_is_caught() -> None:
    """The broken twin: an entry that grants points of its own instead of repairing."""
    lost = Penalty("contract_breached", -12, 365).entry("c-1", entry_id="p", on=date(2026, 1, 1))
    gift = Entry("g", "c-1", "resolved", points="20", repairs="p", valid_from=date(2026, 1, 2))

    def plain(entries: Sequence[Entry], stream: str, day: date) -> object:
        return sum(one.points or 0 for one in entries if one.stream == stream and one.valid_from <= day)

    with pytest.raises(AssertionError):
        check_never_above_lost([lost, gift], [date(2026, 1, 3)], points=plain)  # type: ignore[arg-type]


RULES = RepairRules(
    [Penalty("contract_breached", -4, 730)], [RepairRule("good_conduct", "add", points=1, after_days=90)]
)
LOST = RULES.penalty("contract_breached", "C-7", entry_id="p", on=date(2026, 1, 5))


def two_years(late: int) -> Facts:
    """A bill a month for two years, paid on its day; one of them later."""
    facts: list[object] = []
    for month in range(24):
        due = date(2026 + month // 12, month % 12 + 1, 10)
        number = f"{month}"
        issued = due - timedelta(days=40)
        paid = due + timedelta(days=late if month == 9 else 0)
        facts.append(Document(number, "C-7", Money("100", "EUR"), issued_on=issued, due_on=due))
        facts.append(Allocation(f"a{number}", number, Money("100", "EUR"), value_on=paid))
    return Facts(facts)  # type: ignore[arg-type]


NIGHTS = st.lists(
    st.integers(0, 700).map(lambda days: date(2026, 3, 31) + timedelta(days=days)), min_size=1, max_size=6
)


@given(NIGHTS, st.sampled_from([0, 3, 4, 100]))
def test_a_nightly_job_records_everything_once(nights: list[date], late: int) -> None:
    """Whatever nights it runs on, and whatever policy is in force."""
    check_nightly_job(RULES, two_years(late), "C-7", nights, recorded=[LOST])


def test_a_job_that_names_its_entries_by_the_night_is_caught() -> None:
    """The broken twin: another id each night, and points for one quarter twice."""

    def forgetful(
        rules: RepairRules, snapshot: Snapshot, party_id: str, events: Sequence[Stored], policy: str
    ) -> tuple[Entry, ...]:
        found = rules.good_conduct(snapshot, party_id, events=events[:1], policy=policy)
        return tuple(attrs.evolve(one, entry_id=f"{one.entry_id}/{snapshot.as_of}/{len(events)}") for one in found)

    with pytest.raises(AssertionError):
        check_nightly_job(RULES, two_years(0), "C-7", [date(2026, 12, 31)], recorded=[LOST], job=forgetful)


def test_a_job_that_does_not_look_is_caught() -> None:
    """The other broken twin: the same ids under another policy are a conflict."""

    def blind(
        rules: RepairRules, snapshot: Snapshot, party_id: str, events: Sequence[Stored], policy: str
    ) -> tuple[Entry, ...]:
        return rules.good_conduct(snapshot, party_id, events=events[:1], policy=policy)

    with pytest.raises(CreditkitError):
        check_nightly_job(RULES, two_years(0), "C-7", [date(2026, 12, 31)], recorded=[LOST], job=blind)
