"""Strategies and laws of scoring."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st

from creditkit.columns import Column, Labels, Numbers, Record, Value, scaled
from creditkit.errors import InvalidInput
from creditkit.scoring import Categorical, Fallback, Give, LeaveOut, Numeric, Refuse, Score, Scorecard, Scorer

#: Words of categorical characteristics that are drawn.
WORDS = ("steel", "retail", "food", "纺织", "a b")
_UNSEEN = "never named"


def _decimals(places: int, largest: int = 10**6) -> st.SearchStrategy[Decimal]:
    return st.integers(-largest, largest).map(lambda value: scaled(value, places))


def fallbacks(*, worst: Decimal | None = None, refuse: bool = True) -> st.SearchStrategy[Fallback]:
    """What missing and unseen values earn; with ``worst`` only what a withholdable characteristic may."""
    if worst is not None:
        return st.just(Give(worst)) | (st.just(Refuse()) if refuse else st.nothing())
    given = st.integers(-5, 30).map(Give)
    return given | st.just(LeaveOut()) | (st.just(Refuse()) if refuse else st.nothing())


@st.composite
def numerics(draw: st.DrawFn, *, name: str = "number", refuse: bool = True) -> Numeric:
    """Numeric characteristics: edges of up to four decimals, either closure, special values."""
    places = draw(st.integers(0, 4))
    edges = sorted(draw(st.lists(_decimals(places), max_size=5, unique=True)))
    points = draw(st.lists(_decimals(2, 3000).map(abs), min_size=len(edges) + 1, max_size=len(edges) + 1))
    better = draw(st.sampled_from([None, "higher", "lower"]))
    if better is not None:
        points = sorted(points, reverse=better == "lower")
    special = draw(st.dictionaries(_decimals(places), _decimals(2, 3000).map(abs), max_size=2))
    withholdable = draw(st.booleans())
    worst = min((*points, *special.values())) if withholdable else None
    return Numeric(
        name,
        edges,
        points,
        closed=draw(st.sampled_from(["left", "right"])),
        better=cast("Any", better),
        missing=draw(fallbacks(worst=worst, refuse=refuse)),
        special=cast("Any", special),
        withholdable=withholdable,
    )


@st.composite
def categoricals(draw: st.DrawFn, *, name: str = "word", refuse: bool = True) -> Categorical:
    """Categorical characteristics over a few words, some of which share a bin and some are unseen."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, unique=True))
    cut = draw(st.integers(1, len(words)))
    bins: dict[str | tuple[str, ...], Decimal] = {tuple(words[:cut]): draw(_decimals(2, 3000).map(abs))}
    bins.update({word: draw(_decimals(2, 3000).map(abs)) for word in words[cut:]})
    return Categorical(
        name, cast("Any", bins), missing=draw(fallbacks(refuse=refuse)), unseen=draw(fallbacks(refuse=refuse))
    )


@st.composite
def scorecards(draw: st.DrawFn, *, refuse: bool = True) -> Scorecard:
    """Scorecards of one to six characteristics."""
    kinds = draw(st.lists(st.sampled_from([numerics, categoricals]), min_size=1, max_size=6))
    chosen: list[Any] = [draw(kind(name=f"field_{i}", refuse=refuse)) for i, kind in enumerate(kinds)]
    return Scorecard(chosen, base=draw(_decimals(2, 3000)), decimals=draw(st.integers(2, 4)))


def _values(characteristic: Numeric | Categorical, missing: bool, unseen: bool) -> st.SearchStrategy[Value]:
    none: st.SearchStrategy[Value] = st.none() if missing else st.nothing()
    if isinstance(characteristic, Categorical):
        words = [word for bin_ in characteristic.points for word in bin_]
        return st.sampled_from([*words, *([_UNSEEN] if unseen else [])]) | none
    marks = [*characteristic.edges, *characteristic.special]
    near: st.SearchStrategy[Value] = st.nothing()
    if marks:
        exact = st.sampled_from(marks).flatmap(lambda m: st.sampled_from(_around(m)))
        floats = st.sampled_from(marks).map(float)
        beside = floats.flatmap(
            lambda x: st.sampled_from([float(np.nextafter(x, -np.inf)), x, float(np.nextafter(x, np.inf))])
        )
        near = exact | beside
    anything = st.integers(-(10**6), 10**6) | _decimals(4) | st.floats(-1e6, 1e6)
    nan: st.SearchStrategy[Value] = st.just(float("nan")) if missing else st.nothing()
    return near | anything | none | nan


def _around(mark: Decimal) -> list[Decimal]:
    """The mark and its neighbours, worked out on integers: no Decimal arithmetic under the host's context."""
    exponent = 6
    whole, _ = divmod(mark.as_integer_ratio()[0] * 10**exponent, mark.as_integer_ratio()[1])
    return [scaled(whole - 1, exponent), mark, scaled(whole + 1, exponent)]


def records(scorer: Scorer, *, missing: bool = True, unseen: bool = True) -> st.SearchStrategy[Record]:
    """Records that a scorecard can read: values at, beside and far from its edges, in every type of number.

    Args:
        scorer: a :class:`~creditkit.scoring.Scorecard`; of any other scorer, records of numbers.
        missing: also draw missing values.
        unseen: also draw words that no bin names.
    """
    if not isinstance(scorer, Scorecard):
        number = st.integers(-(10**6), 10**6) | _decimals(4)
        return st.fixed_dictionaries(
            {name: number | (st.none() if missing else st.nothing()) for name in scorer.inputs}
        )
    return st.fixed_dictionaries({one.name: _values(one, missing, unseen) for one in scorer.characteristics})


def check_scalar_equals_columns(scorer: Scorer, rows: Sequence[Record]) -> None:
    """Law: scoring records one by one and scoring them as columns gives the same scores.

    Rows that the scalar door refuses must be set aside by the columnar door, and only these. Rows are
    put into columns of their own types: exact numbers as Numbers, floats as float64.

    Raises:
        AssertionError: a row for which the two doors differ.
    """
    by_type: dict[tuple[bool, ...], list[Record]] = {}
    for row in rows:
        by_type.setdefault(tuple(_is_float(row.get(name)) for name in scorer.inputs), []).append(row)
    for group in by_type.values():
        texts = {one.name for one in getattr(scorer, "characteristics", ()) if isinstance(one, Categorical)}
        given = {name: _column([row.get(name) for row in group], name in texts) for name in scorer.inputs}
        many = scorer.score_many(given)
        assert len(many) == len(group), f"{len(group)} rows given, {len(many)} scored"
        for i, row in enumerate(group):
            one, other = _scored(scorer, row), _at(many, i)
            assert (one is None) == (other is None), f"one door refuses {dict(row)}, the other does not"
            if one is not None and other is not None:
                assert one.points == other.points, f"{dict(row)}: {one.points} scalar, {other.points} columnar"
                assert one.coverage == other.coverage, f"{dict(row)}: coverage {one.coverage} and {other.coverage}"
                assert [r.code for r in one.reasons] == [r.code for r in other.reasons], f"{dict(row)}: reasons differ"


def _is_float(value: Value) -> bool:
    return isinstance(value, float)


def _scored(scorer: Scorer, row: Record) -> Score | None:
    try:
        return scorer.score(row)
    except InvalidInput:
        return None


def _at(scores: Sequence[Score], i: int) -> Score | None:
    try:
        return scores[i]
    except InvalidInput:
        return None


def _column(values: Sequence[Value], text: bool) -> Column:
    if any(isinstance(value, float) for value in values):
        return np.array(values, dtype=np.float64)
    if text or any(isinstance(value, str) for value in values):
        return Labels.of(cast("Sequence[str | None]", values))
    numbers = [None if value is None else Decimal(cast("int | Decimal", value)) for value in values]
    places = max((-cast(int, n.as_tuple().exponent) for n in numbers if n is not None), default=0)
    places = max(places, 0)
    whole = [0 if n is None else n.as_integer_ratio()[0] * 10**places // n.as_integer_ratio()[1] for n in numbers]
    return Numbers(whole, places, [n is None for n in numbers])


def check_monotone(scorer: Scorer, characteristic: str, row: Record) -> None:
    """Law: as a characteristic gets better and nothing else changes, the score never falls.

    Tried at every edge of the characteristic and on both sides of it, from the worst value to the best.

    Raises:
        AssertionError: a better value that scores less.
        InvalidInput: the scorer has no numeric characteristic of that name that says which way is better.
    """
    found = [one for one in getattr(scorer, "characteristics", ()) if one.name == characteristic]
    if not found or not isinstance(found[0], Numeric) or found[0].better is None:
        raise InvalidInput("characteristic", characteristic, "a numeric characteristic with better='higher' or 'lower'")
    one = found[0]
    tried = sorted({value for mark in one.edges for value in _around(mark)}.difference(one.special))
    ladder = tried if one.better == "higher" else tried[::-1]
    scores = [(value, _scored(scorer, {**row, characteristic: value})) for value in ladder]
    known = [(value, score.points) for value, score in scores if score is not None]
    for (worse, less), (better, more) in pairwise(known):
        assert less <= more, f"{characteristic} {better} is better than {worse}, but scores {more} against {less}"


def check_withholding(scorer: Scorer, characteristic: str, row: Record, values: Sequence[Value]) -> None:
    """Law: withholding a characteristic never scores more than the worst of the disclosed values.

    Args:
        scorer: what scores.
        characteristic: what is withheld.
        row: everything else.
        values: values that could be disclosed, the worst among them.

    Raises:
        AssertionError: hiding pays.
    """
    hidden = _scored(scorer, {**row, characteristic: None})
    shown = [score for value in values if (score := _scored(scorer, {**row, characteristic: value})) is not None]
    if hidden is not None and shown:
        worst = min(score.points for score in shown)
        assert hidden.points <= worst, f"hiding {characteristic} scores {hidden.points}, showing the worst {worst}"
