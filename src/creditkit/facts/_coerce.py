"""A column as the caller brings it, as the column type its field is kept in.

The shape of a column is the caller's affair and a wrong one raises; what stands in its rows
is data, and is judged in ``_screen``. Nothing is guessed: text in an amount column is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, coded, readonly, repeated
from creditkit.errors import InvalidInput
from creditkit.facts._moments import day_number, micros, moments_of
from creditkit.facts._schema import TABLES, Field

#: Floats above this are not all integers any more.
EXACT_FLOAT = 2.0**53
#: Columns of up to so many rows without a value are made once.
_SHORT = 256


def labels(column: object, rows: int, path: str) -> Labels:
    """Text: Labels, a str for all rows, or a sequence of str and None. Duplicate labels are joined."""
    if isinstance(column, str):
        return Labels.constant(column, rows)
    if not isinstance(column, Labels):
        texts = column.tolist() if isinstance(column, np.ndarray) else column
        if not isinstance(texts, Sequence):
            raise InvalidInput(path, type(column).__name__, "Labels, or a sequence of str and None")
        try:
            return Labels.of(texts)
        except InvalidInput as error:
            raise InvalidInput(path, error.given, error.accepted) from None
    if column.distinct or len(set(column.labels)) == len(column.labels):
        return column
    recode = Labels.of(column.labels)
    return Labels(np.append(recode.codes, -1)[column.codes], recode.labels)


def days(column: object, path: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Days: datetime64 of any unit (the time of day is dropped), or a sequence of date and None."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return column.astype("datetime64[D]")
    values = column.tolist() if isinstance(column, np.ndarray) else column
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise InvalidInput(path, type(column).__name__, "datetime64, or a sequence of date and None")
    for i, value in enumerate(values):
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise InvalidInput(f"{path}[{i}]", value, "a date or None")
    return np.array([day_number(value) for value in values], dtype=np.int64).view("datetime64[D]")


def moments(column: object, path: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Instants in UTC: datetime64, or a sequence of date, aware datetime and None."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return moments_of(column)
    values = column.tolist() if isinstance(column, np.ndarray) else column
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise InvalidInput(path, type(column).__name__, "datetime64, or a sequence of date, aware datetime and None")
    instants = [micros(value, f"{path}[{i}]") for i, value in enumerate(values)]
    return np.array(instants, dtype=np.int64).view("datetime64[us]")


def flags(column: object, path: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Booleans, as an array or a sequence."""
    array = np.asarray(column)
    if array.dtype.kind != "b" and array.size:
        raise InvalidInput(path, array.dtype.name, "an array of bool")
    return array.astype(np.bool_)


def numbers(column: object, path: str) -> Numbers | Amounts | np.ndarray[Any, Any]:
    """Exact numbers as they come: Amounts, Numbers, or an array of integers or floats."""
    if isinstance(column, (Amounts, Numbers)):
        return column
    array = np.asarray(column)
    if array.dtype.kind not in "iuf" and array.size:
        raise InvalidInput(
            path, array.dtype.name, "Amounts, Numbers, or an array of integers or floats",
            "for Decimals build Numbers, for text use creditkit.adapters.files",
        )  # fmt: skip
    return array


def values(column: object, path: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Any plain values, as an object array; NaN and NaT become None."""
    if isinstance(column, Labels):
        items: list[object] = list(column.texts())
    elif isinstance(column, Numbers):
        items = [column[i] for i in range(len(column))]
    elif isinstance(column, np.ndarray) and column.dtype.kind == "M":
        items = list(column.astype("datetime64[D]").tolist())
    else:
        items = list(column.tolist() if isinstance(column, np.ndarray) else cast("Sequence[object]", column))
    out = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        gone = isinstance(item, float) and item != item
        if not (item is None or isinstance(item, (int, float, str, Decimal, date))):
            raise InvalidInput(f"{path}[{i}]", item, "int, Decimal, float, str, bool, date or None")
        out[i] = None if gone else item
    return out


def coerce(field: Field, column: object, rows: int, path: str) -> Column:
    """The column in the type in which its field is kept (amounts: still as they come)."""
    if field.kind in ("id", "label", "choice", "currency", "limit"):
        return labels(column, rows, path)
    if field.kind == "date":
        return days(column, path)
    if field.kind == "moment":
        return moments(column, path)
    if field.kind == "flag":
        return flags(column, path)
    if field.kind == "value":
        return values(column, path)
    if field.kind == "number" and isinstance(column, Amounts):
        raise InvalidInput(path, "Amounts", "Numbers, or an array of integers or floats")
    return numbers(column, path)


def absent(field: Field, rows: int) -> Column:
    """The column of a field that the caller left out: missing in every row, and as good as free.

    One value stands for all rows (an array of stride zero), so that a million rows without disputes
    cost nothing for the four columns that tell of disputes. Short ones are kept: customer after customer
    has no more than a few dozen documents, and a dozen columns that nobody has filled.
    """
    return _kept(field.kind, rows) if rows <= _SHORT else _missing(field.kind, rows)


def _missing(kind: str, rows: int) -> Column:
    if kind == "date":
        return repeated(np.datetime64("NaT", "D"), rows)
    if kind == "moment":
        return repeated(np.datetime64("NaT", "us"), rows)
    if kind == "flag":
        return repeated(np.False_, rows)
    if kind == "value":
        return readonly(np.full(rows, None, dtype=object))
    if kind in ("amount", "number"):
        return Numbers(repeated(np.int64(0), rows), 0, repeated(np.True_, rows))
    return coded(repeated(np.int64(-1), rows), (), complete=not rows)


_kept = lru_cache(maxsize=512)(_missing)


@cache
def empty(table: str) -> Columns:
    """The columns of a table without rows, as they are kept."""
    none = Labels(np.zeros(0, dtype=np.int64), ())
    return MappingProxyType(
        {
            field.name: Amounts(none.codes, none) if field.kind == "amount" and field.required else absent(field, 0)
            for field in TABLES[table].fields
        }
    )
