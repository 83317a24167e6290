"""The days of a simulation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from creditkit.errors import InvalidInput
from creditkit.simulation import month_ends
from creditkit.testing import days


@given(days(), days())
def test_month_ends_are_the_days_before_a_first(one: date, other: date) -> None:
    """Of all days from the first to the last, exactly those whose morrow is a first of a month."""
    first, last = min(one, other), max(one, other)
    every = (first + timedelta(days=i) for i in range((last - first).days + 1))
    assert month_ends(first, last) == tuple(day for day in every if (day + timedelta(days=1)).day == 1)


def test_the_end_of_the_calendar() -> None:
    """The last month that there is has an end, and none follows it."""
    assert month_ends(date(9999, 12, 1), date.max) == (date.max,)


def test_a_span_without_a_month_end_has_none() -> None:
    """From the 2nd to the 28th of a March no month ends."""
    assert month_ends(date(2026, 3, 2), date(2026, 3, 28)) == ()


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 1), date(2026, 1, 31)), (datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 31))]
)
def test_what_is_no_span_is_refused(first: date, last: date) -> None:
    """A last day before the first, or a moment."""
    with pytest.raises(InvalidInput):
        month_ends(first, last)
