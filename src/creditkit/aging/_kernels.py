"""Array kernels of ageing: numpy in, numpy out, nothing of the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from creditkit.errors import AmountTooLarge

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: Rows a block: what is made of a block stays in the processor's cache until it has been added.
BLOCK = 16_384
#: Sums of amounts stay below this, so that none of them can wrap; the same bound as for every column.
LARGEST_SUM = 1 << 62
NO_DAY = np.iinfo(np.int64).min


def aged(
    codes: Sequence[Ints],
    steps: Sequence[int],
    since: Ints,
    thresholds: tuple[int, ...],
    minor: Ints,
    unapplied: Mask | None,
    groups: int,
) -> tuple[Ints, Ints]:
    """Counts and exact sums by group and span of days, each of shape (groups, len(thresholds) + 3).

    The columns are the spans in order, then items without a day, then unapplied ones.

    Args:
        codes: arrays with a number per item; the group of an item is the sum of its codes, each times
            its step.
        steps: one for each of the codes.
        since: the day from which each item ages; NO_DAY is none.
        thresholds: descending days; an item is in span k if it is older than k of them.
        minor: the amounts.
        unapplied: items that belong in the last column; None is none of them.
        groups: how many groups there are.

    Raises:
        AmountTooLarge: a sum could wrap.

    Shaped for the memory, which is the limit. The inputs are read in blocks, and what is made of a block
    never leaves the cache. What is left is a visit to one cell an item, in no order: so the table has no
    column that nobody needs, and an item makes one visit, not two (see :func:`_added`).
    """
    table = np.zeros((2, groups, len(thresholds) + 3), dtype=np.int64)
    if not len(since):
        return table[0], table[1]
    undated = since.min() == NO_DAY
    columns = len(thresholds) + (3 if unapplied is not None else 2 if undated else 1)
    widened = [step * columns for step in steps]
    cells = _cells(codes, widened, since, thresholds, unapplied, undated)
    counts, sums = np.zeros((2, groups * columns), dtype=np.int64)
    _add(cells, minor, counts, sums)
    table[0, :, :columns], table[1, :, :columns] = counts.reshape(groups, -1), sums.reshape(groups, -1)
    return table[0], table[1]


def _add(cells: Iterator[tuple[slice, Ints]], minor: Ints, counts: Ints, sums: Ints) -> None:
    """Adds count and sum of each cell, exact, in one visit an item as long as there is room for it.

    A packed cell holds ``sum · 2**bits + count``. A run has fewer than 2**bits rows, so no count reaches
    into a sum; and all its amounts together are below 2**(63 − bits) in size, so no sum reaches beyond
    the top. ``>>`` rounds down, which gives a negative sum back as it was. A run ends where there is no
    room for another block, if it has as many rows as there are cells: unpacking then costs less than
    they did. Before that, such a block is added in two visits. ``bincount`` with weights would add floats.
    """
    packed = np.zeros(counts.size, dtype=np.int64)
    both = np.empty(min(BLOCK, len(minor)), dtype=np.int64)
    bits = _bits(minor[:BLOCK], counts.size)
    room = 1 << (63 - bits)
    apart: tuple[Ints, Ints] | None = None
    whole = used = filled = 0
    for rows, cell in cells:
        amounts = minor[rows]
        size = _size(amounts)
        whole += size
        if used + len(amounts) >= 1 << bits or (filled + size >= room and used >= counts.size):
            _unpack(packed, bits, counts, sums)
            used = filled = 0
        if filled + size < room:
            used, filled = used + len(amounts), filled + size
            pair = np.left_shift(amounts, bits, out=both[: len(amounts)])
            pair += 1
            np.add.at(packed, cell, pair)
        else:
            apart = apart or (np.zeros_like(packed), np.zeros_like(packed))
            np.add.at(apart[0], cell, 1)
            np.add.at(apart[1], cell, amounts)
    _unpack(packed, bits, counts, sums)
    if whole >= LARGEST_SUM:
        raise AmountTooLarge("the amounts add up to 2**62 minor units or more; a sum of them could wrap")
    if apart:
        counts += apart[0]
        sums += apart[1]


def _bits(first: Ints, cells: int) -> int:
    """Bits for the count in a packed cell: as many as make runs longest for amounts like the first block's.

    A run of r rows of typical size s needs log2(r) bits for its counts and log2(r · s) for its sums: 63 in
    all where r is largest. A run must be able to have as many rows as there are cells, and a whole block:
    all rows of one may fall into one cell.
    """
    typical = _size(first) // len(first) + 1
    return max((63 - typical.bit_length()) // 2, cells.bit_length() + 1, BLOCK.bit_length())


def _size(amounts: Ints) -> int:
    """The sizes of a block of amounts, added exactly, in passes over what is in the cache already."""
    low, high = int(amounts.min()), int(amounts.max())
    if max(-low, high) * len(amounts) >= LARGEST_SUM:
        return sum(map(abs, amounts.tolist()))
    return int(amounts.sum() if low >= 0 else np.abs(amounts).sum())


def _unpack(packed: Ints, bits: int, counts: Ints, sums: Ints) -> None:
    """Moves the packed cells into counts and sums, and empties them."""
    sums += packed >> bits
    packed &= (1 << bits) - 1
    counts += packed
    packed[:] = 0


def _cells(
    codes: Sequence[Ints],
    steps: Sequence[int],
    since: Ints,
    thresholds: tuple[int, ...],
    unapplied: Mask | None,
    undated: bool,
) -> Iterator[tuple[slice, Ints]]:
    """Block by block: the rows, and the cell of each. The arrays serve all blocks: new ones cost page faults."""
    cell = np.empty(min(BLOCK, len(since)), dtype=np.int64)
    narrow = np.int8 if len(thresholds) + 2 <= np.iinfo(np.int8).max else np.int32
    spans: npt.NDArray[np.signedinteger[Any]] = np.empty(len(cell), dtype=narrow)
    passed = np.empty(len(cell), dtype=np.bool_)
    for start in range(0, len(since), BLOCK):
        rows = slice(start, start + BLOCK)
        days = since[rows]
        here = cell[: len(days)]
        np.multiply(codes[0][rows], steps[0], out=here)
        for part, step in zip(codes[1:], steps[1:], strict=True):
            here += part[rows] * step
        span = spans[: len(days)]
        _spans(days, thresholds, span, passed[: len(days)])
        if undated:
            span[days == NO_DAY] = len(thresholds) + 1
        if unapplied is not None:
            span[unapplied[rows]] = len(thresholds) + 2
        here += span
        yield rows, here


def _spans(since: Ints, thresholds: tuple[int, ...], out: npt.NDArray[np.signedinteger[Any]], passed: Mask) -> None:
    """How many thresholds each day is before: some dense comparisons beat a search per row.

    Comparisons are seen as int8 where they are added: numpy adds bytes to bytes many at a time, and
    converts truth values one by one.
    """
    out[:] = 0
    for threshold in thresholds:
        np.less(since, threshold, out=passed)
        out += passed.view(np.int8)
