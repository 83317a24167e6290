"""Law: a panel answers and refuses as each of its conditions does alone, in new cells and in remembered ones."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.rules import Compare, Condition, In, Missing, Not, _panels, holds, rows_as_records
from creditkit.rules._panels import Panel
from creditkit.testing._rules import conditions, field_columns, field_sets

#: Values at, beside and far from constants, of every type that a field may hold, and of some that it may not.
VALUES = [
    None, -1, 0, 1, 2, 10**30, True, False, 0.3, -0.0, 1.0, 1.5, float("nan"), float("inf"), float("-inf"), 1.7e308,
    Decimal("0.3"), Decimal(1), Decimal("1.0000001"), Decimal("NaN"), Decimal("Infinity"), Decimal("-1E+999999"),
    "A", "B", "", date(2026, 1, 1), date(2026, 1, 2), datetime(2026, 1, 1, tzinfo=UTC), np.float64(0.3),
    np.float32(0.3), np.int64(1), np.bool_(True), np.datetime64("NaT"),
]  # fmt: skip
NUMBERS = [Decimal("0.3"), Decimal(1), Decimal("1.5"), Decimal(0)]


def told(ask: Any, record: dict[str, Any]) -> Any:
    """The answers, or who refuses which value."""
    try:
        return ask(record)
    except InvalidInput as error:
        return error.path, str(error.given)


def alone(asked: list[Condition], record: dict[str, Any]) -> tuple[bool | None, ...]:
    return tuple([holds(condition, record) for condition in asked])


def atoms(field: str) -> st.SearchStrategy[Condition]:
    ops = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    compared: st.SearchStrategy[Condition] = st.one_of(
        st.builds(Compare, st.just(field), ops, st.sampled_from([*NUMBERS, date(2026, 1, 1)])),
        st.builds(Compare, st.just(field), st.sampled_from(["==", "!="]), st.sampled_from(["A", "B", True, False])),
        st.builds(In, st.just(field), st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True)),
        st.builds(In, st.just(field), st.lists(st.sampled_from(["A", "B"]), min_size=1, unique=True)),
        st.builds(Missing, st.just(field)),
    )
    return st.one_of(compared, st.builds(Not, compared))


@given(st.lists(atoms("x") | atoms("y"), min_size=1, max_size=4), st.data())
def test_any_value(asked: list[Condition], data: st.DataObject) -> None:
    """Of any type, also of one that a condition refuses; asked twice, and after others in the same panel."""
    panel = Panel(asked, tuple)
    for _ in range(4):
        record = {name: data.draw(st.sampled_from(VALUES)) for name in data.draw(st.sets(st.sampled_from("xy")))}
        for _ in range(2):
            assert told(panel, record) == told(lambda record: alone(asked, record), record)


@given(st.data())
def test_drawn_conditions(data: st.DataObject) -> None:
    """Conditions of every shape over declared fields."""
    fields = data.draw(field_sets())
    asked = data.draw(st.lists(conditions(fields), min_size=1, max_size=4))
    panel = Panel(asked, tuple)
    for record in rows_as_records(data.draw(field_columns(fields)), fields):
        assert told(panel, dict(record)) == told(lambda record: alone(asked, record), dict(record))


def test_it_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many joint cells it starts anew, and answers as before."""
    monkeypatch.setattr(_panels, "MOST", 2)
    asked: list[Condition] = [Compare("x", ">=", i) for i in range(9)]
    panel = Panel(asked, tuple)
    assert all(panel({"x": x}) == alone(asked, {"x": x}) for x in [*range(9), *range(9)])


def test_it_travels() -> None:
    """A panel is copied and pickled as what it was made of."""
    panel = Panel([Compare("x", ">=", 1)], tuple)
    assert panel({"x": 1}) == copy.deepcopy(panel)({"x": 1}) == pickle.loads(pickle.dumps(panel))({"x": 1}) == (True,)
