"""Whether texts are days and instants as a ledger writes them. Both recur, so each day is read once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", re.ASCII)
#: The least and the greatest character at each place of an instant; what an hour and a day may be is asked besides.
_LEAST, _MOST = (
    np.frombuffer(text, dtype=np.uint8) for text in (b"0000-00-00T00:00:00.000000Z", b"9999-19-39T29:59:59.999999Z")
)
_LENGTH = len(_LEAST)
#: Where the hour ends, and a time on it.
_HOUR, _O_CLOCK = len("2026-03-01T08"), ":00:00.000000Z"


class Days:
    """Reads days and instants, and remembers the days.

    >>> days = Days()
    >>> days.is_day("2028-02-29"), days.is_day("2026-02-29"), days.are_days("2026-03-01", "2026-02-28")
    (True, False, False)
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def is_day(self, text: str) -> bool:
        """Whether a text is a day of the calendar."""
        if text in self._known:
            return True
        try:
            sound = _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
        except ValueError:
            return False
        if sound:
            self._known.add(text)
        return sound

    def are_days(self, start: str, end: str | None) -> bool:
        """Whether two texts are the first and the last day of a time; None has no last one."""
        return self.is_day(start) and (end is None or (self.is_day(end) and start <= end))

    def is_instant(self, text: str) -> bool:
        """Whether a text is an instant in UTC, to the microsecond, 27 characters long."""
        time = _TIME.fullmatch(text)
        return time is not None and self.is_day(time[1])

    def are_instants(self, texts: Sequence[str]) -> bool:
        """The same of many texts at once: each hour is read once, and all else is held between two bounds."""
        if set(map(len, texts)) != {_LENGTH}:
            return not texts
        characters = np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(-1, _LENGTH)
        if (characters < _LEAST).any() or (characters > _MOST).any():
            return False
        return all(self.is_instant(hour + _O_CLOCK) for hour in {text[:_HOUR] for text in texts})
