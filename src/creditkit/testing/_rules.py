"""Strategies for fields, conditions and decision tables, and the laws that tie their two doors together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, scaled
from creditkit.errors import InvalidInput
from creditkit.money import exponent
from creditkit.rules import (
    And,
    Compare,
    Condition,
    Constant,
    Field,
    Fields,
    Hit,
    In,
    Kind,
    Missing,
    Not,
    Or,
    Row,
    Table,
    Truth,
    declared,
    holds,
    holds_many,
    rounded_edge,
    rows_as_records,
)

#: Few values, so that those of a record often meet those of a condition.
_DAY_ONE = date(2026, 1, 1)
_TEXTS = ("A", "B", "C", "it's", "逾期")
_NAMES = ("score", "share", "amount", "age", "grade", "frozen", "due_on", "天数")


def field_sets(*, min_size: int = 1, max_size: int = 4) -> SearchStrategy[Fields]:
    """Declared fields of every kind, with and without decimals, bounds and choices."""
    names = st.lists(st.sampled_from(_NAMES), min_size=min_size, max_size=max_size, unique=True)
    return names.flatmap(lambda some: st.tuples(*map(_fields, some))).map(declared)


@st.composite
def _fields(draw: DrawFn, name: str) -> Field:
    kind = draw(st.sampled_from(Kind))
    if kind is Kind.text:
        return Field(name, kind, choices=draw(st.none() | st.just(_TEXTS)))
    if kind in (Kind.date, Kind.flag):
        return Field(name, kind)
    unit = draw(st.sampled_from([None, "EUR", "JPY"])) if kind is Kind.money else None
    decimals = draw(st.sampled_from([None, 0, 1])) if kind is Kind.number else None
    least, most = draw(st.sampled_from([None, -2, 0])), draw(st.sampled_from([None, 2]))
    return Field(
        name,
        kind,
        unit=unit,
        decimals=decimals,
        least=least,
        most=most,
    )


def _decimals(field: Field) -> int:
    return 1 if field.grid is None else min(field.grid, 1)


def _whole(field: Field) -> SearchStrategy[int]:
    """Values of a numeric field, times ten to its decimals."""
    power = 10 ** _decimals(field)
    low, high = (
        -4 if field.least is None else int(field.least),
        4 if field.most is None else int(field.most),
    )
    near = st.integers(low, high).map(lambda n: n * power)
    return near | st.integers(low * power, high * power)


def constants(field: Field) -> SearchStrategy[Constant]:
    """What a field can be compared with."""
    if field.kind is Kind.text:
        return st.sampled_from(_TEXTS)
    if field.kind is Kind.flag:
        return st.booleans()
    if field.kind is Kind.date:
        return st.integers(0, 5).map(lambda n: _DAY_ONE + timedelta(days=n))
    return _whole(field).map(lambda n: scaled(n, _decimals(field)))


def conditions(fields: Fields, *, max_leaves: int = 6) -> SearchStrategy[Condition]:
    """Conditions over the fields, of all forms that can be written."""
    leaves = st.sampled_from(list(fields.values())).flatmap(_atoms)
    return st.recursive(leaves, _joined, max_leaves=max_leaves)


def _joined(parts: SearchStrategy[Condition]) -> SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3)
    return cast("SearchStrategy[Condition]", parts.map(Not) | several.map(And) | several.map(Or))


def _atoms(field: Field) -> SearchStrategy[Condition]:
    ordered = field.kind not in (Kind.text, Kind.flag)
    ops = st.sampled_from(["<", "<=", ">", ">=", "==", "!="] if ordered else ["==", "!="])
    several = st.lists(constants(field), min_size=1, max_size=3, unique=True)
    compared: SearchStrategy[Condition] = st.builds(Compare, st.just(field.name), ops, constants(field))
    return compared | several.map(lambda values: In(field.name, values)) | st.just(Missing(field.name))


def tables(
    fields: Fields, *, hits: tuple[Hit, ...] = ("unique", "first"), max_rows: int = 4
) -> SearchStrategy[Table[int]]:
    """Decision tables over the fields, flawed ones among them; the outcomes are small numbers."""
    rows = st.lists(st.builds(Row, conditions(fields, max_leaves=3), st.integers(0, 3)), min_size=1, max_size=max_rows)
    return st.builds(Table, st.sampled_from(hits), cast("SearchStrategy[Any]", rows), st.integers(0, 3))


@st.composite
def field_columns(draw: DrawFn, fields: Fields, *, max_rows: int = 6) -> Columns:
    """Columns for the fields, each of one of the types that its kind can come in; some have none."""
    rows = draw(st.integers(0, max_rows))
    some = [field for field in fields.values() if draw(st.integers(0, 5))]
    return {field.name: draw(_columns(field, rows)) for field in some}


@st.composite
def _columns(draw: DrawFn, field: Field, rows: int) -> Column:
    gone = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), dtype=np.bool_)
    values = draw(st.lists(constants(field), min_size=rows, max_size=rows))
    if field.kind is Kind.text:
        return Labels.of([None if g else str(v) for g, v in zip(gone, values, strict=True)])
    if field.kind is Kind.flag:
        bits = np.array(values, dtype=np.bool_)
        return Numbers(bits.astype(np.int64), 0, gone) if draw(st.booleans()) else bits
    if field.kind is Kind.date:
        days = np.array(values, dtype="datetime64[D]")
        return np.where(gone, np.datetime64("NaT", "D"), days)
    whole = np.array([int(scaled_up(cast(Decimal, v), _decimals(field))) for v in values], dtype=np.int64)
    return _numbers(draw, field, whole, gone)


def scaled_up(number: Decimal, decimals: int) -> int:
    """A number with at most so many decimals as a whole number of its last."""
    numerator, denominator = number.as_integer_ratio()
    return int(numerator * 10**decimals // denominator)


def _numbers(draw: DrawFn, field: Field, whole: npt.NDArray[np.int64], gone: npt.NDArray[np.bool_]) -> Column:
    decimals = _decimals(field)
    form = draw(st.sampled_from(["numbers", "float64", "float32", "integers", "amounts"]))
    if form == "integers" and decimals == 0:
        return whole.astype(draw(st.sampled_from([np.int64, np.int8])))
    if form == "amounts" and field.kind is Kind.money and field.unit is not None:
        currency = Labels(np.where(gone, -1, 0), (field.unit,))
        return Amounts(whole * 10 ** (exponent(field.unit) - decimals), currency)
    if form in ("float64", "float32"):
        to = cast(Any, form)
        floats = np.array([rounded_edge(scaled(n, decimals), to) for n in whole.tolist()], dtype=form)
        return np.where(gone, np.array(np.nan, dtype=form), floats)
    return Numbers(whole * 10, decimals + 1, gone)


def check_condition_scalar_equals_columns(
    condition: Condition,
    fields: Fields,
    columns: Columns,
    *,
    evaluate: Callable[[Condition, Columns], Truth] = holds_many,
) -> None:
    """A condition says of every row of the columns what it says of the record with the same values."""
    one_by_one = [holds(condition, record) for record in rows_as_records(columns, fields)]
    assert list(evaluate(condition, columns)) == one_by_one


def check_table_scalar_equals_columns(
    table: Table[Any],
    fields: Fields,
    columns: Columns,
    *,
    decide_many: Callable[[Table[Any], Columns], npt.NDArray[np.intp]] = Table.decide_many,
) -> None:
    """A table decides every row as it decides the record, and refuses columns where it refuses a record."""
    records = rows_as_records(columns, fields)
    try:
        one_by_one = [table.decide(record).row for record in records]
    except InvalidInput:
        refused = False
        try:
            decide_many(table, columns)
        except InvalidInput:
            refused = True
        assert refused
        return
    assert decide_many(table, columns).tolist() == one_by_one
