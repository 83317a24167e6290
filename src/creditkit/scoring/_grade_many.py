"""Grading in columns: the scalar door's steps, each on a block of rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from creditkit.columns import LARGEST_SUM, Column, Columns, Ints, Labels, Mask, Numbers, readonly, rows_of
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.rules._columns import labelled
from creditkit.rules._edges import deciding_integer
from creditkit.rules._many import Plan, blocks
from creditkit.scoring._limits import MOST_DECIMALS
from creditkit.scoring._score import COVERAGE

if TYPE_CHECKING:
    from creditkit.scoring._grading import Grading
    from creditkit.scoring._past import Held, Positions
    from creditkit.scoring._scores import Scores


def grade_many(
    grading: Grading, scores: Scores, columns: Columns, adjustment: Ints | Numbers | None, held: Held | None
) -> Positions:
    """Grades in columns; see :meth:`creditkit.scoring.Grading.grade_many`."""
    rows = len(scores)
    for name, given in (
        ("columns", rows_of(columns) if columns else rows),
        ("held", rows if held is None else len(held)),
    ):
        if given != rows:
            raise InvalidInput(name, f"{given} rows", f"{rows} rows, as the scores have")
    points = adjusted(grading, scores, adjustment)
    added: dict[str, Column] = {"score": points, "coverage": Numbers(scores.coverage, COVERAGE)}
    found = _overridden(grading, points, {**columns, **added})
    if held is not None and grading.rises is not None:
        found = held.of(found, grading.rises.at_most_steps)
    if scores.refused is not None:
        found = np.where(scores.refused, -1, found)
    return cast("Positions", readonly(found))


def adjusted(grading: Grading, scores: Scores, adjustment: Ints | Numbers | None) -> Numbers:
    """Scores and adjustments together, within their bounds."""
    decimals = max(scores.decimals, grading.own_decimals)
    added = None if adjustment is None else _added(adjustment, scores)
    if added is not None:
        decimals = max(decimals, added.decimals)
    units = _at(scores.points, decimals - scores.decimals)
    if added is not None:
        more = _at(_within(added.values, grading.adjustment_bounds, added.decimals), decimals - added.decimals)
        units = units + (more if added.missing is None else np.where(added.missing, 0, more))
    return Numbers(_within(units, grading.score_bounds, decimals), decimals)


def bounded(grading: Grading, adjustment: Numbers) -> Numbers:
    """Adjustments as they count: within their bounds."""
    held = _within(adjustment.values, grading.adjustment_bounds, adjustment.decimals)
    return Numbers(held, adjustment.decimals, adjustment.missing)


def _added(adjustment: Ints | Numbers, scores: Scores) -> Numbers:
    given = adjustment if isinstance(adjustment, Numbers) else Numbers(adjustment, scores.decimals)
    if len(given) != len(scores):
        raise InvalidInput("adjustment", f"{len(given)} rows", f"{len(scores)} rows, as the scores have")
    if given.decimals > MOST_DECIMALS:
        raise InvalidInput("adjustment", f"{given.decimals} decimals", f"at most {MOST_DECIMALS} decimals")
    if np.abs(given.values.astype(np.float64)).max(initial=0) * 10**MOST_DECIMALS >= LARGEST_SUM:
        raise AmountTooLarge("an adjustment is so large that a score with it could wrap")
    return given


def _at(values: Ints, decimals: int) -> Ints:
    return values if not decimals else values * np.int64(10**decimals)


def _within(values: Ints, bounds: tuple[Any, Any] | None, decimals: int) -> Ints:
    """Values held within bounds. A bound that needs more decimals is rounded to the inside: nothing lies between."""
    if bounds is None:
        return values
    low, high = deciding_integer(bounds[0], ">=", decimals), deciding_integer(bounds[1], "<=", decimals)
    return np.clip(values, low, high)


def _overridden(grading: Grading, points: Numbers, columns: Columns) -> npt.NDArray[np.intp]:
    """The positions after cut-offs, lifts and floors, caps and sets."""
    found = np.empty(len(points), dtype=np.intp)
    plan = Plan(columns)
    leaves = [plan.leaf(one.when) for one in grading.overrides]
    limits = [_most(grading, one.at_most, columns, len(points)) for one in grading.overrides]
    thresholds = grading.thresholds(points.decimals)
    coverage = cast("Numbers", columns["coverage"]).values
    for block in blocks(len(points)):
        bits = [leaf(block) for leaf in leaves]
        fires = [b[1] if one.unknown == "apply" else b[0] for one, b in zip(grading.overrides, bits, strict=True)]
        at = np.full(block.stop - block.start, len(thresholds), dtype=np.intp)
        for edge in thresholds:
            at -= points.values[block] >= edge
        raised = _raised(grading, at, fires, [None if limit is None else limit[block] for limit in limits])
        if grading.least_coverage:
            np.maximum(raised, grading.worst_when_thin, out=raised, where=coverage[block] < grading.least_coverage)
        for i, to, _ in grading.by_kind["cap"]:
            np.maximum(raised, to, out=raised, where=fires[i])
        for i, to, _ in sorted(grading.by_kind["set"], key=lambda one: one[1]):
            np.copyto(raised, to, where=fires[i])
        found[block] = raised
    return found


def _raised(
    grading: Grading, at: npt.NDArray[np.intp], fires: list[Mask], limits: list[npt.NDArray[np.intp] | None]
) -> npt.NDArray[np.intp]:
    best = at.copy()
    for i, to, _ in grading.by_kind["floor"]:
        np.minimum(best, to, out=best, where=fires[i])
    for i, steps, _ in grading.by_kind["lift"]:
        limit = limits[i]
        reached = np.maximum(at - steps, 0 if limit is None else limit)
        np.minimum(best, reached, out=best, where=fires[i])
    return best


def _most(grading: Grading, name: str | None, columns: Columns, rows: int) -> npt.NDArray[np.intp] | None:
    """The best position that a lift may reach, row by row; where the bounding grade is unknown, beyond the last."""
    if name is None:
        return None
    none = len(grading.labels)
    column = labelled(columns[name], name) if name in columns else Labels(np.full(rows, -1), ())
    places = [grading.place.get(label, none) for label in column.labels]
    return np.array([*places, none], dtype=np.intp)[column.codes]
