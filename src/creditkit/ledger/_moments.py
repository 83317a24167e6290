"""What was known at a time: a position of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from creditkit.errors import InvalidInput
from creditkit.facts._moments import micros
from creditkit.ledger._encoding import moment_text
from creditkit.ledger._errors import StoreDamaged
from creditkit.ledger._store import Store

if TYPE_CHECKING:
    from creditkit.facts import Moment


#: Times of recording lie before this year, so that one more microsecond is always there.
LAST_YEAR = 9999


def utc(path: str, moment: object) -> datetime:
    """An aware datetime in UTC.

    Raises:
        InvalidInput: it is none, or lies at the end of the calendar.
    """
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise InvalidInput(path, moment, "an aware datetime", "write datetime(…, tzinfo=timezone.utc)")
    try:
        found = moment.astimezone(UTC)
    except OverflowError:
        found = None
    if found is None or found.year >= LAST_YEAR:
        raise InvalidInput(path, moment.isoformat(), f"a time from the year 1 on, before {LAST_YEAR}")
    return found


def size_at(store: Store, known_at: Moment | int | None) -> int:
    """How many events were recorded by then; all of them for None.

    A date is the whole of its day in UTC; a position counts itself, so -1 is before the first event. ``recorded_at``
    strictly increases, so the place of a moment is found by halving.

    Raises:
        InvalidInput: a position that is not recorded yet: what it will hold is not known.
    """
    last = store.last()
    size = 0 if last is None else last.pos + 1
    if known_at is None:
        return size
    if isinstance(known_at, int):
        return _upto(known_at, size)
    until = _last_text(known_at)
    if last is None or last.row.recorded_at <= until:
        return size
    low, high = 0, size - 1
    while low < high:
        middle = (low + high) // 2
        if _recorded(store, middle) <= until:
            low = middle + 1
        else:
            high = middle
    return low


def _upto(position: int, size: int) -> int:
    if isinstance(position, bool) or not -1 <= position < size:
        accepted = f"a position from -1, before the first event, to {size - 1}, the last one recorded"
        raise InvalidInput("known_at", position, accepted if size else "-1: nothing is recorded yet")
    return position + 1


def _recorded(store: Store, pos: int) -> str:
    for stored in store.scan(pos, pos + 1):
        return stored.row.recorded_at
    raise StoreDamaged(f"no event at position {pos}")


def _last_text(known_at: Moment) -> str:
    """The last instant that counts, as headers write it; they sort as times do."""
    if isinstance(known_at, datetime):
        return moment_text(utc("known_at", known_at))
    micros(known_at, "known_at")
    return moment_text(datetime.combine(known_at, time.max, UTC))
