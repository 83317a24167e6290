"""What the events of one stream are worth on a day: the rules, in plain Python.

The columnar door takes streams whose points are no more than penalties, repairs and credits in one sweep, and asks
this module for all others; a law holds the two together. The fold knows nothing of the order of recording:

1. An event that is reversed is as if it had never been, on every day; the days of the reversal play no part. A
   reversal that is reversed itself takes nothing back. One that names a later event, or none, takes nothing back.
2. What is left is taken by first day; on one day penalties come before repairs, repairs before conduct, conduct
   before credits, and otherwise the smaller id first. A repair never starts before its penalty: dated earlier, it
   counts as of the penalty's first day. Recorded before its penalty, it is worth nothing until that is known.
3. Each in turn takes what its caps leave: a window of 365 days is the day itself and the 364 before it. Penalties
   have their caps, and what is given back or granted has its own: a cap of one name over both is two caps. A repair
   uses up what it gives back of the points lost by its penalty, whatever of them has decayed, and where an earlier
   repair of the same penalty was granted something, only the difference, whether that one still lasts or not.
   Conduct uses up what it gave.
4. A penalty costs what its caps left, from its first day to its last, both included. Where it decays, its cost
   falls by equal parts of its days, rounded so that it never falls too early: whole on its first day, and on its last
   still something. One that lasts a single day, or for good, does not decay.
5. Of the repairs of a penalty in force on a day, the one that was granted most counts, never the sum; of equals the
   first. Its own last day may come before the penalty's, and then the next best counts again.
6. Conduct is shared out once, on its own day, over the penalties in force that are old enough and not final, oldest
   first, up to what each then still costs beside its best repair and the conduct before. What it gave stays with
   those penalties and ends with them; what found nothing to make up for is gone. Where a later repair
   leaves less, the conduct counts less, for all that a penalty gets back is never more than it costs that day.
7. Credits count on top, from their first day to their last.

The sum is not bounded here. Scoring bounds it once, when it is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import attrs
from attrs import field

from creditkit.ledger._terms import Cap, Kind, Terms

#: The last day of what has no last day.
FOREVER = 2**31 - 1

_RANK: dict[Kind, int] = {"penalty": 0, "repair": 1, "conduct": 2, "credit": 3}


class Move(NamedTuple):
    """An event as the fold reads it.

    Attributes:
        entry_id: its id.
        pos: its position in the ledger; of use for reversals only.
        start, end: the first and the last day, as ordinals.
        terms: what its effect says.
        about: the entry that it repairs or reverses.
    """

    entry_id: str
    pos: int
    start: int
    end: int
    terms: Terms
    about: str | None


class Loss(NamedTuple):
    """A penalty after its caps: the place of its move, its days, and the units that it costs."""

    move: int
    start: int
    end: int
    units: int
    terms: Terms

    def cost(self, day: int) -> int:
        """What it costs on a day."""
        if not self.start <= day <= self.end:
            return 0
        if not self.terms.decays or self.end == FOREVER:
            return self.units
        step, days = self.terms.step, self.end - self.start + 1
        return self.units - self.units * (day - self.start) // (days * step) * step


class Gain(NamedTuple):
    """What a repair, conduct or a credit gives after its caps; conduct once for each penalty that it goes to.

    ``loss`` is the place of the penalty among the losses, −1 for a credit.
    """

    move: int
    loss: int
    start: int
    end: int
    units: int


@attrs.frozen
class Resolved:
    """A stream with everything worked out that does not depend on the day, each in the order of the fold."""

    losses: list[Loss] = field(factory=list)
    repairs: list[Gain] = field(factory=list)
    conduct: list[Gain] = field(factory=list)
    credits: list[Gain] = field(factory=list)


class Worth(NamedTuple):
    """What counts on a day: the place of the move, that of the penalty among the losses or −1, units, and days."""

    move: int
    loss: int
    units: int
    start: int
    end: int


def worths(resolved: Resolved, day: int) -> list[Worth]:
    """Everything that counts on a day. Their sum is the adjustment of the stream."""
    repairs, conduct = _by_loss(resolved.repairs, day), _by_loss(resolved.conduct, day)
    found = []
    for place, loss in enumerate(resolved.losses):
        left = loss.cost(day)
        if not left:
            continue
        found.append(Worth(loss.move, place, -left, loss.start, loss.end))
        best = max(repairs.get(place, ()), key=lambda gain: gain.units, default=None)
        for gain in ([] if best is None else [best]) + conduct.get(place, []):
            if given := min(gain.units, left):
                found.append(Worth(gain.move, place, given, gain.start, gain.end))
                left -= given
    granted = (gain for gain in resolved.credits if gain.units and gain.start <= day <= gain.end)
    return found + [Worth(gain.move, -1, gain.units, gain.start, gain.end) for gain in granted]


def _by_loss(gains: Iterable[Gain], day: int) -> dict[int, list[Gain]]:
    found: dict[int, list[Gain]] = defaultdict(list)
    for gain in gains:
        if gain.start <= day <= gain.end:
            found[gain.loss].append(gain)
    return found


def reversed_by(moves: Sequence[Move]) -> dict[str, str]:
    """The ids that are taken back, and the reversal that does it."""
    place = {move.entry_id: move.pos for move in moves}
    taken: dict[str, str] = {}
    for move in sorted(moves, key=lambda move: -move.pos):
        if move.terms.kind != "reversal" or move.about is None or move.entry_id in taken:
            continue
        if place.get(move.about, move.pos) < move.pos:
            taken[move.about] = move.entry_id
    return taken


def resolve(moves: Sequence[Move]) -> Resolved:
    """Works out what does not depend on the day. The order of the moves does not matter.

    Args:
        moves: of one stream, everything that is known of it.
    """
    taken = reversed_by(moves)
    standing = [i for i, move in enumerate(moves) if move.entry_id not in taken and move.terms.kind in _RANK]
    resolved = Resolved()
    place = _losses(moves, standing, resolved.losses)
    room, granted = _Room(), [0] * len(resolved.losses)
    give: dict[Kind, Callable[[int], None]] = {
        "repair": lambda i: _repair(i, moves[i], place, resolved, room, granted),
        "conduct": lambda i: _conduct(i, moves[i], resolved, room),
        "credit": lambda i: _credit(i, moves[i], resolved, room),
    }
    for _, rank, _, i in sorted(_ordered(moves, standing, resolved.losses, place)):
        if rank:
            give[moves[i].terms.kind](i)
    return resolved


def _ordered(
    moves: Sequence[Move], standing: Iterable[int], losses: Sequence[Loss], place: dict[str, int]
) -> Iterable[tuple[int, int, str, int]]:
    for i in standing:
        move, start = moves[i], moves[i].start
        if move.terms.kind == "repair" and move.about in place:
            start = max(start, losses[place[move.about]].start)
        yield start, _RANK[move.terms.kind], move.entry_id, i


def _losses(moves: Sequence[Move], standing: Iterable[int], losses: list[Loss]) -> dict[str, int]:
    """Fills the losses, oldest first; their places by id."""
    room = _Room()
    penalties = [i for i in standing if moves[i].terms.kind == "penalty"]
    for i in sorted(penalties, key=lambda i: (moves[i].start, moves[i].entry_id)):
        move = moves[i]
        units = room.take(move.terms.caps, move.start, -(move.terms.points or 0))
        losses.append(Loss(i, move.start, move.end, units, move.terms))
    return {moves[loss.move].entry_id: place for place, loss in enumerate(losses)}


def _repair(
    i: int, move: Move, place: dict[str, int], resolved: Resolved, room: _Room, granted: list[int]
) -> None:  # fmt: skip
    at = place.get(move.about or "", -1)
    if at < 0:
        return
    loss = resolved.losses[at]
    start, end = max(move.start, loss.start), min(move.end, loss.end)
    if loss.terms.final or start > end:
        return
    units, before = move.terms.restores(loss.units), granted[at]
    if units > before:
        granted[at] = units = before + room.take(move.terms.caps, start, units - before)
    resolved.repairs.append(Gain(i, at, start, end, units))


def _conduct(i: int, move: Move, resolved: Resolved, room: _Room) -> None:
    day, left = move.start, room.of(move.terms.caps, move.start, move.terms.points or 0)
    still = _still_lost(resolved, day)
    for at, loss in enumerate(resolved.losses):
        if loss.terms.final or day - loss.start < move.terms.after_days:
            continue
        if given := min(left, still[at]):
            resolved.conduct.append(Gain(i, at, day, min(move.end, loss.end), given))
            room.use(move.terms.caps, day, given)
            left -= given


def _still_lost(resolved: Resolved, day: int) -> list[int]:
    """What each penalty costs on a day beside all that was given back so far."""
    still = [loss.cost(day) for loss in resolved.losses]
    for worth in worths(resolved, day):
        if worth.units > 0 and worth.loss >= 0:
            still[worth.loss] -= worth.units
    return still


def _credit(i: int, move: Move, resolved: Resolved, room: _Room) -> None:
    units = room.take(move.terms.caps, move.start, move.terms.points or 0)
    resolved.credits.append(Gain(i, -1, move.start, move.end, units))


class _Room:
    """What the caps of a stream still leave, as events come in by their day."""

    def __init__(self) -> None:
        self._days: dict[str, list[int]] = defaultdict(list)
        self._sums: dict[str, list[int]] = defaultdict(lambda: [0])

    def of(self, caps: Iterable[Cap], day: int, units: int) -> int:
        """As many of the units as every cap leaves."""
        for group, at_most, within in caps:
            sums = self._sums[group]
            used = sums[-1] - sums[bisect_right(self._days[group], day - within)]
            units = min(units, max(at_most - used, 0))
        return units

    def use(self, caps: Iterable[Cap], day: int, units: int) -> None:
        """Counts units in every group."""
        for cap in caps:
            self._days[cap.group].append(day)
            self._sums[cap.group].append(self._sums[cap.group][-1] + units)

    def take(self, caps: Iterable[Cap], day: int, units: int) -> int:
        """As many as are left, and counts them."""
        units = self.of(caps, day, units)
        self.use(caps, day, units)
        return units
