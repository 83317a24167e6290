"""Columns that grow as a file is read: cells in, typed values out.

A million rows are some eight million cells, so what is done once a cell decides how long the
reading takes, and a function call in Python once a cell is already too much. Each column here
therefore lets one C-level pass over a chunk do the work, and leaves that pass only for a text
it has not seen (:class:`LookupColumn`), for the distinct texts at the end (:class:`TextColumn`),
or for cells outside the plain form of a number (:class:`~creditkit.adapters.files._numbers.NumberColumn`).

Chunks are small on purpose (see ``_csv``). Values are collected in lists, of which many items are
the same few objects, and become numpy columns once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Protocol

import numpy as np

from creditkit.adapters.files._cells import (
    AMOUNT_DECIMALS,
    NUMBER_DECIMALS,
    UNREADABLE,
    Fault,
    choice_words,
    clean,
    day_of,
    fault,
    flag_words,
    limit_of,
    moment_of,
)
from creditkit.adapters.files._numbers import NumberColumn
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Column, Ints, Labels
from creditkit.errors import InvalidInput
from creditkit.facts._schema import Field

#: What a lookup stores for no value (the integer of NaT) and for a cell that cannot be read.
_MISSING = int(np.iinfo(np.int64).min)
_FAULT = _MISSING + 1
#: Texts that a lookup remembers before it starts afresh; moments may differ in every row.
_REMEMBERED = 1 << 16


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
        #: Whether any text so far could not be read.
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
        #: Cleaned texts of faults, each kept once: one wrong date format is a fault in every row.
        self._cleaned: dict[str, str] = {}

    def feed(self, cells: Sequence[str]) -> None:
        """One look-up a cell. Faults are searched for only once there has been one."""
        start = len(self._values)
        self._values.extend(map(self._seen.__getitem__, cells))
        if self._seen.faulty:
            for i, cell in enumerate(cells):
                if self._values[start + i] == _FAULT:
                    self._values[start + i] = _MISSING
                    self._faults.append((start + i, self._once(cell), None))

    def _once(self, cell: str) -> str:
        if len(self._cleaned) >= _REMEMBERED:
            self._cleaned.clear()
        return self._cleaned.get(cell) or self._cleaned.setdefault(cell, clean(cell, self._mapping))

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
