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


#: After so many rows a column of texts is looked at: if more than this share of them is distinct, it holds ids.
_ENOUGH_ROWS = 1 << 16
_HARDLY_TWICE = 0.9


class _Seen(dict[str, int]):
    """What each text stands for; ``__missing__`` reads a new text once and keeps the hit path in C.

    Args:
        read: the integer of a text.
        forgets: start afresh after so many texts that remembering them costs more than reading them.
    """

    def __init__(self, read: Callable[[str], int], *, forgets: bool = True) -> None:
        self.read = read
        self.forgets = forgets
        #: Whether any text so far could not be read.
        self.faulty = False

    def __missing__(self, text: str) -> int:
        if self.forgets and len(self) >= _REMEMBERED:
            self.clear()
        value = self[text] = self.read(text)
        self.faulty = self.faulty or value == _FAULT
        return value


def _uniform(cells: Sequence[str]) -> bool:
    """Whether all cells read the same; told by the two ends where they do not."""
    return len(cells) > 1 and cells[0] == cells[-1] and cells.count(cells[0]) == len(cells)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


class LookupColumn:
    """Dates, moments, flags and choices: few distinct texts, each read once and looked up ever after.

    Args:
        read: the integer that a cell stands for, ``_MISSING`` or ``_FAULT``; sees the raw text.
        convert: the integers, ``_MISSING`` among them, as the final column.
    """

    def __init__(self, read: Callable[[str], int], convert: Callable[[Ints], Column], mapping: InputMapping) -> None:
        self._seen = _Seen(read)
        self._convert = convert
        self._mapping = mapping
        self._parts: list[Ints] = []
        self._rows = 0
        self._faults: list[Fault] = []
        #: Cleaned texts of faults, each kept once: one wrong date format is a fault in every row.
        self._cleaned: dict[str, str] = {}

    def feed(self, cells: Sequence[str]) -> None:
        """One look-up a cell. Faults are searched for only once there has been one."""
        if _uniform(cells):
            values = np.full(len(cells), self._seen[cells[0]], dtype=np.int64)
        else:
            values = np.fromiter(map(self._seen.__getitem__, cells), np.int64, len(cells))
        if self._seen.faulty:
            for i in np.flatnonzero(values == _FAULT).tolist():
                values[i] = _MISSING
                self._faults.append((self._rows + i, self._once(cells[i]), None))
        self._parts.append(values)
        self._rows += len(cells)

    def _once(self, cell: str) -> str:
        if len(self._cleaned) >= _REMEMBERED:
            self._cleaned.clear()
        return self._cleaned.get(cell) or self._cleaned.setdefault(cell, clean(cell, self._mapping))

    def finish(self) -> tuple[Column, list[Fault]]:
        """The column and the cells that stand for nothing."""
        return self._convert(_joined(self._parts)), self._faults


class TextColumn:
    """Ids and labels: as many distinct texts as there may be, coded by one look-up a cell.

    A chunk of one and the same text is looked up once. Where hardly any text comes twice, as with ids, a look-up
    a row buys nothing: the texts are then kept as they come and told apart once, at the end. Only then
    is each distinct text looked at: stripped, found empty or unreadable, or rewritten by ``rewrite``
    (None from it is a fault).
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
        self._code = _Seen(lambda _: len(self._code), forgets=False)
        self._parts: list[Ints] = []
        self._rows = 0
        #: Every cell, once the column has turned out to be one of ids.
        self._cells: list[str] | None = None

    def feed(self, cells: Sequence[str]) -> None:
        """The next cells."""
        if self._cells is not None:
            self._cells.extend(cells)
            return
        if _uniform(cells):
            self._parts.append(np.full(len(cells), self._code[cells[0]], dtype=np.int64))
        else:
            self._parts.append(np.fromiter(map(self._code.__getitem__, cells), np.int64, len(cells)))
        before, self._rows = self._rows, self._rows + len(cells)
        if before < _ENOUGH_ROWS <= self._rows and len(self._code) > self._rows * _HARDLY_TWICE:
            self._cells = list(map(list(self._code).__getitem__, _joined(self._parts).tolist()))

    def _told_apart(self) -> tuple[Ints, list[str]]:
        """The code of each row, and the distinct texts by code, in order of first appearance."""
        if self._cells is None:
            return _joined(self._parts), list(self._code)
        if len(set(self._cells)) == len(self._cells):
            return np.arange(len(self._cells)), self._cells
        place = dict(zip(dict.fromkeys(self._cells), count(), strict=False))
        return np.fromiter(map(place.__getitem__, self._cells), np.int64, len(self._cells)), list(place)

    def finish(self) -> tuple[Column, list[Fault]]:
        """Labels, and the cells that are empty but required, unreadable or not rewritable."""
        codes, raw = self._told_apart()
        texts = list(map(str.strip, raw))
        if self._is_clean(raw, texts):
            return Labels(codes, tuple(texts), distinct=True), []
        texts = [clean(text, self._mapping) for text in texts]
        kept = Labels.of([self._kept(text) for text in texts])
        return Labels(kept.codes[codes], kept.labels), self._faults(codes, kept.codes, texts)

    def _is_clean(self, raw: list[str], texts: list[str]) -> bool:
        """Whether every distinct text is a label as it stands, which is the rule; asked of all at once."""
        if self._rewrite is not None or texts != raw or any(word in texts for word in ("", *self._mapping.empty)):
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
