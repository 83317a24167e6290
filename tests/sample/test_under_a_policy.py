"""Under the policy ``manufacturer`` the sample has something of everything that the loop can say."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

import numpy as np
import pytest

from creditkit.cli._demo import SEED
from creditkit.columns import Labels, Numbers
from creditkit.facts import Fact, Facts
from creditkit.limits import Outcome, Pay, Prepay, Reduce, Unlimited, UpTo, Wait
from creditkit.loop import Review, review
from creditkit.policy import ready_made
from creditkit.sample import sample_facts, sample_rates

LAST = date(2025, 12, 31)


@pytest.fixture(scope="module")
def reviewed(ledger: tuple[Fact, ...]) -> Review:
    """The ledger of the other tests."""
    return review(ready_made("manufacturer"), Facts(ledger, rates=sample_rates(seed=2025)).at(LAST))


@pytest.fixture(scope="module")
def demo() -> Review:
    """The ledger of the demo, with what its files have no place for."""
    return review(ready_made("manufacturer"), sample_facts(seed=SEED).at(LAST))


def shares(found: Review) -> dict[str, float]:
    """Of the customers, how many have each grade."""
    table = found.tables()["scores"]
    pairs = zip(cast(Labels, table["party_id"]).texts(), cast(Labels, table["grade"]).texts(), strict=True)
    grades = Counter(grade for party, grade in pairs if party and party.startswith("C"))
    return {str(grade): number / grades.total() for grade, number in grades.items()}


@pytest.mark.parametrize("name", ["reviewed", "demo"])
def test_the_grades_spread(name: str, request: pytest.FixtureRequest) -> None:
    """Every grade has customers, and most are neither best nor worst."""
    found = shares(request.getfixturevalue(name))
    least = {"A": 0.08, "B": 0.20, "C": 0.25, "D": 0.14, "E": 0.07}
    most = {"A": 0.16, "B": 0.35, "C": 0.38, "D": 0.24, "E": 0.16}
    assert set(found) == set(least)
    assert {grade for grade, share in found.items() if not least[grade] <= share <= most[grade]} == set()


@pytest.mark.parametrize("name", ["reviewed", "demo"])
def test_every_outcome_and_way_occurs(name: str, request: pytest.FixtureRequest) -> None:
    """Orders pass, need a prepayment, are held and refused; some would pass by each of the four ways."""
    decisions = request.getfixturevalue(name).decisions
    outcomes = Counter(decision.outcome for decision in decisions)
    assert set(outcomes) == set(Outcome)
    assert all(0.05 < number / outcomes.total() < 0.60 for number in outcomes.values())
    ways = {type(way) for decision in decisions for way in decision.checks.ways_to_pass(decision)}
    assert ways == {Pay, Prepay, Reduce, Wait}


def test_every_kind_of_finding_occurs(reviewed: Review) -> None:
    """Findings of all three severities; stale facts and conflicts among them, and nothing that fits no field."""
    assert {finding.severity for finding in reviewed.findings} == {"error", "warning", "note"}
    codes = {finding.reason.code for finding in reviewed.findings}
    expected = {
        "fact_stale", "sources_conflict", "rate_missing", "identity_limits_differ", "override_untold", "file_stale",
        "limit_warn", "overdue_warn", "identity",
    }  # fmt: skip
    assert expected <= codes
    assert "value_unfit" not in codes
    assert not reviewed.rejected


def test_most_reasons_of_grades_and_orders_occur(reviewed: Review) -> None:
    """Nearly every override of the grade and every check of the policy has something to say."""
    policy = ready_made("manufacturer")
    told = {
        code
        for text in cast(Labels, reviewed.tables()["scores"]["reasons"]).texts()
        for code in (text or "").split("; ")
    }
    overrides = {override.reason for override in policy.grading.overrides}
    assert len(overrides - told) <= 2
    said = {reason.code for d in reviewed.decisions for reason in (*d.reasons, *d.warnings)}
    checks = {getattr(rule, "code", "") for rule in policy.checks.rules}
    assert len(checks - said) <= 4


def test_limits_and_their_use_vary(reviewed: Review) -> None:
    """Limits of every kind and source, pools of both kinds, and from unused to far beyond."""
    assert reviewed.judged is not None
    found = reviewed.judged.portfolio
    positions = found.positions
    assert {type(position.limit) for position in positions} >= {UpTo, Unlimited}
    sources = {found.work.in_force(party).source for party in found.party_ids}
    assert sources == {"standing", "party", None}
    assert any(found.work.in_force(party).temporary for party in found.party_ids)
    assert any(found.work.in_force(party).later for party in found.party_ids)
    assert {pool.kind for position in positions for pool in position.pools} == {"identity", "group"}
    share = cast(Numbers, reviewed.tables()["limits"]["utilisation"])
    used = share.values[~cast("np.ndarray[tuple[int], np.dtype[np.bool_]]", share.missing)] / 10_000
    for low, high in ((-1, 0.01), (0.01, 0.5), (0.5, 0.8), (0.8, 1), (1, 100)):
        assert ((used > low) & (used <= high)).sum() >= 5


def test_grades_are_held_adjusted_and_lifted(reviewed: Review) -> None:
    """Hysteresis holds some back, adjustments move points, and overrides lift and cap."""
    assert reviewed.judged is not None
    found = reviewed.judged.portfolio
    grades = [reviewed.party(party).grade for party in found.party_ids]
    assert any("grade_rise_held" in {reason.code for reason in grade.reasons} for grade in grades)
    assert any(grade.adjustment for grade in grades)
    assert any(grade.label < grade.cut_off for grade in grades)
    assert any(grade.label > grade.cut_off for grade in grades)


def test_a_poorer_sample_is_noticed() -> None:
    """The broken twin: a dozen accounts have neither every outcome nor every way."""
    found = review(ready_made("manufacturer"), sample_facts(seed=1, parties=12, months=6).at(LAST))
    ways = {type(way) for decision in found.decisions for way in decision.checks.ways_to_pass(decision)}
    assert {decision.outcome for decision in found.decisions} != set(Outcome) or len(ways) < 4
