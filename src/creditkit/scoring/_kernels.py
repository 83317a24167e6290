"""Array kernels of scoring: numpy in, numpy out, nothing of the domain."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

#: Rows a block: a block and what is made of it stay in the processor's cache.
BLOCK = 65_536


def spans(values: npt.NDArray[Any], edges: npt.NDArray[Any], left: bool) -> Bytes:
    """How many edges each value has reached (``left``: value ≥ edge) or passed (value > edge).

    Counting dense comparisons beats a binary search per row for the few edges of a scorecard: there
    is no branch to mispredict, and a block stays in cache while all edges go over it.
    """
    out = np.zeros(len(values), dtype=np.uint8)
    for start in range(0, len(values), BLOCK):
        block, counted = values[start : start + BLOCK], out[start : start + BLOCK]
        for edge in edges:
            counted += (block >= edge if left else block > edge).view(np.uint8)
    return out


def looked_up(bins: Bytes, tables: list[Ints], shapes: list[int]) -> tuple[Ints, ...]:
    """Sums of table entries by the joint code of several rows of bins.

    Args:
        bins: shape (characteristics, rows).
        tables: each of length Π shapes, indexed by the joint code.
        shapes: how many bins each characteristic has.

    Bins become one joint code by multiplying and adding small integers, and each table is looked up
    once a row: a look-up costs far more than the arithmetic before it.
    """
    rows = bins.shape[1]
    out = tuple(np.empty(rows, dtype=np.int64) for _ in tables)
    for start in range(0, rows, BLOCK):
        stop = min(start + BLOCK, rows)
        code = bins[0, start:stop].astype(np.uint32)
        for row, shape in zip(bins[1:, start:stop], shapes[1:], strict=True):
            code *= np.uint32(shape)
            code += row
        for result, table in zip(out, tables, strict=True):
            np.take(table, code, out=result[start:stop])
    return out
