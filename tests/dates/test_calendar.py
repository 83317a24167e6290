"""Months, business days and rolls."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from creditkit.dates import BusinessDays, add_months, month_end, plain_day, rolled, weekdays_only
from creditkit.errors import InvalidInput


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)), (date(2026, 11, 30), 14, date(2028, 1, 30)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)  # fmt: skip
def test_adding_months(day: date, months: int, result: date) -> None:
    """The same day of a month, or its last."""
    assert add_months(day, months) == result


def test_month_ends() -> None:
    """Leap years included, and the last month there is."""
    assert [month_end(date(y, 2, 1)).day for y in (1900, 2000, 2026, 2028)] == [28, 29, 28, 29]
    assert month_end(date(9999, 12, 1)) == date(9999, 12, 31)


@pytest.mark.parametrize("value", [datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02", None, 0])
def test_only_plain_dates(value: Any) -> None:
    """A moment is no day."""
    for act in (
        month_end,
        lambda d: add_months(d, 1),
        lambda d: plain_day("as_of", d),
        lambda d: BusinessDays([d]),
    ):
        with pytest.raises(InvalidInput):
            act(value)


def test_months_past_the_calendar() -> None:
    """Neither end of the calendar raises anything but InvalidInput."""
    for day, months in ((date(9999, 12, 1), 1), (date(1, 1, 1), -1), (date(2026, 1, 1), 10**20)):
        with pytest.raises(InvalidInput):
            add_months(day, months)


def test_business_days() -> None:
    """Holidays are off, worked weekend days are not, and the weekend is the host's."""
    calendar = BusinessDays([date(2026, 10, 1)], working=[date(2026, 10, 10)])
    assert [calendar(date(2026, 10, d)) for d in (1, 2, 3, 10, 11)] == [False, True, False, True, False]
    gulf = BusinessDays(weekend={4, 5})
    assert [gulf(date(2026, 10, d)) for d in (2, 3, 4)] == [False, False, True]
    assert hash(calendar) == hash(BusinessDays((date(2026, 10, 1),), {6, 5}, working={date(2026, 10, 10)}))


def test_calendars_that_make_no_sense() -> None:
    """A week off for ever, a weekday that is none, a day both off and worked."""
    day = date(2026, 10, 10)
    for build in (
        lambda: BusinessDays(weekend=range(7)), lambda: BusinessDays(weekend={7}),
        lambda: BusinessDays([day], working=[day]),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            build()


@pytest.mark.parametrize(
    ("roll", "result"),
    [
        ("following", date(2026, 2, 2)),
        ("preceding", date(2026, 1, 30)),
        ("modified_following", date(2026, 1, 30)),
    ],
)
def test_rolls(roll: Any, result: date) -> None:
    """From Saturday, 31 January 2026."""
    assert rolled(date(2026, 1, 31), roll, weekdays_only) == result
    assert rolled(date(2026, 1, 30), roll, weekdays_only) == date(2026, 1, 30)


def test_rolls_that_lead_nowhere() -> None:
    """A calendar without business days, the ends of the calendar, and a roll without a name."""
    for day, roll in (
        (date(2026, 1, 1), "following"),
        (date(1, 1, 1), "preceding"),
        (date(9999, 12, 31), "following"),
    ):
        with pytest.raises(InvalidInput, match="business day"):
            rolled(day, roll, lambda _: False)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="modified_following"):
        rolled(date(2026, 1, 1), "next", weekdays_only)  # type: ignore[arg-type]
