"""Day counts: worked cases, and the law that spans add up."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.dates import days_between, year_fraction
from creditkit.dates._counts import DAY_COUNTS
from creditkit.errors import InvalidInput

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "day_counts.toml").read_text(encoding="utf-8"))
Count = Callable[[date, date, Any], Fraction]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: f"{c['basis']} {c['start']} {c['end']}")
def test_worked_case(case: dict[str, Any]) -> None:
    """Each worked case, exactly or to as many decimals as its source prints."""
    fraction = year_fraction(case["start"], case["end"], case["basis"])
    if "days_of_360" in case:
        assert fraction == Fraction(case["days_of_360"], 360)
    else:
        printed = case["decimal"]
        assert 2 * abs(fraction - Fraction(printed)) <= Fraction(1, 10 ** len(printed.split(".")[1]))


def test_the_isda_example_is_exact() -> None:
    """61 days of a common year and 121 of a leap year."""
    exact = Fraction(61, 365) + Fraction(121, 366)
    assert year_fraction(date(2003, 11, 1), date(2004, 5, 1), "act/act") == exact


def check_additive(count: Count, one: date, two: date, three: date, basis: str) -> None:
    """A span is the sum of its parts."""
    start, middle, end = sorted((one, two, three))
    assert count(start, middle, basis) + count(middle, end, basis) == count(start, end, basis)


@pytest.mark.parametrize("basis", ["act/365", "act/360", "act/act"])
@given(one=st.dates(), two=st.dates(), three=st.dates())
def test_actual_counts_add_up(basis: Any, one: date, two: date, three: date) -> None:
    """Holds for the bases that count actual days; the 30-day ones depend on where a span is cut."""
    check_additive(year_fraction, one, two, three, basis)


def test_the_law_can_fail() -> None:
    """A 30/360 span cut at the end of February is found not to add up."""
    with pytest.raises(AssertionError):
        check_additive(year_fraction, date(2026, 1, 15), date(2026, 2, 28), date(2026, 3, 15), "30/360")


@given(st.dates(), st.dates(), st.sampled_from(DAY_COUNTS))
def test_every_basis_is_near_the_calendar(one: date, other: date, basis: Any) -> None:
    """No basis is more than 2 % and three days from days over 365.2425, and none is negative."""
    start, end = sorted((one, other))
    years = Fraction(days_between(start, end)) / Fraction("365.2425")
    fraction = year_fraction(start, end, basis)
    assert fraction >= 0
    assert abs(fraction - years) <= years * Fraction(2, 100) + Fraction(3, 360)


def test_spans_that_are_none_are_refused() -> None:
    """An end before the start, moments, and a basis without a name."""
    day = date(2026, 3, 2)
    with pytest.raises(InvalidInput):
        year_fraction(day, date(2026, 3, 1))
    with pytest.raises(InvalidInput):
        year_fraction(day, datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(InvalidInput):
        days_between(datetime(2026, 3, 1, tzinfo=UTC), day)
    with pytest.raises(InvalidInput, match="act/act"):
        year_fraction(day, day, "actual")  # type: ignore[arg-type]
    assert days_between(day, date(2026, 3, 1)) == -1
