"""What verify finds in scorecards and gradings, each with a card that has the flaw and one that has not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.reasons import Finding, text
from creditkit.rules import Field, Fields, Kind, declared, parse
from creditkit.scoring import (
    Categorical,
    Fallback,
    Give,
    Grading,
    LeaveOut,
    Numeric,
    Override,
    Scorecard,
    attainable,
)
from creditkit.testing import check_withholding, records, scorecards

D = Decimal
FIELDS = declared(
    [
        Field("debt_ratio", Kind.number, decimals=4, least=0, better="lower"),
        Field("current_ratio", Kind.number, decimals=2, least=0, better="higher"),
        Field("litigation_24m", Kind.number, decimals=0, least=0, better="lower"),
        Field("on_time_rate", Kind.number, decimals=4, least=0, most=1, better="higher"),
        Field("overdue", Kind.number, decimals=0, least=0, better="lower"),
        Field("risk", Kind.text, choices=("low", "high")),
        Field("parent_grade", Kind.text),
    ]
)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    assert all(text(finding.reason, "zh") != finding.reason.code for finding in findings)
    return [(finding.severity, finding.path, finding.reason.code) for finding in findings]


def manufacturer(missing: Fallback, *, withholdable: bool) -> Scorecard:
    """Three characteristics of S03 (b) that a customer can keep back, and all others as one."""
    rest: dict[str, Any] = {"missing": missing, "withholdable": withholdable}
    return Scorecard(
        [
            Numeric("debt_ratio", ["0.5", "0.65", "0.8"], [8, 6, 3, 0], closed="right", better="lower", **rest),
            Numeric("current_ratio", ["1.0", "1.2", "1.5"], [0, 2, 4, 5], better="higher", **rest),
            Numeric("litigation_24m", [0, 2, 5], [5, 3, 1, 0], closed="right", better="lower", **rest),
            Numeric("on_time_rate", ["0.9"], [72, 82], better="higher"),
        ]
    )


HIDDEN = {"on_time_rate": D("0.5")}
DISCLOSED = {**HIDDEN, "debt_ratio": D("0.86"), "current_ratio": D("0.80"), "litigation_24m": 7}


def test_hiding_bad_accounts_never_pays() -> None:
    """S03 (b) and (c): 87 - 6 - 4 - 5 = 72 hidden, and 72 disclosed."""
    card = manufacturer(Give(0), withholdable=True)
    hidden, shown = card.score(HIDDEN), card.score(DISCLOSED)
    assert (hidden.points, shown.points) == (72, 72)
    assert hidden.coverage == D("0.82")
    check_withholding(card, "debt_ratio", HIDDEN, [0, D("0.86"), 5])
    assert codes(card.verify(FIELDS)) == [("note", "characteristics[3].missing", "missing_refused")]


def test_a_card_that_reweights_what_can_be_hidden_is_reported_with_a_witness() -> None:
    """The trap of S03: without the three the score is 72 / 82 = 87.80; verify shows a record where hiding pays."""
    card = manufacturer(LeaveOut(), withholdable=False)
    assert card.score(HIDDEN).points == D("87.80")
    assert card.score(DISCLOSED).points == 72
    found = [f for f in card.verify(FIELDS) if f.reason.code == "withholding_pays"]
    assert [f.path for f in found] == [f"characteristics[{i}].missing" for i in range(3)]
    for finding in found:
        name = str(finding.reason.figures["characteristic"])
        witness: Any = dict(finding.witness or {})
        disclosed, hidden = card.score(witness), card.score({**witness, name: None})
        assert finding.severity == "warning"
        assert (finding.reason.figures["disclosed"], finding.reason.figures["hidden"]) == (
            disclosed.points,
            hidden.points,
        )
        assert hidden.points > disclosed.points
        with pytest.raises(AssertionError, match="hiding"):
            check_withholding(card, name, witness, [witness[name]])


RATE = {"edges": ["0.9"], "points": [0, 10], "missing": Give(0)}


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ([Numeric("on_time_rate", **RATE)], []),
        (
            [Numeric("on_time_rate", ["0.9"], [0, 10], missing=Give(3))],
            [("note", "characteristics[0].missing", "missing_above_worst")],
        ),
        (
            [Numeric("on_time_rate", ["0.9"], [10, 10], missing=Give(10))],
            [("warning", "characteristics[0]", "characteristic_never_matters")],
        ),
        (
            [Numeric("on_time_rate", ["0.9", "1.1"], [0, 10, 12], missing=Give(0))],
            [("warning", "characteristics[0].bins[2]", "bin_never_reached")],
        ),
        (
            [Numeric("overdue", ["1.2", "1.8"], [9, 5, 0], missing=Give(0))],
            [("warning", "characteristics[0].bins[1]", "bin_never_reached")],
        ),
        (
            [Numeric("overdue", [1], [9, 0], special={"-1": 4, "0.5": 3}, missing=Give(0))],
            [("warning", f"characteristics[0].bins[{i}]", "bin_never_reached") for i in (2, 3)],
        ),
        (
            [Numeric("overdue", [0], [9, 3], missing=Give(0))],
            [
                ("warning", "characteristics[0].bins[0]", "bin_never_reached"),
            ],
        ),
        (
            [Numeric("on_time_rate", ["0.5", "0.9"], [0, 10, 5], missing=Give(0))],
            [("note", "characteristics[0].points", "points_not_monotone")],
        ),
        ([Numeric("on_time_rat", **RATE)], [("error", "characteristics[0].name", "field_undeclared")]),
        ([Numeric("risk", **RATE)], [("error", "characteristics[0].name", "field_of_other_kind")]),
        (
            [Categorical("risk", {"low": 5, "middle": 3}, missing=Give(0))],
            [
                ("error", "characteristics[0].points", "choice_refused"),
                ("warning", "characteristics[0].bins[1]", "bin_never_reached"),
            ],
        ),
        ([Categorical("risk", {"low": 5, "high": 0}, missing=Give(0), unseen=Give(0))],
         [("warning", "characteristics[0].bins[3]", "bin_never_reached")]),
    ],
)  # fmt: skip
def test_a_flaw_of_a_card_is_found(card: Any, expected: list[tuple[str, str, str]]) -> None:
    """One flaw each, by severity, path and code."""
    assert codes(Scorecard(card).verify(FIELDS)) == expected


def test_without_fields_any_value_of_the_kind_counts() -> None:
    """A card alone is judged by what its characteristics read."""
    card = Scorecard([Numeric("a b", ["0.9", "1.1"], [0, 10, 12]), Categorical("c d", {"x": 1, "y": 0})])
    assert [finding.reason.code for finding in card.verify()] == ["missing_refused", "missing_refused"]


@given(st.data())
def test_every_score_lies_between_the_attainable_ends(data: st.DataObject) -> None:
    """Both ends are scored by the records that witness them, and no record scores beyond."""
    card = data.draw(scorecards())
    found = attainable(card)
    assert card.score(found.lowest).points == found.minimum
    assert card.score(found.highest).points == found.maximum
    row = data.draw(records(card))
    try:
        points = card.score(row).points
    except InvalidInput:
        return
    assert found.minimum <= points <= found.maximum


@given(st.data())
def test_verify_holds_of_every_card(data: st.DataObject) -> None:
    """Each witness is a record that scores as it is said, and hiding pays nowhere that verify calls clean."""
    card = data.draw(scorecards(refuse=False))
    found = {f.reason.figures["characteristic"]: f for f in card.verify() if f.witness is not None}
    for name, finding in found.items():
        witness: Any = dict(finding.witness or {})
        assert card.score(witness).points == finding.reason.figures["disclosed"]
        assert card.score({**witness, str(name): None}).points == finding.reason.figures["hidden"]


def when(condition: str) -> Any:
    return parse(
        condition, {**FIELDS, "score": Field("score", Kind.number), "coverage": Field("coverage", Kind.number)}
    )


CARD = Scorecard([Numeric("on_time_rate", ["0.5", "0.9"], [0, 40, 90], missing=Give(0))])


@pytest.mark.parametrize(
    ("grading", "expected"),
    [
        (Grading({"A": 80, "B": 40, "C": 0}), []),
        (Grading({"A": 80, "B": 40, "C": 1}), [("warning", "cutoffs[2]", "cut_off_gap")]),
        (Grading({"A": 91, "B": 40, "C": 0}), [("warning", "cutoffs[0]", "grade_never_reached")]),
        (Grading({"A": 90, "B": 60, "C": 0}), [("warning", "cutoffs[1]", "grade_never_reached")]),
        (Grading({"A": 80, "B": 40, "C": 0}, adjustment_bounds=(-1, 0)), [("warning", "cutoffs[2]", "cut_off_gap")]),
        (Grading({"A": 80, "B": 40, "C": 0}, adjustment_bounds=(-1, 0), score_bounds=(0, 100)), []),
        (
            Grading({"A": 90, "B": 60, "C": 0}, overrides=[Override(when("overdue > 9"), cap="B", reason="late")]),
            [],
        ),
        (
            Grading({"A": 80, "C": 0}, overrides=[Override(when("overdue < 0"), cap="C", reason="late")]),
            [("warning", "overrides[0].when", "override_never_true")],
        ),
        (
            Grading({"A": 80, "C": 0}, overrides=[Override(when("overdue > 0"), cap="A", reason="late")]),
            [("warning", "overrides[0]", "override_without_effect")],
        ),
        (
            Grading({"A": 80, "C": 0}, overrides=[Override(when("overdue < 5"), cap="C", reason="late")]),
            [("warning", "overrides[0].when", "better_is_graded_worse")],
        ),
        (
            Grading({"A": 80, "C": 0}, overrides=[Override(when("overdue > 5"), lift=1, reason="late")]),
            [("warning", "overrides[0].when", "better_is_graded_worse")],
        ),
        (
            Grading(
                {"A": 80, "C": 0},
                overrides=[Override(when("overdue < 5"), cap="C", reason="late", unknown="apply")],
            ),
            [("warning", "overrides[0].when", "better_is_graded_worse")],
        ),
        (
            Grading({"A": 80, "C": 0}, overrides=[Override(when("score < 5"), lift=1, reason="low")]),
            [("warning", "overrides[0].when", "better_is_graded_worse")],
        ),
        (
            Grading(
                {"A": 80, "C": 0}, overrides=[Override(when("risk == 'low'"), lift=1, at_most="parent", reason="low")]
            ),
            [("error", "overrides[0].at_most", "field_undeclared")],
        ),
        (
            Grading(
                {"A": 80, "C": 0}, overrides=[Override(when("risk == 'low'"), lift=1, at_most="overdue", reason="low")]
            ),
            [("error", "overrides[0].at_most", "field_of_other_kind")],
        ),
    ],
)
def test_a_flaw_of_a_grading_is_found(grading: Grading, expected: list[tuple[str, str, str]]) -> None:
    """One flaw each, by severity, path and code."""
    assert codes(grading.verify(FIELDS, CARD)) == expected


@pytest.mark.parametrize("unknown", ["note", "apply"])
def test_the_witness_is_the_record_before_it_got_better(unknown: Any) -> None:
    """A cap below 5 days: with 5 days it is not there, with fewer it is."""
    rule = Override(when("overdue < 5"), cap="C", reason="late", unknown=unknown)
    grading = Grading({"A": 80, "C": 0}, overrides=[rule])
    witness: Any = dict(grading.verify(FIELDS)[0].witness or {})
    assert witness["overdue"] >= 5
    assert grading.grade(CARD.score({"on_time_rate": 1}), witness).label == "A"


def test_a_gap_has_a_witness() -> None:
    """The record that scores least."""
    (finding,) = Grading({"A": 80, "B": 40, "C": 1}).verify(FIELDS, CARD)
    assert CARD.score(dict(finding.witness or {})).points == finding.reason.figures["least"] == 0  # type: ignore[arg-type]


def test_many_sums_are_told_by_their_ends() -> None:
    """Where sums are too many to go through, all points between the least and the most count as possible."""
    points = [[0, *(j * 7**i + j for j in range(1, 8))] for i in range(7)]
    card = Scorecard([Numeric(f"f{i}", list(range(1, 8)), p, missing=Give(0)) for i, p in enumerate(points)])
    fields: Fields = {f"f{i}": Field(f"f{i}", Kind.number) for i in range(7)}
    top = int(card.maximum)
    found = Grading({"A": top + 1, "B": top, "C": 1, "D": 0}).verify(fields, card)
    assert codes(found) == [("warning", "cutoffs[0]", "grade_never_reached")]
