"""What counts on a day in words: a line for each event, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import attrs

from creditkit.columns import scaled
from creditkit.facts import Adjustment
from creditkit.facts._records import MOST_DECIMALS
from creditkit.ledger._fold import FOREVER
from creditkit.ledger._log import PENALTY, Log
from creditkit.reasons import Reason
from creditkit.reasons._values import Figure, handed_over


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


class Count(NamedTuple):
    """A part of what an event counts: its row in the log, that of the penalty or −1, units, and days."""

    row: int
    loss: int
    units: int
    start: int
    end: int


def lines_of(log: Log, counts: Iterable[Count], decimals: int) -> Iterator[tuple[str, Line]]:
    """The stream and the line of each event that counts, by stream, then in the order of the fold."""
    parts: dict[int, list[Count]] = {}
    for count in counts:
        parts.setdefault(count.row, []).append(count)
    stream, kinds = log.stream.tolist(), log.kinds.tolist()

    def place(row: int) -> tuple[int, int, int, str]:
        return stream[row], parts[row][0].start, kinds[row], log.ids[row]

    for row in sorted(parts, key=place):
        yield log.streams[stream[row]], _line(log, row, parts[row], decimals)


def _line(log: Log, row: int, parts: list[Count], decimals: int) -> Line:
    worth = points_of(sum(part.units for part in parts), decimals)
    start, end = parts[0].start, max(part.end for part in parts)
    first, last = date.fromordinal(start), None if end == FOREVER else date.fromordinal(end)
    stated = log.terms[log.term[row]].points
    return Line(
        log.ids[row], log.types[row], None if stated is None else points_of(stated, decimals), worth, first, last,
        datetime.fromisoformat(log.recorded[row]), _reason(log, row, parts, worth, first, last),
    )  # fmt: skip


def _reason(log: Log, row: int, parts: list[Count], worth: Decimal, first: date, last: date | None) -> Reason:
    figures: dict[str, Figure] = {"event": log.types[row], "entry_id": log.ids[row], "on": first, "points": worth}
    if last is not None:
        figures["until"] = last
    if parts[0].loss < 0:
        return handed_over("points_granted", figures, None)
    if log.kinds[row] == PENALTY:
        return handed_over("points_lost", figures, None)
    figures["repairs"] = ", ".join(log.ids[part.loss] for part in parts)
    return handed_over("points_restored", figures, None)


def points_of(units: int, decimals: int) -> Decimal:
    """Units as points of so many decimals, which they need no more than."""
    return scaled(units // 10 ** (MOST_DECIMALS - decimals), decimals)
