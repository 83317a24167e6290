"""The points of all streams on many days, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import attrs
import numpy as np

from creditkit.columns import Column, Days, Ints, Labels, Numbers, scaled
from creditkit.dates import plain_day
from creditkit.errors import InvalidInput


@attrs.frozen(eq=False)
class Balances:
    """The adjustment of every stream on every day asked for.

    Attributes:
        streams: the streams, in order of their first event.
        days: the days, datetime64[D], as they were given.
        points: int64 of shape (streams, days), whole numbers of so many ``decimals``.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> balances = ledger.accounts().on([date(2026, 2, 2), date(2026, 2, 3)])
    >>> balances.points.tolist(), balances.decimals
    ([[0, -12]], 0)
    """

    streams: tuple[str, ...]
    days: Days
    points: Ints
    decimals: int

    def adjustment(self, stream: str, day: date) -> Decimal:
        """The sum of one stream on one day; zero for a stream without events.

        Raises:
            InvalidInput: the day was not asked for.
        """
        return scaled(int(self._of([stream], day)[0]), self.decimals)

    def numbers(self, streams: Iterable[str], day: date) -> Numbers:
        """The sums of streams on one day, in the order of the streams given; zero for one without events.

        It is what :meth:`creditkit.scoring.Grading.grade_many` takes as ``adjustment``.

        Raises:
            InvalidInput: the day was not asked for.
        """
        return Numbers(self._of(list(streams), day), self.decimals)

    def columns(self) -> dict[str, Column]:
        """One row a stream and day, the days of one stream after each other: ``stream``, ``day``, ``adjustment``."""
        rows, days = self.points.shape
        return {
            "stream": Labels(np.repeat(np.arange(rows), days), self.streams, distinct=True),
            "day": np.tile(self.days, rows),
            "adjustment": Numbers(self.points.ravel(), self.decimals),
        }

    def _of(self, streams: list[str], day: date) -> Ints:
        at = np.flatnonzero(self.days == np.datetime64(plain_day("day", day)))
        if not len(at):
            raise InvalidInput("day", day, "a day that was asked for")
        place = {stream: i for i, stream in enumerate(self.streams)}
        rows = np.fromiter([place.get(stream, -1) for stream in streams], np.int64, len(streams))
        column = np.append(self.points[:, at[0]], 0)
        found: Ints = column[rows]
        return found
