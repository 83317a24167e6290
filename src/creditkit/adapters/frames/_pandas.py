"""Columns of pandas: numpy's types, its own nullable ones, categoricals, objects and Arrow's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from creditkit.adapters.frames import _arrow
from creditkit.adapters.frames._library import library
from creditkit.adapters.frames._plain import (
    ACCEPTED,
    Plain,
    category_codes,
    days_if_midnight,
    decimals_of,
    flags,
    floats,
    integers,
    missing_of,
    once,
    recoded,
    typed,
)
from creditkit.columns import Labels, Numbers, readonly, rows_of
from creditkit.errors import InvalidInput


def names(frame: Any) -> list[Any]:
    """The names of the columns."""
    return list(frame.columns)


def read(frame: Any, name: str, path: str) -> Plain:
    """One column."""
    return _series(frame[name], path)


def _series(series: Any, path: str) -> Plain:
    dtype = series.dtype
    kind = type(dtype).__name__
    if kind == "CategoricalDtype":
        return _categorical(series, path)
    if kind == "ArrowDtype":
        return _arrow.array(series.array.__arrow_array__(), path)
    if kind == "StringDtype":
        codes, texts = series.factorize()
        return Labels(codes.astype(np.int64), tuple(texts.tolist()), distinct=True)
    if kind == "DatetimeTZDtype":
        return readonly(series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
    gone = series.isna().to_numpy(dtype=np.bool_)
    if getattr(dtype, "kind", "?") in "biuf" and not isinstance(dtype, np.dtype):
        return _numeric(_dense(series, gone), gone, path)
    return _plain(series, gone, path)


def _plain(series: Any, gone: npt.NDArray[np.bool_], path: str) -> Plain:
    kind = series.dtype.kind
    if kind in "biuf":
        return _numeric(series.to_numpy(), gone, path, nullable=False)
    if kind == "M":
        return days_if_midnight(series.to_numpy())
    if kind == "O" and isinstance(series.dtype, np.dtype):
        return typed(series.tolist(), gone, path)
    raise InvalidInput(path, str(series.dtype), ACCEPTED, "cast the column first")


def _dense(series: Any, gone: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """A nullable or sparse column as an array, with something harmless where there is no value."""
    own = getattr(series.dtype, "numpy_dtype", None) or series.dtype.subtype
    if own.kind == "f":
        return np.asarray(series.to_numpy(dtype=own, na_value=np.nan))
    return np.asarray(series.to_numpy(dtype=own, na_value=0) if gone.any() else series.to_numpy(dtype=own))


def _numeric(values: npt.NDArray[Any], gone: npt.NDArray[np.bool_], path: str, *, nullable: bool = True) -> Plain:
    if values.dtype.kind == "f":
        return floats(values)
    none = gone if nullable else np.zeros(len(values), dtype=np.bool_)
    return flags(values, none) if values.dtype.kind == "b" else integers(values, none, path)


def _categorical(series: Any, path: str) -> Plain:
    codes, categories = series.cat.codes.to_numpy().astype(np.int64), series.cat.categories
    texts = categories.tolist()
    if all(isinstance(text, str) for text in texts):
        return recoded(codes, texts)
    return _series(series.astype(categories.dtype if (codes >= 0).all() else object), path)


def write(columns: Mapping[str, Plain], like: Any) -> Any:
    """A DataFrame, with the index of ``like`` where that has as many rows."""
    pandas = library("pandas")
    index = like.index if len(like) == rows_of(columns) else None
    made = {name: _column(pandas, column, _categories(like, name)) for name, column in columns.items()}
    frame = pandas.DataFrame(made)
    return frame if index is None else frame.set_axis(index, axis=0)


def _categories(like: Any, name: str) -> Any:
    """The categorical type under a name, if ``like`` has one."""
    found = like[name].dtype if list(like.columns).count(name) == 1 else None
    return found if type(found).__name__ == "CategoricalDtype" else None


def _column(pandas: Any, column: Plain, categories: Any) -> Any:
    if isinstance(column, Labels):
        return _text(pandas, column, categories)
    if isinstance(column, Numbers):
        return _numbers(pandas, column)
    if column.dtype == np.dtype("datetime64[D]"):
        return pandas.Series(column.astype("datetime64[s]"))
    return pandas.Series(np.array(column))


def _text(pandas: Any, labels: Labels, categories: Any) -> Any:
    if categories is None:
        return pandas.Series(np.array([*labels.labels, None], dtype=object)[labels.codes])
    known = categories.categories.tolist()
    codes = category_codes(labels, known)
    if codes is not None:
        return pandas.Series(pandas.Categorical.from_codes(codes, dtype=categories))
    own = once(labels)
    return pandas.Series(pandas.Categorical.from_codes(own.codes, categories=list(own.labels)))


def _numbers(pandas: Any, column: Numbers) -> Any:
    if column.decimals:
        out = np.empty(len(column), dtype=object)
        out[:] = decimals_of(column)
        return pandas.Series(out)
    gone = missing_of(column)
    if not gone.any():
        return pandas.Series(np.array(column.values))
    return pandas.Series(pandas.arrays.IntegerArray(np.array(column.values), np.array(gone)))
