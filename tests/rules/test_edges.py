"""What an edge means to each type of number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.rules import check_distinct, deciding_integer, edge, rounded_edge
from creditkit.rules._scalar import COMPARE

six_digits = st.builds(scaled, st.integers(-999_999, 999_999), st.integers(0, 12))
fifteen_digits = st.builds(scaled, st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 18))


@given(fifteen_digits, st.integers(0, 6), st.integers(-3, 3), st.sampled_from(sorted(COMPARE)))
def test_the_deciding_integer_decides(number: Decimal, decimals: int, off: int, op: str) -> None:
    """An integer near the edge compares with it as the exact fraction does."""
    whole = deciding_integer(number, op, decimals)  # type: ignore[arg-type]
    near = int(Fraction(*number.as_integer_ratio()) * 10**decimals) + off
    exact = COMPARE[op](Fraction(near, 10**decimals), Fraction(*number.as_integer_ratio()))
    assert COMPARE[op](near, whole) is exact


@given(six_digits, six_digits)
def test_float32_keeps_six_digits_apart(one: Decimal, other: Decimal) -> None:
    """Rounding to float32 keeps the order of edges with six digits, and no two become one."""
    assert (one < other) is (rounded_edge(one, "float32") < rounded_edge(other, "float32"))


@given(fifteen_digits, fifteen_digits)
def test_float64_keeps_fifteen_digits_apart(one: Decimal, other: Decimal) -> None:
    """Rounding to float64 keeps the order of edges with fifteen digits, and no two become one."""
    assert (one < other) is (rounded_edge(one) < rounded_edge(other))


@given(six_digits)
def test_float32_is_rounded_once(number: Decimal) -> None:
    """No float32 lies nearer to the edge than the one that stands for it."""
    near = np.float32(rounded_edge(number, "float32"))
    exact = Fraction(*number.as_integer_ratio())
    for way in (-np.inf, np.inf):
        next_one = Fraction(float(np.nextafter(near, np.float32(way))))
        assert abs(Fraction(float(near)) - exact) <= abs(next_one - exact)


def test_more_digits_would_collapse() -> None:
    """What the limits keep out: sixteen digits that float64, seven that float32 cannot tell apart."""
    assert float(Decimal(9007199254740993)) == float(Decimal(9007199254740992))
    assert np.float32(8.589973e9) == np.float32(8.589974e9)
    with pytest.raises(InvalidInput, match="15 significant"):
        edge("9007199254740993")
    with pytest.raises(InvalidInput, match="6 significant"):
        rounded_edge(Decimal(8589973000), "float32")


def test_edges_are_strict() -> None:
    """Floats, flags, text that is no number, and the far away are refused."""
    for wrong in (0.1, True, "1e3", "abc", " 1", Decimal("Infinity"), Decimal("sNaN"), 10**18, Decimal("1E+18")):
        with pytest.raises(InvalidInput):
            edge(wrong)  # type: ignore[arg-type]
    assert edge("1000.000") == edge(1000)


def test_edges_rise() -> None:
    """Equal and falling edges are refused by place."""
    check_distinct([Decimal("0.8"), Decimal("0.95")], "float32")
    with pytest.raises(InvalidInput, match=r"edges\[1\]"):
        check_distinct([Decimal("0.80"), Decimal("0.8")])
