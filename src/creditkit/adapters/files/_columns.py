"""Columns that grow as a file is read: cells in, typed values out.

A million rows are some eight million cells, so what is done once a cell decides how long the
reading takes, and a function call in Python once a cell is already too much. Each column here
therefore lets one C-level pass over a chunk do the work, and leaves that pass only for a text
it has not seen (:class:`LookupColumn`), for the distinct texts at the end (:class:`TextColumn`),
or for cells outside the plain form of a number (:class:`NumberColumn`).

Chunks are small on purpose (see ``_csv``). Values are collected in lists, of which many items are
the same few objects, and become numpy columns once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Protocol, TypeAlias

import numpy as np

from creditkit.adapters.files._cells import (
    AMOUNT_DECIMALS,
    CURRENCY_DECIMALS,
    NUMBER_DECIMALS,
    TOO_LARGE,
    UNREADABLE,
    choice_words,
    clean,
    day_of,
    even_pattern,
    fault,
    flag_words,
    limit_of,
    moment_of,
    number_of,
    plain_pattern,
)
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Column, Ints, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts._schema import Field
from creditkit.money._parsing import text_of

#: A cell that was not taken: its row (from 0), its cleaned text, and the code where that is known.
Fault: TypeAlias = "tuple[int, str, str | None]"
#: What a lookup stores for no value (the integer of NaT) and for a cell that cannot be read.
_MISSING = int(np.iinfo(np.int64).min)
_FAULT = _MISSING + 1
#: Texts that a lookup remembers before it starts afresh; moments may differ in every row.
_REMEMBERED = 1 << 16
#: Integers below this that came out of one float multiplication are exact.
_EXACT = 1e15
#: Decimals tried for a chunk of numbers: money mostly has two, and then has the longest digits.
_USUAL = 2
_POWERS = np.array([10**k for k in range(19)], dtype=np.int64)


class Growing(Protocol):
    """A column that takes cells chunk by chunk."""

    def feed(self, cells: Sequence[str]) -> None:
        """Takes the cells of the next rows."""
        ...

    def finish(self) -> tuple[Column, list[Fault]]:
        """All rows as a column (something harmless where a cell was not taken), and those cells."""
        ...


class _Seen(dict[str, int]):
    """What each text stands for; ``__missing__`` reads a new text once and keeps the hit path in C."""

    def __init__(self, read: Callable[[str], int]) -> None:
        self.read = read
        self.faulty = False

    def __missing__(self, text: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[text] = self.read(text)
        self.faulty = self.faulty or value == _FAULT
        return value


class LookupColumn:
    """Dates, moments, flags and choices: few distinct texts, each read once and looked up ever after.

    Args:
        read: the integer that a cell stands for, ``_MISSING`` or ``_FAULT``; sees the raw text.
        convert: the integers, ``_MISSING`` among them, as the final column.
    """

    def __init__(
        self, read: Callable[[str], int], convert: Callable[[Ints], Column], mapping: InputMapping
    ) -> None:
        self._seen = _Seen(read)
        self._convert = convert
        self._mapping = mapping
        self._values: list[int] = []
        self._faults: list[Fault] = []

    def feed(self, cells: Sequence[str]) -> None:
        """One look-up a cell. Faults are searched for only once there has been one."""
        start = len(self._values)
        self._values.extend(map(self._seen.__getitem__, cells))
        if self._seen.faulty:
            for i, cell in enumerate(cells):
                if self._values[start + i] == _FAULT:
                    self._values[start + i] = _MISSING
                    self._faults.append((start + i, clean(cell, self._mapping), None))

    def finish(self) -> tuple[Column, list[Fault]]:
        """The column and the cells that stand for nothing."""
        return self._convert(np.array(self._values, dtype=np.int64)), self._faults


class TextColumn:
    """Ids and labels: as many distinct texts as there may be, coded without a Python call for any.

    ``setdefault(text, row)`` gives every row the row in which its text first stood. When all is
    read, those first rows are numbered from 0, and only then is each distinct text looked at:
    stripped, found empty or unreadable, or rewritten by ``rewrite`` (None from it is a fault).
    """

    def __init__(
        self,
        mapping: InputMapping,
        *,
        required: bool = False,
        rewrite: Callable[[str], str | None] | None = None,
    ) -> None:
        self._mapping = mapping
        self._required = required
        self._rewrite = rewrite
        self._first: dict[str, int] = {}
        self._rows: list[int] = []

    def feed(self, cells: Sequence[str]) -> None:
        """One ``setdefault`` a cell."""
        self._rows.extend(map(self._first.setdefault, cells, count(len(self._rows))))

    def finish(self) -> tuple[Column, list[Fault]]:
        """Labels, and the cells that are empty but required, unreadable or not rewritable."""
        rows = np.array(self._rows, dtype=np.int64)
        rank = np.empty(len(rows), dtype=np.int64)
        firsts = np.fromiter(self._first.values(), np.int64, len(self._first))
        rank[firsts] = np.arange(len(firsts))
        codes = rank[rows]
        texts = list(map(str.strip, self._first))
        if self._is_clean(texts):
            return Labels(codes, tuple(texts)), []
        texts = [clean(text, self._mapping) for text in texts]
        kept = Labels.of([self._kept(text) for text in texts])
        return Labels(kept.codes[codes], kept.labels), self._faults(codes, kept.codes, texts)

    def _is_clean(self, texts: list[str]) -> bool:
        """Whether every distinct text is a label as it stands, which is the rule; asked of all at once."""
        if self._rewrite is not None or not self._first.keys().isdisjoint(("", *self._mapping.empty)):
            return False
        if texts != list(self._first):
            return False
        everything = "\n".join(texts)
        return (everything.isascii() and "\0" not in everything) or not UNREADABLE.search(everything)

    def _kept(self, text: str) -> str | None:
        if not text or UNREADABLE.search(text):
            return None
        return text if self._rewrite is None else self._rewrite(text)

    def _faults(self, codes: Ints, kept: Ints, texts: list[str]) -> list[Fault]:
        wrong = np.zeros(len(texts), dtype=np.bool_)
        for i in np.flatnonzero(kept < 0).tolist():
            wrong[i] = bool(texts[i]) or self._required
        rows = np.flatnonzero(wrong[codes])
        those = zip(rows.tolist(), codes[rows].tolist(), strict=True)
        return [(row, texts[code], None) for row, code in those]


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
        odd = [
            i
            for i, cell in enumerate(cells)
            if not plain(cell + "\n") or cell in empty or not cell or "\n" in cell
        ]
        texts = list(cells)
        for i in odd:
            texts[i] = "0"
        self._through_float(texts, _USUAL, cells, odd)

    def _through_float(
        self, texts: Sequence[str], decimals: int, cells: Sequence[str], odd: list[int]
    ) -> None:
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


# Which column a field grows in


def growing(field: Field, mapping: InputMapping) -> Growing:
    """An empty column for a field of a table."""
    if field.kind in ("amount", "number"):
        decimals = AMOUNT_DECIMALS if field.kind == "amount" else NUMBER_DECIMALS
        return NumberColumn(mapping, decimals=decimals, required=field.required)
    if field.kind == "date":
        return _looked_up(field, mapping, lambda text: day_of(text, mapping.date_format), _as_days)
    if field.kind == "moment":
        return _looked_up(field, mapping, lambda text: moment_of(text, mapping.date_format), _as_moments)
    if field.kind == "flag":
        flags = flag_words(mapping)
        return _looked_up(field, mapping, lambda text: flags.get(text.casefold()), lambda values: values == 1)
    if field.kind == "choice":
        choices = choice_words(field, mapping)
        index = {word: field.choices.index(choice) for word, choice in choices.items()}
        return _looked_up(field, mapping, index.get, _as_labels(field))
    rewrite = (lambda text: limit_of(text, mapping)) if field.kind == "limit" else None
    return TextColumn(mapping, required=field.required, rewrite=rewrite)


def _looked_up(
    field: Field, mapping: InputMapping, read: Callable[[str], int | None], convert: Callable[[Ints], Column]
) -> LookupColumn:
    def read_cell(cell: str) -> int:
        text = clean(cell, mapping)
        if not text:
            return _FAULT if field.required else _MISSING
        value = read(text)
        return _FAULT if value is None else value

    return LookupColumn(read_cell, convert, mapping)


def _as_days(values: Ints) -> Column:
    return values.view("datetime64[D]")


def _as_moments(values: Ints) -> Column:
    return values.view("datetime64[us]")


def _as_labels(field: Field) -> Callable[[Ints], Column]:
    return lambda values: Labels(np.maximum(values, -1), field.choices)


def constant_flaw(field: Field, text: str, mapping: InputMapping) -> InvalidInput | None:
    """Why a constant is no cell of its field; it would reject every row as if the rows were wrong."""
    column = growing(field, mapping)
    column.feed([text])
    for _, cleaned, code in column.finish()[1]:
        figures = fault(field, cleaned, mapping, code).figures
        accepted = str(figures.get("accepted", f"a cell of kind {field.kind}"))
        return InvalidInput(f"constants.{field.name}", text, accepted)
    return None
