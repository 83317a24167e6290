"""Business days, and where a due date goes that is none.

Which days are business days is the host's knowledge: it passes a test, any function from a day to a
bool. :func:`weekdays_only` and :class:`BusinessDays` are two such tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

import attrs

from creditkit.dates._calendar import plain_day
from creditkit.errors import InvalidInput

#: Whether a day is a business day.
IsBusinessDay: TypeAlias = Callable[[date], bool]

#: ``following``: the next business day. ``preceding``: the one before. ``modified_following``: the next,
#: unless that lies in another month, then the one before. Source of the names: ISDA 2006 Definitions, 4.12.
Roll: TypeAlias = Literal["following", "preceding", "modified_following"]

ROLLS: tuple[str, ...] = get_args(Roll)

#: A calendar without a business day in a year is a mistake; the search for one ends here.
MAX_DAYS_ROLLED = 366

SATURDAY, SUNDAY = 5, 6


def weekdays_only(day: date) -> bool:
    """Monday to Friday; knows of no holidays.

    >>> weekdays_only(date(2026, 3, 6)), weekdays_only(date(2026, 3, 7))
    (True, False)
    """
    return day.weekday() < SATURDAY


def _holidays(days: Iterable[date]) -> frozenset[date]:
    return _plain("holidays", days)


def _working(days: Iterable[date]) -> frozenset[date]:
    return _plain("working", days)


def _weekdays(days: Iterable[int]) -> frozenset[int]:
    return frozenset(days)


def _plain(path: str, days: Iterable[date]) -> frozenset[date]:
    return frozenset(plain_day(f"{path}[{i}]", day) for i, day in enumerate(days))


@attrs.frozen
class BusinessDays:
    """A calendar of business days; call it with a day.

    Args:
        holidays: days off.
        weekend: weekdays off, Monday is 0 and Sunday 6; not all seven.
        working: days worked although they fall on a weekend, as around Chinese holidays (调休).

    Raises:
        InvalidInput: a holiday is no plain date, a weekday is none, or a day is both off and worked.

    >>> calendar = BusinessDays([date(2026, 10, 1)], working=[date(2026, 10, 10)])
    >>> calendar(date(2026, 10, 1)), calendar(date(2026, 10, 2)), calendar(date(2026, 10, 10))
    (False, True, True)
    """

    holidays: frozenset[date] = attrs.field(converter=_holidays, default=frozenset())
    weekend: frozenset[int] = attrs.field(converter=_weekdays, default=frozenset({SATURDAY, SUNDAY}))
    working: frozenset[date] = attrs.field(converter=_working, default=frozenset(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.weekend < set(range(7)):
            raise InvalidInput("weekend", set(self.weekend), "some of the numbers 0 (Monday) to 6 (Sunday)")
        if both := self.holidays & self.working:
            raise InvalidInput("working", str(min(both)), "days that are not among the holidays")

    def __call__(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day.weekday() not in self.weekend or day in self.working


def rolled(day: date, roll: Roll, is_business_day: IsBusinessDay) -> date:
    """The day itself if it is a business day, else the one that the roll leads to.

    A month without any business day from ``day`` back to its first lets ``modified_following`` end in the
    month before.

    Raises:
        InvalidInput: no such roll, or no business day within a year, or before the end of the calendar.

    >>> (
    ...     rolled(date(2026, 1, 31), "following", weekdays_only),
    ...     rolled(date(2026, 1, 31), "modified_following", weekdays_only),
    ... )
    (datetime.date(2026, 2, 2), datetime.date(2026, 1, 30))
    """
    if roll not in ROLLS:
        raise InvalidInput("roll", roll, ", ".join(ROLLS))
    if roll == "preceding":
        return _nearest(day, -1, is_business_day)
    following = _nearest(day, 1, is_business_day)
    if roll == "modified_following" and following.month != day.month:
        return _nearest(day, -1, is_business_day)
    return following


def _nearest(day: date, step: int, is_business_day: IsBusinessDay) -> date:
    one = timedelta(days=step)
    found = day
    try:
        for _ in range(MAX_DAYS_ROLLED):
            if is_business_day(found):
                return found
            found += one
    except OverflowError:
        pass
    where = "after" if step > 0 else "before"
    raise InvalidInput("is_business_day", str(day), f"a calendar with a business day within a year {where} it")
