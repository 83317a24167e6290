"""Limits as values and as columns, and terms."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits import Limit, LimitColumn, Terms, Unlimited, Unset, UpTo, lowest
from creditkit.money import Money

EUR = Money("1.50", "EUR")
LIMITS: st.SearchStrategy[Limit] = st.sampled_from([Unset(), Unlimited()]) | st.integers(0, 9).map(
    lambda n: UpTo(Money.of_minor(n, "EUR"))
)


@given(st.lists(LIMITS))
def test_a_column_holds_what_it_was_given(limits: list[Limit]) -> None:
    """Row by row, and after pickling, copying and taking."""
    column = LimitColumn.of(limits, "EUR")
    assert list(column) == limits
    for again in (pickle.loads(pickle.dumps(column)), copy.deepcopy(column)):
        assert again.same(column)
        assert not again.minor.flags.writeable
    assert list(column.take(np.arange(len(limits))[::-1])) == limits[::-1]


@given(st.lists(LIMITS))
def test_lowest_in_any_order(limits: list[Limit]) -> None:
    """The order does not matter, nor what is unset; unlimited never beats an amount."""
    found = lowest(limits)
    assert lowest(limits[::-1]) == found == lowest([*limits, Unset()])
    amounts = [one.amount for one in limits if isinstance(one, UpTo)]
    assert found == (UpTo(min(amounts)) if amounts else Unlimited() if Unlimited() in limits else Unset())


def test_what_is_no_limit_is_refused() -> None:
    """Bare money, None and negative amounts are no limits; two currencies have no lowest."""
    for wrong in (EUR, None, "unlimited"):
        with pytest.raises(InvalidInput, match=r"^limits\[1\]"):
            lowest([Unset(), wrong])  # type: ignore[list-item]
        with pytest.raises(InvalidInput, match=r"^limits\[0\]"):
            LimitColumn.of([wrong], "EUR")  # type: ignore[list-item]
    for amount in (Money(-1, "EUR"), 5):
        with pytest.raises(InvalidInput, match=r"^amount"):
            UpTo(amount)  # type: ignore[arg-type]
    for mixed in (lowest, LimitColumn.of):
        with pytest.raises(CurrencyMismatch):
            mixed([UpTo(EUR), UpTo(Money(1, "CNY"))])


@pytest.mark.parametrize(
    ("kind", "minor", "currency"),
    [([3], [0], "EUR"), ([2], [-1], "EUR"), ([2], [1, 2], "EUR"), ([0.5], [1], "EUR"), ([2], [0.5], "EUR"),
     ([2], [1], "EURO")],
)  # fmt: skip
def test_what_is_no_column_of_limits_is_refused(kind: Any, minor: Any, currency: str) -> None:
    """Codes from 0 to 2, whole amounts from zero, as many of one as of the other, a known currency."""
    with pytest.raises(InvalidInput):
        LimitColumn(kind, minor, currency)


def test_a_column_without_amounts_needs_its_currency() -> None:
    """It cannot be guessed; columns of other currencies are not the same."""
    with pytest.raises(InvalidInput, match=r"^currency"):
        LimitColumn.of([Unset()])
    assert not LimitColumn.of([Unset()], "EUR").same(LimitColumn.of([Unset()], "CNY"))
    assert LimitColumn([0, 2], [7, 1], "EUR").same(LimitColumn([0, 2], [0, 1], "EUR"))


def test_terms() -> None:
    """A share is exact text or Decimal; the prepayment is rounded once, half to even."""
    assert Terms(30).prepayment_share == 0
    assert Terms(30, Decimal("0.5")).prepayment(Money("0.05", "EUR")) == Money("0.02", "EUR")
    assert Terms(0, 1, due="before_production", contract="strict").prepayment(EUR) == EUR


@pytest.mark.parametrize(
    "given",
    [{"days": -1}, {"days": 1.0}, {"days": True}, {"days": 1, "prepayment_share": 0.5},
     {"days": 1, "prepayment_share": "50%"}, {"days": 1, "prepayment_share": "1.1"},
     {"days": 1, "prepayment_share": "-0.1"}, {"days": 1, "prepayment_share": "0.33333"},
     {"days": 1, "instalments": 0}, {"days": 1, "due": "soon"}, {"days": 1, "contract": ""}],
)  # fmt: skip
def test_what_are_no_terms_is_refused(given: dict[str, Any]) -> None:
    """Each by the name of the argument at fault."""
    path = next((name for name in given if name != "days"), "days")
    with pytest.raises(InvalidInput, match=f"^{path}"):
        Terms(**given)
