"""Array kernels of the receivables: numpy in, numpy out, nothing of the domain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


_LEAST, _MOST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def sums(groups: Ints, values: Ints, count: int) -> Ints:
    """The sum of the values of each group, exact.

    ``bincount`` adds weights as floats and is exact below 2**53 only; ``add.at`` adds int64.
    The caller has checked that no sum can wrap.
    """
    out = np.zeros(count, dtype=np.int64)
    np.add.at(out, groups, values)
    return out


def counts(groups: Ints, count: int) -> Ints:
    """How many rows each group has."""
    return np.bincount(groups, minlength=count)


def extreme(groups: Ints, values: Ints, count: int, *, largest: bool, absent: int) -> Ints:
    """The largest or least value of each group; ``absent`` where a group has no row."""
    out = np.full(count, _LEAST if largest else _MOST)
    (np.maximum if largest else np.minimum).at(out, groups, values)
    out[counts(groups, count) == 0] = absent
    return out


def completed(item: Ints, minor: Ints, on: Ints, owed: Ints, absent: int) -> Ints:
    """The day on which payments first reach what is owed on each item.

    Args:
        item: the item of each payment.
        minor: its amount.
        on: its day.
        owed: what has to come in, per item. An item that owes nothing completes by its first payment.
        absent: the day of items that are not complete.

    Most items have one payment, and then it completes them or nothing does; only the others are sorted.
    """
    out = np.full(len(owed), absent, dtype=np.int64)
    several = counts(item, len(owed))[item] > 1
    alone = (~several & (minor >= owed[item])).nonzero()[0]
    out[item[alone]] = on[alone]
    rows = several.nonzero()[0]
    if len(rows):
        items, days = _reached(item[rows], minor[rows], on[rows], owed)
        out[items] = days
    return out


def _reached(item: Ints, minor: Ints, on: Ints, owed: Ints) -> tuple[Ints, Ints]:
    """The items whose payments reach what is owed, and the day on which they do.

    One stable sort by (item, day) and one cumulative sum; the sum before an item's first payment is
    taken off, so that a single pass serves all items.
    """
    order = np.lexsort((on, item))
    items, days = item[order], on[order]
    running = np.cumsum(minor[order])
    first = np.append(True, items[1:] != items[:-1])
    before = np.where(first, running - minor[order], 0)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(items)), 0))
    reached = running - before[starts] >= owed[items]
    hits, where = np.unique(items[reached], return_index=True)
    return hits, days[reached][where]


def full_months(start: npt.NDArray[np.datetime64], end: np.datetime64) -> Ints:
    """Full calendar months from each start to the end; a month is full on the same day of the month."""
    month, month_of_end = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    full: Ints = (month_of_end - month).astype(np.int64) - (end - month_of_end < start - month)
    return full
