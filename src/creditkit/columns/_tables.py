"""Columns side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from creditkit.columns._arrays import same_array
from creditkit.columns._labels import Labels
from creditkit.columns._numbers import Amounts, Numbers
from creditkit.errors import InvalidInput

Column: TypeAlias = "npt.NDArray[Any] | Numbers | Labels | Amounts"
Columns: TypeAlias = "Mapping[str, Column]"


def same_column(left: Column, right: Column) -> bool:
    """Whether two columns have the same type, dtype and content (NaN equals NaN, NaT equals NaT).

    >>> same_column(np.array([1.0, np.nan]), np.array([1.0, np.nan])), same_column(np.array([1.0]), np.array([1]))
    (True, False)
    """
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return isinstance(left, np.ndarray) and isinstance(right, np.ndarray) and same_array(left, right)
    return type(left) is type(right) and left.same(right)  # type: ignore[arg-type]


def same_columns(left: Columns, right: Columns) -> bool:
    """Whether two sets of columns have the same names and the same content under each.

    >>> paid, owed = Numbers([1250], 2), Amounts([1250], "EUR")
    >>> same_columns({"open": paid}, {"open": Numbers([1250], 2)}), same_columns({"open": paid}, {"open": owed})
    (True, False)
    """
    return left.keys() == right.keys() and all(same_column(left[name], right[name]) for name in left)


def rows_of(columns: Columns) -> int:
    """How many rows the columns have.

    Raises:
        InvalidInput: two columns differ in length; an array has no rows or rows of several values, or hides
            values under a mask.

    >>> rows_of({"party_id": Labels.of(["C-7", "C-8"]), "open": Amounts([1250, 300], "EUR")})
    2
    """
    lengths = {name: _length(column, name) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        first, rows = next(iter(lengths.items()))
        name = next(n for n, r in lengths.items() if r != rows)
        raise InvalidInput(name, f"{lengths[name]} rows", f"{rows} rows, as {first!r} has")
    return next(iter(lengths.values()), 0)


def _length(column: Column, name: str) -> int:
    if isinstance(column, np.ma.MaskedArray):
        remedy = "say what is missing: Numbers(values, decimals, missing=mask), or NaN in an array of floats"
        raise InvalidInput(name, "a masked array", "a plain array", remedy)
    if isinstance(column, np.ndarray) and column.ndim != 1:
        raise InvalidInput(name, f"an array of {column.ndim} dimensions", "one value a row")
    return len(column)
