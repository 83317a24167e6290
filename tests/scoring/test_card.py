"""The scorecard: points, coverage, reweighting, reasons, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Amounts, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.scoring import Categorical, Give, LeaveOut, Numeric, Refuse, Scorecard
from creditkit.testing import check_monotone, check_withholding, numerics, records, scorecards

D = Decimal
CARD = Scorecard(
    [
        Numeric("rate", edges=["0.80", "0.95"], points=[0, 20, 30], better="higher", missing=LeaveOut()),
        Numeric("count", edges=[1, 2, 5], points=[20, 15, 5, 0], better="lower", missing=Give(3)),
        Categorical("trade", {"steel": 5, ("retail", "food"): 15}, missing=LeaveOut(), unseen=Refuse()),
    ]
)


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        ("0.7999", 0),
        ("0.80", 20),
        ("0.9499", 20),
        ("0.95", 30),
        (1, 30),
        (0.95, 30),
        (0.9499999999999999, 20),
    ],
)
def test_an_edge_belongs_to_the_bin_above_it(rate: str | float, points: int) -> None:
    """closed="left": a value at the edge is in the higher bin, in every type of number."""
    value = D(rate) if isinstance(rate, str) else rate
    score = CARD.score({"rate": value, "count": 0, "trade": "food"})
    assert score.contributions[0].points == points
    assert score.points == points + 35


@pytest.mark.parametrize(("days", "points"), [(3, 12), (D("3.0001"), 9), (10, 9), (11, 6), (41, 0), (0, 12), (-1, 12)])
def test_at_most_bins_are_closed_on_the_right(days: int | Decimal, points: int) -> None:
    """closed="right": 3 days of "at most 3" are in the bin below."""
    card = Scorecard([Numeric("days", [3, 10, 20, 40], [12, 9, 6, 3, 0], closed="right", better="lower")])
    assert card.score({"days": days}).points == points


def test_leaving_out_weighs_the_others_up_and_lowers_the_coverage() -> None:
    """50 of 65 points stay in play: 20 + 15 become 35 × 65 / 35, rounded once."""
    score = CARD.score({"rate": None, "count": 0, "trade": "food"})
    assert score.points == D("65.00")
    assert score.coverage == D("0.5385")
    half = Scorecard([Numeric("a", [1], [0, 1], missing=LeaveOut()), Numeric("b", [1], [0, 2])], decimals=0)
    assert half.score({"b": 1}).points == 3


def test_reweighting_rounds_half_to_even() -> None:
    """1 × 5 / 2 = 2.5 becomes 2, and 3 × 5 / 2 = 7.5 becomes 8."""

    def card(points: int) -> Scorecard:
        return Scorecard(
            [Numeric("a", [1], [0, 3], missing=LeaveOut()), Numeric("b", [1, 2], [points, 0, 2])], decimals=0
        )

    assert card(1).score({"b": 0}).points == 2
    assert Scorecard([Numeric("a", [1], [0, 3], missing=LeaveOut()), Numeric("b", [1], [3, 2], better=None)]).score(
        {"b": 0}
    ).points == D("6.00")


def test_fixed_points_for_a_missing_value_do_not_cover() -> None:
    """Give(3): the points count, the coverage does not."""
    score = CARD.score({"rate": 1, "trade": "steel"})
    assert score.points == 30 + 3 + 5
    assert score.coverage == D("0.6923")


def test_with_nothing_in_play_the_score_is_the_minimum() -> None:
    """Nothing known is not full marks."""
    card = Scorecard([Numeric("a", [1], [2, 9], missing=LeaveOut())], base=10)
    assert card.score({}).points == card.minimum == 12
    assert card.score_many({"a": Numbers([0], 0, [True])}).points.tolist() == [1200]


def test_reasons_name_what_lost_most_first() -> None:
    """Ordered by points lost; a full characteristic gives no reason."""
    reasons = CARD.score({"rate": None, "count": 3, "trade": "food"}).reasons
    assert [(r.code, r.figures["lost"]) for r in reasons] == [
        ("rate_missing", D("30.00")),
        ("count", D("15.00")),
    ]
    assert reasons[1].rule == "characteristics[1].bins[2]"


def test_special_values_come_before_the_bins() -> None:
    """A special value is neither missing nor a number on the scale."""
    card = Scorecard([Numeric("score", [50, 80], [0, 3, 7], special={-1: 5}, missing=Give(1))])
    assert [card.score({"score": v}).points for v in (-1, -2, None, 80)] == [5, 0, 1, 7]
    assert card.score_many({"score": np.array([-1, -2, 80])}).points.tolist() == [500, 0, 700]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"rate": "0.9", "count": 0, "trade": "food"}, "rate"),
        ({"rate": float("inf"), "count": 0, "trade": "food"}, "rate"),
        ({"rate": True, "count": 0, "trade": "food"}, "rate"),
        ({"rate": 1, "count": 0, "trade": "coal"}, "trade"),
        ({"rate": 1, "count": 0, "trade": 7}, "trade"),
    ],
)
def test_a_wrong_value_is_refused_by_name(values: dict[str, object], path: str) -> None:
    """Text in a number, infinities, flags, unseen words and numbers in a text."""
    with pytest.raises(InvalidInput) as error:
        CARD.score(values)  # type: ignore[arg-type]
    assert error.value.path == path


def test_a_refused_row_is_set_aside_and_the_others_scored() -> None:
    """Nothing raises for a row; asking for that row does."""
    scores = CARD.score_many(
        {"rate": np.array([1.0, 1.0]), "count": np.array([0, 0]), "trade": Labels.of(["coal", "food"])}
    )
    assert [(r.row, r.field, r.reason.code) for r in scores.rejected] == [(1, "trade", "value_refused")]
    assert scores[1].points == 65
    with pytest.raises(InvalidInput):
        scores[0]
    columns = scores.columns()
    assert isinstance(columns["points"], Numbers)
    assert columns["points"][0] is None


def test_amounts_are_read_in_major_units() -> None:
    """An edge of 5,000,000 is five million of the currency, not of its cents."""
    card = Scorecard([Numeric("capital", ["5000000.01"], [0, 20])])
    assert card.score_many({"capital": Amounts([500000000, 500000001], "CNY")}).points.tolist() == [0, 2000]


def test_groups_add_up_to_the_points() -> None:
    """Each group with its maximum, in the order of first appearance; None for what is in no group."""
    card = Scorecard(
        [
            Numeric("rate", [1], [0, 30], group="willingness"),
            Numeric("debt", [1], [20, 5], group="ability"),
            Categorical("trade", {"steel": 5}),
            Numeric("count", [1], [10, 3], group="willingness"),
        ],
        base=7,
    )
    score = card.score({"rate": 1, "debt": 1, "trade": "steel", "count": 2})
    assert [(g.name, g.points, g.maximum) for g in score.groups] == [
        ("willingness", 33, 40),
        ("ability", 5, 20),
        (None, 5, 5),
    ]
    assert sum(g.points for g in score.groups) + card.base == score.points


@given(st.data())
def test_bare_points_are_those_of_the_score(data: st.DataObject) -> None:
    """points_of and score take the same way, and refuse the same records."""
    card = data.draw(scorecards())
    row = data.draw(records(card))
    try:
        expected = card.score(row).units
    except InvalidInput:
        with pytest.raises(InvalidInput):
            card.points_of(row)
    else:
        assert card.points_of(row) == expected


@given(st.data())
def test_the_quick_way_is_the_careful_way(data: st.DataObject) -> None:
    """A score found by look-up equals the one that every type of value gets."""
    card = data.draw(scorecards())
    row = data.draw(records(card))
    try:
        expected = card._carefully(row)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            card.score(row)
    else:
        assert card.score(row) == expected


@pytest.mark.parametrize(
    "value",
    [float("inf"), float("-inf"), D("Infinity"), D("-Infinity"), D("sNaN"), True, "1", [1], np.bool_(True)],
)
@pytest.mark.parametrize("closed", ["left", "right"])
def test_odd_values_never_find_a_bin(value: Any, closed: Any) -> None:
    """Beyond the fences of the quick way stands the careful one, which refuses."""
    card = Scorecard([Numeric("x", [1, 2], [0, 1, 2], closed=closed, missing=Give(0))])
    with pytest.raises((InvalidInput, ArithmeticError)):
        card.score({"x": value})


@pytest.mark.parametrize("value", [1e308, -1e308, D("1E+999998"), D("-1E+999998"), 10**400, -(10**400), np.int8(2)])
def test_far_values_are_in_the_outer_bins(value: Any) -> None:
    """However far a finite number lies, it is in a bin."""
    card = Scorecard([Numeric("x", [1, 2], [0, 1, 2], missing=Refuse())])
    assert card.score({"x": value}).points == (2 if value > 0 else 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Numeric("a", [2, 1], [0, 1, 2]),
        lambda: Numeric("a", [1], [0, 1, 2]),
        lambda: Numeric("a", [1], [3, 1], better="higher"),
        lambda: Numeric("a", [0.3], [0, 1]),  # type: ignore[list-item]
        lambda: Numeric("a", ["1.0000000000000001"], [0, 1]),
        lambda: Numeric("a", [1], [0, 1], withholdable=True, missing=LeaveOut()),
        lambda: Numeric("a", [1], [0, 1], withholdable=True, missing=Give(1)),
        lambda: Categorical("a", {"x": 1, ("x", "y"): 2}),
        lambda: Categorical("a", {}),
        lambda: Scorecard([Numeric("a", [1], [0, 1]), Numeric("a", [1], [0, 1])]),
        lambda: Scorecard([Numeric("a", [1], [0, "0.001"])]),
        lambda: Scorecard([Numeric("a", [1], [0, 1])], decimals=7),
        lambda: Scorecard([Numeric("a", [1], [0, 21474837], missing=LeaveOut())]),
        lambda: Scorecard([Numeric("a", [1], [0, 1], missing=Give(-21474837))]),
    ],
)
def test_a_flawed_card_is_refused(make: object) -> None:
    """Edges, points, withholding and names are checked when the card is built."""
    with pytest.raises(InvalidInput):
        make()  # type: ignore[operator]


@given(st.data())
def test_a_better_value_never_scores_less(data: st.DataObject) -> None:
    """Every characteristic that says which way is better is monotone, whatever the rest of the record."""
    one = data.draw(numerics(name="x").filter(lambda n: n.better is not None))
    card = Scorecard([one, *data.draw(scorecards()).characteristics], decimals=4)
    check_monotone(card, "x", data.draw(records(card)))


def test_a_card_that_falls_is_found_out() -> None:
    """Broken twin: points that drop in the middle."""
    one = Numeric("x", [1, 2], [0, 5, 9], better="higher")
    object.__setattr__(one, "points", (D(0), D(9), D(5)))
    with pytest.raises(AssertionError, match="scores"):
        check_monotone(Scorecard([one]), "x", {})


@given(st.data())
def test_hiding_never_pays(data: st.DataObject) -> None:
    """A withheld characteristic scores at most what its worst disclosed value does."""
    one = data.draw(numerics(name="x").filter(lambda n: n.withholdable))
    card = Scorecard([one, *data.draw(scorecards(refuse=False)).characteristics], decimals=4)
    far = [*one.edges, *one.special, D(-(10**7)), D(10**7)]
    check_withholding(card, "x", data.draw(records(card)), far)


def test_a_card_that_reweights_what_can_be_hidden_is_found_out() -> None:
    """Broken twin: leaving out a bad ratio turns 10 of 20 points into 20 of 20."""
    card = Scorecard([Numeric("debt", [1], [10, 0], missing=LeaveOut()), Numeric("b", [1], [0, 10])])
    with pytest.raises(AssertionError, match="hiding debt"):
        check_withholding(card, "debt", {"b": 1}, [0, 2])


@given(st.data())
def test_a_score_lies_between_its_bounds(data: st.DataObject) -> None:
    """minimum ≤ points ≤ maximum without fixed points outside the bins; coverage between 0 and 1."""
    card = data.draw(scorecards(refuse=False))
    score = card.score(data.draw(records(card, missing=False, unseen=False)))
    assert score.minimum <= score.points <= score.maximum
    assert score.coverage == 1
    assert sum((c.points for c in score.contributions), D(0)) + card.base == score.points
