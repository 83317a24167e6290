"""Columns as CSV files: the same columns give the same bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Numbers
from creditkit.money import exponent


def write_table(path: Path, columns: Columns) -> None:
    """Writes columns as CSV.

    UTF-8, commas, Unix line ends, ISO dates, ``true`` and ``false``; amounts with their currency's
    decimals, numbers with their own; a missing value is an empty cell. Texts are written as they are:
    a spreadsheet may read one that starts with ``=`` as a formula.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_table(
    ...         Path(folder, "open.csv"), {"party_id": Labels.of(["C-7", None]), "open": Amounts([1250, -3], "EUR")}
    ...     )
    ...     print(Path(folder, "open.csv").read_text(), end="")
    party_id,open
    C-7,12.50
    ,-0.03
    """
    shown = [cells(column) for column in columns.values()]
    lines = map(",".join, zip(*shown, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(map(_quoted, columns)) + "\n")
        file.writelines(f"{line}\n" for line in lines)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes rows of texts as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


_SPECIAL = re.compile(r'[,"\r\n]')


def _quoted(text: str) -> str:
    """A text as a cell: in quotes where it has a comma, a quote or a line end."""
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def cells(column: Column) -> list[str]:
    """Every row of a column as the text of its cell, quoted where it has to be: a label once, not once a row."""
    if isinstance(column, Labels):
        used = np.bincount(column.codes + 1, minlength=len(column.labels) + 1)[1:] > 0
        texts = [_quoted(label) if there else "" for label, there in zip(column.labels, used.tolist(), strict=True)]
        texts.append("")
        return list(map(texts.__getitem__, column.codes.tolist()))
    if isinstance(column, Amounts):
        return _amounts(column)
    if isinstance(column, Numbers):
        shown = fixed(column.values, column.decimals)
        if column.missing is not None:
            for row in np.flatnonzero(column.missing).tolist():
                shown[row] = ""
        return shown
    array = cast("np.ndarray[Any, Any]", column)
    if array.dtype.kind == "M":
        return ["" if text == "NaT" else text for text in array.astype("datetime64[D]").astype(str).tolist()]
    if array.dtype.kind == "b":
        return ["true" if flag else "false" for flag in array.tolist()]
    return ["" if value is None else _quoted(str(value)) for value in array.tolist()]


def _amounts(column: Amounts) -> list[str]:
    """Currency by currency, since each has decimals of its own."""
    if isinstance(column.currency, str):
        return fixed(column.minor, exponent(column.currency))
    labels = column.currency.labels
    used = np.unique(column.currency.codes).tolist()
    if len(used) == 1:
        return fixed(column.minor, exponent(labels[used[0]]))
    shown = [""] * len(column)
    for code in used:
        rows = np.flatnonzero(column.currency.codes == code)
        for row, text in zip(rows.tolist(), fixed(column.minor[rows], exponent(labels[code])), strict=True):
            shown[row] = text
    return shown


def fixed(values: Ints, decimals: int) -> list[str]:
    """Scaled integers as plain decimals.

    >>> fixed(np.array([-5, 1250]), 2)
    ['-0.05', '12.50']
    """
    if decimals == 0:
        return list(map(str, values.tolist()))
    parts = np.stack(np.divmod(np.abs(values), 10**decimals), axis=1)
    shown = (f"%d.%0{decimals}d\n" * len(values) % tuple(parts.ravel().tolist())).splitlines()
    for row in np.flatnonzero(values < 0).tolist():
        shown[row] = f"-{shown[row]}"
    return shown
