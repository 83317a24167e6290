"""Whatever Decimal context the host has set, no figure changes and no error changes its kind."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from creditkit.dates import EarlyPayment
from creditkit.errors import InvalidInput
from creditkit.money import Money, Rate, Rates

BIG = "12345678901234567.89"
DAY = date(2026, 3, 2)

FIGURES: list[Callable[[], object]] = [
    lambda: Money(BIG, "EUR").amount,
    lambda: Money(Decimal(BIG), "EUR"),
    lambda: Money(BIG, "EUR").times(Decimal("0.123456789")),
    lambda: Money(BIG, "EUR").allocate([1, 2, 3]),
    lambda: Rates([Rate("EUR", "USD", "1.084212345", DAY)]).convert(Money(BIG, "EUR"), "USD", DAY),
    lambda: Rates([Rate("EUR", "USD", Decimal("1.084212345"), DAY)]).ratio("USD", "EUR", DAY),
    lambda: EarlyPayment("0.0212345", 10).annualised(30),
    lambda: EarlyPayment("0.0212345", 10).compounded(30),
]


@pytest.mark.parametrize("traps", [True, False])
@pytest.mark.parametrize("figure", FIGURES)
def test_figures_are_the_same(figure: Callable[[], object], traps: bool) -> None:
    """Under four digits, with every signal trapped or none."""
    with decimal.localcontext(decimal.Context(prec=28)):
        expected = figure()
    with decimal.localcontext(decimal.Context(prec=4, Emin=-3, Emax=3)) as context:
        context.traps = dict.fromkeys(context.traps, traps)
        assert figure() == expected


@pytest.mark.parametrize("traps", [True, False])
def test_errors_are_the_same(traps: bool) -> None:
    """Text that is no number is InvalidInput, whether the host traps invalid operations or not."""
    with decimal.localcontext(prec=4) as context:
        context.traps = dict.fromkeys(context.traps, traps)
        for text in ("abc", "NaN", "sNaN", "1,5"):
            with pytest.raises(InvalidInput):
                Money(text, "EUR")
            with pytest.raises(InvalidInput):
                Rate("EUR", "USD", text, DAY)
            with pytest.raises(InvalidInput):
                EarlyPayment(text, 10)
        with pytest.raises(InvalidInput):
            Money(Decimal("sNaN"), "EUR")


def test_the_context_would_show() -> None:
    """Arithmetic under the host's context is what these tests would catch."""
    exact = Fraction(BIG) * Fraction("0.123456789")
    with decimal.localcontext(prec=4):
        careless = Decimal(BIG) * Decimal("0.123456789")
    assert Fraction(careless) != exact
