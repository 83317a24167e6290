"""CSV text into typed columns, and every record that could not be taken into a rejection."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import attrs
import numpy as np

from creditkit.adapters.files._cells import UNDECODED, Fault, fault, printable, unreadable
from creditkit.adapters.files._columns import Growing, constant_flaw, growing
from creditkit.adapters.files._layout import Layout, lay_out
from creditkit.adapters.files._numbers import shrunk
from creditkit.adapters.files._source import Given, records
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Column, Ints, Labels
from creditkit.errors import InvalidInput
from creditkit.facts._schema import Field, Table
from creditkit.reasons import Reason, Rejection

#: Records a chunk. What a chunk holds has to stay in the processor's cache and out of the way of
#: the garbage collector: 50,000 records at a time take twice as long to read.
CHUNK = 256
#: Records between two reports of progress.
PROGRESS_EVERY = 64 * CHUNK
#: Reasons kept for cells that read the same; a wrong date format rejects every row.
_REASONS = 10_000

Progress = Callable[[int], None]


@attrs.frozen(eq=False)
class Read:
    """What a file held.

    Args:
        columns: the accepted rows under the names of the table's fields; a field that has no
            column in the file and no constant is left out.
        rows: int64, the record number of each accepted row, from 1 without the header.
        rejected: one for each other record, by record number; ``source`` is the file's name and
            ``field`` the table's name of the column, or None where the record as a whole is at fault.
        given: how many records the file has; accepted and rejected add up to it.
        unused: names in the header that no field takes.
        extra: the texts of those columns, accepted rows only, where they were asked for.
        names: for each field that has a column, its name in the header.
    """

    columns: dict[str, Column]
    rows: Ints
    rejected: tuple[Rejection, ...]
    given: int
    unused: tuple[str, ...]
    extra: dict[str, Labels]
    names: dict[str, str]


def read_table(
    path: str | Path,
    table: Table,
    mapping: InputMapping | None = None,
    *,
    keep_extra: bool = False,
    progress: Progress | None = None,
) -> Read:
    """Reads one CSV file (``.gz`` as it is) into the columns of a table.

    A record is taken whole or rejected whole, at the first of its faults in the order of the
    table's fields. Blank lines are no records.

    Args:
        path: the file.
        table: the fields to look for.
        mapping: how the file is written; canonical CSV where None.
        keep_extra: also return the columns that no field takes.
        progress: told the number of records so far, now and then; it starts from the top again
            where a file has to be read a second time, carefully.

    Raises:
        InvalidInput: no such file, not a readable one, no header, a header that lacks a required
            column or has one twice, a constant that is no value of its column.
    """
    path, mapping = Path(path), mapping or InputMapping()
    try:
        return _read(path, table, mapping, keep_extra, progress, careful=False)
    except (UnicodeError, csv.Error):
        pass
    try:
        return _read(path, table, mapping, keep_extra, progress, careful=True)
    except UnicodeError as error:
        raise InvalidInput(str(path), str(error), f"text in {mapping.encoding}", _HINT) from None


_HINT = 'name the file\'s encoding in the mapping file: encoding = "…"'


def _read(
    path: Path,
    table: Table,
    mapping: InputMapping,
    keep_extra: bool,
    progress: Progress | None,
    *,
    careful: bool,
) -> Read:
    with records(path, mapping, careful=careful) as given:
        layout = lay_out(_header(given, path), table, mapping, path.name)
        for field, text in layout.constants:
            if (flaw := constant_flaw(field, text, mapping)) is not None:
                raise flaw.under(path.name)
        intake = _Intake(path.name, layout, mapping, keep_extra, careful)
        while chunk := list(islice(given, CHUNK)):
            intake.take(chunk)
            if progress is not None and intake.given % PROGRESS_EVERY < len(chunk):
                progress(intake.given)
    if progress is not None:
        progress(intake.given)
    return intake.finish()


def _header(given: Iterator[Given], path: Path) -> list[str]:
    """The first record that is not a blank line."""
    names = next((record for record in given if record), None)
    if names is None:
        raise InvalidInput(str(path), "an empty file", "a header, and a record a line")
    if isinstance(names, csv.Error):
        raise InvalidInput(str(path), str(names), "a header that csv can read")
    return [printable(name.removeprefix("\ufeff")) for name in names]


class _Intake:
    """The columns of one file while it is read, and the records that do not get that far."""

    def __init__(self, source: str, layout: Layout, mapping: InputMapping, keep_extra: bool, careful: bool) -> None:
        self.given = 0
        self._source = source
        self._layout = layout
        self._mapping = mapping
        self._careful = careful
        self._aside: list[Rejection] = []
        unused = layout.unused if keep_extra else ()
        extra = [(Field(layout.header[place], "label"), place) for place in unused]
        self._extra = tuple(field.name for field, _ in extra)
        self._columns: list[tuple[Field, Growing, int]] = [
            (field, growing(field, mapping), place) for field, place in (*layout.places, *extra)
        ]
        self._constants = [(field, growing(field, mapping), text) for field, text in layout.constants]

    def take(self, chunk: list[Given]) -> None:
        """The next records. A chunk of upright ones is turned on its side by one ``zip``."""
        upright = self._upright(chunk)
        if not upright:
            return
        turned = list(zip(*upright, strict=False))
        for _, column, place in self._columns:
            column.feed(turned[place])
        for _, column, text in self._constants:
            column.feed((text,) * len(upright))

    def _upright(self, chunk: list[Given]) -> list[list[str]]:
        width = len(self._layout.header)
        if not self._careful and set(map(len, chunk)) == {width}:  # type: ignore[arg-type]
            self.given += len(chunk)
            return chunk  # type: ignore[return-value]
        return [r for r in chunk if self._is_upright(r) and isinstance(r, list)]

    def _is_upright(self, record: Given) -> bool:
        """Whether a record can go into the columns; if not, it is set aside, or skipped as a blank line."""
        width = len(self._layout.header)
        if record == [] or (isinstance(record, list) and len(record) == 1 < width and not record[0].strip()):
            return False
        self.given += 1
        field, reason = self._flaw(record, width)
        if reason is not None:
            self._aside.append(Rejection(self._source, self.given, field, reason))
        return reason is None

    def _flaw(self, record: Given, width: int) -> tuple[str | None, Reason | None]:
        if isinstance(record, csv.Error):
            return None, unreadable(str(record), f"cells of at most {csv.field_size_limit()} characters")
        bad = [i for i, cell in enumerate(record) if UNDECODED.search(cell)] if self._careful else []
        if bad:
            given = record[bad[0]].strip()
            return self._field_at(bad[0], len(record)), unreadable(given, self._mapping.encoding)
        if len(record) != width:
            return None, Reason("columns_mismatch", {"given": len(record), "accepted": width})
        return None, None

    def _field_at(self, place: int, cells: int) -> str | None:
        """The name of a column; None where cells may have shifted, the record being of another width."""
        if cells != len(self._layout.header):
            return None
        return next((f.name for f, at in self._layout.places if at == place), self._layout.header[place])

    def finish(self) -> Read:
        """The accepted rows, and everything else as rejections."""
        grown = [(field, *column.finish()) for field, column, _ in (*self._columns, *self._constants)]
        numbers = np.delete(np.arange(1, self.given + 1), [rejection.row - 1 for rejection in self._aside])
        first = _first_faults((field, faults) for field, _, faults in grown)
        reason = _Reasons(self._mapping)
        rejected = [
            Rejection(self._source, int(numbers[row]), field.name, reason.of(field, text, code))
            for row, (field, text, code) in first.items()
        ]
        keep = np.delete(np.arange(len(numbers)), list(first)) if first else None
        taken = {field.name: shrunk(_rows(column, keep)) for field, column, _ in grown}
        extra = {name: column for name in self._extra if isinstance(column := taken.pop(name), Labels)}
        return Read(
            columns=taken,
            rows=numbers if keep is None else numbers[keep],
            rejected=tuple(sorted((*self._aside, *rejected), key=lambda rejection: rejection.row)),
            given=self.given,
            unused=tuple(self._layout.header[place] for place in self._layout.unused),
            extra=extra,
            names={field.name: self._layout.header[place] for field, place in self._layout.places},
        )


def _first_faults(faults: Iterable[tuple[Field, list[Fault]]]) -> dict[int, tuple[Field, str, str | None]]:
    """Each rejected row with the fault that comes first in the order of the table's fields."""
    first: dict[int, tuple[Field, str, str | None]] = {}
    for field, those in faults:
        for row, text, code in those:
            first.setdefault(row, (field, text, code))
    return first


def _rows(column: Column, keep: Ints | None) -> Column:
    if keep is None:
        return column
    return column[keep] if isinstance(column, np.ndarray) else column.take(keep)


class _Reasons:
    """Reasons by cell, made once for cells that read the same."""

    def __init__(self, mapping: InputMapping) -> None:
        self._mapping = mapping
        self._known: dict[tuple[str, str, str | None], Reason] = {}

    def of(self, field: Field, text: str, code: str | None) -> Reason:
        """Why a cell was not taken."""
        key = field.name, text, code
        if key not in self._known:
            if len(self._known) >= _REASONS:
                self._known.clear()
            self._known[key] = fault(field, text, self._mapping, code)
        return self._known[key]
