"""The laws of limit rules, on all rules that can be drawn, and twins that break them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Columns, Numbers, Record
from creditkit.limits import EnteredOnly, Limit, LimitColumn, LowestOf, ShareOf, Unset, UpTo
from creditkit.money import Money
from creditkit.testing import check_limits_agree, check_missing_never_raises_limit, limit_records, limit_rules
from house_limits import capacity, cny, manufacturer, need


@given(limit_rules(), st.lists(limit_records(), min_size=1, max_size=6))
def test_scalar_equals_columnar(rule: LowestOf, rows: list[Record]) -> None:
    """Row i of limit_many is the limit of record i, of the whole and of each part."""
    check_limits_agree(rule, rows, "EUR")
    for part in rule.parts:
        check_limits_agree(part, rows, "EUR")


@given(limit_rules(), limit_records())
def test_the_derivation_is_of_the_limit(rule: LowestOf, row: Record) -> None:
    """What is explained is what was decided, and each part gives what it gives alone."""
    derived = rule.derive(row)
    assert derived.limit == rule.limit(row)
    assert [part.limit for part in derived.parts] == [part.limit(row) for part in rule.parts]
    assert all(reason.code.startswith("limit_") for reason in derived.reasons)


@given(limit_rules(), limit_records())
def test_a_missing_fact_never_raises_the_limit(rule: LowestOf, row: Record) -> None:
    """Whatever is not known, the limit is not higher for it."""
    check_missing_never_raises_limit(rule, row)
    for part in rule.parts:
        check_missing_never_raises_limit(part, row)


@given(limit_rules(), limit_records())
def test_no_limit_is_above_its_lowest_part_when_cut(rule: LowestOf, row: Record) -> None:
    """Rounded down, the result is at most each part, and a whole number of steps."""
    cut = attrs.evolve(rule, rounding="down")
    found = cut.limit(row)
    for part in cut.parts:
        one = part.limit(row)
        if isinstance(one, UpTo) and isinstance(found, UpTo):
            assert found.amount <= one.amount
    if isinstance(found, UpTo) and rule.round_to is not None:
        assert found.amount.minor % rule.round_to.minor == 0


@attrs.frozen
class _Floats:
    """A share whose columnar door multiplies floats, as a naive implementation does."""

    rule: ShareOf
    inputs: tuple[str, ...] = ("equity",)

    def limit(self, values: Record) -> Limit:
        return self.rule.limit(values)

    def limit_many(self, columns: Columns) -> LimitColumn:
        given: Any = columns["equity"]
        amounts = given.values / 10**given.decimals * 0.29 * 100
        return LimitColumn(np.full(len(given), 2, dtype=np.uint8), amounts.astype(np.int64), "EUR")


def test_a_door_that_multiplies_floats_is_found_out() -> None:
    """Broken twin: 100 × 0.29 × 100 is 2,899.99… in floats."""
    twin = _Floats(ShareOf("equity", "0.29", currency="EUR"))
    with pytest.raises(AssertionError, match="scalar"):
        check_limits_agree(twin, [{"equity": Decimal(100)}], "EUR")


def test_a_door_that_does_not_refuse_is_found_out() -> None:
    """Broken twin: text for an amount is refused one by one; columns must refuse it too."""
    with pytest.raises(AssertionError, match="refused"):
        check_limits_agree(_Takes(), [{"equity": "a lot"}], "EUR")


@attrs.frozen
class _Takes:
    """Takes any column, but no text one by one."""

    inputs: tuple[str, ...] = ("equity",)

    def limit(self, values: Record) -> Limit:
        return ShareOf("equity", 1, currency="EUR").limit(values)

    def limit_many(self, columns: Columns) -> LimitColumn:
        return LimitColumn.constant(Unset(), len(columns["equity"]), "EUR")


def test_a_part_that_leaves_the_unknown_out_is_found_out() -> None:
    """Broken twin: hide the sales, and the lowest of the others is more."""
    leaves_out = LowestOf([need(missing="leave_out", forecast=None, forecast_when=None), _table()], "CNY")
    row = {"grade": "C", "average_monthly_sales_6m": 100, "payment_days": 30}
    with pytest.raises(AssertionError, match="without average_monthly_sales_6m the limit rises"):
        check_missing_never_raises_limit(leaves_out, row)
    check_missing_never_raises_limit(attrs.evolve(leaves_out, parts=(need(), _table())), row)


def _table() -> Any:
    return manufacturer().parts[0]


def test_a_substitute_is_a_price_and_may_be_too_low() -> None:
    """The law leaves declared substitutes to the policy, and shows on request where hiding pays."""
    row = {"grade": "C", "equity": 1_000_000, "paid_in_capital": 10_000_000}
    check_missing_never_raises_limit(capacity(), row)
    with pytest.raises(AssertionError, match="without equity the limit rises"):
        check_missing_never_raises_limit(capacity(), row, ["equity"])


def test_a_rule_without_inputs_agrees_with_itself() -> None:
    """Nothing is looked at, so nothing can differ."""
    check_limits_agree(EnteredOnly(), [{}, {}], "EUR")


def test_products_past_int64_are_exact() -> None:
    """Sales times days times factor leave int64 long before the limit does."""
    rule = need(factors={"A": "0.000000000001"}, forecast=None, forecast_when=None)
    row: Record = {"grade": "A", "average_monthly_sales_6m": Decimal("99999999999999.99"), "payment_days": 365}
    check_limits_agree(rule, [row], "CNY")
    assert rule.limit(row) == UpTo(cny("1266.66"))


def test_both_doors_refuse_what_is_no_amount_any_more() -> None:
    """A limit of 2**63 minor units, in both doors."""
    rule = ShareOf("equity", 1, currency="EUR")
    check_limits_agree(rule, [{"equity": 10**17}], "EUR")
    half_even = LowestOf([rule], "EUR", round_to=Money.of_minor(2**62 + 1, "EUR"), rounding="half_even")
    check_limits_agree(half_even, [{"equity": 8 * 10**16}, {"equity": 1}], "EUR")


def test_numbers_hold_what_is_missing() -> None:
    """Rows under the missing mask hold anything; it is not read."""
    rule = ShareOf("equity", "0.1", currency="EUR")
    column = Numbers([-5, 1000], 0, [True, False])
    assert list(rule.limit_many({"equity": column})) == [UpTo(Money(0, "EUR")), UpTo(Money(100, "EUR"))]
