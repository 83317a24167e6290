"""Grading: cut-offs, overrides and their order, bounds, hysteresis, and what a grade says of itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Labels, Numbers, Record
from creditkit.errors import InvalidInput
from creditkit.facts import Standing
from creditkit.reasons import text
from creditkit.rules import Compare, Field, Kind, Or, declared, parse
from creditkit.scoring import UNGRADED, Grade, Grading, LeaveOut, Numeric, Override, Rises, Score, Scorecard, held

D = Decimal
LETTERS = {"A": 85, "B": 70, "C": 55, "D": 40, "E": 0}
FIELDS = declared(
    [
        Field("coverage", Kind.number, decimals=4),
        Field("score", Kind.number),
        Field("matured_items", Kind.number, decimals=0, least=0),
        Field("tenure_months", Kind.number, decimals=0, least=0),
        Field("overdue", Kind.number, decimals=0, least=0),
        Field("parent_guarantee", Kind.flag),
        Field("parent_grade", Kind.text),
    ]
)


def scored(points: str | int, decimals: int = 2) -> Score:
    """A score of so many points, of a card that gives everyone the same."""
    return Scorecard([], base=points, decimals=decimals).score({})


def when(text_: str) -> Any:
    return parse(text_, FIELDS)


def graded(points: str | int, values: Record | None = None, *overrides: Override, **rest: Any) -> Grade:
    return Grading(LETTERS, overrides=overrides).grade(scored(points), values or {}, **rest)


@pytest.mark.parametrize(
    ("points", "label"), [("79.99", "B"), ("80", "A"), ("80.01", "A"), ("60", "B"), ("59.99", "C"), ("-5", "C")]
)
def test_a_cut_off_is_reached_exactly(points: str, label: str) -> None:
    """79.99 is below 80 and 80 is not; below the lowest cut-off the last label holds."""
    grading = Grading({"A": 80, "B": 60, "C": 0})
    assert grading.grade(scored(points)).label == label
    card = Scorecard([], base=points)
    columns = {"tenure_months": np.array([1])}
    assert grading.labels[grading.grade_many(card.score_many(columns), columns)[0]] == label


def test_an_empty_card_gives_everyone_its_base() -> None:
    """No characteristic: the base, covered whole, in as many rows as the columns have."""
    card = Scorecard([], base=7)
    score = card.score({"anything": 1})
    assert (score.points, score.coverage, score.contributions, score.groups) == (7, 1, (), ())
    scores = card.score_many({"anything": np.arange(3)})
    assert scores.points.tolist() == [700] * 3
    assert scores.coverage.tolist() == [10000] * 3
    assert scores[1] == score


def test_a_cap_that_allows_just_this_grade_is_named() -> None:
    """It changes nothing today and stands in the way tomorrow; a cap that allows more is not named."""
    new = Override(when("matured_items < 6 or tenure_months < 6"), cap="C", reason="new_customer")
    loose = Override(when("tenure_months < 6"), cap="B", reason="young")
    grade = graded(58, {"matured_items": 0, "tenure_months": 0}, new, loose)
    assert [reason.code for reason in grade.reasons] == ["grade_cut_off", "new_customer"]
    assert grade.reasons[1].figures == {
        "matured_items": 0, "tenure_months": 0, "kind": "cap", "from": "C", "to": "C", "grade": "C",
    }  # fmt: skip
    assert grade.reasons[1].rule == "overrides[0]"


def test_a_lift_never_beats_a_cap_and_a_cap_never_a_set() -> None:
    """Lifts and floors, then caps, then sets; the lowest cap, the highest floor and the worst set count."""
    lift = Override(when("parent_guarantee == True"), lift=1, reason="guarantee")
    floor = Override(when("parent_guarantee == True"), floor="B", reason="house_bank")
    caps = [Override(when("overdue > 30"), cap=label, reason=f"cap_{label}") for label in ("C", "D")]
    sets = [Override(when("overdue > 90"), set=label, reason=f"set_{label}") for label in ("E", "C")]
    rules = (lift, floor, *caps, *sets)
    values = {"parent_guarantee": True, "overdue": 0}
    assert graded(60, values, *rules).label == "B"
    assert graded(75, values, *rules).label == "A"
    capped = graded(75, {**values, "overdue": 31}, *rules)
    assert [r.code for r in capped.reasons] == ["grade_cut_off", "guarantee", "house_bank", "cap_D", "cap_C"]
    assert (capped.cut_off, capped.label) == ("B", "D")
    assert [(r.figures["from"], r.figures["to"]) for r in capped.reasons[1:3]] == [("B", "A"), ("B", "A")]
    decided = graded(75, {**values, "overdue": 91}, *rules)
    assert decided.label == "E"
    assert [r.code for r in decided.reasons][-2:] == ["set_E", "set_C"]


@pytest.mark.parametrize(
    ("parent", "label", "missing"),
    [
        ("A", "B", None),
        ("B", "B", None),
        ("C", "C", None),
        ("E", "C", None),
        (None, "C", "parent_grade"),
        ("x", "C", "parent_grade"),
    ],
)
def test_a_lift_reaches_at_most_the_grade_of_the_parent(parent: str | None, label: str, missing: str | None) -> None:
    """A worse parent lifts nobody, and an unknown one neither, which is said."""
    lift = Override(when("parent_guarantee == True"), lift=1, at_most="parent_grade", reason="guarantee")
    grade = graded(60, {"parent_guarantee": True, "parent_grade": parent}, lift)
    assert grade.label == label
    assert [f.reason.figures["missing"] for f in grade.unknown] == ([missing] if missing else [])


def test_lifts_are_not_added_up() -> None:
    """Two lifts of one grade lift by one grade."""
    lifts = [Override(when("overdue == 0"), lift=1, reason=f"lift_{i}") for i in range(2)]
    grade = graded(45, {"overdue": 0}, *lifts)
    assert (grade.label, len(grade.reasons)) == ("C", 3)


def test_an_unknown_condition_passes_with_a_note_or_applies() -> None:
    """note: the override does not fire and is named; apply: it fires, and its reason names the missing fact."""
    note = Override(when("overdue > 90"), set="E", reason="default")
    apply = Override(when("overdue > 60"), cap="D", reason="late", unknown="apply")
    grade = graded(90, {}, note, apply)
    assert grade.label == "D"
    assert grade.reasons[-1].figures["unknown"] == "overdue"
    assert [(f.path, f.reason.figures["override"], f.reason.figures["applied"]) for f in grade.unknown] == [
        ("overrides[0]", "default", False),
        ("overrides[1]", "late", True),
    ]


def test_the_score_that_overrides_see_is_the_adjusted_one() -> None:
    """A condition over ``score`` is asked of the points that the cut-offs see."""
    rule = Override(when("score < 70"), cap="D", reason="weak")
    assert graded(75, {}, rule).label == "B"
    assert graded(75, {"score": 0}, rule, adjustment=D(-5)).label == "B"
    assert graded(75, {}, rule, adjustment=D("-5.5")).label == "D"


def test_adjustments_are_clamped_once_and_so_is_their_sum() -> None:
    """-50 counts as -40, +9 as +5; and 97 + 5 as 100."""
    grading = Grading(LETTERS, adjustment_bounds=(-40, 5), score_bounds=(0, 100))
    low = grading.grade(scored(90), adjustment=D(-50))
    assert (low.adjustment, low.points, low.label) == (-40, 50, "D")
    assert [r.code for r in low.reasons] == ["grade_cut_off", "adjustment_bounded", "score_adjusted"]
    high = grading.grade(scored(97), adjustment=D(9))
    assert (high.adjustment, high.points) == (5, 100)
    assert dict(high.reasons[-1].figures) == {"given": D("102.00"), "points": D("100.00")}
    many = Scorecard([], base=90).score_many({"x": np.arange(2)})
    assert grading.grade_many(many, adjustment=np.array([-5000, 0])).tolist() == [3, 0]
    assert grading.grade_many(many, adjustment=Numbers([-50, -5], 0, [False, True])).tolist() == [3, 0]


def test_an_adjustment_finer_than_the_card_is_not_rounded() -> None:
    """80 - 0.001 is below a cut-off of 80, on a card of whole points, in both doors."""
    grading, card = Grading({"A": 80, "B": 0}), Scorecard([], base=80, decimals=0)
    assert grading.grade(card.score({}), adjustment=D("-0.001")).label == "B"
    many = card.score_many({"x": np.arange(1)})
    assert grading.grade_many(many, adjustment=Numbers([-1], 3)).tolist() == [1]
    with pytest.raises(InvalidInput, match="6 decimals"):
        grading.grade(card.score({}), adjustment=D("0.0000001"))


def test_a_thin_file_is_capped() -> None:
    """Coverage below the minimum caps at ``thin``, by default at the worst label; at the minimum it does not."""
    card = Scorecard([Numeric("a", [1], [0, 60], missing=LeaveOut()), Numeric("b", [1], [0, 40])])
    score = card.score({"b": 1})
    assert (score.points, score.coverage) == (100, D("0.4"))
    assert Grading(LETTERS, minimum_coverage="0.4").grade(score).label == "A"
    thin = Grading(LETTERS, minimum_coverage="0.4001").grade(score)
    assert (thin.label, thin.reasons[-1].code) == ("E", "coverage_thin")
    assert Grading(LETTERS, minimum_coverage="0.6", thin="C").grade(score).label == "C"


def standings(*grades: str) -> list[Standing]:
    """One a quarter; "C<A" is C in force where A was computed."""
    days = [date(2025 + i // 4, 3 * (i % 4) + 1, 1) for i in range(len(grades))]
    pairs = [(one.partition("<")[0], one.partition("<")[2] or None) for one in grades]
    return [Standing("P", grade=g, computed=c, valid_from=d) for (g, c), d in zip(pairs, days, strict=True)]


@pytest.mark.parametrize(
    ("points", "before", "rises", "label"),
    [
        (90, (), Rises(2), "A"),
        (30, ("A<A",), Rises(2), "E"),
        (90, ("C<C",), Rises(2), "C"),
        (90, ("C<B",), Rises(2), "B"),
        (75, ("C<A",), Rises(2), "B"),
        (90, ("C<A",), Rises(2, 1), "B"),
        (90, ("E<A",), Rises(2, 1), "D"),
        (90, ("C<C", "C<A"), Rises(3), "C"),
        (90, ("C<B", "C<A"), Rises(3), "B"),
        (90, ("C",), Rises(2), "C"),
        (90, ("C", "C"), Rises(2), "A"),
        (90, ("B", "C"), Rises(2), "C"),
        (90, ("C", "C<C"), Rises(2), "C"),
        (90, ("D",), Rises(1, 1), "C"),
        (90, ("D",), Rises(), "A"),
        (90, ("D",), None, "A"),
        (90, ("D", "retired"), Rises(1, 1), "C"),
    ],
)
def test_a_grade_falls_at_once_and_rises_after_reviews(
    points: int, before: tuple[str, ...], rises: Rises | None, label: str
) -> None:
    """A rise takes as many reviews as are asked for, goes to the worst of what they came to, and step by step."""
    grading = Grading(LETTERS, rises=rises)
    grade = grading.grade(scored(points), standings=standings(*before)[::-1])
    assert grade.label == label
    row = held(standings(*before), Labels.of(["P"]), grading, date(2027, 1, 1))
    many = scored(points).card.score_many({"x": np.arange(1)})
    assert grading.labels[grading.grade_many(many, held=row)[0]] == label


def test_a_grade_that_is_held_back_says_so() -> None:
    """From, to, and how many of how many reviews came to a better one; where a cap fell away too."""
    cap = Override(when("overdue > 30"), cap="C", reason="late")
    grading = Grading(LETTERS, overrides=[cap], rises=Rises(3, 1))
    before = standings("C<C", "C<A")
    waits = grading.grade(scored(90), {"overdue": 0}, standings=before)
    assert (waits.label, waits.computed) == ("C", "A")
    assert dict(waits.reasons[-1].figures) == {
        "from": "C", "to": "A", "grade": "C", "better_reviews": 2, "reviews": 3,
    }  # fmt: skip
    assert text(waits.reasons[-1]).startswith("'A' is better than 'C' in force; 2 of 3")
    slowed = grading.grade(scored(90), {"overdue": 0}, standings=standings("C<A", "C<A"))
    assert (slowed.label, slowed.reasons[-1].code) == ("B", "grade_rise_slowed")


def test_a_standing_of_the_day_itself_is_not_the_past() -> None:
    """A review that is run again on its day does not count itself as an earlier one."""
    grading = Grading(LETTERS, rises=Rises(2))
    before = standings("C<A", "A<A")
    assert grading.grade(scored(90), standings=before).label == "A"
    again = grading.grade(scored(80), standings=before, as_of=before[1].valid_from)
    assert again.label == "B"
    assert held(before, ["P"], grading, before[1].valid_from).in_force.tolist() == [2]


def test_a_standing_with_a_foreign_label_is_passed_over_and_named() -> None:
    """After a change of scale the old label has no place among the new ones."""
    grade = Grading(LETTERS, rises=Rises(2)).grade(scored(90), standings=standings("AAA"))
    assert (grade.label, [f.reason.code for f in grade.unknown]) == ("A", ["standing_grade_unknown"])


def test_a_refused_row_has_no_grade() -> None:
    """Its position is -1, not that of a grade nobody gave it."""
    card = Scorecard([Numeric("a", [1], [0, 90])])
    columns = {"a": Numbers([1, 0], 0, [False, True])}
    assert Grading(LETTERS).grade_many(card.score_many(columns), columns).tolist() == [0, -1]


def test_without_grading_everyone_has_one_label() -> None:
    """Also below zero."""
    assert UNGRADED.grade(scored(-5)).label == "none"


def test_a_grading_is_a_value() -> None:
    """Equal parts make equal gradings; the inputs leave out what grading adds."""
    rule = Override(Or([Compare("score", "<", 5), Compare("overdue", ">", 1)]), cap="B", reason="x")
    lift = Override(when("parent_guarantee == True"), lift=1, at_most="parent_grade", reason="y")
    one, other = (Grading(LETTERS, overrides=[rule, lift]) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one.inputs == ("overdue", "parent_guarantee", "parent_grade")
    assert one != Grading(dict(reversed([("A", 0), ("B", 85)])))


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Grading({}), "cutoffs"),
        (lambda: Grading({"A": 60, "B": 80}), "cutoffs[1]"),
        (lambda: Grading({"A": 60, "B": 60}), "cutoffs[1]"),
        (lambda: Grading([("A", 80), ("A", 60)]), "cutoffs[1]"),
        (lambda: Grading({"A": 80.5}), "cutoffs[0]"),
        (lambda: Grading({"": 80}), "cutoffs[0]"),
        (lambda: Grading(LETTERS, overrides=[Override(when("score < 1"), cap="X", reason="r")]), "overrides[0].cap"),
        (lambda: Grading(LETTERS, overrides=["cap"]), "overrides[0]"),
        (lambda: Grading(LETTERS, thin="X"), "thin"),
        (lambda: Grading(LETTERS, minimum_coverage=2), "minimum_coverage"),
        (lambda: Grading(LETTERS, rises=2), "rises"),
        (lambda: Grading(LETTERS, score_bounds=(100, 0)), "bounds"),
        (lambda: Grading(LETTERS, adjustment_bounds=(1, 5)), "adjustment_bounds"),
        (lambda: Override(when("score < 1"), reason="r"), "cap, floor, set, lift"),
        (lambda: Override(when("score < 1"), cap="A", set="B", reason="r"), "cap, floor, set, lift"),
        (lambda: Override(when("score < 1"), cap="A", at_most="b", reason="r"), "at_most"),
        (lambda: Override(when("score < 1"), lift=-1, reason="r"), "lift"),
        (lambda: Override("score < 1", cap="A", reason="r"), "when"),
        (lambda: Override(when("score < 1"), cap="A", reason=""), "reason"),
        (lambda: Rises(0), "after_reviews"),
        (lambda: Rises(1, 0), "at_most_steps"),
        (lambda: Grading(LETTERS).grade(scored(1), adjustment=1.5), "adjustment"),
        (lambda: Grading(LETTERS).grade(scored(1), adjustment=D("NaN")), "adjustment"),
        (lambda: graded(1, {"overdue": "x"}, Override(when("overdue > 1"), cap="B", reason="r")), "overdue"),
    ],
)
def test_a_flawed_grading_is_refused(make: Any, path: str) -> None:
    """Labels, order, bounds and overrides are checked when they are built."""
    with pytest.raises(InvalidInput) as error:
        make()
    assert error.value.path == path


def test_columns_of_another_length_are_refused() -> None:
    """Overrides, adjustments and what was in force have a row for each score."""
    scores = Scorecard([], base=1).score_many({"x": np.arange(2)})
    grading = Grading(LETTERS)
    for given in (
        {"columns": {"x": np.arange(3)}},
        {"adjustment": np.arange(3)},
        {"held": held([], ["P"], grading, date(2026, 1, 1))},
    ):
        with pytest.raises(InvalidInput, match="2 rows"):
            grading.grade_many(scores, **given)  # type: ignore[arg-type]
