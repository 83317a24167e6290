"""Day counts: how long a span is, as an exact fraction of a year.

The first day of a span does not count, the last one does; so spans of actual days add up.
Source: 2006 ISDA Definitions, section 4.16, for all but ``30/360``, whose end-of-February rule is that of
the US bond market (Securities Industry Association, Standard Securities Calculation Methods). Spreadsheets
differ there: their DAYS360 treats the end of February in ways of its own.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from creditkit.dates._calendar import month_end, plain_day
from creditkit.errors import InvalidInput

#: The bases. ``act/365`` is the fixed one (4.16 d); ``act/360`` is 4.16 e; ``act/act`` is ISDA's (4.16 b):
#: days in leap years over 366, the others over 365; ``30/360`` is the US one; ``30E/360`` is 4.16 g.
DayCount: TypeAlias = Literal["act/365", "act/360", "act/act", "30/360", "30E/360"]

DAY_COUNTS: tuple[str, ...] = get_args(DayCount)


def days_between(start: date, end: date) -> int:
    """Calendar days from one day to another; negative where ``end`` comes first.

    Raises:
        InvalidInput: one of the two is not a plain date.

    >>> days_between(date(2026, 2, 27), date(2026, 3, 2))
    3
    """
    return plain_day("end", end).toordinal() - plain_day("start", start).toordinal()


def year_fraction(start: date, end: date, basis: DayCount = "act/365") -> Fraction:
    """The span as an exact fraction of a year.

    Args:
        start: the first day, which does not count.
        end: the last day, which counts; not before ``start``.
        basis: see :data:`DayCount`.

    Raises:
        InvalidInput: ``end`` before ``start``, no plain dates, or no such basis.

    >>> year_fraction(date(2026, 1, 1), date(2026, 3, 2), "act/360")
    Fraction(1, 6)
    """
    days = days_between(start, end)
    if days < 0:
        raise InvalidInput("end", str(end), f"a day from {start}")
    match basis:
        case "act/365":
            return Fraction(days, 365)
        case "act/360":
            return Fraction(days, 360)
        case "act/act":
            return _by_calendar_year(start, end)
        case "30/360":
            return Fraction(_thirty_us(start, end), 360)
        case "30E/360":
            return Fraction(_thirty(start, end, min(start.day, 30), min(end.day, 30)), 360)
        case _:
            raise InvalidInput("basis", basis, ", ".join(DAY_COUNTS))


def _by_calendar_year(start: date, end: date) -> Fraction:
    """Years from a common origin: whole years passed, and the part of the running one."""
    return _years(end) - _years(start)


def _years(day: date) -> Fraction:
    passed = (day - date(day.year, 1, 1)).days
    return day.year + Fraction(passed, 366 if isleap(day.year) else 365)


def _thirty(start: date, end: date, first: int, last: int) -> int:
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def _thirty_us(start: date, end: date) -> int:
    first, last = start.day, end.day
    if _ends_february(start):
        if _ends_february(end):
            last = 30
        first = 30
    if last == 31 and first >= 30:
        last = 30
    return _thirty(start, end, min(first, 30), last)


def _ends_february(day: date) -> bool:
    return day.month == 2 and day == month_end(day)
