"""Exchange rates: which one is used, what is refused, and that no later day is seen."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import AmountTooLarge, CreditkitError, InvalidInput, RateMissing
from creditkit.money import Money, Rate, Rates, exponent

MONDAY = date(2026, 3, 2)
CODES = ("EUR", "USD", "JPY", "KWD")


def on(days: int) -> date:
    """So many days after the Monday."""
    return MONDAY + timedelta(days=days)


def test_the_latest_rate_on_or_before_the_day() -> None:
    """A rate holds from its day until the next one."""
    rates = Rates([Rate("EUR", "USD", "1.20", on(7)), Rate("EUR", "USD", "1.10", on(0))])
    euro = Money(100, "EUR")
    assert [rates.convert(euro, "USD", on(d)) for d in (0, 6, 7, 900)] == [
        Money(110, "USD"), Money(110, "USD"), Money(120, "USD"), Money(120, "USD"),
    ]  # fmt: skip
    with pytest.raises(RateMissing):
        rates.convert(euro, "USD", on(-1))


def test_an_old_rate_is_missing() -> None:
    """A rate of exactly max_age_days counts, an older one does not."""
    rates = Rates([Rate("EUR", "USD", "1.10", on(0))])
    assert rates.convert(Money(1, "EUR"), "USD", on(3), max_age_days=3) == Money("1.10", "USD")
    with pytest.raises(RateMissing, match="4 days old"):
        rates.convert(Money(1, "EUR"), "USD", on(4), max_age_days=3)


def test_direct_and_inverse() -> None:
    """The later dated of the two wins, on a tie the direct one."""
    direct, inverse = Rate("EUR", "USD", "2", on(0)), Rate("USD", "EUR", "0.25", on(0))
    later = Rate("USD", "EUR", "0.2", on(1))
    assert Rates([direct, inverse]).latest("EUR", "USD", on(5)) == direct
    assert Rates([direct, inverse]).latest("USD", "EUR", on(5)) == inverse
    assert Rates([direct, later]).latest("EUR", "USD", on(5)) == later
    assert Rates([direct, later]).ratio("EUR", "USD", on(5)) == 5
    assert Rates([direct, later]).ratio("EUR", "USD", on(0)) == 2


def test_exponents_of_both_currencies_count() -> None:
    """Yen have no decimals and Kuwaiti dinars three."""
    rates = Rates([Rate("KWD", "JPY", "490.5", on(0))])
    assert rates.convert(Money("1.001", "KWD"), "JPY", on(0)) == Money(491, "JPY")
    assert rates.convert(Money(981, "JPY"), "KWD", on(0)) == Money("2.000", "KWD")


def test_chains_only_on_request_and_rounded_once() -> None:
    """Through a third currency each leg has its own rate, and nothing is rounded between."""
    rates = Rates([Rate("EUR", "USD", "1.005", on(0)), Rate("USD", "JPY", "1000", on(0))])
    with pytest.raises(RateMissing):
        rates.convert(Money("0.01", "EUR"), "JPY", on(0))
    assert rates.convert(Money("1.01", "EUR"), "JPY", on(0), through="USD") == Money(1015, "JPY")
    assert rates.convert(Money("1", "EUR"), "USD", on(0), through="USD") == Money("1.00", "USD")
    with pytest.raises(RateMissing, match="GBP"):
        rates.convert(Money("1.01", "EUR"), "JPY", on(0), through="GBP")


def test_the_rounding_is_named() -> None:
    """Half-even unless another is asked for."""
    rates = Rates([Rate("EUR", "USD", "0.5", on(0))])
    cent = Money("0.01", "EUR")
    assert rates.convert(cent, "USD", on(0)) == Money("0.00", "USD")
    assert rates.convert(cent, "USD", on(0), rounding="half_up") == Money("0.01", "USD")


def test_the_same_currency_needs_no_rate() -> None:
    """It converts to itself, also where no rate is known at all."""
    assert Rates().convert(Money(1, "EUR"), "EUR", on(0)) == Money(1, "EUR")
    assert Rates().ratio("EUR", "EUR", on(0)) == 1


def test_contradictory_rates_are_refused() -> None:
    """One pair and day has one rate; the same one twice counts once."""
    one, same, other = (Rate("EUR", "USD", r, on(0)) for r in ("1.10", "1.1", "1.2"))
    assert len(Rates([one, same])) == 1
    with pytest.raises(InvalidInput, match="EUR/USD 2026-03-02"):
        Rates([one, other])


WRONG_RATES = [
    1.1, True, None, "1,1", "", "NaN", "0", "-1", "1e18", "1e-19",
    Decimal("NaN"), Decimal("Infinity"), Decimal(-1), Decimal("1E-9999"), Decimal("1E+9999"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "quote", "rate", "day"),
    [
        *(("EUR", "USD", rate, MONDAY) for rate in WRONG_RATES),
        ("EUR", "EUR", "1", MONDAY),
        ("EURO", "USD", "1", MONDAY),
        ("EUR", "usd", "1", MONDAY),
        ("EUR", "USD", "1", datetime(2026, 3, 2, tzinfo=UTC)),
        ("EUR", "USD", "1", "2026-03-02"),
    ],
)
def test_a_wrong_rate_is_refused(base: Any, quote: Any, rate: Any, day: Any) -> None:
    """Floats, what is not positive or not plausible, unknown or equal currencies, moments."""
    with pytest.raises(InvalidInput):
        Rate(base, quote, rate, day)


def test_a_moment_is_no_day() -> None:
    """A datetime is refused where a day is asked for, in the same currency too."""
    moment: Any = datetime(2026, 3, 2, tzinfo=UTC)
    rates = Rates([Rate("EUR", "USD", "1.1", on(0))])
    for act in (lambda: rates.convert(Money(1, "EUR"), "USD", moment), lambda: rates.until(moment),
                lambda: rates.convert(Money(1, "EUR"), "EUR", moment)):  # fmt: skip
        with pytest.raises(InvalidInput, match="date"):
            act()


def test_rates_are_rates() -> None:
    """A pair that is no Rate is refused with its place."""
    good, wrong = Rate("EUR", "USD", "1.1", on(0)), ("EUR", "USD", "1.2", on(1))
    with pytest.raises(InvalidInput, match=r"rates\[1\]"):
        Rates([good, wrong])  # type: ignore[list-item]


def test_unknown_currencies_and_huge_results_are_refused() -> None:
    """An unknown code is no missing rate, and a result past 63 bits is no wrapped one."""
    rates = Rates([Rate("EUR", "JPY", "1e17", on(0))])
    with pytest.raises(InvalidInput):
        rates.convert(Money(1, "EUR"), "EURO", on(0))
    with pytest.raises(AmountTooLarge):
        rates.convert(Money(100, "EUR"), "JPY", on(0))


rate_lists = st.lists(
    st.builds(
        Rate,
        st.just("EUR") | st.just("USD"),
        st.sampled_from(("JPY", "KWD")),
        st.decimals("0.0001", 500, places=4).filter(bool),
        st.integers(0, 30).map(on),
    )
    | st.builds(Rate, st.just("KWD"), st.just("EUR"), st.just("3.1"), st.integers(0, 30).map(on)),
    max_size=12,
    unique_by=lambda r: (r.base, r.quote, r.on),
)


def outcome(rates: Rates, amount: Money, to: str, day: date) -> object:
    """The converted amount, or the kind of error."""
    try:
        return rates.convert(amount, to, day)
    except CreditkitError as error:
        return type(error)


def check_no_look_ahead(convert: Any, rates: Rates, amount: Money, to: str, day: date) -> None:
    """Rates of later days change nothing."""
    assert convert(rates, amount, to, day) == convert(rates.until(day), amount, to, day)


@given(
    rate_lists,
    st.integers(-(10**9), 10**9),
    st.sampled_from(CODES),
    st.sampled_from(CODES),
    st.integers(-1, 31),
)
def test_no_look_ahead(listed: list[Rate], minor: int, base: str, quote: str, days: int) -> None:
    """What is dated after the day asked for has no influence, and until keeps just the rest."""
    rates = Rates(listed)
    check_no_look_ahead(outcome, rates, Money.of_minor(minor, base), quote, on(days))
    assert set(rates.until(on(days))) == {rate for rate in listed if rate.on <= on(days)}
    assert rates == Rates(reversed(listed))
    assert hash(rates) == hash(Rates(reversed(listed)))
    assert pickle.loads(pickle.dumps(rates)) == rates


def test_look_ahead_can_be_caught() -> None:
    """A conversion that takes the newest rate of all is found out."""
    rates = Rates([Rate("EUR", "USD", "1.10", on(0)), Rate("EUR", "USD", "1.20", on(7))])
    with pytest.raises(AssertionError):
        check_no_look_ahead(
            lambda r, m, to, day: outcome(r, m, to, date(9999, 12, 31)), rates, Money(1, "EUR"), "USD", on(3)
        )


def check_round_trip(convert: Any, rates: Rates, amount: Money, to: str) -> None:
    """There and back errs by at most half a unit of each rounding, carried over by the rate."""
    there = convert(rates, amount, to)
    back = convert(rates, there, amount.currency)
    scale = Fraction(10 ** exponent(amount.currency), 10 ** exponent(to))
    bound = Fraction(1, 2) + Fraction(1, 2) * scale * rates.ratio(to, amount.currency, on(0))
    assert abs(back.minor - amount.minor) <= bound


@given(
    st.decimals("0.001", 1000, places=3).filter(bool),
    st.integers(-(10**12), 10**12),
    st.sampled_from([(a, b) for a in CODES for b in CODES if a != b]),
)
def test_there_and_back(rate: Decimal, minor: int, pair: tuple[str, str]) -> None:
    """A round trip stays within the bound of its two roundings."""
    rates = Rates([Rate(*pair, rate, on(0))])
    check_round_trip(lambda r, m, to: r.convert(m, to, on(0)), rates, Money.of_minor(minor, pair[0]), pair[1])


def test_a_lossy_round_trip_can_be_caught() -> None:
    """Cutting the rate to two decimals on the way is found out."""
    rates = Rates([Rate("EUR", "USD", "1.0842", on(0))])

    def lossy(known: Rates, amount: Money, to: str) -> Money:
        ratio = known.ratio(amount.currency, to, on(0))
        return Money.of_minor(amount.minor, to).times(Fraction(round(ratio * 100), 100))

    with pytest.raises(AssertionError):
        check_round_trip(lossy, rates, Money(1_000_000, "EUR"), "USD")
