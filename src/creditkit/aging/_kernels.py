"""Array kernels of ageing: numpy in, numpy out, nothing of the domain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Rows a block: what is made of a block stays in the processor's cache until it has been added.
BLOCK = 65_536
NO_DAY = np.iinfo(np.int64).min


def aged(
    group: Ints, since: Ints, thresholds: tuple[int, ...], minor: Ints, unapplied: Mask | None, groups: int
) -> tuple[Ints, Ints]:
    """Counts and exact sums by group and span of days, each of shape (groups, len(thresholds) + 3).

    The columns are the spans in order, then items without a day, then unapplied ones.

    Args:
        group: the row of the result, per item.
        since: the day from which each item ages; NO_DAY is none.
        thresholds: descending days; an item is in span k if it is older than k of them.
        minor: the amounts; the caller has checked that no sum can wrap.
        unapplied: items that belong in the last column; None is none of them.
        groups: how many rows the result has.

    Shaped for the memory bus, which is the limit: one pass over the inputs, in blocks. Spans come from
    counting comparisons (a few dense compares beat a search per row), as int8 where they fit until the cell
    number is made. ``add.at`` adds int64 and is exact; ``bincount`` with weights would add floats.
    """
    columns = len(thresholds) + 3
    counts = np.zeros(groups * columns, dtype=np.int64)
    sums = np.zeros(groups * columns, dtype=np.int64)
    cell = np.empty(min(BLOCK, len(group)), dtype=np.int64)
    for start in range(0, len(group), BLOCK):
        rows = slice(start, start + BLOCK)
        here = cell[: len(group[rows])]
        np.multiply(group[rows], columns, out=here)
        here += _spans(since[rows], thresholds, None if unapplied is None else unapplied[rows])
        np.add.at(sums, here, minor[rows])
        np.add.at(counts, here, 1)
    return counts.reshape(groups, columns), sums.reshape(groups, columns)


def _spans(since: Ints, thresholds: tuple[int, ...], unapplied: Mask | None) -> npt.NDArray[np.signedinteger]:
    width: npt.DTypeLike = np.int8 if len(thresholds) + 2 <= np.iinfo(np.int8).max else np.int32
    span = np.zeros(len(since), dtype=width)
    for threshold in thresholds:
        span += (since < threshold).view(np.int8)
    if since.min(initial=0) == NO_DAY:
        span[since == NO_DAY] = len(thresholds) + 1
    if unapplied is not None:
        span[unapplied] = len(thresholds) + 2
    return span
