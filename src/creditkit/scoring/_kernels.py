"""Array kernels of scoring: numpy in, numpy out, nothing of the domain."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

#: Rows a block: a block and what is made of it stay in the processor's cache.
BLOCK = 65_536


def spans(values: npt.NDArray[Any], edges: npt.NDArray[Any], left: bool, out: Bytes) -> None:
    """Writes how many edges each value has reached (``left``: value ≥ edge) or passed (value > edge).

    Counting dense comparisons beats a binary search per row for the few edges of a scorecard: there
    is no branch to mispredict, and a block stays in cache while all edges go over it.
    """
    if not len(edges):
        out[:] = 0
        return
    compare = np.greater_equal if left else np.greater
    reached = np.empty(BLOCK, dtype=np.uint8)
    for start in range(0, len(values), BLOCK):
        block, counted = values[start : start + BLOCK], out[start : start + BLOCK]
        one = reached[: len(block)]
        compare(block, edges[0], out=counted.view(np.bool_))
        for edge in edges[1:]:
            compare(block, edge, out=one.view(np.bool_))
            np.add(counted, one, out=counted)


#: Up to so many labels a comparison with each is quicker than a look-up of every code.
FEW = 8


def placed(codes: Ints, table: Bytes, out: Bytes) -> None:
    """Writes ``table[code]`` for each code; the code -1 stands for the last entry.

    Args:
        codes: from -1 to ``len(table) - 2``.
        table: one entry for each code, and last the one of -1.
        out: where the entries go.

    Of few labels the codes are cut to a byte, of which -1 is the largest, and each is compared with.
    """
    if len(table) > FEW + 1:
        np.take(table, codes, out=out, mode="wrap")
        return
    small, hit = np.empty((2, BLOCK), dtype=np.uint8)
    wanted = [(code if code < len(table) - 1 else 255, place) for code, place in enumerate(table.tolist()) if place]
    for start in range(0, len(codes), BLOCK):
        block, placed_ = codes[start : start + BLOCK], out[start : start + BLOCK]
        byte, one = small[: len(block)], hit[: len(block)]
        np.copyto(byte, block, casting="unsafe")
        placed_[:] = 0
        for code, place in wanted:
            np.equal(byte, code, out=one.view(np.bool_))
            np.multiply(one, place, out=one)
            np.add(placed_, one, out=placed_)


def looked_up(bins: Bytes, table: Ints, shapes: list[int]) -> Ints:
    """Table entries by the joint code of several rows of bins.

    Args:
        bins: shape (characteristics, rows).
        table: of length Π shapes, at most 65,536, indexed by the joint code.
        shapes: how many bins each characteristic has.

    Bins become one joint code by multiplying and adding small integers, and the table is looked up
    once a row: a look-up costs far more than the arithmetic before it. Codes lie within the table, so
    numpy is told to clip them, which spares it a buffer.
    """
    rows = bins.shape[1]
    out = np.empty(rows, dtype=np.int64)
    parts = runs(shapes, 256)
    joint, wide = np.empty((2, min(rows, BLOCK)), dtype=np.uint16)
    narrow = np.empty(min(rows, BLOCK), dtype=np.uint8)
    for start in range(0, rows, BLOCK):
        stop = min(start + BLOCK, rows)
        code, more, byte = joint[: stop - start], wide[: stop - start], narrow[: stop - start]
        code[:] = 0
        for part in parts:
            _joined(bins[part, start:stop], shapes[part], byte)
            more[:] = byte
            np.multiply(code, np.uint16(math.prod(shapes[part])), out=code)
            np.add(code, more, out=code)
        np.take(table, code, out=out[start:stop], mode="clip")
    return out


def _joined(bins: Bytes, shapes: list[int], out: Bytes) -> None:
    """Writes the joint code of rows of bins that fits a byte: arithmetic on bytes is the cheapest there is."""
    out[:] = bins[0]
    for row, shape in zip(bins[1:], shapes[1:], strict=True):
        np.multiply(out, np.uint8(shape), out=out)
        np.add(out, row, out=out)


def runs(shapes: list[int], most: int) -> list[slice]:
    """Neighbouring characteristics whose joint codes are at most so many."""
    found, start = [], 0
    for stop in range(1, len(shapes) + 1):
        if stop == len(shapes) or math.prod(shapes[start : stop + 1]) > most:
            found.append(slice(start, stop))
            start = stop
    return found
