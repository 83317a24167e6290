"""The laws of order checks, on all checks and positions that can be drawn, and twins that break them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.facts import Order
from creditkit.limits import (
    Checks,
    Decision,
    Failed,
    Outcome,
    Passed,
    Pool,
    Position,
    Prepayment,
    Unset,
    UpTo,
    Utilisation,
    Verdict,
    check_in_order,
)
from creditkit.money import Money, Rate, Rates
from creditkit.reasons import Reason, text
from creditkit.testing import (
    check_checks_agree,
    check_larger_order,
    check_sequence,
    check_ways_pass,
    checked_orders,
    order_checks,
    positions,
)
from creditkit.testing._checks import DAY

MOST = Money("4.00", "EUR")


@attrs.frozen
class HouseRule:
    """A host's own check: no order above an amount. It has one door and says what would pass."""

    largest: Money = MOST
    code: str = "house_rule"
    inputs: tuple[str, ...] = ()

    def judge(self, order: Order, position: Position) -> Verdict:
        if order.amount > MOST:
            return Failed(Outcome.hold, Reason(self.code, {"largest": self.largest}), self.largest)
        return Passed(Reason("check_passed", {"check": self.code}))


def order_of(amount: str, party: str = "C1", name: str = "O1") -> Order:
    return Order(name, party, Money(amount, "EUR"), placed_on=DAY)


def position_of(limit: str | None = "5.00", used: str = "3.00", **rest: Any) -> Position:
    given = Unset() if limit is None else UpTo(Money(limit, "EUR"))
    return Position("C1", as_of=DAY, limit=given, exposure=Money(used, "EUR"), **rest)


@given(order_checks(), st.lists(st.tuples(checked_orders(), positions()), min_size=1, max_size=6))
def test_both_doors_agree(checks: Checks, rows: list[tuple[Order, Position]]) -> None:
    """Row by row the columnar door says what the scalar door says."""
    check_checks_agree(checks, [order for order, _ in rows], [position for _, position in rows])


@given(st.lists(st.tuples(checked_orders(), positions()), min_size=1, max_size=4))
def test_both_doors_agree_on_a_check_of_the_host(rows: list[tuple[Order, Position]]) -> None:
    """A check with one door is asked row by row."""
    checks = Checks([Utilisation(), HouseRule()])
    check_checks_agree(checks, [order for order, _ in rows], [position for _, position in rows])


@given(st.integers(-3, 3), st.sampled_from([">", ">="]))
def test_both_doors_agree_on_amounts_that_could_wrap(beside: int, exceeded: Any) -> None:
    """A row that int64 cannot compare is checked by integers of any size."""
    large = 2**62
    position = Position(
        "C1", as_of=DAY, limit=UpTo(Money.of_minor(large + beside, "EUR")), exposure=Money.of_minor(large - 100, "EUR")
    )
    checks = Checks([Utilisation("0.999999999", exceeded=exceeded), Utilisation(code="whole", exceeded=exceeded)])
    check_checks_agree(checks, [order_of("1.00")], [position])


@given(order_checks(), checked_orders(), st.integers(50, 200))
def test_both_doors_agree_on_another_currency(checks: Checks, order: Order, rate: int) -> None:
    """An order in another currency is converted the same way in both doors, or held in both."""
    dollars = attrs.evolve(order, amount=Money.of_minor(order.amount.minor, "USD"), prepaid=None)
    rates = Rates([Rate("USD", "EUR", Decimal(rate).scaleb(-2), DAY)]) if rate % 2 else None
    position = position_of(rates=rates, haircut=Decimal("0.05"))
    check_checks_agree(checks, [order, dollars], [position, position])


@given(order_checks(), checked_orders(), positions())
def test_every_way_passes_and_nothing_less(checks: Checks, order: Order, position: Position) -> None:
    """Each way lets the order pass; one unit, one percent, one day less does not."""
    check_ways_pass(checks, checks.check(order, position))


@given(order_checks(conditions=False), checked_orders(), positions(), st.integers(1, 900))
def test_a_larger_order_is_never_treated_better(checks: Checks, order: Order, position: Position, more: int) -> None:
    """As the amount rises the outcome does not get better."""
    check_larger_order(checks, order, position, Money.of_minor(more, "EUR"))


@st.composite
def groups(draw: st.DrawFn) -> tuple[list[Order], dict[str, Position]]:
    """Two accounts of one legal entity and a sister, and orders of them in any order."""
    room = st.integers(0, 900).map(lambda minor: UpTo(Money.of_minor(minor, "EUR")))
    used = st.integers(0, 600).map(lambda minor: Money.of_minor(minor, "EUR"))
    identity, group = Pool("L1", "identity", draw(room), draw(used)), Pool("G", "group", draw(room), draw(used))
    found = {
        name: draw(positions(party_id=name, pools=[*([identity] if name != "P3" else []), group]))
        for name in ("P1", "P2", "P3")
    }
    names = draw(st.lists(st.sampled_from(sorted(found)), max_size=6))
    orders = [draw(checked_orders(order_id=f"O{i}", party_id=name)) for i, name in enumerate(names)]
    return draw(st.permutations(orders)), found


@given(order_checks(), groups())
def test_only_what_is_approved_takes_up_room(checks: Checks, given_: tuple[list[Order], dict[str, Position]]) -> None:
    """Held orders take up nothing, approved ones are counted in party and pools, rows may stand in any order."""
    check_sequence(checks, *given_)


@given(order_checks(), checked_orders(), positions())
def test_what_is_said_is_what_was_decided(checks: Checks, order: Order, position: Position) -> None:
    """Verdicts, reasons and outcome agree, the worst reason stands first, and each has its text."""
    decision = checks.check(order, position)
    failed = [verdict for verdict in decision.verdicts if isinstance(verdict, Failed)]
    assert max((verdict.outcome for verdict in failed), default=Outcome.approve) == decision.outcome
    assert [reason for reason in decision.reasons if failed] == [
        verdict.reason for verdict in sorted(failed, key=lambda verdict: -verdict.outcome)
    ]
    for reason in (*decision.reasons, *decision.warnings):
        assert text(reason)
        assert text(reason, "zh")


# ---------------------------------------------------------------- twins that break a law


@attrs.frozen
class HalfBlind(HouseRule):
    """A check whose columns say another thing than its scalar door."""

    def mark(self, case: Any) -> int:
        return 2 if case.amount > MOST.minor else 0

    def mark_many(self, cases: Any) -> Any:
        return np.where(cases.amount >= MOST.minor, 2, 0).astype(np.uint8)

    def explain(self, case: Any, mark: int) -> tuple[Verdict, ...]:
        return (self.judge(case.order, case.position),)

    def ease(self, case: Any) -> Any:
        raise NotImplementedError


def test_doors_that_differ_are_noticed() -> None:
    """The broken twin: the boundary is another one in columns."""
    rows = [position_of(limit="900", used="0")] * 2
    check_checks_agree(Checks([HouseRule()]), [order_of("4.00"), order_of("4.01")], rows)
    with pytest.raises(AssertionError, match="scalar"):
        check_checks_agree(Checks([HalfBlind()]), [order_of("4.00"), order_of("4.01")], rows)


def test_a_way_that_asks_for_too_much_is_noticed() -> None:
    """The broken twin: a check that says a largest amount one cent too small."""
    position = position_of(limit="900", used="0")
    for largest, fine in ((MOST, True), (MOST - Money("0.01", "EUR"), False)):
        checks = Checks([HouseRule(largest)])
        decision = checks.check(order_of("6.00"), position)
        if fine:
            check_ways_pass(checks, decision)
        else:
            with pytest.raises(AssertionError, match="passes as well"):
                check_ways_pass(checks, decision)


def test_a_sequence_that_counts_held_orders_is_noticed() -> None:
    """The broken twin: what was held is taken up all the same."""

    def greedy(checks: Checks, orders: Iterable[Order], found: Mapping[str, Position]) -> tuple[Decision, ...]:
        now, out = dict(found), []
        for order in sorted(orders, key=lambda one: (one.placed_on, one.order_id)):
            decision = checks.check(order, now["C1"])
            now["C1"] = attrs.evolve(now["C1"], exposure=now["C1"].used + order.amount)
            out.append(decision)
        return tuple(out)

    orders = [order_of("3.00", name="O1"), order_of("1.00", name="O2")]
    check_sequence(Checks([Utilisation()]), orders, {"C1": position_of()})
    with pytest.raises(AssertionError, match="taken up"):
        check_sequence(Checks([Utilisation()]), orders, {"C1": position_of()}, greedy)


def test_a_sequence_that_goes_by_rows_is_noticed() -> None:
    """The broken twin: orders are taken as they come."""

    def as_they_come(checks: Checks, orders: Iterable[Order], found: Mapping[str, Position]) -> tuple[Decision, ...]:
        taken, out = dict(found), []
        for order in orders:
            (decision,) = check_in_order(checks, [order], taken)
            if not decision.outcome:
                taken["C1"] = attrs.evolve(taken["C1"], exposure=taken["C1"].used + order.amount)
            out.append(decision)
        return tuple(out)

    orders = [order_of("2.00", name="O1"), order_of("1.00", name="O2")]
    with pytest.raises(AssertionError, match="order of rows"):
        check_sequence(Checks([Utilisation()]), orders, {"C1": position_of()}, as_they_come)


@attrs.frozen
class FewerIsWorse(HouseRule):
    """A check that refuses small orders."""

    def judge(self, order: Order, position: Position) -> Verdict:
        if order.amount < MOST:
            return Failed(Outcome.refuse, Reason(self.code))
        return Passed(Reason("check_passed"))


def test_a_check_that_favours_large_orders_is_noticed() -> None:
    """The broken twin: below an amount it refuses."""
    with pytest.raises(AssertionError, match="refuse"):
        check_larger_order(Checks([FewerIsWorse()]), order_of("1.00"), position_of(), Money("5.00", "EUR"))
    check_larger_order(Checks([Prepayment()]), order_of("1.00"), position_of(), Money("5.00", "EUR"))
