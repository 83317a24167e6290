"""The book that the sample is written into: what was posted, and when.

A *stamp* is a minute, counted from year 1 in UTC: one integer orders everything that is
learned. The last minute of a day is written as a plain date, which means just that: some
systems record no time. A fact of an account without recording times has the stamp None.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from creditkit.facts import Fact
from creditkit.sample._dice import Dice

DAY = 24 * 60

#: How many days a posting takes, by twentieths: half are posted the same day, none later than the fifth.
_DELAYS = (0,) * 10 + (1,) * 4 + (2,) * 3 + (3, 4, 5)

_START = datetime(1, 1, 1, tzinfo=UTC)


def moment(stamp: int | None) -> date | datetime | None:
    """The stamp as a fact carries it.

    >>> moment(day_stamp(date(2025, 3, 1))), moment(day_stamp(date(2025, 3, 1)) - 600)
    (datetime.date(2025, 3, 1), datetime.datetime(2025, 3, 1, 13, 59, tzinfo=datetime.timezone.utc))
    """
    if stamp is None:
        return None
    day, minute = divmod(stamp, DAY)
    if minute == DAY - 1:
        return date.fromordinal(day)
    return _START + timedelta(days=day - 1, minutes=minute)


def day_stamp(day: date) -> int:
    """The stamp of a plain date: its last minute."""
    return day.toordinal() * DAY + DAY - 1


class Book:
    """Collects the facts of one account up to the last day; what is posted later is not yet known.

    Args:
        dice: draws posting delays.
        first, last: ordinals of the first and the last day of the ledger.
        timed: whether the account's system recorded when it learned something.
    """

    __slots__ = ("_end", "dice", "facts", "first", "last", "timed")

    def __init__(self, dice: Dice, first: int, last: int, timed: bool) -> None:
        self.dice = dice
        self.first = first
        self.last = last
        self.timed = timed
        self.facts: list[Fact] = []
        self._end = last * DAY + DAY - 1

    def stamp(self, day: int, after: int | None = None) -> int | None:
        """When something of that day is posted, later than ``after``; None in an untimed book."""
        if not self.timed:
            return None
        posted = day + self.dice.pick(_DELAYS)
        minute = DAY - 1 if self.dice.chance(20) else self.dice.between(7 * 60, 18 * 60)
        stamp = posted * DAY + minute
        return stamp if after is None or stamp > after else after + self.dice.between(1, 90)

    def knows(self, day: int, stamp: int | None) -> bool:
        """Whether something of that day, posted then, is known when the ledger ends."""
        return day <= self.last and (stamp is None or stamp <= self._end)

    def post(self, fact: Fact, day: int, stamp: int | None) -> bool:
        """Writes a fact of that day if it is known by the end; says whether it is."""
        known = self.knows(day, stamp)
        if known:
            self.facts.append(fact)
        return known
