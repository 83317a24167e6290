"""Arithmetic on days of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31."""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from creditkit.errors import InvalidInput

#: As a day of the month: the last one, however long the month is.
LAST_DAY = 31


def plain_day(path: str, value: object) -> date:
    """The value, if it is a date without a time.

    ``datetime`` is a subclass of ``date``: without this check a moment would slip in, never equal the
    day it falls on, and bring a time zone along.

    Raises:
        InvalidInput: it is a ``datetime`` or no date at all; the error carries ``path``.

    >>> plain_day("as_of", date(2026, 3, 2))
    datetime.date(2026, 3, 2)
    """
    if isinstance(value, datetime):
        raise InvalidInput(path, value, "a datetime.date", "pass value.date(), in the zone you mean")
    if not isinstance(value, date):
        raise InvalidInput(path, value, "a datetime.date")
    return value


def month_end(day: date) -> date:
    """The last day of the month in which the day lies.

    >>> month_end(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return in_month(plain_day("day", day), LAST_DAY)


def in_month(day: date, number: int) -> date:
    """The day of that number in the month of ``day``, or the month's last day where it is shorter.

    >>> in_month(date(2026, 2, 3), 30)
    datetime.date(2026, 2, 28)
    """
    return day + relativedelta(day=number)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day where it is shorter.

    Raises:
        InvalidInput: ``day`` is not a plain date, or the result would leave the calendar.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    return shifted(plain_day("day", day), months=months, number=day.day)


def shifted(day: date, *, months: int = 0, days: int = 0, number: int | None = None) -> date:
    """Months on, then to the day of that number there (or the last one before it), then days on.

    Raises:
        InvalidInput: the result would lie outside the years 1 to 9999.
    """
    try:
        return day + relativedelta(months=months, days=days, day=day.day if number is None else number)
    except (ValueError, OverflowError):
        given = f"{day} + {months} months + {days} days"
        raise InvalidInput("day", given, "a result between 0001-01-01 and 9999-12-31") from None
