"""Cover, tax, releases and authority at their edges; the worked cases stand in test_cases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import scaled
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits import (
    Authority,
    Release,
    Unlimited,
    Unset,
    UpTo,
    guarantee_additive,
    largest_net,
    quota_share,
)
from creditkit.money import Money, Rounding, divided
from house_limits import cny

DAY = date(2026, 7, 1)
MINOR = st.integers(0, 10**7)


@given(MINOR, MINOR, st.integers(0, 10_000))
def test_quota_share_is_the_largest_that_keeps_the_own_loss(base: int, insured: int, cover: int) -> None:
    """One minor unit more, and the own loss is above the base; it is never below what is added by nobody."""
    share = Fraction(cover, 10_000)
    found = quota_share(Money.of_minor(base, "CNY"), Money.of_minor(insured, "CNY"), scaled(cover, 4)).minor

    def loss(exposure: int) -> Fraction:
        return exposure - share * min(exposure, insured)

    assert loss(found) <= base < loss(found + 1)
    assert base <= found <= base + insured


@given(MINOR, st.integers(0, 3000), st.sampled_from(["half_even", "half_up", "down", "up"]))
def test_largest_net_is_the_largest(gross: int, rate: int, rounding: Rounding) -> None:
    """Its gross is not above, that of one unit more is."""
    net = largest_net(Money.of_minor(gross, "CNY"), scaled(rate, 4), rounding=rounding).minor
    with_tax = [divided(n * (10_000 + rate), 10_000, rounding) for n in (net, net + 1)]
    assert with_tax[0] <= gross < with_tax[1]


@pytest.mark.parametrize(
    "call",
    [
        lambda: quota_share(cny(-1), cny(1), "0.9"),
        lambda: quota_share(cny(1), cny(-1), "0.9"),
        lambda: quota_share(cny(1), cny(1), "1.1"),
        lambda: guarantee_additive(cny(1), cny(1), "-0.1"),
        lambda: guarantee_additive(cny(1), cny(-1)),
        lambda: largest_net(cny(-1), "0.13"),
        lambda: largest_net(cny(1), "-0.13"),
        lambda: largest_net(cny(1), 0.13),  # type: ignore[arg-type]
        lambda: Release("", cny(1), DAY),
        lambda: Release("O", cny(-1), DAY),
        lambda: Release("O", cny(1), "2026-07-01"),  # type: ignore[arg-type]
        lambda: Release("O", cny(1), DAY, "-0.1"),
        lambda: Release("O", cny(1), DAY, valid_days=0),
        lambda: Authority("", Unset()),
        lambda: Authority("x", cny(1)),  # type: ignore[arg-type]
        lambda: Authority("x", Unset(), overdue_days=-1),
        lambda: Authority("x", Unset(), grades="AB"),
    ],
)
def test_what_cannot_be_is_refused(call: Any) -> None:
    """Negative amounts, shares outside 0 to 1, floats, empty names."""
    with pytest.raises(InvalidInput):
        call()


def test_currencies_do_not_mix() -> None:
    """Nowhere without a rate."""
    euro = Money(1, "EUR")
    for call in (
        lambda: quota_share(cny(1), euro, "0.9"),
        lambda: Release("O", cny(1), DAY).covers(euro, DAY),
        lambda: Authority("x", UpTo(cny(1))).may_release(euro),
    ):
        with pytest.raises(CurrencyMismatch):
            call()


def test_a_ceiling_between_two_units_is_the_lower() -> None:
    """10% of 0.05 is half a cent, which nobody can pay."""
    release = Release("O", cny("0.05"), DAY)
    assert release.ceiling == cny("0.05")
    assert not release.covers(cny("0.06"), DAY)


def test_authority_needs_to_know_what_bounds_it() -> None:
    """Bound to grades or to an age it may not act on an unknown one; inclusive where it is known."""
    bound = Authority("x", Unlimited(), overdue_days=20, grades=["A", "B"])
    assert bound.may_release(cny(10**9), overdue_days=20, grade="B")
    for known in ({"overdue_days": 21, "grade": "B"}, {"overdue_days": 0, "grade": "C"}, {"grade": "A"}, {}):
        assert not bound.may_release(cny(1), **known)
    assert not bound.may_release(cny(1), overdue_days=0)


def test_unset_authority_is_none() -> None:
    """It lets nothing go that is over; what is not over needs nobody."""
    nobody = Authority("x", Unset())
    assert not nobody.may_release(cny("0.01"))
    assert nobody.may_release(cny(0))
    assert Authority("x", Unlimited()).may_release(cny(10**9))
