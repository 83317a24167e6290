"""Columns of pyarrow: tables, record batches, and what pandas keeps in Arrow."""

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
    days_if_midnight,
    flags,
    floats,
    integers,
    missing_of,
    once,
    recoded,
    typed,
)
from creditkit.columns import Ints, Labels, Numbers, readonly
from creditkit.errors import InvalidInput

_NAT = np.iinfo(np.int64).min
#: Digits of a 63-bit integer.
_DIGITS = 19


def names(frame: Any) -> list[Any]:
    """The names of the columns."""
    return list(frame.schema.names)


def read(frame: Any, name: str, path: str) -> Plain:
    """One column."""
    return array(frame.column(name), path)


def array(given: Any, path: str) -> Plain:
    """An array or a chunked array."""
    arrow = library("pyarrow")
    whole = _one(arrow, given)
    kind, of = whole.type, arrow.types
    gone = whole.is_null().to_numpy(zero_copy_only=False)
    if of.is_dictionary(kind):
        return _dictionary(arrow, whole, path)
    if of.is_string(kind) or of.is_large_string(kind) or of.is_string_view(kind):
        return _dictionary(arrow, whole.dictionary_encode(), path)
    if of.is_integer(kind):
        return integers(whole.fill_null(0).to_numpy(zero_copy_only=False), gone, path)
    if of.is_floating(kind):
        return floats(whole.to_numpy(zero_copy_only=False))
    if of.is_decimal(kind):
        return _decimal(arrow, whole, gone, path)
    return _other(arrow, whole, gone, path)


def _one(arrow: Any, given: Any) -> Any:
    """All chunks in one array; their dictionaries become one first."""
    if not isinstance(given, arrow.ChunkedArray):
        return given
    if arrow.types.is_dictionary(given.type):
        given = given.unify_dictionaries()
    return given.combine_chunks() if given.num_chunks != 1 else given.chunk(0)


def _dictionary(arrow: Any, whole: Any, path: str) -> Plain:
    texts = whole.dictionary.to_pylist()
    if not all(text is None or isinstance(text, str) for text in texts):
        return array(whole.dictionary_decode(), path)
    return recoded(_integral(arrow, whole.indices, -1), texts)


def _integral(arrow: Any, whole: Any, nothing: int) -> Ints:
    filled: Ints = whole.cast(arrow.int64()).fill_null(nothing).to_numpy(zero_copy_only=False)
    return filled


def _decimal(arrow: Any, whole: Any, gone: npt.NDArray[np.bool_], path: str) -> Plain:
    if not 0 <= whole.type.scale <= MOST_DECIMALS or arrow.types.is_decimal256(whole.type):
        found = typed(whole.to_pylist(), gone, path)
        return found if isinstance(found, Numbers) else Numbers(np.zeros(len(gone), np.int64), 0, gone)
    wide = whole if arrow.types.is_decimal128(whole.type) else whole.cast(arrow.decimal128(38, whole.type.scale))
    halves = np.frombuffer(wide.buffers()[1] or b"", dtype="<i8").reshape(-1, 2)
    low, high = halves[wide.offset : wide.offset + len(wide)].T
    beyond = (high != low >> 63) & ~gone
    if beyond.any():
        value = wide[int(beyond.argmax())].as_py()
        raise InvalidInput(path, value, "numbers within 63 bits at the decimals of the column")
    return Numbers(np.where(gone, 0, low), whole.type.scale, gone if gone.any() else None)


def _other(arrow: Any, whole: Any, gone: npt.NDArray[np.bool_], path: str) -> Plain:
    kind, of = whole.type, arrow.types
    if of.is_boolean(kind):
        return flags(whole.fill_null(False).to_numpy(zero_copy_only=False), gone)
    if of.is_date(kind):
        return readonly(_integral(arrow, whole.cast(arrow.date32()).cast(arrow.int32()), _NAT).view("datetime64[D]"))
    if of.is_timestamp(kind):
        moments = _integral(arrow, whole, _NAT).view(f"datetime64[{kind.unit}]")
        return days_if_midnight(moments) if kind.tz is None else readonly(moments)
    if of.is_null(kind):
        return Labels(np.full(len(whole), -1, dtype=np.int64), ())
    raise InvalidInput(path, str(kind), ACCEPTED, "cast the column first")


def write(columns: Mapping[str, Plain], like: Any) -> Any:
    """A Table, or a RecordBatch where ``like`` is one."""
    arrow = library("pyarrow")
    known = {name: like.schema.field(i).type for i, name in enumerate(like.schema.names)}
    made = {name: _column(arrow, column, known.get(name)) for name, column in columns.items()}
    of = arrow.RecordBatch if isinstance(like, arrow.RecordBatch) else arrow.Table
    return of.from_arrays(list(made.values()), names=list(made))


def _column(arrow: Any, column: Plain, kind: Any) -> Any:
    if isinstance(column, Labels):
        return _texts(arrow, column, kind)
    if isinstance(column, Numbers):
        return _numbers(arrow, column)
    return arrow.array(np.array(column))


def _texts(arrow: Any, labels: Labels, kind: Any) -> Any:
    own = once(labels)
    codes = arrow.array(own.codes, mask=own.codes < 0)
    coded = arrow.DictionaryArray.from_arrays(codes, arrow.array(list(own.labels), arrow.string()))
    return coded if kind is not None and arrow.types.is_dictionary(kind) else coded.cast(arrow.string())


def _numbers(arrow: Any, column: Numbers) -> Any:
    gone = missing_of(column)
    if not column.decimals:
        return arrow.array(column.values, mask=gone)
    halves = np.empty((len(column), 2), dtype="<i8")
    halves[:, 0], halves[:, 1] = column.values, column.values >> 63
    there = arrow.py_buffer(np.packbits(~gone, bitorder="little").tobytes()) if gone.any() else None
    kind = arrow.decimal128(_DIGITS, column.decimals)
    return arrow.Array.from_buffers(kind, len(column), [there, arrow.py_buffer(halves.tobytes())])
