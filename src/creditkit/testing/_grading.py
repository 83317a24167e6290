"""Strategies and laws of grading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

import attrs
import numpy as np
from hypothesis import strategies as st

from creditkit.columns import Column, Columns, Labels, Numbers, Record, Value, scaled
from creditkit.errors import InvalidInput
from creditkit.facts import Standing
from creditkit.rules import Field, Kind, declared
from creditkit.scoring import Grading, Override, Rises, Score, Scorer, held
from creditkit.testing._rules import conditions
from creditkit.testing._scoring import records

#: What the overrides of drawn gradings look at.
GRADED_FIELDS = declared(
    [
        Field("score", Kind.number, better="higher"),
        Field("coverage", Kind.number, decimals=4, least=0, most=1, better="higher"),
        Field("tenure_months", Kind.number, decimals=0, least=0, better="higher"),
        Field("frozen", Kind.flag),
        Field("parent_grade", Kind.text),
    ]
)
_CONDITIONS = conditions(GRADED_FIELDS, max_leaves=3)
_LABELS = ("A", "B", "C", "D", "差")
_FIRST = date(2026, 1, 1)
_MANY = 999


@st.composite
def gradings(draw: st.DrawFn, *, overrides: bool = True, rises: bool = True) -> Grading:
    """Gradings of one to five labels over :data:`GRADED_FIELDS`, with every kind of override, bounds and hysteresis."""
    places = draw(st.integers(0, 2))
    count = draw(st.integers(1, len(_LABELS)))
    falling = sorted(draw(st.lists(st.integers(-500, 6000), min_size=count, max_size=count, unique=True)), reverse=True)
    labels = _LABELS[:count]
    return Grading(
        {label: scaled(points, places) for label, points in zip(labels, falling, strict=True)},
        overrides=draw(st.lists(_overrides(labels), max_size=4)) if overrides else (),
        minimum_coverage=draw(st.sampled_from(["0", "0.5", "0.66665", "1"])),
        thin=draw(st.sampled_from([None, *labels])),
        rises=draw(st.none() | _rises()) if rises else None,
        adjustment_bounds=draw(st.sampled_from([None, (-4, 5), ("-0.5", "0.25")])),
        score_bounds=draw(st.sampled_from([None, (0, 100), ("0.5", "12.345")])),
    )


def _rises() -> st.SearchStrategy[Rises]:
    return st.builds(Rises, st.integers(1, 3), st.none() | st.integers(1, 2))


@st.composite
def _overrides(draw: st.DrawFn, labels: Sequence[str]) -> Override:
    kind = draw(st.sampled_from(["cap", "floor", "set", "lift"]))
    what: dict[str, Any] = {kind: draw(st.sampled_from(labels))}
    if kind == "lift":
        what = {"lift": draw(st.integers(1, 2)), "at_most": draw(st.sampled_from([None, "parent_grade"]))}
    condition = draw(_CONDITIONS)
    return Override(condition, reason="house_rule", unknown=draw(st.sampled_from(["note", "apply"])), **what)


def graded_records(scorer: Scorer) -> st.SearchStrategy[Record]:
    """Records that a scorer and the overrides of :func:`gradings` can read."""
    facts = st.fixed_dictionaries(
        {
            "tenure_months": st.none() | st.integers(0, 5),
            "frozen": st.none() | st.booleans(),
            "parent_grade": st.sampled_from([None, "unrated", *_LABELS]),
        }
    )
    return st.builds(lambda one, other: {**one, **other}, records(scorer), facts)


def graded_standings() -> st.SearchStrategy[list[Standing]]:
    """What up to five reviews left behind for one party; some hosts did not record what was computed."""
    label = st.sampled_from([*_LABELS, "retired"])
    one = st.tuples(st.none() | label, st.none() | label)
    return st.lists(one, max_size=5).map(
        lambda given: [
            Standing("P", grade=grade, computed=computed, valid_from=_FIRST + timedelta(days=91 * i))
            for i, (grade, computed) in enumerate(given)
        ]
    )


def check_grades_agree(
    grading: Grading,
    scorer: Scorer,
    rows: Sequence[Record],
    *,
    adjustments: Sequence[Decimal] | None = None,
    standings: Sequence[Sequence[Standing]] | None = None,
) -> None:
    """Law: grading records one by one and grading them as columns gives the same grades.

    Args:
        grading: the grading.
        scorer: what scores the rows. A row that it refuses has the position -1 in columns.
        rows: the records, with what the overrides look at.
        adjustments: one for each row.
        standings: of each row, what was in force.

    Raises:
        AssertionError: a row for which the two doors differ.
    """
    order = sorted(range(len(rows)), key=lambda i: _types(rows[i]))
    for _, found in groupby(order, key=lambda i: _types(rows[i])):
        group = list(found)
        own = None if adjustments is None else [adjustments[i] for i in group]
        before = None if standings is None else [standings[i] for i in group]
        _check_group(grading, scorer, [rows[i] for i in group], own, before)


def _check_group(
    grading: Grading,
    scorer: Scorer,
    rows: Sequence[Record],
    adjustments: Sequence[Decimal] | None,
    standings: Sequence[Sequence[Standing]] | None,
) -> None:
    columns = _columns(rows)
    before = [()] * len(rows) if standings is None else standings
    named = [attrs.evolve(one, party_id=f"row {i}") for i, some in enumerate(before) for one in some]
    after = max((one.valid_from for one in named), default=_FIRST) + timedelta(days=1)
    positions = grading.grade_many(
        scorer.score_many(columns),
        columns,
        adjustment=None if adjustments is None else _numbers(adjustments),
        held=None if standings is None else held(named, [f"row {i}" for i in range(len(rows))], grading, after),
    )
    assert len(positions) == len(rows), f"{len(rows)} rows given, {len(positions)} graded"
    for i, row in enumerate(rows):
        other = None if positions[i] < 0 else grading.labels[positions[i]]
        adjustment = Decimal(0) if adjustments is None else adjustments[i]
        one = _label(grading, scorer, row, adjustment, before[i])
        assert one == other, f"{dict(row)}: {one} scalar, {other} columnar"


def _label(
    grading: Grading, scorer: Scorer, row: Record, adjustment: Decimal, standings: Sequence[Standing]
) -> str | None:
    try:
        score = scorer.score(row)
    except InvalidInput:
        return None
    return grading.grade(score, row, adjustment=adjustment, standings=standings).label


def _types(row: Record) -> tuple[str, ...]:
    """Which values are floats: these have columns of their own."""
    return tuple(sorted(name for name, value in row.items() if isinstance(value, float)))


def _columns(rows: Sequence[Record]) -> Columns:
    """Columns of their own types; a field that is missing in all rows has none. One without a name counts rows."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: _column([row.get(name) for row in rows]) for name in names}
    return {"": np.arange(len(rows)), **{name: column for name, column in columns.items() if column is not None}}


def _column(values: Sequence[Value]) -> Column | None:
    kinds = {type(value) for value in values if value is not None}
    if str in kinds:
        return Labels.of(cast("Sequence[str | None]", values))
    if float in kinds:
        return np.array(values, dtype=np.float64)
    if date in kinds:
        return np.array(values, dtype="datetime64[D]")
    return _numbers(values) if kinds else None


def _numbers(values: Sequence[Value]) -> Numbers:
    given = [None if value is None else Decimal(cast("int | Decimal", value)) for value in values]
    places = max((-cast(int, n.as_tuple().exponent) for n in given if n is not None), default=0)
    places = max(places, 0)
    whole = [0 if n is None else n.as_integer_ratio()[0] * 10**places // n.as_integer_ratio()[1] for n in given]
    return Numbers(whole, places, [n is None for n in given])


def check_hysteresis(grading: Grading, score: Score, values: Record, standings: Sequence[Standing]) -> None:
    """Law: a grade falls at once and rises only as its ``Rises`` allow.

    It never becomes better than what was computed, nor than the worst of what the reviews that a rise takes came
    to; it rises by no more steps than are allowed, and not at all before enough reviews came to a better one.

    Args:
        grading: the grading.
        score: what is graded.
        values: what overrides look at.
        standings: what earlier reviews left behind, in order.

    Raises:
        AssertionError: the grade falls late, or rises too soon or too far.
    """
    found = grading.grade(score, values, standings=standings)
    place = {label: i for i, label in enumerate(grading.labels)}
    known = [one for one in standings if one.grade in place]
    now, computed = place[found.label], place[found.computed]
    assert found.computed == grading.grade(score, values).label, "hysteresis changes what is computed"
    if grading.rises is None or not known or computed >= place[cast(str, known[-1].grade)]:
        assert now == computed, f"{found.computed} is computed, {found.label} is given"
        return
    in_force = place[cast(str, known[-1].grade)]
    assert computed <= now <= in_force, f"{found.label} is not between {found.computed} and {known[-1].grade}"
    if now < in_force:
        _check_rise(grading.rises, known, place, now)


def _check_rise(rises: Rises, known: Sequence[Standing], place: Mapping[str, int], now: int) -> None:
    in_force = place[cast(str, known[-1].grade)]
    steps = _MANY if rises.at_most_steps is None else rises.at_most_steps
    reviews = known[len(known) - rises.after_reviews + 1 :]
    assert len(known) >= rises.after_reviews - 1, "rises before there were enough reviews"
    stood = len(known) >= rises.after_reviews and all(
        one.grade == known[-1].grade for one in known[-rises.after_reviews :]
    )
    for review in reviews:
        came_to = None if review.computed is None else place.get(review.computed)
        if came_to is None:
            assert stood, f"rises although the review of {review.valid_from} does not say what it came to"
        else:
            assert came_to < in_force, f"rises although the review of {review.valid_from} came to {review.computed}"
            assert now >= came_to, f"rises beyond what the review of {review.valid_from} came to"
    assert in_force - now <= steps, f"rises by {in_force - now} grades, {steps} are allowed"
