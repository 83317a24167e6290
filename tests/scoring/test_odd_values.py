"""Values at the rim of their types: both doors take them alike, or refuse them with InvalidInput."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Amounts, Columns, Labels
from creditkit.errors import InvalidInput
from creditkit.scoring import Categorical, Give, LeaveOut, Numeric, Scorecard

CARD = Scorecard(
    [
        Numeric("rate", edges=["0.80", "0.95"], points=[0, 20, 30], missing=LeaveOut()),
        Numeric("index", edges=["0.80", "0.95"], points=[0, 20, 30], missing=LeaveOut(), special={"9.99": 7}),
        Categorical("branch", {"steel": 5, ("retail", "food"): 15}, missing=LeaveOut(), unseen=Give(1)),
    ]
)


@pytest.mark.parametrize("name", ["rate", "index"])
@pytest.mark.parametrize("value", [Decimal("Infinity"), Decimal("-Infinity"), Decimal("sNaN"), np.longdouble("inf")])
def test_what_is_not_finite_is_refused(name: str, value: Any) -> None:
    """As a wrong input, not as an error of the decimal module."""
    with pytest.raises(InvalidInput, match=rf"^{name}: "):
        CARD.score({name: value})


@pytest.mark.parametrize("name", ["rate", "index"])
def test_extended_precision_is_refused_in_both_doors(name: str) -> None:
    """float16 and long double have no rule for edges."""
    value: Any = np.longdouble("0.9")
    with pytest.raises(InvalidInput):
        CARD.score({name: value})
    for kind in ("float16", "longdouble"):
        with pytest.raises(InvalidInput):
            CARD.score_many({name: np.array([0.9], dtype=kind)})


@pytest.mark.parametrize("name", ["rate", "index"])
@pytest.mark.parametrize("value", [0.80, 0.7999999, 0.95, 0.9499999, 9.99, 1.0, 0.0])
def test_float32_is_scored_alike(name: str, value: float) -> None:
    """As a column, as a scalar, and as the row of the column."""
    column = np.array([value], dtype=np.float32)
    scores = CARD.score_many({name: column})
    again = scores[0]
    assert CARD.score({name: column[0]}).points == again.points == CARD.score(again.values).points


def test_text_of_numpy_is_text() -> None:
    """A word from an array of texts falls into the bin of that word."""
    word: Any = np.str_("food")
    assert CARD.score({"branch": word}).points == CARD.score({"branch": "food"}).points
    scores = CARD.score_many({"branch": Labels.of(["steel", word])})
    assert scores[1].points == CARD.score(scores[1].values).points


def test_amounts_whose_rows_are_in_one_currency() -> None:
    """One label a row is one currency where the labels agree."""
    minor = np.array([80, 95])
    rows = CARD.score_many({"rate": Amounts(minor, Labels.of(["EUR", "EUR"]))})
    assert rows.points.tolist() == CARD.score_many({"rate": Amounts(minor, "EUR")}).points.tolist()
    with pytest.raises(InvalidInput, match="EUR, USD"):
        CARD.score_many({"rate": Amounts(minor, Labels.of(["EUR", "USD"]))})


@pytest.mark.parametrize(
    "columns",
    [
        {"rate": np.array([[0.9, 0.8]])},
        {"rate": np.array(0.9)},
        {"rate": np.ma.array([0.9, 0.8], mask=[False, True])},
        {"rate": [0.9, 0.8]},
        {"rate": np.array([True])},
    ],
)
def test_what_is_no_column_of_numbers_is_refused(columns: Columns) -> None:
    """A mask is never passed over in silence."""
    with pytest.raises(InvalidInput):
        CARD.score_many(columns)
