"""Laws: splitting loses and makes nothing, and is fair to within one minor unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.money import CURRENCIES, Money, total

Allocate = Callable[[Money, Sequence[int]], Sequence[Money]]

amounts = st.builds(
    Money.of_minor,
    st.integers(-(2**63) + 1, 2**63 - 1) | st.integers(-100, 100),
    st.sampled_from(sorted(CURRENCIES)),
)
weights = st.lists(st.integers(0, 100) | st.integers(0, 2**70), min_size=1, max_size=12).filter(any)


def check_conserved(allocate: Allocate, amount: Money, shares: Sequence[int]) -> None:
    """The parts add up to the whole."""
    assert total(allocate(amount, shares), amount.currency) == amount


def check_fair(allocate: Allocate, amount: Money, shares: Sequence[int]) -> None:
    """Each part is less than one minor unit from its exact share, and a weight of zero gets nothing."""
    for part, weight in zip(allocate(amount, shares), shares, strict=True):
        assert abs(part.minor - Fraction(amount.minor * weight, sum(shares))) < 1
        assert weight or not part


def check_mirrored(allocate: Allocate, amount: Money, shares: Sequence[int]) -> None:
    """A debt splits as the claim does."""
    assert [-part for part in allocate(-amount, shares)] == list(allocate(amount, shares))


LAWS = [check_conserved, check_fair, check_mirrored]


@pytest.mark.parametrize("law", LAWS)
@given(amount=amounts, shares=weights)
def test_allocation(law: Callable[[Allocate, Money, Sequence[int]], None], amount: Money, shares: list[int]) -> None:
    """Allocation conserves, is fair, and mirrors."""
    law(Money.allocate, amount, shares)


@given(amount=amounts, n=st.integers(1, 40))
def test_a_split_is_even(amount: Money, n: int) -> None:
    """The parts of a split differ by at most one minor unit, larger magnitudes first."""
    minors = [abs(part.minor) for part in amount.split(n)]
    assert max(minors) - min(minors) <= 1
    assert minors == sorted(minors, reverse=True)


def each_rounded(amount: Money, shares: Sequence[int]) -> list[Money]:
    """Broken: every part is rounded by itself."""
    return [amount.times(Fraction(weight, sum(shares))) for weight in shares]


def rest_to_the_last(amount: Money, shares: Sequence[int]) -> list[Money]:
    """Broken: the last part takes whatever is left, its weight zero or not."""
    parts = [amount.times(Fraction(weight, sum(shares)), "down") for weight in shares[:-1]]
    return [*parts, amount - total(parts, amount.currency)]


def floored(amount: Money, shares: Sequence[int]) -> list[Money]:
    """Broken: negative amounts are floored, so the leftover goes the other way."""
    parts = [Money.of_minor(amount.minor * weight // sum(shares), amount.currency) for weight in shares]
    left = (amount - total(parts, amount.currency)).minor
    return [part + Money.of_minor(int(i < left), part.currency) for i, part in enumerate(parts)]


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        (check_conserved, each_rounded),
        (check_fair, rest_to_the_last),
        (check_mirrored, floored),
    ],
)
def test_the_laws_can_fail(law: Callable[[Allocate, Money, Sequence[int]], None], broken: Allocate) -> None:
    """Each law catches an allocation that breaks it."""
    with pytest.raises(AssertionError):
        law(broken, Money("1.00", "EUR"), [1, 1, 1, 1, 1, 1, 0])
