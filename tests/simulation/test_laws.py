"""Laws: a simulated day is the review of that day, and nothing that lies ahead of it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import cast

import attrs
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.columns import Numbers
from creditkit.facts import Document, Fact, Facts, Order, Party, Standing
from creditkit.money import Money
from creditkit.policy import READY_MADE, Policy, parse_policy, ready_made
from creditkit.sample import sample_facts
from creditkit.simulation import Simulation, month_ends, simulate
from creditkit.testing import check_simulation_is_review, check_simulation_no_look_ahead, days, facts

GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=12, deadline=None)
MANUFACTURER = ready_made("manufacturer")
STRICTER = parse_policy(READY_MADE["manufacturer"].replace('["B", 70]', '["B", 75]'))
BOTH = [MANUFACTURER, STRICTER]
QUARTER = month_ends(date(2025, 10, 31), date(2025, 12, 31))
spans = st.lists(days(min_day=date(2025, 2, 1), max_day=date(2026, 6, 30)), min_size=1, max_size=3, unique=True).map(
    sorted
)


def _sample(parties: int = 12) -> Facts:
    return sample_facts(seed=5, parties=parties, months=9)


def test_the_sample() -> None:
    """Every party and order of a sample on three month ends, under two policies."""
    check_simulation_is_review(BOTH, _sample(), QUARTER)


def test_no_look_ahead_in_the_sample() -> None:
    """With an invoice, an order and a standing of the year after, and one of October that is recorded then."""
    later: list[Fact] = [
        Document("X1", "C-0001", Money("1.00", "CNY"), issued_on=date(2026, 1, 5), due_on=date(2026, 1, 6)),
        Order("X2", "C-0001", Money("1.00", "CNY"), placed_on=date(2026, 1, 5)),
        Standing("C-0001", grade="E", computed="E", valid_from=date(2026, 1, 1)),
        Standing("C-0002", grade="E", limit=Money("1.00", "CNY"), valid_from=QUARTER[0], recorded_at=date(2026, 1, 2)),
        Party("C-0003", credit_limit=Money("1.00", "CNY"), recorded_at=date(2026, 1, 2)),
    ]
    check_simulation_no_look_ahead([MANUFACTURER], _sample(6), QUARTER, later=later)


@GENERATED
@given(facts(), spans)
def test_any_ledger(ledger: Facts, on: list[date]) -> None:
    """Whatever the facts are: corrections, groups, standings of the same days, currencies without rates."""
    check_simulation_is_review([MANUFACTURER], ledger, on)


@GENERATED
@given(facts(), spans)
def test_no_look_ahead_in_any_ledger(ledger: Facts, on: list[date]) -> None:
    """What is recorded or dated later changes no row of an earlier day."""
    check_simulation_no_look_ahead([MANUFACTURER], ledger, on)


def test_the_order_of_policies_and_of_facts_changes_nothing() -> None:
    """What one policy comes to does not depend on which others are simulated beside it."""
    ledger = _sample(6)
    one = simulate([STRICTER], ledger, on=QUARTER).looks
    both = [
        look for look in simulate(BOTH, Facts(list(ledger)[::-1], rates=ledger.rates), on=QUARTER).looks if look.policy
    ]
    for alone, beside in zip(one, both, strict=True):
        assert alone.grade.same(beside.grade)
        assert alone.exposure.same(beside.exposure)
        assert [(a.order.order_id, a.outcome) for a in alone.asked] == [
            (a.order.order_id, a.outcome) for a in beside.asked
        ]


def test_every_order_that_came_up_is_in_one_row() -> None:
    """Orders tie out: those that came up after the first day, by any version, each in one row of ``orders()``."""
    ledger, (first, *_, last) = _sample(), QUARTER
    found = simulate([MANUFACTURER], ledger, on=QUARTER)
    orders = [one for one in ledger if isinstance(one, Order)]
    versions = groupby(sorted(orders, key=lambda one: one.order_id), key=lambda one: one.order_id)
    came_up = {name: min(_shown(one) for one in some) for name, some in versions}
    asked = [one.order.order_id for look in found.looks[1:] for one in look.asked]
    assert sorted(asked) == sorted(name for name, day in came_up.items() if first < day <= last)
    table = found.table()
    kinds = ("approve", "prepay", "hold", "refuse", "unchecked")
    counts = [cast(Numbers, table[name]).values for name in kinds]
    assert np.sum(counts, axis=0).tolist() == cast(Numbers, table["orders"]).values.tolist()


def _shown(one: Order) -> date:
    if one.recorded_at is None:
        return one.placed_on
    recorded = one.recorded_at if type(one.recorded_at) is date else one.recorded_at.date()  # type: ignore[attr-defined]
    return max(one.placed_on, recorded)


def test_a_simulation_that_looks_ahead_is_noticed() -> None:
    """The broken twin: all days are seen as they are known today."""

    def knowing(policies: Sequence[Policy], ledger: Facts, on: Sequence[date]) -> Simulation:
        always = [attrs.evolve(fact, recorded_at=None) if isinstance(fact, Document) else fact for fact in ledger]
        return simulate(policies, Facts(always), on=on)

    early = Document("X1", "P1", Money("9.00", "CNY"), issued_on=date(2025, 10, 5), due_on=date(2025, 10, 6))
    ledger = Facts([Party("P1", currency="CNY"), attrs.evolve(early, recorded_at=date(2026, 3, 1))])
    check_simulation_no_look_ahead([MANUFACTURER], ledger, QUARTER)
    with pytest.raises(AssertionError, match="with and without what follows"):
        check_simulation_no_look_ahead([MANUFACTURER], ledger, QUARTER, run=knowing)


def test_a_simulation_without_a_past_of_its_own_is_noticed() -> None:
    """The broken twin: each day is simulated by itself, so that what a day left behind is lost on the next."""
    ledger = _sample()

    def forgetful(policies: Sequence[Policy], ledger: Facts, on: Sequence[date]) -> Simulation:
        whole = simulate(policies, ledger, on=on)
        alone = [look for day in on for look in simulate(policies, ledger, on=[day]).looks]
        looks = [attrs.evolve(one, asked=look.asked) for one, look in zip(alone, whole.looks, strict=True)]
        return attrs.evolve(whole, looks=tuple(looks))

    with pytest.raises(AssertionError, match="simulated and reviewed"):
        check_simulation_is_review([MANUFACTURER], ledger, QUARTER, run=forgetful)


def test_a_simulation_that_forgets_orders_is_noticed() -> None:
    """The broken twin: the first day has lost an order that waits."""

    def careless(policies: Sequence[Policy], ledger: Facts, on: Sequence[date]) -> Simulation:
        found = simulate(policies, ledger, on=on)
        first, *others = found.looks
        return attrs.evolve(found, looks=(attrs.evolve(first, asked=first.asked[1:]), *others))

    with pytest.raises(AssertionError, match="orders waiting"):
        check_simulation_is_review([MANUFACTURER], _sample(6), QUARTER, run=careless)
