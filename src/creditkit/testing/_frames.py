"""Strategies and the law of dataframes: what a frame holds comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, rows_of, same_columns, scaled
from creditkit.money import exponent

_TEXTS = ("steel", "food", "", "纺织", "a b")
_INTS = st.integers(-(2**63), 2**63 - 1)


@st.composite
def frame_columns(draw: st.DrawFn, *, max_rows: int = 6) -> Columns:
    """Columns of every type and any of its contents, as a calculator may give them."""
    rows = draw(st.integers(0, max_rows))
    kinds = draw(st.lists(st.sampled_from(sorted(_MAKERS)), min_size=1, max_size=5, unique=True))
    return {kind: draw(_MAKERS[kind](rows)) for kind in kinds}


def _several(values: st.SearchStrategy[Any], rows: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=rows, max_size=rows)


def _numbers(rows: int) -> st.SearchStrategy[Column]:
    missing = st.none() | _several(st.booleans(), rows)
    whole = _several(_INTS, rows).map(lambda values: np.array(values, dtype=np.int64))
    return st.builds(Numbers, whole, st.sampled_from([0, 1, 4, 18]), missing)


def _labels(rows: int) -> st.SearchStrategy[Column]:
    codes = _several(st.integers(-1, len(_TEXTS) - 1), rows)
    return codes.map(lambda some: Labels(np.array(some, dtype=np.int64), _TEXTS))


def _amounts(rows: int) -> st.SearchStrategy[Column]:
    currencies = _several(st.sampled_from(["EUR", "JPY", "KWD", None]), rows)
    one = st.sampled_from(["EUR", "JPY"]) | currencies.map(Labels.of)
    minor = _several(st.integers(-(10**12), 10**12), rows).map(lambda values: np.array(values, dtype=np.int64))
    return st.builds(Amounts, minor, one)


def _arrays(values: st.SearchStrategy[Any], dtype: str) -> Callable[[int], st.SearchStrategy[Column]]:
    return lambda rows: _several(values, rows).map(lambda some: np.array(some, dtype=dtype))


_MAKERS: dict[str, Callable[[int], st.SearchStrategy[Column]]] = {
    "numbers": _numbers,
    "labels": _labels,
    "amounts": _amounts,
    "int64": _arrays(_INTS, "int64"),
    "int8": _arrays(st.integers(-128, 127), "int8"),
    "uint64": _arrays(st.integers(0, 2**64 - 1), "uint64"),
    "float64": _arrays(st.floats(allow_infinity=True, allow_nan=True), "float64"),
    "float32": _arrays(st.floats(width=32), "float32"),
    "flag": _arrays(st.booleans(), "bool"),
    "day": _arrays(st.none() | st.dates(), "datetime64[D]"),
    "moment": _arrays(st.none() | st.datetimes(), "datetime64[us]"),
}


def check_frames_round_trip(
    columns: Columns,
    like: Any,
    *,
    read: Callable[[Any], Columns],
    write: Callable[[Columns, Any], Any],
) -> None:
    """Law: columns that became a frame and columns again say the same, and a second trip changes nothing.

    Numbers without decimals may come back as an array, moments that are all midnight as days, and amounts
    as decimals beside a column ``<name>_currency``: the values of every row are compared, not the types.

    Args:
        columns: what goes into a frame.
        like: a frame of the library that is tried.
        read: ``creditkit.adapters.frames.columns``, or an adapter of your own.
        write: ``creditkit.adapters.frames.frame_like``, or the other half of yours.

    Raises:
        AssertionError: a value that changed on the way.
    """
    frame = write(columns, like)
    assert type(frame) is type(like), f"a {type(like).__name__} was wanted, a {type(frame).__name__} came"
    once = read(frame)
    for name, column in columns.items():
        assert name in once, f"{name} is lost"
        assert len(once[name]) == rows_of(columns), f"{name} has {len(once[name])} rows of {rows_of(columns)}"
        before, after = values_of(column), values_of(once[name])
        if isinstance(column, Amounts) and "currency" not in columns:
            after = list(zip(after, values_of(once[f"{name}_currency"]), strict=True))
        elif isinstance(column, Amounts):
            before = [pair[0] for pair in before]
        for row, (one, other) in enumerate(zip(before, after, strict=True)):
            assert _equal(one, other), f"{name}[{row}] was {one!r} and came back as {other!r}"
    again = read(write(once, frame))
    assert same_columns(once, again), "the second trip changed what the first had left"


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return one[1] == other[1] and (one[1] is None or _equal(one[0], other[0]))
    return bool(one == other)


def values_of(column: Column) -> list[Any]:
    """Every row as a plain value, None where it has none; amounts with their currency, moments as numpy's."""
    if isinstance(column, Labels):
        return list(column.texts())
    if isinstance(column, Numbers):
        return [column[i] for i in range(len(column))]
    if isinstance(column, Amounts):
        codes = column.currencies.texts()
        return [
            (None if code is None else scaled(minor, exponent(code)), code)
            for minor, code in zip(column.minor.tolist(), codes, strict=True)
        ]
    array = cast("Any", column)
    if array.dtype.kind == "M":
        return [None if np.isnat(value) else value for value in array]
    if array.dtype.kind == "f":
        return [None if value != value else value for value in array.tolist()]
    return [Decimal(value) if array.dtype.kind in "iu" else value for value in array.tolist()]
