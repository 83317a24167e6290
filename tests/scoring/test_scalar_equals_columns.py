"""The law that both doors of scoring agree, on every card and record that can be drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Columns, Record
from creditkit.scoring import LeaveOut, Numeric, Score, Scorecard, Scores
from creditkit.testing import check_scalar_equals_columns, records, scorecards


@given(st.data())
def test_both_doors_agree(data: st.DataObject) -> None:
    """Row i of score_many is score of record i: points, coverage, reasons, refusals."""
    card = data.draw(scorecards())
    check_scalar_equals_columns(card, data.draw(st.lists(records(card), min_size=1, max_size=8)))


class _Searched:
    """A card whose columnar door searches float edges, as a naive implementation does."""

    def __init__(self, card: Scorecard) -> None:
        self._card = card

    @property
    def inputs(self) -> tuple[str, ...]:
        return self._card.inputs

    def score(self, values: Record) -> Score:
        return self._card.score(values)

    def score_many(self, columns: Columns) -> Scores:
        found = self._card.score_many(columns)
        only: Any = self._card.characteristics[0]
        values: Any = columns[only.name]
        floats = values.values / 10**values.decimals
        bins = np.searchsorted([float(edge) for edge in only.edges], floats, side="right").astype(np.uint8)
        return Scores(self._card, bins[None, :], columns, found.refused)


def test_a_door_that_searches_float_edges_is_found_out() -> None:
    """Broken twin: two numbers that only integers tell apart, on either side of an edge, become one float."""
    card = Scorecard([Numeric("x", edges=[Decimal("9007199254740.01")], points=[0, 1])])
    below = Decimal("9007199254740.0099")
    assert float(below) == 9007199254740.01
    with pytest.raises(AssertionError, match="scalar"):
        check_scalar_equals_columns(_Searched(card), [{"x": below}])


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.uint16, np.int64, np.float32, np.float64])
def test_every_number_type_has_the_same_edges(kind: type) -> None:
    """A column of any number type is binned as its values are one by one."""
    card = Scorecard([Numeric("x", edges=["0.5", 1, "2.25"], points=[0, 1, 2, 3])])
    column = np.array([0, 1, 2, 3], dtype=kind)
    assert card.score_many({"x": column}).points.tolist() == [card.score({"x": v.item()}).units for v in column]


def test_a_float32_column_compares_with_the_edge_in_its_own_type() -> None:
    """0.3 as float32 is at the edge 0.3, though it is more than 0.3 as a double."""
    card = Scorecard([Numeric("x", edges=["0.3"], points=[0, 1], closed="right")])
    assert card.score_many({"x": np.array([0.3], dtype=np.float32)}).points.tolist() == [0]
    assert card.score({"x": 0.3}).units == 0


def test_the_largest_card_is_reweighted_exactly_in_columns() -> None:
    """Just below the bound, a sum of points times the full weight still fits: no row wraps silently."""
    card = Scorecard([Numeric(name, [1], [0, "10737418.23"], missing=LeaveOut()) for name in ("a", "b")])
    rows: list[Record] = [{"a": 1, "b": 1}, {"a": 1, "b": None}, {"a": 0, "b": None}, {"a": None, "b": None}]
    check_scalar_equals_columns(card, rows)
    assert card.score(rows[1]).points == card.maximum
