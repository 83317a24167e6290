"""All streams with everything worked out that does not depend on the day, as columns.

Streams of penalties, repairs and credits are worked out in one sweep. A stream with conduct, or with caps that could
bind, goes through the fold (:mod:`creditkit.ledger._fold`), which says the rules; its losses and gains join the same
columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import attrs
import numpy as np

from creditkit.columns import Ints, check_sums
from creditkit.ledger import _kernels as kernels
from creditkit.ledger._fold import FOREVER, Gain, Resolved, resolve
from creditkit.ledger._log import CONDUCT, CREDIT, PENALTY, REPAIR, Log


class Losses(NamedTuple):
    """Penalties: their rows in the log, their streams, days and units; those that decay by their places."""

    row: Ints
    stream: Ints
    start: Ints
    end: Ints
    units: Ints
    decaying: Ints
    step: Ints


class Gains(NamedTuple):
    """What is given: rows in the log, the place of the loss (for a credit the stream), days, units.

    Sorted by that place, then in the order of the fold; ``first`` is where each run of one place begins.
    """

    row: Ints
    of: Ints
    start: Ints
    end: Ints
    units: Ints
    first: Ints


class Counted(NamedTuple):
    """What counts on a day: rows of the log, the place of the loss or −1, units, the days of what counts."""

    row: Ints
    loss: Ints
    units: Ints
    start: Ints
    end: Ints


@attrs.frozen(eq=False)
class Tables:
    """Losses and gains of all streams."""

    losses: Losses
    repairs: Gains
    conduct: Gains
    grants: Gains

    def costs(self, day: int) -> Ints:
        """What each loss costs on a day."""
        losses = self.losses
        costs = kernels.in_force(losses.start, losses.end, losses.units, day)
        if len(losses.decaying):
            at = losses.decaying[costs[losses.decaying] > 0]
            step = losses.step[costs[losses.decaying] > 0]
            days = losses.end[at] - losses.start[at] + 1
            costs[at] -= kernels.decayed(losses.start[at], days, step, losses.units[at], day)
        return costs

    def totals(self, day: int, streams: int) -> Ints:
        """The sum of each stream."""
        left = self.costs(day)
        for gains in (self.repairs, self.conduct):
            if len(gains.row):
                given = kernels.in_force(gains.start, gains.end, gains.units, day)
                reduce = np.maximum if gains is self.repairs else np.add
                at = gains.of[gains.first]
                left[at] = np.maximum(left[at] - reduce.reduceat(given, gains.first), 0)
        grants = self.grants
        granted = kernels.in_force(grants.start, grants.end, grants.units, day)
        return kernels.sums(grants.of, granted, streams) - kernels.sums(self.losses.stream, left, streams)

    def counted(self, day: int) -> Counted:
        """What counts, one by one: losses, repairs, conduct once for each loss, credits."""
        losses, left = self.losses, self.costs(day)
        parts: list[tuple[Ints, ...]] = [(losses.row, np.arange(len(losses.row)), -left, losses.start, losses.end)]
        if len(self.repairs.row):
            parts.append(self._repaired(left, day))
        if len(self.conduct.row):
            gains = self.conduct
            given = kernels.in_force(gains.start, gains.end, gains.units, day)
            given = kernels.shared_out(given, gains.first, left[gains.of[gains.first]])
            parts.append((gains.row, gains.of, given, gains.start, gains.end))
        grants = self.grants
        granted = kernels.in_force(grants.start, grants.end, grants.units, day)
        parts.append((grants.row, np.full(len(grants.row), -1), granted, grants.start, grants.end))
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        counts = columns[2] != 0
        return Counted(*(column[counts] for column in columns))

    def _repaired(self, left: Ints, day: int) -> tuple[Ints, ...]:
        """The best repair of each loss; what is left of the losses is lowered by it."""
        gains = self.repairs
        given = kernels.in_force(gains.start, gains.end, gains.units, day)
        best, place = kernels.best_of(given, gains.first)
        of = gains.of[place]
        best = np.minimum(best, left[of])
        left[of] -= best
        return gains.row[place], of, best, gains.start[place], gains.end[place]


class _Gathered(NamedTuple):
    """Losses and gains on their way: gains name their loss by its row in the log."""

    losses: tuple[Ints, ...]
    repairs: tuple[Ints, ...]
    conduct: tuple[Ints, ...]
    grants: tuple[Ints, ...]


def tables_of(log: Log) -> Tables:
    """Works out all streams of a log."""
    swept, folded = _swept(log)
    parts = [swept, *_folded(log, folded)]
    losses, repairs, conduct, grants = (
        [np.concatenate(column) for column in zip(*table, strict=True)] for table in zip(*parts, strict=True)
    )
    check_sums(np.concatenate([losses[4], conduct[4], grants[4]]), "points")
    place = np.full(len(log.ids) + 1, -1, np.int64)
    place[losses[0]] = np.arange(len(losses[0]))
    return Tables(
        _losses(log, losses), _gains(log, repairs, place), _gains(log, conduct, place), _grants(log, grants)
    )  # fmt: skip


def _losses(log: Log, columns: Sequence[Ints]) -> Losses:
    row, stream, start, end, units = columns
    decays = np.array([one.decays for one in log.terms], np.bool_)
    steps = np.array([one.step for one in log.terms], np.int64)
    term = log.term[row]
    decaying = np.flatnonzero(decays[term] & (end < FOREVER)) if decays.any() else np.zeros(0, np.int64)
    return Losses(row, stream, start, end, units, decaying, steps[term[decaying]])


def _gains(log: Log, columns: Sequence[Ints], place: Ints) -> Gains:
    row, of, start, end, units = columns
    of = place[of]
    order = in_order(log, row, of, start)
    row, of, start, end, units = (column[order] for column in (row, of, start, end, units))
    return Gains(row, of, start, end, units, kernels.firsts(of))


def _grants(log: Log, columns: Sequence[Ints]) -> Gains:
    row, _, start, end, units = columns
    return Gains(row, log.stream[row], start, end, units, np.zeros(0, np.int64))


def in_order(log: Log, row: Ints, *keys: Ints) -> Ints:
    """Places by keys, the first before the others, then by id. Ids are looked at where all keys are equal only."""
    order = np.lexsort(keys[::-1])
    differs = np.ones(len(order) + 1, np.bool_)
    differs[1:-1] = np.any([np.diff(key[order]) != 0 for key in keys], axis=0)
    bounds = np.flatnonzero(differs)
    several = np.flatnonzero(np.diff(bounds) > 1)
    for first, last in zip(bounds[several].tolist(), bounds[several + 1].tolist(), strict=True):
        order[first:last] = sorted(order[first:last].tolist(), key=lambda i: log.ids[row[i]])
    return order


def _folded(log: Log, streams: Iterable[int]) -> Iterable[_Gathered]:
    """The streams that the fold works out."""
    losses: list[tuple[int, int, int, int, int]] = []
    repairs: list[tuple[int, ...]] = []
    conduct: list[tuple[int, ...]] = []
    grants: list[tuple[int, ...]] = []
    for stream in streams:
        rows = log.rows_of(stream)
        resolved = resolve([log.move(row) for row in rows])
        losses += [(rows[loss.move], stream, loss.start, loss.end, loss.units) for loss in resolved.losses]
        repairs += _named(resolved.repairs, resolved, rows)
        conduct += _named(resolved.conduct, resolved, rows)
        grants += [(rows[gain.move], -1, gain.start, gain.end, gain.units) for gain in resolved.credits]
    yield _Gathered(*(tuple(_matrix(table).T) for table in (losses, repairs, conduct, grants)))


def _matrix(rows: Sequence[tuple[int, ...]]) -> Ints:
    return np.array(rows, np.int64).reshape(-1, 5)


def _named(gains: Iterable[Gain], resolved: Resolved, rows: Sequence[int]) -> list[tuple[int, ...]]:
    return [(rows[g.move], rows[resolved.losses[g.loss].move], g.start, g.end, g.units) for g in gains]


def _swept(log: Log) -> tuple[_Gathered, list[int]]:
    """What can be worked out in one sweep, and the streams that cannot."""
    kinds, nothing = np.where(log.standing, log.kinds, -1), np.zeros(0, np.int64)
    points = np.array([abs(one.points or 0) for one in log.terms], np.int64)
    penalties, grants = np.flatnonzero(kinds == PENALTY), np.flatnonzero(kinds == CREDIT)
    repairs = _repairs(log, kinds, points)
    units = points[log.term]
    folded = np.zeros(len(log.streams), np.bool_)
    folded[log.stream[kinds == CONDUCT]] = True
    gained = np.concatenate([repairs[0], grants]), np.concatenate([repairs[4], units[grants]])
    for row, counts in ((penalties, units[penalties]), gained):
        folded[_capped(log, row, counts)] = True
    plain = ~folded[log.stream]
    penalties, grants = penalties[plain[penalties]], grants[plain[grants]]
    repairs = tuple(column[plain[repairs[0]]] for column in repairs)
    return _Gathered(
        (penalties, log.stream[penalties], log.start[penalties], log.end[penalties], units[penalties]),
        repairs,
        (nothing,) * 5,
        (grants, grants * 0 - 1, log.start[grants], log.end[grants], units[grants]),
    ), np.flatnonzero(folded).tolist()


def _repairs(log: Log, kinds: Ints, points: Ints) -> tuple[Ints, ...]:
    """Repairs that can ever count: row, row of the penalty, first and last day, units before caps."""
    row = np.flatnonzero(kinds == REPAIR)
    of = log.target[row]
    final = np.array([one.final for one in log.terms], np.bool_)
    counts = (of >= 0) & (kinds[of] == PENALTY)
    counts &= ~final[log.term[of]]
    row, of = row[counts], of[counts]
    start, end = np.maximum(log.start[row], log.start[of]), np.minimum(log.end[row], log.end[of])
    row, of, start, end = (column[start <= end] for column in (row, of, start, end))
    return row, of, start, end, _restored(log, log.term[row], points[log.term[of]])


def _restored(log: Log, term: Ints, lost: Ints) -> Ints:
    """What each repair gives back of what was lost: worked out once for each different pair."""
    different, lost_place = np.unique(lost, return_inverse=True)
    pairs, place = np.unique(term * max(len(different), 1) + lost_place, return_inverse=True)
    found = [
        log.terms[pair // len(different)].restores(int(different[pair % len(different)])) for pair in pairs.tolist()
    ]
    return np.array(found, np.int64)[place]


def _capped(log: Log, row: Ints, units: Ints) -> Ints:
    """Streams in which a cap could bind: in some group all events together state more than the least bound."""
    counts = np.array([len(one.caps) for one in log.terms], np.int64)
    if not counts.any():
        return np.zeros(0, np.int64)
    groups: dict[str, int] = {}
    group = np.array([groups.setdefault(cap.group, len(groups)) for one in log.terms for cap in one.caps], np.int64)
    at_most = np.array([cap.at_most for one in log.terms for cap in one.caps], np.int64)
    term = log.term[row]
    times = counts[term]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    cap = np.repeat((np.cumsum(counts) - counts)[term], times) + within
    stream = np.repeat(log.stream[row], times)
    cells, cell = np.unique(stream * len(groups) + group[cap], return_inverse=True)
    stated = kernels.sums(cell, np.repeat(units, times), len(cells))
    least = np.full(len(cells), np.iinfo(np.int64).max)
    np.minimum.at(least, cell, at_most[cap])
    bound: Ints = cells[stated > least] // len(groups)
    return bound
