"""The laws of grading, on every grading and record that can be drawn, and twins that break them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import scaled
from creditkit.facts import Standing
from creditkit.scoring import Grade, Grading, Numeric, Rises, Score, Scorecard, Scorer
from creditkit.scoring._past import Past
from creditkit.testing import (
    check_grades_agree,
    check_hysteresis,
    graded_records,
    graded_standings,
    gradings,
    scorecards,
)


@given(st.data())
def test_both_doors_agree(data: st.DataObject) -> None:
    """Row i of grade_many is grade of record i: with overrides, adjustments, bounds and what was in force."""
    card, grading = data.draw(scorecards()), data.draw(gradings())
    rows = data.draw(st.lists(graded_records(card), min_size=1, max_size=6))
    several = {"min_size": len(rows), "max_size": len(rows)}
    adjustments = data.draw(st.none() | st.lists(st.integers(-9000, 9000).map(lambda n: scaled(n, 3)), **several))
    standings = data.draw(st.none() | st.lists(graded_standings(), **several))
    check_grades_agree(grading, card, rows, adjustments=adjustments, standings=standings)


class _Rounded:
    """A grading whose columnar door compares whole points, as a door over floats that are shown without decimals."""

    def __init__(self, grading: Grading) -> None:
        self._grading = grading
        self.labels = grading.labels
        self.past = grading.past

    def grade(self, score: Score, values: Any, **rest: Any) -> Grade:
        return self._grading.grade(score, values, **rest)

    def grade_many(self, scores: Any, columns: Any, **_: Any) -> Any:
        cuts = [int(cut) for cut in self._grading.cutoffs.values()][:-1]
        rounded = np.rint(scores.points / 10**scores.decimals)
        return np.sum([rounded < cut for cut in cuts], axis=0)


def test_a_door_that_rounds_is_found_out() -> None:
    """Broken twin: 79.99 is shown as 80 and graded as 80."""
    card = Scorecard([Numeric("x", [1], [0, "79.99"])])
    twin: Any = _Rounded(Grading({"A": 80, "B": 0}))
    check_grades_agree(twin, card, [{"x": 0}])
    with pytest.raises(AssertionError, match="scalar"):
        check_grades_agree(twin, card, [{"x": 1}])


@given(st.data())
def test_a_grade_falls_at_once_and_rises_slowly(data: st.DataObject) -> None:
    """Whatever reviews left behind."""
    card: Scorer = data.draw(scorecards(refuse=False))
    row = data.draw(graded_records(card))
    check_hysteresis(data.draw(gradings()), card.score(row), row, data.draw(graded_standings()))


@pytest.mark.parametrize(
    ("held", "base", "came_to", "broken"),
    [
        (lambda past, computed, steps: computed, 90, "B", "beyond"),
        (lambda past, computed, steps: computed, 90, "A", "rises by 2"),
        (lambda past, computed, steps: past.in_force, 0, "B", "is computed"),
        (lambda past, computed, steps: 0, 60, "A", "not between"),
    ],
)
def test_a_grading_that_misreads_the_past_is_found_out(
    monkeypatch: pytest.MonkeyPatch, held: Any, base: int, came_to: str, broken: str
) -> None:
    """Broken twins: one forgets what the earlier review came to, or how many steps are allowed; one falls late;
    one rises above what is computed.
    """
    score = Scorecard([], base=base).score({})
    grading = Grading({"A": 80, "B": 60, "C": 40, "D": 0}, rises=Rises(2, 1))
    before = [Standing("P", grade="C", computed=came_to, valid_from=date(2026, 1, 1))]
    check_hysteresis(grading, score, {}, before)
    monkeypatch.setattr(Past, "held", held)
    with pytest.raises(AssertionError, match=broken):
        check_hysteresis(grading, score, {}, before)


def test_a_grading_that_rises_too_soon_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken twin: one better review suffices where two are asked for."""
    score = Scorecard([], base=90).score({})
    grading = Grading({"A": 80, "B": 60, "C": 0}, rises=Rises(3, 1))
    before = [Standing("P", grade="C", computed="C", valid_from=date(2026, 1, 1))]
    check_hysteresis(grading, score, {}, before)
    monkeypatch.setattr(Grading, "past", lambda self, standings: Past(2, 0, True, 0) if standings else None)
    with pytest.raises(AssertionError, match="enough reviews"):
        check_hysteresis(grading, score, {}, before)


@given(st.data())
def test_a_better_score_is_never_graded_worse(data: st.DataObject) -> None:
    """Without overrides the grade follows the points."""
    grading = data.draw(gradings(overrides=False, rises=False))
    points = st.integers(-1000, 7000).map(lambda n: scaled(n, 2))
    less, more = sorted(data.draw(st.tuples(points, points)))
    one, other = (Scorecard([], base=p).score({}) for p in (less, more))
    place = grading.labels.index
    assert place(grading.grade(one).label) >= place(grading.grade(other).label)


@given(st.data())
def test_the_course_of_a_grade_is_told_by_its_reasons(data: st.DataObject) -> None:
    """Reasons and findings can always be read, and begin with the cut-off."""
    card, grading = data.draw(scorecards(refuse=False)), data.draw(gradings())
    row = data.draw(graded_records(card))
    adjustment = data.draw(st.sampled_from([Decimal(0), Decimal(-3), Decimal("0.001")]))
    grade = grading.grade(card.score(row), row, adjustment=adjustment, standings=data.draw(graded_standings()))
    codes = [reason.code for reason in grade.reasons]
    assert codes[0] in ("grade_cut_off", "grade_below_cut_offs")
    assert (grade.label != grade.computed) == (codes[-1] in ("grade_rise_held", "grade_rise_slowed"))
    moved = grade.cut_off != grade.computed
    assert not moved or {"house_rule", "coverage_thin"} & set(codes)
    assert all(finding.severity == "note" for finding in grade.unknown)
