"""Money: what it takes, what it refuses, and how it behaves as a value."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from creditkit.errors import AmountTooLarge, CurrencyMismatch, InvalidInput
from creditkit.money import Money, divided, total

TAKEN = [
    ("12.50", "EUR", 1250), ("12.5", "EUR", 1250), ("12", "EUR", 1200), ("+12", "EUR", 1200),
    ("-0.05", "EUR", -5), (".5", "EUR", 50), ("5.", "EUR", 500), ("-0", "EUR", 0), ("1E+3", "EUR", 100_000),
    ("1.2500e1", "EUR", 1250),
    ("12.5000", "EUR", 1250), ("1200", "JPY", 1200), ("1200.0", "JPY", 1200), ("0.005", "KWD", 5),
    ("0.0001", "CLF", 1), ("0" * 100_000 + "7", "EUR", 700), ("7." + "0" * 100_000, "EUR", 700),
    (Decimal("12.50"), "EUR", 1250), (Decimal("1E+3"), "JPY", 1000), (Decimal("0E-400"), "EUR", 0),
    (Decimal("0E+400"), "EUR", 0), (Decimal("-0.0"), "EUR", 0), (12, "EUR", 1200), (0, "JPY", 0),
    (np.int64(12), "EUR", 1200), (np.str_("12.50"), "EUR", 1250), ("12.50", np.str_("EUR"), 1250),
    ("92233720368547758.07", "EUR", 2**63 - 1), ("-92233720368547758.07", "EUR", -(2**63) + 1),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "currency", "minor"), TAKEN)
def test_exact_amounts_are_taken(amount: Any, currency: str, minor: int) -> None:
    """Every exact notation of an amount gives its minor units, as plain Python values."""
    money = Money(amount, currency)
    assert (money.minor, money.currency) == (minor, str(currency))
    assert (type(money.minor), type(money.currency)) == (int, str)


REFUSED: list[Any] = [
    0.1, 12.0, True, None, b"12", Fraction(1, 2), 1j, np.float64(1), np.float32(1), float("nan"), [], "",
    "-", ".", "abc", "1,234.50", "1 234", " 12", "12 ", "12\n", "1_000", "１２", "²", "--1",
    "1.2.3", "1e", "0x10",
    "nan", "NaN", "sNaN1", "inf", "-Infinity", Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"),
    "0.001", "12.505", "1e-3", "1e-400", Decimal("0.001"), Decimal("1E-999999"), "0." + "0" * 100_000 + "1",
]  # fmt: skip


@pytest.mark.parametrize("amount", REFUSED, ids=lambda a: repr(a)[:20])
def test_anything_inexact_or_foreign_is_refused(amount: Any) -> None:
    """Floats, flags, text that is no number, what is not finite and too many decimals raise InvalidInput."""
    with pytest.raises(InvalidInput) as caught:
        Money(amount, "EUR")
    assert caught.value.path == "amount"
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "amount", ["1e400", "1e999999", "9" * 100_000, Decimal("1E+999999"), 10**19, "92233720368547758.08"],
    ids=lambda a: repr(a)[:20],
)  # fmt: skip
def test_an_amount_past_63_bits_is_refused(amount: Any) -> None:
    """2**63 minor units do not fit the columns; a huge exponent is refused without writing it out."""
    with pytest.raises(AmountTooLarge):
        Money(amount, "EUR")


def test_a_float_is_told_how_to_be_passed() -> None:
    """The remedy for a float is the call with its text."""
    with pytest.raises(InvalidInput) as caught:
        Money(12.5, "EUR")  # type: ignore[arg-type]
    assert "Money('12.5', …)" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "named"),
    [("EURO", "EUR"), ("eur", "EUR"), ("RMB", "CNY"), ("US", "USD"), ("", ""), (None, ""), (7, "")],
)
def test_an_unknown_currency_is_refused_with_the_nearest(code: Any, named: str) -> None:
    """Both constructors refuse it, and say which code may have been meant."""
    for build in (lambda: Money("1", code), lambda: Money.of_minor(1, code)):
        with pytest.raises(InvalidInput) as caught:
            build()
        assert caught.value.path == "currency"
        assert named in caught.value.remedy


@pytest.mark.parametrize("minor", [1.0, "1", True, None, Decimal(1), np.float64(1)])
def test_minor_units_are_whole(minor: Any) -> None:
    """of_minor takes whole numbers only."""
    with pytest.raises(InvalidInput):
        Money.of_minor(minor, "EUR")
    assert type(Money.of_minor(np.int64(5), "EUR").minor) is int  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1250, "EUR", "12.50"),
        (-5, "EUR", "-0.05"),
        (0, "EUR", "0.00"),
        (7, "JPY", "7"),
        (-1, "KWD", "-0.001"),
    ],
)
def test_texts_show_every_decimal(minor: int, currency: str, text: str) -> None:
    """str, repr and amount carry the currency's decimals, and repr evaluates to the value."""
    money = Money.of_minor(minor, currency)
    assert str(money) == f"{text} {currency}"
    assert repr(money) == f"Money('{text}', '{currency}')"
    assert str(money.amount) == text


def test_it_is_a_value() -> None:
    """It cannot be changed, and equals, hashes, pickles and copies by its content."""
    money = Money("12.50", "EUR")
    assert money == Money.of_minor(1250, "EUR")
    assert len({money, Money("12.5", "EUR"), Money("12.50", "USD")}) == 2
    assert pickle.loads(pickle.dumps(money)) == copy.deepcopy(money) == money
    assert not hasattr(money, "__dict__")
    with pytest.raises(AttributeError):
        money.minor = 1  # type: ignore[misc]
    with pytest.raises(AttributeError):
        money.note = "x"  # type: ignore[attr-defined]


def test_arithmetic_and_order_within_a_currency() -> None:
    """Sums, differences, signs, whole multiples, truth and order follow the minor units."""
    one, two = Money("1.00", "EUR"), Money("2.00", "EUR")
    assert one + one == two == one * 2 == 2 * one
    assert one - two == -one
    assert abs(-one) == one
    assert one < two
    assert one <= one
    assert two > one
    assert two >= two
    assert sorted([two, one]) == [one, two]
    assert one
    assert not one - one
    assert total(iter([one, two]), "EUR") == sum([one, two], Money(0, "EUR")) == Money(3, "EUR")
    assert total([], "JPY") == Money(0, "JPY")


def test_two_currencies_do_not_mix() -> None:
    """Adding, subtracting, ordering and totalling raise; equality is false."""
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    assert euro != dollar
    for act in (
        lambda: euro + dollar, lambda: euro - dollar, lambda: euro < dollar, lambda: euro <= dollar,
        lambda: euro > dollar, lambda: euro >= dollar, lambda: total([dollar], "EUR"),
    ):  # fmt: skip
        with pytest.raises(CurrencyMismatch):
            act()


def test_money_does_not_mix_with_numbers() -> None:
    """A bare number has no currency; a factor that is not whole is led to times."""
    money: Any = Money(1, "EUR")
    for act in (
        lambda: money + 1,
        lambda: money - 1,
        lambda: money < 1,
        lambda: money >= 1,
        lambda: sum([money]),
    ):
        with pytest.raises(TypeError):
            act()
    for factor in (0.5, True, Decimal(2), "2"):
        with pytest.raises(InvalidInput):
            money * factor
    assert money != 100


def test_results_past_63_bits_are_refused() -> None:
    """No sum, product or difference leaves the range of int64, and no negation does either."""
    most = Money.of_minor(2**63 - 1, "EUR")
    cent = Money.of_minor(1, "EUR")
    for act in (
        lambda: most + cent,
        lambda: -most - cent,
        lambda: most * 2,
        lambda: total([most, cent], "EUR"),
    ):
        with pytest.raises(AmountTooLarge):
            act()
    debt = -most
    assert -debt == most
    with pytest.raises(AmountTooLarge):
        Money.of_minor(-(2**63), "EUR")


HALVES = {
    "half_even": (0, 2, 2, -2), "half_up": (1, 2, 3, -3), "half_down": (0, 1, 2, -2), "down": (0, 1, 2, -2),
    "up": (1, 2, 3, -3), "floor": (0, 1, 2, -3), "ceiling": (1, 2, 3, -2),
}  # fmt: skip


@pytest.mark.parametrize("rounding", HALVES)
def test_halves_round_by_name(rounding: Any) -> None:
    """0.5, 1.5, 2.5 and -2.5 of a cent go where the named rounding says, once."""
    parts = [Money.of_minor(n, "EUR").times(Fraction(1, 2), rounding).minor for n in (1, 3, 5, -5)]
    assert tuple(parts) == HALVES[rounding]
    assert divided(-5, -2, rounding) == divided(5, 2, rounding)
    assert divided(4, 2, rounding) == 2


@pytest.mark.parametrize("ratio", [0.5, True, "0.5", None, Decimal("NaN"), Decimal("Infinity")])
def test_a_ratio_is_exact_and_finite(ratio: Any) -> None:
    """times takes Fraction, Decimal and int."""
    with pytest.raises(InvalidInput):
        Money(1, "EUR").times(ratio)


def test_an_unknown_rounding_and_a_zero_divisor_are_refused() -> None:
    """A misspelt rounding is no silent half-even."""
    with pytest.raises(InvalidInput):
        Money(1, "EUR").times(1, "half-even")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        divided(1, 0)


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (5, [3, 7], [2, 3]),
        (1, [0, 1, 1], [0, 1, 0]), (2, [1, 1, 1], [1, 1, 0]), (0, [1, 2], [0, 0]), (10, [1], [10]),
        (2**63 - 1, [2**62, 2**62], [2**62, 2**62 - 1]),
    ],
)  # fmt: skip
def test_allocation_by_largest_remainder(minor: int, weights: list[int], parts: list[int]) -> None:
    """Cut shares, then one unit each to the largest remainders, the earlier first on a tie."""
    assert [part.minor for part in Money.of_minor(minor, "EUR").allocate(weights)] == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1.0], [True], ["1"]])
def test_weights_that_divide_nothing_are_refused(weights: Any) -> None:
    """No weights, only zeros, negatives and what is not whole."""
    with pytest.raises(InvalidInput):
        Money(1, "EUR").allocate(weights)


@pytest.mark.parametrize("n", [0, -1, 1.5, True])
def test_a_split_has_parts(n: Any) -> None:
    """split takes a whole number from one."""
    with pytest.raises(InvalidInput):
        Money(1, "EUR").split(n)
