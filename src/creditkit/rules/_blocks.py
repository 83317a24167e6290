"""Truth of rows, block by block.

A truth value of Kleene's logic is kept as two bits: ``true``, and ``possible``, which is true or unknown.
Then ``and`` is & of both, ``or`` is | of both, and ``not`` swaps them and flips each. Where nothing is
missing the two are one and the same array, and every step costs what plain logic costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from creditkit.columns import Mask

#: True, and possible (true or unknown), of the rows of one block.
Bits: TypeAlias = tuple[Mask, Mask]
#: A condition on a block of rows.
Leaf: TypeAlias = Callable[[slice], Bits]
#: The rows of a block that have no value, or None where each has one.
Gaps: TypeAlias = Callable[[slice], "Mask | None"]

#: Rows that are looked at together: their part of a column and the answers stay in a core's own cache.
BLOCK = 1 << 16


def buffer() -> Mask:
    """Room for one bit of each row of a block. Every node of a condition has its own and writes it anew for
    each block: fresh arrays would cost more than the comparisons, in pages that the system hands out.
    """
    return np.empty(BLOCK, dtype=np.bool_)


def compared(
    values: npt.NDArray[Any], compare: Callable[..., object], edge: object, gaps: Gaps, *, never_of_gaps: bool = False
) -> Leaf:
    """A comparison, block by block. ``never_of_gaps`` says that what stands in a gap is never found true."""
    true, possible = buffer(), buffer()

    def check(rows: slice) -> Bits:
        block = values[rows]
        answer = true[: len(block)]
        compare(block, edge, out=answer)
        gone = gaps(rows)
        if gone is None:
            return answer, answer
        maybe = np.logical_or(answer, gone, out=possible[: len(block)])
        if not never_of_gaps:
            np.bitwise_xor(maybe, gone, out=answer)
        return answer, maybe

    return check


def constant(answer: bool) -> Callable[..., object]:
    """A comparison whose answer is known beforehand: what an edge beyond the column's type comes to."""

    def fill(block: npt.NDArray[Any], edge: object, out: Mask) -> None:  # noqa: ARG001
        out[:] = answer

    return fill


def leaf_missing(gaps: Gaps) -> Leaf:
    """Where a column has no value."""
    nowhere = np.zeros(BLOCK, dtype=np.bool_)

    def check(rows: slice) -> Bits:
        gone = gaps(rows)
        true = nowhere[: rows.stop - rows.start] if gone is None else gone
        return true, true

    return check


#: Joins two answers into the two buffers.
Join: TypeAlias = Callable[[Bits, Bits, Mask, Mask], Bits]


def both(one: Bits, other: Bits, true: Mask, possible: Mask) -> Bits:
    """Kleene's and."""
    return _join(np.logical_and, one, other, true, possible)


def either(one: Bits, other: Bits, true: Mask, possible: Mask) -> Bits:
    """Kleene's or."""
    return _join(np.logical_or, one, other, true, possible)


def _join(join: np.ufunc, one: Bits, other: Bits, true: Mask, possible: Mask) -> Bits:
    sure = one[0] is one[1] and other[0] is other[1]
    if not sure:
        join(one[1], other[1], out=possible)
    join(one[0], other[0], out=true)
    return true, true if sure else possible


def joined(parts: Sequence[Leaf], join: Join) -> Leaf:
    """Several conditions as one."""
    if len(parts) == 1:
        return parts[0]
    true, possible = buffer(), buffer()

    def check(rows: slice) -> Bits:
        size = rows.stop - rows.start
        is_true, is_possible = true[:size], possible[:size]
        bits = parts[0](rows)
        for part in parts[1:]:
            bits = join(bits, part(rows), is_true, is_possible)
        return bits

    return check


def flipped(part: Leaf) -> Leaf:
    """Kleene's not."""
    true, possible = buffer(), buffer()

    def check(rows: slice) -> Bits:
        size = rows.stop - rows.start
        is_true, is_possible = part(rows)
        false = np.logical_not(is_possible, out=true[:size])
        if is_true is is_possible:
            return false, false
        return false, np.logical_not(is_true, out=possible[:size])

    return check
