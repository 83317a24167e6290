"""Instants as integers: microseconds since 1970 in UTC.

``recorded_at`` and ``known_at`` are compared thousands of times a review, so they become
int64 once. A date means the whole of its day and therefore its last microsecond: a fact
recorded "on" a day is known from the end of that day, and a snapshot known "on" a day
includes all of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from creditkit.columns import Column, Ints
from creditkit.errors import InvalidInput
from creditkit.facts._checks import Moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The ordinal of the day from which days are counted.
EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
DAY_US = 86_400_000_000
#: Known from the beginning: what NaT is as an integer, so that it sorts before every instant.
ALWAYS = int(np.iinfo(np.int64).min)
#: Known at the end of time: every fact counts as known.
EVERYTHING = int(np.iinfo(np.int64).max)


def micros(moment: Moment | None, path: str = "recorded_at", *, absent: int = ALWAYS) -> int:
    """The instant in microseconds; ``absent`` for None.

    >>> micros(date(1970, 1, 1))
    86399999999
    """
    if moment is None:
        return absent
    if isinstance(moment, datetime):
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise InvalidInput(path, moment, "an aware datetime or a date", "write datetime(…, tzinfo=timezone.utc)")
        return (moment - _EPOCH) // _MICROSECOND
    if not isinstance(moment, date):
        raise InvalidInput(path, moment, "an aware datetime or a date")
    return (moment.toordinal() - EPOCH_DAY + 1) * DAY_US - 1


def moment_of(instant: int) -> Moment | None:
    """The instant as a date where it is the last microsecond of a day, else as a datetime in UTC."""
    if instant == ALWAYS:
        return None
    if instant % DAY_US == DAY_US - 1:
        return date.fromordinal(EPOCH_DAY + instant // DAY_US)
    return _EPOCH + timedelta(microseconds=instant)


def day_number(day: date | None) -> int:
    """Days since 1970; the integer of NaT for None."""
    return ALWAYS if day is None else day.toordinal() - EPOCH_DAY


def day_of(number: int) -> date:
    """The day so many days after the first of 1970."""
    return date.fromordinal(EPOCH_DAY + number)


def integers(column: Column) -> Ints:
    """A datetime64 column as int64; NaT is the least integer."""
    return cast("np.ndarray[Any, Any]", column).view(np.int64)


def moments_of(days_or_instants: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    """A datetime64 column as datetime64[us]; whole days become their last microsecond, NaT stays."""
    instants = days_or_instants.astype("datetime64[us]")
    if np.datetime_data(days_or_instants.dtype)[0] != "D":
        return instants
    last = instants.view(np.int64) + (DAY_US - 1)
    return np.where(np.isnat(instants), instants, last.view("datetime64[us]"))
