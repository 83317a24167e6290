"""The grade of one record: the label at once, what led to it when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import attrs

from creditkit.columns import scaled
from creditkit.reasons import Finding, Reason
from creditkit.rules import fields_of, unknown_fields

if TYPE_CHECKING:
    from creditkit.columns import Record
    from creditkit.facts import Standing
    from creditkit.reasons import Figure
    from creditkit.scoring._grading import Grading
    from creditkit.scoring._past import Past
    from creditkit.scoring._score import Score


_TO = itemgetter(1)


class Trace(NamedTuple):
    """What a grade was made from; its reasons are told from this.

    Args:
        grading, values, answers: what each override's condition said of the values, and of what grading adds to them.
        course: the position among the labels by cut-offs, after lifts and floors, after caps, after sets, in force.
        given: the adjustment before its bounds.
        added: score and adjustment, before the bounds of their sum, in units.
        standings, past: what was in force before.
    """

    grading: Grading
    values: Record
    answers: tuple[bool | None, ...]
    course: tuple[int, int, int, int, int]
    given: Decimal
    added: int
    standings: tuple[Standing, ...]
    past: Past | None


@attrs.frozen
class Grade:
    """A grade, and how it came about. Reasons and what was unknown are derived when they are read.

    Args:
        label: the grade.
        score: the score that it is given to.
        adjustment: what was added to the score, within its bounds.
        units: score and adjustment together, within their bounds, as an integer of so many ``decimals``.
        decimals: of the units.
        trace: what it was made from.

    >>> from creditkit.scoring import Grading, Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [40, 79, 90])])
    >>> grade = Grading({"A": 80, "B": 60, "C": 0}).grade(card.score({"on_time_rate": 0.9}), {}, adjustment=Decimal(5))
    >>> grade.label, grade.points, [reason.code for reason in grade.reasons]
    ('A', Decimal('84.00'), ['grade_cut_off', 'score_adjusted'])
    """

    label: str
    score: Score
    adjustment: Decimal
    units: int = attrs.field(repr=False)
    decimals: int = attrs.field(repr=False)
    trace: Trace = attrs.field(eq=False, hash=False, repr=False)

    @property
    def points(self) -> Decimal:
        """Score and adjustment together, within their bounds: what the cut-offs are compared with."""
        return scaled(self.units, self.decimals)

    @property
    def cut_off(self) -> str:
        """The grade by points alone, before overrides."""
        return self._label(0)

    @property
    def computed(self) -> str:
        """The grade before hysteresis: what a host records as ``Standing.computed``."""
        return self._label(3)

    def seen(self) -> Record:
        """What the overrides looked at."""
        return self.trace.grading.seen(self.score, self.trace.values, self.units, self.decimals)

    def _label(self, step: int) -> str:
        return self.trace.grading.labels[self.trace.course[step]]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is this grade, in the order in which it was decided: the cut-off reached, the adjustment, then
        each lift, floor, cap and set that bound, and hysteresis where it held the grade back.

        A cap binds where the grade would otherwise be as good as it allows or better, a floor where it would
        be as bad or worse.
        """
        return (*_of_points(self), *_of_overrides(self), *_of_past(self))

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """Overrides that could not be told for want of a fact, and standings that could not be read."""
        return (*_unknown(self), *_unread(self.trace))


def _of_points(grade: Grade) -> Iterator[Reason]:
    trace, score = grade.trace, grade.score
    cut_off = trace.grading.cutoffs[grade.cut_off]
    code = "grade_cut_off" if grade.points >= cut_off else "grade_below_cut_offs"
    figures: dict[str, Figure] = {"grade": grade.cut_off, "points": grade.points, "cut_off": cut_off}
    yield Reason(code, figures, f"cutoffs[{trace.course[0]}]")
    if trace.given != grade.adjustment:
        bounded: dict[str, Figure] = {"given": trace.given, "adjustment": grade.adjustment}
        yield Reason("adjustment_bounded", bounded, "adjustment_bounds")
    if grade.adjustment:
        adjusted: dict[str, Figure] = {
            "score": score.points,
            "adjustment": grade.adjustment,
            "points": scaled(trace.added, grade.decimals),
        }
        yield Reason("score_adjusted", adjusted)
    if trace.added != grade.units:
        added: dict[str, Figure] = {"given": scaled(trace.added, grade.decimals), "points": grade.points}
        yield Reason("score_bounded", added, "score_bounds")


def _of_overrides(grade: Grade) -> Iterator[Reason]:
    """Those that bound, step by step; within a step those that weigh most first."""
    trace, grading = grade.trace, grade.trace.grading
    at, lifted, capped, decided, _ = trace.course
    seen = grade.seen()
    raised = sorted(grading.raised(trace.answers, seen, at), key=_TO)
    for i, to in raised:
        if to < at or (to == at and grading.overrides[i].kind == "floor"):
            yield _override(trace, seen, i, at, lifted)
    for i, to in sorted(grading.fired("cap", trace.answers), key=_TO, reverse=True):
        if to >= lifted:
            yield _override(trace, seen, i, lifted, capped)
    yield from _of_coverage(grade, lifted)
    for i, _ in sorted(grading.fired("set", trace.answers), key=_TO, reverse=True):
        yield _override(trace, seen, i, capped, decided)


def _of_coverage(grade: Grade, lifted: int) -> Iterator[Reason]:
    grading = grade.trace.grading
    thin = grading.thinned(grade.score)
    if thin is not None and thin >= lifted:
        figures: dict[str, Figure] = {
            "coverage": grade.score.coverage,
            "minimum": grading.minimum_coverage,
            "grade": grading.labels[thin],
        }
        yield Reason("coverage_thin", figures, "minimum_coverage")


def _override(trace: Trace, seen: Record, i: int, before: int, after: int) -> Reason:
    """The reason of an override: the facts that its condition looked at, and what it did."""
    one, labels = trace.grading.overrides[i], trace.grading.labels
    figures: dict[str, Figure] = {name: seen.get(name) for name in fields_of(one.when)}
    if one.at_most is not None:
        figures[one.at_most] = seen.get(one.at_most)
    figures |= {"kind": one.kind, "from": labels[before], "to": labels[after]}
    if one.grade is not None:
        figures["grade"] = one.grade
    if trace.answers[i] is None:
        figures["unknown"] = ", ".join(unknown_fields(one.when, seen))
    return Reason(one.reason, figures, f"overrides[{i}]")


def _of_past(grade: Grade) -> Iterator[Reason]:
    past, rises = grade.trace.past, grade.trace.grading.rises
    computed, in_force = grade.trace.course[3:]
    if past is None or rises is None or computed == in_force:
        return
    labels = grade.trace.grading.labels
    figures: dict[str, Figure] = {
        "from": labels[past.in_force],
        "to": grade.computed,
        "grade": grade.label,
        "better_reviews": past.better + 1,
        "reviews": rises.after_reviews,
    }
    if past.rises and rises.at_most_steps is not None:
        figures["steps"] = rises.at_most_steps
    yield Reason("grade_rise_slowed" if past.rises else "grade_rise_held", figures, "rises")


def _unknown(grade: Grade) -> Iterator[Finding]:
    trace, seen = grade.trace, grade.seen()
    for i, (one, answer) in enumerate(zip(trace.grading.overrides, trace.answers, strict=True)):
        missing = unknown_fields(one.when, seen) if answer is None else ()
        fires = answer or (answer is None and one.unknown == "apply")
        if fires and one.at_most is not None and seen.get(one.at_most) not in trace.grading.place:
            missing, fires = (*missing, one.at_most), False
        if missing:
            figures: Mapping[str, Figure] = {
                "override": one.reason,
                "missing": ", ".join(missing),
                "applied": bool(fires),
            }
            yield Finding("note", f"overrides[{i}]", Reason("override_unknown", figures))


def _unread(trace: Trace) -> Iterator[Finding]:
    for standing in trace.standings:
        if standing.grade is not None and standing.grade not in trace.grading.place:
            figures: Mapping[str, Figure] = {"grade": standing.grade, "valid_from": standing.valid_from}
            yield Finding("note", "standings", Reason("standing_grade_unknown", figures))
