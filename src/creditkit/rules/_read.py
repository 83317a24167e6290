"""Records and columns read under their fields, strictly and in both doors alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypeVar, cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Mask, Numbers, Record, Value
from creditkit.errors import InvalidInput
from creditkit.rules._blocks import BLOCK
from creditkit.rules._columns import day_numbers, flags, gaps_of, integers, labelled
from creditkit.rules._edges import deciding_integer, decimals_of
from creditkit.rules._fields import Field, Fields, Kind, field_named
from creditkit.rules._scalar import day, flag, is_missing, number, text

#: What becomes of NaN: it is a missing value, or it is refused.
Nan: TypeAlias = Literal["missing", "refuse"]

#: Floats from here on are not all integers any more.
_EXACT_FLOAT = 2.0**53

T = TypeVar("T")


def read_record(record: Record, fields: Fields, *, nan: Nan = "missing") -> dict[str, Value]:
    """The values of a record, each read under its field.

    Names that the record lacks stay out, and are missing to a condition.

    Raises:
        InvalidInput: a name that is no field (the remedy offers the nearest), or a value as in
            :func:`read_value`.

    >>> from creditkit.rules import declared
    >>> read_record({"score": float("nan")}, declared([Field("score", "number")]))
    {'score': None}
    """
    return {name: read_value(value, field_named(name, fields, name), nan=nan) for name, value in record.items()}


def read_columns(columns: Columns, fields: Fields, *, nan: Nan = "missing") -> dict[str, Column]:
    """The columns, each read under its field; the columnar twin of :func:`read_record`.

    Raises:
        InvalidInput: a name that is no field, or a column as in :func:`read_column`.

    >>> from creditkit.rules import declared
    >>> fields = declared([Field("score", "number"), Field("grade", "text")])
    >>> read = read_columns({"score": np.array([80, 70]), "grade": Labels.of(["A", None])}, fields)
    >>> list(read), read["grade"].texts()
    (['score', 'grade'], ['A', None])
    """
    return {name: read_column(column, field_named(name, fields, name), nan=nan) for name, column in columns.items()}


def read_value(value: object, field: Field, *, nan: Nan = "missing") -> Value:
    """A value under its field; None and, by default, NaN are missing.

    Raises:
        InvalidInput: the wrong type (text or a flag for a number, a float for money, a moment for a day),
            an infinity, more decimals than the field has, outside its bounds, or none of its choices. The
            path is the field's name.

    >>> from decimal import Decimal
    >>> read_value(Decimal("0.97"), Field("on_time_rate", "number", decimals=4))
    Decimal('0.97')
    """
    if nan == "refuse" and value is not None and is_missing(value):
        raise InvalidInput(field.name, value, "a value, or None for a missing one")
    if field.kind is Kind.date:
        return day(value, field.name)
    if field.kind is Kind.flag:
        return flag(value, field.name)
    if field.kind is Kind.text:
        return _choice(text(value, field.name), field)
    if field.kind is Kind.money and isinstance(value, (float, np.floating)) and value == value:
        raise InvalidInput(field.name, value, "int or Decimal", "a float is not exact: pass its text as Decimal")
    return _on_grid(number(value, field.name), field)


def _choice(value: str | None, field: Field) -> str | None:
    if value is not None and field.choices is not None and value not in field.choices:
        raise InvalidInput(field.name, value, ", ".join(field.choices))
    return value


def _on_grid(value: Any, field: Field) -> Value:
    if value is None:
        return None
    grid = field.grid
    if isinstance(value, Decimal):
        fine = grid is not None and decimals_of(value) > grid
    else:
        fine = grid is not None and not isinstance(value, int) and not _round_trips(np.array([value]), grid)[0]
    if fine:
        raise InvalidInput(field.name, value, f"at most {grid} decimals", "round it where it is made")
    exact = value if isinstance(value, (int, Decimal)) else float(value)
    for bound, below in ((field.least, True), (field.most, False)):
        edge = bound if bound is None or isinstance(exact, (int, Decimal)) else float(bound)
        if edge is not None and (exact < edge if below else exact > edge):
            raise InvalidInput(field.name, value, f"{'at least' if below else 'at most'} {bound}")
    return cast(Value, value)


def _round_trips(values: np.ndarray[Any, Any], decimals: int) -> Mask:
    """Floats that are the nearest of their type to a decimal with so many decimals."""
    power = 10.0**decimals
    nearest = np.rint(values.astype(np.float64) * power)
    return cast(Mask, ((nearest / power).astype(values.dtype) == values) & (np.abs(nearest) < _EXACT_FLOAT))


def read_column(column: Column, field: Field, *, nan: Nan = "missing") -> Column:
    """A column under its field; the columnar twin of :func:`read_value`.

    A float column of money is taken where each value is the float nearest to a whole number of minor units.

    Raises:
        InvalidInput: the wrong type of column, or a value that :func:`read_value` would refuse; the path is
            then ``name[row]``.

    >>> read_column(Numbers([97, 120], 2), Field("on_time_rate", "number", decimals=4, most=1))
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: on_time_rate[1]: Decimal('1.20') given; accepted: at most 1
    """
    if field.kind is Kind.date:
        day_numbers(column, field.name)
    elif field.kind is Kind.flag:
        flags(column, field.name)
    elif field.kind is Kind.text:
        column = labelled(column, field.name)
        _check_labels(column, field)
    else:
        _check_numbers(column, field)
    _check_gaps(column, field, nan)
    return column


def _check_gaps(column: Column, field: Field, nan: Nan) -> None:
    """Looks for infinities, and for NaN and NaT where they are refused."""
    gaps, rows = gaps_of(column, field.name), len(column)
    for start in range(0, rows, BLOCK):
        gone = gaps(slice(start, min(start + BLOCK, rows)))
        if gone is not None and nan == "refuse" and isinstance(column, np.ndarray):
            row = start + int(gone.argmax())
            raise InvalidInput(f"{field.name}[{row}]", column[row], "a value in each row")


def _check_labels(column: Labels, field: Field) -> None:
    if field.choices is None:
        return
    strange = np.array([label not in field.choices for label in column.labels] + [False])
    _refuse_first(strange[column.codes], column, field, ", ".join(field.choices))


def _refuse_first(wrong: Mask, column: Column, field: Field, accepted: str) -> None:
    if wrong.any():
        row = int(wrong.argmax())
        given = column.minor[row] if isinstance(column, Amounts) else column[row]
        raise InvalidInput(f"{field.name}[{row}]", given, accepted)


def _check_numbers(column: Column, field: Field) -> None:
    if isinstance(column, np.ndarray) and column.dtype.name in ("float64", "float32"):
        there = np.isfinite(column)
        _check_float_bounds(column, field)
        if field.grid is not None:
            fine = there & ~_round_trips(np.where(there, column, 0).astype(column.dtype), field.grid)
            _refuse_first(fine, column, field, f"at most {field.grid} decimals")
        return
    values, decimals = integers(column, field.name)
    _check_currency(column, field)
    gone = column.missing if isinstance(column, Numbers) and column.missing is not None else np.False_
    if field.grid is not None and decimals > field.grid:
        fine = ~gone & (values % 10 ** (decimals - field.grid) != 0)
        _refuse_first(fine, column, field, f"at most {field.grid} decimals")
    _check_integer_bounds(column, values, decimals, ~gone, field)


def _check_float_bounds(column: np.ndarray[Any, Any], field: Field) -> None:
    if field.least is not None:
        _refuse_first(column < column.dtype.type(float(field.least)), column, field, f"at least {field.least}")
    if field.most is not None:
        _refuse_first(column > column.dtype.type(float(field.most)), column, field, f"at most {field.most}")


def _check_integer_bounds(
    column: Column, values: np.ndarray[Any, Any], decimals: int, there: Mask | np.bool_, field: Field
) -> None:
    if field.least is not None:
        low = deciding_integer(field.least, "<", decimals)
        _refuse_first(there & (values < low), column, field, f"at least {field.least}")
    if field.most is not None:
        high = deciding_integer(field.most, ">", decimals)
        _refuse_first(there & (values > high), column, field, f"at most {field.most}")


def _check_currency(column: Column, field: Field) -> None:
    if not isinstance(column, Amounts):
        return
    if field.kind is not Kind.money:
        raise InvalidInput(field.name, "Amounts", f"no money: {field.name} is a {field.kind.value} field")
    for label in set(column.currencies.take(column.currencies.codes >= 0).compact().labels):
        if field.unit is not None and label != field.unit:
            raise InvalidInput(field.name, label, f"amounts in {field.unit}", "convert them first")


def rows_as_records(columns: Columns, fields: Fields) -> list[dict[str, Value]]:
    """Every row as the record of the same values: amounts as Decimals, 0 and 1 of a flag as False and True.

    A float32 stays one, for its edges are rounded to float32.

    >>> fields = {"score": Field("score", "number"), "grade": Field("grade", "text")}
    >>> rows_as_records({"score": np.array([80, 70]), "grade": Labels.of(["A", None])}, fields)
    [{'score': 80, 'grade': 'A'}, {'score': 70, 'grade': None}]
    """
    cells = {
        name: [_cell(column, i, fields[name].kind) for i in range(len(column))] for name, column in columns.items()
    }
    rows = max(map(len, columns.values()), default=0)
    return [{name: values[i] for name, values in cells.items()} for i in range(rows)]


def _cell(column: Column, row: int, kind: Kind) -> Value:
    if isinstance(column, Amounts):
        values, decimals = integers(column, "amounts")
        gone = column.currencies.codes[row] < 0
        return None if gone else Numbers(values[row : row + 1], decimals)[0]
    if not isinstance(column, np.ndarray):
        value = column[row]
        return bool(value) if kind is Kind.flag and value is not None else value
    value = column[row]
    return cast(Value, value if column.dtype == np.float32 else cast("int | float | bool | str | date", value.item()))
