"""What is wrong with a grading: proved, or shown by a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from creditkit.columns import scaled
from creditkit.reasons import Finding, Reason
from creditkit.rules import Field, Fields, Kind, Not, Proof, fields_of, monotone, never
from creditkit.rules._edges import deciding_integer
from creditkit.scoring._attainable import attainable, totals

if TYPE_CHECKING:
    from creditkit.columns import Record
    from creditkit.reasons import Figure, Severity
    from creditkit.scoring._card import Scorecard
    from creditkit.scoring._grading import Grading
    from creditkit.scoring._overrides import Override

#: What grading adds to the values that overrides see, where the fields do not declare it.
ADDED: Fields = {
    "score": Field("score", Kind.number, better="higher"),
    "coverage": Field("coverage", Kind.number, decimals=4, better="higher", least=Decimal(0), most=Decimal(1)),
}


def verify_grading(grading: Grading, fields: Fields, card: Scorecard | None = None) -> tuple[Finding, ...]:
    """What is wrong with a grading, or odd about it.

    ============================ ======== ===============================================================
    code                         severity found where
    ============================ ======== ===============================================================
    ``field_undeclared``         error    ``at_most`` names a field that is not declared
    ``field_of_other_kind``      error    ``at_most`` names a field that is no text
    ``override_never_true``      warning  no record makes the condition true
    ``override_without_effect``  warning  a cap at the best grade or a floor at the worst
    ``better_is_graded_worse``   warning  a value that its field calls better meets a cap or a set, or loses a lift
                                          or a floor; the witness is the record before it got better
    ``cut_off_gap``              warning  points below the lowest cut-off can occur; the last label holds there
    ``grade_never_reached``      warning  no points lead to the grade, and no override names it
    ============================ ======== ===============================================================

    Args:
        grading: the grading.
        fields: the declared fields; ``score`` and ``coverage`` need not be among them.
        card: whose points are graded; without it nothing is said of points, except within ``score_bounds``.

    Raises:
        InvalidInput: a condition that does not fit the fields.

    >>> from creditkit.scoring import Grading, Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30])])
    >>> for finding in verify_grading(Grading({"A": 80, "B": 25, "C": 10}), {}, card):
    ...     print(finding.path, finding.reason.code)
    cutoffs[2] cut_off_gap
    cutoffs[0] grade_never_reached
    """
    known = {**ADDED, **fields}
    found = [finding for i, one in enumerate(grading.overrides) for finding in _of_override(grading, i, one, known)]
    return (*found, *_gap(grading, fields, card), *_unreached(grading, fields, card))


def _finding(
    severity: Severity, path: str, code: str, figures: Mapping[str, Figure], witness: Record | None = None
) -> Finding:
    return Finding(severity, path, Reason(code, figures), witness)


def _of_override(grading: Grading, i: int, one: Override, fields: Fields) -> Iterator[Finding]:
    path, figures = f"overrides[{i}]", {"override": one.reason}
    if one.at_most is not None:
        if one.at_most not in fields:
            yield _finding("error", f"{path}.at_most", "field_undeclared", {"characteristic": one.at_most})
        elif fields[one.at_most].kind is not Kind.text:
            kind = fields[one.at_most].kind.value
            figures_of_field = {"characteristic": one.at_most, "kind": kind}
            yield _finding("error", f"{path}.at_most", "field_of_other_kind", figures_of_field)
    if one.unknown == "note" and never(one.when, fields):
        yield _finding("warning", f"{path}.when", "override_never_true", figures)
        return
    if one.cap == grading.labels[0] or one.floor == grading.labels[-1]:
        yield _finding("warning", path, "override_without_effect", {**figures, "grade": one.grade})
    for name in fields_of(one.when):
        proof = _monotone(one, name, fields)
        if not proof:
            yield _finding(
                "warning", f"{path}.when", "better_is_graded_worse", {**figures, "characteristic": name}, proof.witness
            )


def _monotone(one: Override, name: str, fields: Fields) -> Proof:
    """Whether a better value of a field never meets what is bad for the grade, nor loses what is good for it.

    What a lift or a floor applies to has to stay so as the field gets better; what a cap or a set applies
    to, as it gets worse. Where unknown applies too, the same is asked of where it does not apply.
    """
    better = fields[name].better
    if better is None:
        return Proof()
    towards_better = one.kind in ("lift", "floor")
    if one.unknown == "note":
        rising = (better == "higher") is towards_better
        proof = monotone(one.when, name, fields, "rising" if rising else "falling")
    else:
        rising = (better == "higher") is not towards_better
        proof = monotone(Not(one.when), name, fields, "rising" if rising else "falling")
    return proof if proof or (one.unknown == "note") is towards_better else Proof(proof.other, proof.witness)


def _gap(grading: Grading, fields: Fields, card: Scorecard | None) -> Iterator[Finding]:
    label, lowest = list(grading.cutoffs.items())[-1]
    bounds = grading.score_bounds
    witness: Record | None = None
    least = None if bounds is None else bounds[0]
    if card is not None:
        found = attainable(card, fields)
        least, witness = _shifted(grading, card, found.minimum), found.lowest
    if least is not None and least < lowest:
        figures: dict[str, Figure] = {"least": least, "cut_off": lowest, "grade": label}
        yield _finding("warning", f"cutoffs[{len(grading.cutoffs) - 1}]", "cut_off_gap", figures, witness)


def _shifted(grading: Grading, card: Scorecard, least: Decimal) -> Decimal:
    """The least points with the worst adjustment that the bounds allow, and within the bounds of their sum."""
    low = grading.adjustment_bounds[0] if grading.adjustment_bounds else Decimal(0)
    decimals = max(card.decimals, grading.own_decimals)
    units = (deciding_integer(least, "==", decimals) or 0) + (deciding_integer(low, "==", decimals) or 0)
    total = scaled(units, decimals)
    return total if grading.score_bounds is None else min(max(total, grading.score_bounds[0]), grading.score_bounds[1])


def _unreached(grading: Grading, fields: Fields, card: Scorecard | None) -> Iterator[Finding]:
    if card is None:
        return
    named = {one.grade for one in grading.overrides} | {grading.thin or grading.labels[-1]}
    lifted = any(one.lift for one in grading.overrides)
    reached = _reached(grading, fields, card)
    for i, (label, cut_off) in enumerate(grading.cutoffs.items()):
        if i not in reached and label not in named and not lifted:
            figures: dict[str, Figure] = {"grade": label, "cut_off": cut_off}
            yield _finding("warning", f"cutoffs[{i}]", "grade_never_reached", figures)


def _reached(grading: Grading, fields: Fields, card: Scorecard) -> set[int]:
    """The positions that some score leads to: sum by sum, or, where these are too many, between both ends."""
    thresholds = grading.thresholds(card.decimals)
    sums = totals(card, fields)
    low, high = grading.score_bounds or (None, None)
    if sums is None:
        ends = attainable(card, fields)
        units = [deciding_integer(end, "==", card.decimals) or 0 for end in (ends.minimum, ends.maximum)]
        worst, best = (_position(thresholds, unit, card.decimals, low, high) for unit in units)
        return set(range(best, worst + 1))
    return {_position(thresholds, unit, card.decimals, low, high) for unit in sums}


def _position(thresholds: list[int], units: int, decimals: int, low: Decimal | None, high: Decimal | None) -> int:
    if low is not None:
        units = max(units, deciding_integer(low, ">=", decimals) or 0)
    if high is not None:
        units = min(units, deciding_integer(high, "<=", decimals) or 0)
    return sum(units < threshold for threshold in thresholds)
