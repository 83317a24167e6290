"""What counts on a day in words: a line for each event, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import attrs
import numpy as np

from creditkit.columns import scaled
from creditkit.facts import Adjustment
from creditkit.facts import _handed_over as handed_over
from creditkit.facts._records import MOST_DECIMALS
from creditkit.ledger._fold import FOREVER
from creditkit.ledger._log import PENALTY, Log
from creditkit.reasons import Reason
from creditkit.reasons import _values as reasons
from creditkit.reasons._values import Figure


@attrs.frozen
class Line:
    """One event that counts on a day.

    Args:
        entry_id: its id.
        type: what happened.
        points: what it states; None for a share.
        worth: what it counts that day.
        valid_from, valid_to: the first and the last day on which it can count: a repair never starts before its
            penalty, and ends with it; conduct ends with the last of the penalties that it makes up for.
        recorded_at: when it was recorded.
        reason: ``points_lost``, ``points_restored`` or ``points_granted``, with the figures.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> [line] = ledger.accounts().balance("c-7f3a", date(2026, 3, 1)).lines
    >>> line.worth, line.reason.code, line.reason.figures["points"]
    (Decimal('-12'), 'points_lost', Decimal('-12'))
    """

    entry_id: str
    type: str
    points: Decimal | None
    worth: Decimal
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    reason: Reason

    def adjustment(self, party_id: str) -> Adjustment:
        """The line as a fact for scoring."""
        return Adjustment(
            party_id, self.worth, valid_from=self.valid_from, valid_to=self.valid_to, reason=self.reason,
            adjustment_id=self.entry_id, recorded_at=self.recorded_at,
        )  # fmt: skip


#: A part of what an event counts: its row in the log, that of the penalty or −1, units, and days.
Count: TypeAlias = "tuple[int, int, int, int, int]"


class Told(NamedTuple):
    """What an event counts, in words; ``row`` and ``stream`` are its places in the log."""

    row: int
    stream: int
    worth: Decimal
    first: date
    last: date | None
    recorded_at: datetime
    reason: Reason


def lines_of(log: Log, counts: Iterable[Count], decimals: int) -> Iterator[Line]:
    """The line of each event that counts, in the order of the counts."""
    for row, _, worth, first, last, recorded_at, reason in _told(log, counts, decimals):
        stated = log.terms[log.term[row]].points
        points = None if stated is None else points_of(stated, decimals)
        yield Line(log.ids[row], log.types[row], points, worth, first, last, recorded_at, reason)


def facts_of(log: Log, counts: Iterable[Count], decimals: int) -> Iterator[Adjustment]:
    """The fact of each event that counts, in the order of the counts.

    The values are made here, so they need no validator; but for texts that only a store has seen since they were
    recorded. Where one does not hold, the validator says so.
    """
    for row, stream, worth, first, last, recorded_at, reason in _told(log, counts, decimals):
        party_id, entry_id = log.streams[stream], log.ids[row]
        sound = recorded_at.tzinfo is not None and party_id.strip() and entry_id.strip()
        if sound:
            yield handed_over.adjustment(party_id, worth, first, last, reason, entry_id, recorded_at)
        else:
            yield Adjustment(
                party_id, worth, valid_from=first, valid_to=last, reason=reason, adjustment_id=entry_id,
                recorded_at=recorded_at,
            )  # fmt: skip


def _told(log: Log, counts: Iterable[Count], decimals: int) -> Iterator[Told]:
    parts: dict[int, list[Count]] = {}
    for count in counts:
        parts.setdefault(count[0], []).append(count)
    rows = np.fromiter(parts, np.int64, len(parts))
    days, points = _Days(), _Points(decimals)
    kinds, streams = log.kinds[rows].tolist(), log.stream[rows].tolist()
    for (row, mine), kind, stream in zip(parts.items(), kinds, streams, strict=True):
        _, loss, units, start, end = mine[0]
        if len(mine) > 1:
            units, end = sum(part[2] for part in mine), max(part[4] for part in mine)
        worth, first, last = points[units], days[start], None if end == FOREVER else days[end]
        figures: dict[str, Figure] = {"event": log.types[row], "entry_id": log.ids[row], "on": first, "points": worth}
        if last is not None:
            figures["until"] = last
        if loss >= 0 and kind != PENALTY:
            figures["repairs"] = log.ids[loss] if len(mine) == 1 else ", ".join([log.ids[part[1]] for part in mine])
        code = "points_granted" if loss < 0 else "points_lost" if kind == PENALTY else "points_restored"
        reason = reasons.handed_over(code, figures, None)
        yield Told(row, stream, worth, first, last, datetime.fromisoformat(log.recorded[row]), reason)


class _Days(dict[int, date]):
    """Days by ordinal; each is made once."""

    def __missing__(self, ordinal: int) -> date:
        day = self[ordinal] = date.fromordinal(ordinal)
        return day


class _Points(dict[int, Decimal]):
    """Points by units; each is made once."""

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self._decimals = decimals

    def __missing__(self, units: int) -> Decimal:
        points = self[units] = points_of(units, self._decimals)
        return points


def points_of(units: int, decimals: int) -> Decimal:
    """Units as points of so many decimals, which they need no more than."""
    return scaled(units // 10 ** (MOST_DECIMALS - decimals), decimals)
