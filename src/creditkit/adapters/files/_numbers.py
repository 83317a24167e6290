"""A column of numbers that grows as a file is read, exact whatever way its cells take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditkit.adapters.files._cells import (
    AMOUNT_DECIMALS,
    CURRENCY_DECIMALS,
    TOO_LARGE,
    Fault,
    clean,
    even_pattern,
    number_of,
    plain_pattern,
)
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Column, Ints, Numbers
from creditkit.money._parsing import text_of

#: Integers below this that came out of one float multiplication are exact.
_EXACT = 1e15
#: Decimals tried for a chunk of numbers: money mostly has two, and then has the longest digits.
_USUAL = 2
_POWERS = np.array([10**k for k in range(19)], dtype=np.int64)


class NumberColumn:
    """Amounts and numbers, exact: a chunk as integers, or through ``float`` where that is provably exact.

    Most files write every amount with the same number of decimals. Then the decimal mark only
    takes up room: one pattern over the chunk, joined by newlines, shows that it stands in the same
    place in every cell, it is struck out, and what is left are integers.

    Where decimals vary (55.9, 100), a text with fewer than 16 significant digits and at most d
    decimals stands for N / 10**d with N below 10**15 in size. ``float(text)`` is that value with a
    relative error of at most 2**-53, the product with 10**d (itself exact for d <= 22) adds
    another 2**-53, so the product is within 10**15 * 2**-52 < 0.23 of N, and rounding gives N
    itself. The size of the product shows that N had fewer than 16 digits.

    Cells outside the plain form (a minus behind, white space, long digits, faults) go one by one
    through :func:`number_of`. Each row keeps its own decimals until :meth:`finish` finds the
    fewest that fit all.
    """

    def __init__(self, mapping: InputMapping, *, decimals: int, required: bool) -> None:
        self._mapping = mapping
        self._decimals = decimals
        self._required = required
        self._marks = mapping.decimal, mapping.thousands
        self._strike = {ord(mark): None for mark in self._marks if mark is not None}
        self._empty = frozenset(mapping.empty)
        self._rows = 0
        self._values: list[Ints] = []
        self._scales: list[Ints] = []
        self._missing: list[int] = []
        self._faults: list[Fault] = []

    def feed(self, cells: Sequence[str]) -> None:
        """The whole chunk at once if it is plain; otherwise what is plain in it, and the rest one by one."""
        if not self._required and "" in cells:
            self._missing += [self._rows + i for i, cell in enumerate(cells) if not cell]
            cells = [cell or "0" for cell in cells]
        lines = "\n".join(cells) + "\n"
        whole = lines.count("\n") == len(cells) and self._empty.isdisjoint(cells)
        if not whole or not (self._as_integers(cells, lines) or self._as_floats(cells, lines)):
            self._one_by_one(cells)

    def _as_integers(self, cells: Sequence[str], lines: str) -> bool:
        """Takes a chunk in which every cell has as many decimals as the first; says whether it is one."""
        decimals = len(cells[0].partition(self._mapping.decimal)[2])
        if decimals > AMOUNT_DECIMALS or not even_pattern(*self._marks, decimals).fullmatch(lines):
            return False
        self._store(np.fromstring(lines.translate(self._strike), np.int64, sep="\n"), decimals, cells, ())
        return True

    def _as_floats(self, cells: Sequence[str], lines: str) -> bool:
        """Takes a chunk of plain numbers; says whether it is one."""
        for decimals in (_USUAL, AMOUNT_DECIMALS):
            if plain_pattern(*self._marks, decimals).fullmatch(lines):
                self._through_float(cells, decimals, cells, [])
                return True
        return False

    def _one_by_one(self, cells: Sequence[str]) -> None:
        """Takes any chunk: its plain cells through ``float``, the odd ones through the definition."""
        plain, empty = plain_pattern(*self._marks, _USUAL).fullmatch, self._empty
        odd = [i for i, cell in enumerate(cells) if not plain(cell + "\n") or cell in empty or not cell or "\n" in cell]
        texts = list(cells)
        for i in odd:
            texts[i] = "0"
        self._through_float(texts, _USUAL, cells, odd)

    def _through_float(self, texts: Sequence[str], decimals: int, cells: Sequence[str], odd: list[int]) -> None:
        products = np.fromiter(map(float, self._for_float(texts)), np.float64, len(texts)) * 10.0**decimals
        long = np.abs(products) >= _EXACT
        if long.any():
            odd = odd + np.flatnonzero(long).tolist()
            products[long] = 0.0
        self._store(np.rint(products).astype(np.int64), decimals, cells, odd)

    def _for_float(self, texts: Sequence[str]) -> Sequence[str]:
        decimal, thousands = self._marks
        if decimal == "." and thousands is None:
            return texts
        lines = "\n".join(texts)
        if thousands is not None:
            lines = lines.replace(thousands, "")
        return lines.replace(decimal, ".").split("\n")

    def _store(self, values: Ints, decimals: int, cells: Sequence[str], odd: Sequence[int]) -> None:
        scales = np.full(len(values), decimals, dtype=np.int64)
        for i in odd:
            text = clean(cells[i], self._mapping)
            number = number_of(text, self._mapping, self._decimals) if text else ""
            if not isinstance(number, str):
                values[i], scales[i] = number
                continue
            values[i], scales[i] = 0, 0
            if text or self._required:
                self._faults.append((self._rows + i, text, number or None))
            else:
                self._missing.append(self._rows + i)
        self._values.append(values)
        self._scales.append(scales)
        self._rows += len(values)

    def finish(self) -> tuple[Column, list[Fault]]:
        """Numbers at one scale, and the cells that are no number or fit no common scale."""
        none = np.empty(0, dtype=np.int64)
        values, scales = np.concatenate([none, *self._values]), np.concatenate([none, *self._scales])
        missing = np.zeros(self._rows, dtype=np.bool_)
        missing[self._missing] = True
        decimals, precise, large = common_scale(values, scales)
        for rows, code in ((precise, "amount_too_precise"), (large, "amount_too_large")):
            for row in rows.tolist():
                self._faults.append((row, text_of(int(values[row]), int(scales[row])), code))
            values[rows], scales[rows] = 0, 0
        fewer = scales > decimals
        values[fewer] //= _POWERS[scales[fewer] - decimals]
        values *= _POWERS[np.maximum(decimals - scales, 0)]
        return Numbers(values, decimals, missing if self._missing else None), self._faults


def common_scale(values: Ints, scales: Ints) -> tuple[int, Ints, Ints]:
    """The fewest decimals at which all of ``values[i] / 10**scales[i]`` are integers that fit int64.

    Where a very large and a very precise number do not fit side by side, rows have to give way:
    first those with more decimals than any currency has, then those too large for the decimals
    that are left. So one absurd cell costs its own row, never the million sound ones.

    Returns:
        decimals; rows that are too precise; rows that are too large.
    """
    needed = np.array(scales)
    for decimals in range(int(scales.max(initial=0)), 0, -1):
        at = np.flatnonzero(needed == decimals)
        needed[at[values[at] % _POWERS[scales[at] - decimals + 1] == 0]] -= 1
    everything = int(needed.max(initial=0))
    none = np.empty(0, dtype=np.int64)
    if not len(_beyond(values, scales, everything)):
        return everything, none, none
    decimals = min(everything, CURRENCY_DECIMALS)
    precise = np.flatnonzero(needed > decimals)
    large = _beyond(values, scales, decimals)
    return decimals, precise, large[needed[large] <= decimals]


def _beyond(values: Ints, scales: Ints, decimals: int) -> Ints:
    """The rows whose number does not fit int64 at so many decimals."""
    return np.flatnonzero(np.abs(values) > (TOO_LARGE - 1) // _POWERS[np.maximum(decimals - scales, 0)])


def shrunk(column: Column) -> Column:
    """The same numbers with as few decimals as they need; other columns as they are."""
    if not isinstance(column, Numbers) or not column.decimals:
        return column
    values, decimals = column.values, column.decimals
    while decimals and not (values % 10).any():
        values, decimals = values // 10, decimals - 1
    return Numbers(values, decimals, column.missing)
