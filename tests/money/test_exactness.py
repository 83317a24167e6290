"""Laws: nothing is lost between an amount and its texts, and rounding errs by less than a minor unit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.money import CURRENCIES, Money, divided, exponent
from creditkit.money._rounding import ROUNDINGS

amounts = st.builds(
    Money.of_minor,
    st.integers(-(2**63) + 1, 2**63 - 1) | st.integers(-100, 100),
    st.sampled_from(sorted(CURRENCIES)),
)


def check_round_trip(show: Callable[[Money], Decimal | str], amount: Money) -> None:
    """What an amount shows gives the amount back."""
    assert Money(show(amount), amount.currency) == amount


@given(amounts)
def test_texts_and_decimals_round_trip(amount: Money) -> None:
    """str, repr and amount are exact, in every currency and over the whole range."""
    check_round_trip(lambda m: m.amount, amount)
    check_round_trip(lambda m: str(m).split()[0], amount)
    assert eval(repr(amount), {"Money": Money}) == amount
    assert Fraction(*amount.amount.as_integer_ratio()) == Fraction(amount.minor, 10 ** exponent(amount.currency))


def test_the_round_trip_can_fail() -> None:
    """Going by a float loses a cent of a large amount."""
    with pytest.raises(AssertionError):
        check_round_trip(lambda m: f"{float(str(m.amount)):.2f}", Money("90071992547409.93", "EUR") * 1000)


@given(st.integers(), st.integers().filter(bool), st.sampled_from(ROUNDINGS))
def test_rounding_errs_by_less_than_one(numerator: int, denominator: int, rounding: str) -> None:
    """By at most one half where it is to the nearest, and in the direction that its name says."""
    exact, whole = Fraction(numerator, denominator), divided(numerator, denominator, rounding)  # type: ignore[arg-type]
    assert abs(whole - exact) < 1
    if rounding.startswith("half"):
        assert abs(whole - exact) <= Fraction(1, 2)
    assert rounding != "down" or abs(whole) <= abs(exact)
    assert rounding != "up" or abs(whole) >= abs(exact)
    assert rounding != "floor" or whole <= exact
    assert rounding != "ceiling" or whole >= exact
    assert rounding != "half_even" or whole == round(exact)
