"""Columns of polars: every column has a type, and every type may have nulls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from creditkit.adapters.frames._library import library
from creditkit.adapters.frames._plain import (
    ACCEPTED,
    MOST_DECIMALS,
    Plain,
    category_codes,
    days_if_midnight,
    decimals_of,
    flags,
    floats,
    integers,
    missing_of,
    once,
    typed,
)
from creditkit.columns import Ints, Labels, Numbers, readonly
from creditkit.errors import InvalidInput

_NAT = np.iinfo(np.int64).min


def names(frame: Any) -> list[Any]:
    """The names of the columns."""
    return list(frame.columns)


def read(frame: Any, name: str, path: str) -> Plain:
    """One column."""
    polars, series = library("polars"), frame.get_column(name)
    dtype = series.dtype
    gone = series.is_null().to_numpy()
    if dtype.is_float():
        return floats(series.to_numpy())
    if dtype.is_integer():
        return _integers(polars, series, gone, path)
    if dtype.is_decimal():
        return _decimal(polars, series, gone, path)
    if dtype == polars.Boolean:
        return flags(series.fill_null(value=False).to_numpy(), gone)
    if dtype.is_temporal():
        return _time(polars, series, path)
    return typed(series.to_list(), gone, path) if dtype == polars.Object else _text(polars, series, path)


def _integers(polars: Any, series: Any, gone: npt.NDArray[np.bool_], path: str) -> Plain:
    if series.dtype in (polars.Int128, getattr(polars, "UInt128", polars.Int128)):
        series = _narrow(polars, series, path)
    return integers(series.fill_null(0).to_numpy(), gone, path)


def _narrow(polars: Any, series: Any, path: str) -> Any:
    try:
        return series.cast(polars.Int64)
    except polars.exceptions.InvalidOperationError:
        widest = series.abs().max()
        raise InvalidInput(path, widest, "numbers within 63 bits at the decimals of the column") from None


def _decimal(polars: Any, series: Any, gone: npt.NDArray[np.bool_], path: str) -> Plain:
    whole = series.to_physical()
    if series.dtype.scale > MOST_DECIMALS or not whole.dtype.is_integer():
        found = typed(series.to_list(), gone, path)
        return found if isinstance(found, Numbers) else Numbers(np.zeros(len(gone), np.int64), 0, gone)
    values = _narrow(polars, whole, path).fill_null(0).to_numpy()
    return Numbers(values, series.dtype.scale, gone if gone.any() else None)


def _time(polars: Any, series: Any, path: str) -> Plain:
    if series.dtype == polars.Date:
        return readonly(_physical(polars, series, _NAT).view("datetime64[D]"))
    if series.dtype != polars.Datetime:
        raise InvalidInput(path, str(series.dtype), ACCEPTED, "cast the column first")
    moments = _physical(polars, series, _NAT).view(f"datetime64[{series.dtype.time_unit}]")
    return days_if_midnight(moments) if series.dtype.time_zone is None else readonly(moments)


def _physical(polars: Any, series: Any, nothing: int) -> Ints:
    """The integers that stand for the values. A time with a zone is stored in UTC."""
    whole: Ints = series.to_physical().cast(polars.Int64).fill_null(nothing).to_numpy()
    return whole


def _text(polars: Any, series: Any, path: str) -> Labels:
    if series.dtype == polars.Enum:
        return Labels(_physical(polars, series, -1), tuple(series.dtype.categories.to_list()), distinct=True)
    if series.dtype == polars.Categorical:
        return _categorical(polars, series)
    if series.dtype == polars.Null:
        return Labels(np.full(len(series), -1, dtype=np.int64), ())
    if series.dtype != polars.String:
        raise InvalidInput(path, str(series.dtype), ACCEPTED, "cast the column first")
    texts = series.drop_nulls().unique(maintain_order=True)
    codes = _physical(polars, series.cast(polars.Enum(texts)), -1)
    return Labels(codes, tuple(texts.to_list()), distinct=True)


def _categorical(polars: Any, series: Any) -> Labels:
    """A categorical's codes count all categories of the process; here they count those of the column."""
    codes = _physical(polars, series, -1)
    used, first = np.unique(codes, return_index=True)
    there = used >= 0
    texts = series.gather(first[there]).cast(polars.String).to_list()
    place = np.full(int(used.max(initial=-1)) + 2, -1, dtype=np.int64)
    place[used[there]] = np.arange(len(texts))
    return Labels(place[codes], tuple(texts), distinct=True)


def write(columns: Mapping[str, Plain], like: Any) -> Any:
    """A DataFrame."""
    polars = library("polars")
    made = []
    for name, column in columns.items():
        dtype = like.schema.get(name)
        made.append(_column(polars, column, dtype).alias(name))
    return polars.DataFrame(made)


def _column(polars: Any, column: Plain, dtype: Any) -> Any:
    if isinstance(column, Labels):
        return _texts(polars, column, dtype)
    if isinstance(column, Numbers):
        return _numbers(polars, column)
    if column.dtype.kind == "M" and column.dtype not in ("datetime64[D]", "datetime64[ms]", "datetime64[ns]"):
        column = column.astype("datetime64[us]")
    return polars.Series(np.array(column))


def _texts(polars: Any, labels: Labels, dtype: Any) -> Any:
    """Text, or the categorical that ``like`` has under the name; an enum keeps its categories if they suffice."""
    texts = polars.Series(list(labels.labels), dtype=polars.String)
    places = polars.Series(labels.codes).cast(polars.Int64)
    plain = (
        texts.gather(places.set(places < 0, None))
        if len(texts)
        else polars.Series([None] * len(labels), dtype=polars.String)
    )
    if dtype == polars.Categorical:
        return plain.cast(dtype)
    if dtype == polars.Enum:
        fits = category_codes(labels, dtype.categories.to_list()) is not None
        return plain.cast(dtype if fits else polars.Enum(list(once(labels).labels)))
    return plain


def _numbers(polars: Any, column: Numbers) -> Any:
    gone = missing_of(column)
    whole = polars.Series(np.array(column.values))
    if gone.any():
        whole = whole.set(polars.Series(np.array(gone)), None)
    return _scaled(polars, whole, column) if column.decimals else whole


def _scaled(polars: Any, whole: Any, column: Numbers) -> Any:
    """Integers as decimals of polars, exactly.

    It has no door for scaled integers. So they are multiplied by 10**−decimals as decimals, and the
    integers that stand behind the product are compared with those that were meant; where they differ,
    the values are handed over one by one.
    """
    dtype = polars.Decimal(38, column.decimals)
    try:
        made = (whole.cast(polars.Decimal(38, 0)) * polars.Series([_unit(column.decimals)], dtype=dtype)).cast(dtype)
        if made.to_physical().cast(polars.Int64).equals(whole):
            return made
    except polars.exceptions.PolarsError:
        pass
    return polars.Series(decimals_of(column), dtype=dtype)


def _unit(decimals: int) -> Any:
    return Numbers([1], decimals)[0]
