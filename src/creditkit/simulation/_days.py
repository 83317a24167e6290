"""The days of a simulation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from creditkit.dates import add_months, month_end, plain_day
from creditkit.errors import InvalidInput


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """Every last day of a month from ``first`` to ``last``, both included, in order.

    Raises:
        InvalidInput: one of them is no date, or ``last`` lies before ``first``.

    >>> [day.isoformat() for day in month_ends(date(2024, 1, 31), date(2024, 3, 30))]
    ['2024-01-31', '2024-02-29']
    """
    start, end = plain_day("first", first), plain_day("last", last)
    if end < start:
        raise InvalidInput("last", last, f"a day from {first} on")
    found, day = [], month_end(start)
    while day <= end:
        found.append(day)
        if end.replace(day=1) <= day:
            break
        day = month_end(add_months(day.replace(day=1), 1))
    return tuple(found)


def in_turn(on: Iterable[date]) -> tuple[date, ...]:
    """The days to simulate, earliest first, each once.

    Raises:
        InvalidInput: there is none, or one of them is no date.
    """
    if isinstance(on, date):
        raise InvalidInput("on", on, "several days", "write [day]")
    days = sorted({plain_day(f"on[{i}]", day) for i, day in enumerate(on)})
    if not days:
        raise InvalidInput("on", (), "at least one day")
    return tuple(days)
