"""Laws: a record, a compiled condition and columns of any type give one answer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Columns, Numbers
from creditkit.errors import InvalidInput
from creditkit.rules import (
    Compare,
    Field,
    Not,
    Row,
    Table,
    Truth,
    _blocks,
    compiled,
    declared,
    holds,
    holds_many,
    rows_as_records,
)
from creditkit.rules import _many as many
from creditkit.testing._rules import (
    check_condition_scalar_equals_columns,
    check_table_scalar_equals_columns,
    conditions,
    field_columns,
    field_sets,
    tables,
)


@given(st.data())
def test_a_condition_in_both_doors(data: st.DataObject) -> None:
    """Every row of every type of column is answered as the record of its values."""
    fields = data.draw(field_sets())
    check_condition_scalar_equals_columns(data.draw(conditions(fields)), fields, data.draw(field_columns(fields)))


@given(st.data())
def test_blocks_do_not_show(data: st.DataObject) -> None:
    """Rows are answered the same in blocks of two as in one: what one block leaves behind touches no other."""
    fields = data.draw(field_sets(max_size=2))
    condition, columns = data.draw(conditions(fields)), data.draw(field_columns(fields, max_rows=7))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_blocks, "BLOCK", 2)
        patch.setattr(many, "BLOCK", 2)
        check_condition_scalar_equals_columns(condition, fields, columns)


@given(st.data())
def test_a_table_in_both_doors(data: st.DataObject) -> None:
    """Every row is decided as its record is, and refused where it is refused."""
    fields = data.draw(field_sets())
    check_table_scalar_equals_columns(data.draw(tables(fields)), fields, data.draw(field_columns(fields)))


@given(st.data())
def test_collecting_in_both_doors(data: st.DataObject) -> None:
    """The rows that are collected for a record are those marked in its column."""
    fields = data.draw(field_sets())
    table, columns = data.draw(tables(fields, hits=("collect",))), data.draw(field_columns(fields))
    found = table.collect_many(columns)
    for i, record in enumerate(rows_as_records(columns, fields)):
        assert [m.row for m in table.collect(record)] == (np.flatnonzero(found[:, i]).tolist() or [-1])


@given(st.data())
def test_compiled_answers_as_holds(data: st.DataObject) -> None:
    """The closure of a condition gives the same answer, the same object even: True, False or None."""
    fields = data.draw(field_sets())
    condition, columns = data.draw(conditions(fields)), data.draw(field_columns(fields))
    check = compiled(condition, fields)
    for record in rows_as_records(columns, fields):
        assert check(record) is holds(condition, record)


strange_values = st.sampled_from(
    ["1", True, Decimal("NaN"), Decimal("Infinity"), float("inf"), float("nan"), np.float32(0.3), np.int64(1), None]
)


@given(st.data(), strange_values, strange_values)
def test_compiled_refuses_as_holds(data: st.DataObject, one: Any, other: Any) -> None:
    """Values of a wrong type are refused alike, also where another part has decided already."""
    fields = declared([Field("score", "number"), Field("age", "days")])
    condition, record = data.draw(conditions(fields)), {"score": one, "age": other}
    try:
        expected = holds(condition, record)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            compiled(condition, fields)(record)
        return
    assert compiled(condition, fields)(record) is expected


FORMS: list[npt.NDArray[Any] | Numbers] = [
    np.array([29, 30, 31]),
    np.array([29, 30, 31], dtype=np.uint8),
    np.array([29, 30, 31], dtype=np.float32),
    np.array([29.0, 30.0, 31.0]),
    Numbers([290, 300, 310], 1),
]


@pytest.mark.parametrize("column", FORMS)
@pytest.mark.parametrize("edge", ["30", "29.5", "30.5", "-1", "300", "1000000000000"])
@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_an_edge_means_one_thing(column: npt.NDArray[Any], edge: str, op: Any) -> None:
    """The same days in any type answer the same, also where the type cannot hold the edge."""
    condition = Compare("days", op, Decimal(edge))
    expected = [holds(condition, {"days": n}) for n in (29, 30, 31)]
    assert list(holds_many(condition, {"days": column})) == expected


def test_where_a_careless_comparison_goes_wrong() -> None:
    """0.3 of a float is the edge 0.3, in both float types, and 2**53 + 1 is not 2**53."""
    below = Compare("share", "<", Decimal("0.3"))
    assert Fraction(0.3) < Fraction("0.3")
    assert not holds(below, {"share": 0.3})
    assert list(holds_many(below, {"share": np.array([0.3])})) == [False]
    assert list(holds_many(below, {"share": np.array([0.3], dtype=np.float32)})) == [False]
    big = Compare("n", "<=", Decimal(2**53 - 2))
    assert list(holds_many(big, {"n": np.array([2**53 - 1, 2**53 - 2])})) == [False, True]


FIELDS = declared([Field("share", "number"), Field("n", "number")])


def by_float(condition: Any, columns: Columns) -> Truth:
    """Broken: compares a float32 column with the edge as a float64."""
    values = np.asarray(columns["share"], dtype=np.float64)
    return Truth(values < float(condition.value), np.ones(len(values), dtype=np.bool_))


def unknown_is_false(condition: Any, columns: Columns) -> Truth:
    """Broken: takes unknown for false, so that its opposite is true."""
    truth = holds_many(condition.arg, columns)
    return Truth(~truth.true, np.ones(len(truth), dtype=np.bool_))


def last_row_wins(table: Table[Any], columns: Columns) -> npt.NDArray[np.intp]:
    """Broken: the last row that is true decides."""
    turned = Table("first", table.rows[::-1], table.otherwise).decide_many(columns)
    return np.where(turned < 0, -1, len(table.rows) - 1 - turned)


def test_the_laws_can_fail() -> None:
    """Each law sees an evaluation that breaks it."""
    small = {"share": np.array([0.3], dtype=np.float32)}
    below = Compare("share", ">=", Decimal("0.3"))
    with pytest.raises(AssertionError):
        check_condition_scalar_equals_columns(below, FIELDS, small, evaluate=by_float)
    with pytest.raises(AssertionError):
        check_condition_scalar_equals_columns(
            Not(below), FIELDS, {"share": np.array([np.nan])}, evaluate=unknown_is_false
        )
    both = Table("first", [Row(Compare("n", ">", 0), 1), Row(Compare("n", ">", 1), 2)], 0)
    with pytest.raises(AssertionError):
        check_table_scalar_equals_columns(both, FIELDS, {"n": np.array([2])}, decide_many=last_row_wins)
