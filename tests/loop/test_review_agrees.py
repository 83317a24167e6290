"""Laws: one party and one order are judged alone as they are in the review, and nothing leaks into a review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.facts import Facts, Moment, Order, Snapshot
from creditkit.limits import Decision
from creditkit.loop import Assessment, assess, check
from creditkit.policy import READY_MADE, Policy, ready_made
from creditkit.sample import sample_facts
from creditkit.testing import check_no_look_ahead, check_review_agrees, days, facts, moments

GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=60, deadline=None)
as_ofs = days(min_day=date(2025, 2, 1), max_day=date(2026, 6, 30))
policies = st.sampled_from([ready_made(name) for name in READY_MADE])


@pytest.mark.parametrize("name", READY_MADE)
def test_the_sample(name: str) -> None:
    """Every party and every waiting order of a sample, under each ready-made policy."""
    check_review_agrees(ready_made(name), sample_facts(seed=5, parties=40, months=12).at(date(2025, 12, 31)))


@GENERATED
@given(facts(), as_ofs, policies)
def test_any_ledger(ledger: Facts, as_of: date, policy: Policy) -> None:
    """Whatever the facts are: several currencies without rates, groups, holds, standings."""
    check_review_agrees(policy, ledger.at(as_of))


@GENERATED
@given(facts(), as_ofs, st.none() | moments(), policies)
def test_no_look_ahead_through_a_review(ledger: Facts, as_of: date, known_at: Moment | None, policy: Policy) -> None:
    """What is recorded later or dated later changes no score, no limit, no decision and no message."""
    check_no_look_ahead(policy, ledger, as_of, known_at)


def _sample() -> Snapshot:
    return sample_facts(seed=5, parties=12, months=6).at(date(2025, 12, 31))


def test_a_door_that_grades_otherwise_is_noticed() -> None:
    """The broken twin: alone, each party has a point more."""

    def generous(policy: Policy, snapshot: Snapshot, party_id: str) -> Assessment:
        found = assess(policy, snapshot, party_id)
        return attrs.evolve(found, grade=attrs.evolve(found.grade, units=found.grade.units + 1))

    with pytest.raises(AssertionError, match="alone and in the review"):
        check_review_agrees(ready_made("manufacturer"), _sample(), one=generous)


def test_a_check_that_counts_twice_is_noticed() -> None:
    """The broken twin: alone, an order meets twice the exposure."""
    policy = ready_made("manufacturer")

    def doubled(policy: Policy, snapshot: Snapshot, order: Order) -> Decision:
        found = check(policy, snapshot, order)
        return attrs.evolve(found, position=attrs.evolve(found.position, exposure=found.position.used.times(2)))

    with pytest.raises(AssertionError, match="alone and in the review"):
        check_review_agrees(policy, sample_facts(seed=5, parties=40, months=12).at(date(2025, 12, 31)), order=doubled)


def test_a_review_that_looks_ahead_is_noticed() -> None:
    """The broken twin: a calculation that asks the whole ledger."""
    ledger = sample_facts(seed=5, parties=12, months=6)

    def peeking(snapshot: Snapshot) -> object:
        return {"documents": len(snapshot._facts.columns("invoices")["document_id"])}

    with pytest.raises(AssertionError):
        check_no_look_ahead(peeking, ledger, date(2025, 9, 30))


def test_a_share_of_a_sum_is_exact() -> None:
    """Adjustments are added exactly, under whatever Decimal context the host has."""
    from creditkit.loop._desk import exact_sum

    assert exact_sum([Decimal("0.1")] * 3 + [Decimal(-20)]) == Decimal("-19.7")
