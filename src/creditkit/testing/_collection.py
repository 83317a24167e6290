"""Strategies and laws of collection: priority, steps, and open items as a host keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from creditkit.aging import Collection, Priority, Small, Step
from creditkit.columns import Amounts, Labels, Numbers
from creditkit.money import Money, Rate, Rates
from creditkit.receivables import OpenItems

#: A case of collection: the grade, the days past due, and what is overdue.
Case: TypeAlias = "tuple[str | None, int | None, Money | None]"

#: Grades that are drawn, best first.
GRADES: tuple[str, ...] = ("A", "B", "C", "D", "E")
_AS_OF = date(2026, 3, 31)
_RATE = Rate("EUR", "CNY", "7.8125", date(2026, 3, 1))
_CURRENCIES = ("CNY", "EUR", "JPY")


def _monies(*, least: int = 1, currency: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Money]:
    """Round amounts and their neighbours, so that a threshold is often met exactly."""
    near = st.tuples(st.integers(0, 4), st.integers(-1, 1)).map(lambda pair: max(pair[0] * 1000 + pair[1], least))
    minor = near | st.integers(least, 10**7)
    return st.builds(Money.of_minor, minor, st.sampled_from(_CURRENCIES) if currency is None else currency)


def _policy_monies() -> st.SearchStrategy[Money]:
    return _monies(currency=st.just("CNY"))


@st.composite
def priorities(draw: st.DrawFn, *, monotone: bool = False) -> Priority:
    """Priorities with up to four spans and five grades, with and without a rule for small amounts.

    Args:
        draw: filled in by Hypothesis.
        monotone: only tables in which neither age nor a worse grade is called later.
    """
    edges = tuple(sorted(draw(st.sets(st.integers(1, 120), max_size=3))))
    grades = GRADES[: draw(st.integers(0, len(GRADES)))]
    spans = st.lists(st.integers(1, 3), min_size=len(edges) + 1, max_size=len(edges) + 1)
    rows = [draw(spans) for _ in grades]
    if monotone:
        rows = [sorted(row, reverse=True) for row in rows]
        for better, worse in pairwise(rows):
            worse[:] = [min(pair) for pair in zip(better, worse, strict=True)]
    last = st.sampled_from([None, *edges])
    small = draw(st.none() | st.builds(Small, _policy_monies(), st.integers(1, 2), last))
    return Priority(edges, dict(zip(grades, map(tuple, rows), strict=True)), small)


@st.composite
def collection_plans(draw: st.DrawFn) -> Collection:
    """Schedules before and after the due date, with shifts by grade and minimums."""
    days = sorted(draw(st.sets(st.integers(-10, 100), max_size=6)))
    minimums = st.none() | _policy_monies()
    steps = [Step(day, f"step {day}", {"en": f"Day {day}"}, "desk", draw(minimums)) for day in days]
    first = min((day for day in days if day > 0), default=1)
    shifts = draw(st.dictionaries(st.sampled_from(GRADES), st.integers(1 - first, 10), max_size=3))
    return Collection(steps, shifts, draw(minimums))


def collection_cases(priority: Priority | None = None) -> st.SearchStrategy[list[Case]]:
    """Cases for a priority or a schedule, in one currency and another; ages often at an edge."""
    edges = [30, 60, 90] if priority is None else list(priority.edges)
    near = st.sampled_from([0, 1, *edges, *(edge + 1 for edge in edges)])
    grades = GRADES if priority is None else tuple(priority.rows)
    grade = st.sampled_from([None, *grades])
    return st.lists(st.tuples(grade, st.none() | near | st.integers(-20, 200), st.none() | _monies()), max_size=12)


def collection_rates() -> st.SearchStrategy[Rates | None]:
    """None, no rates, or a rate for one of the two foreign currencies that are drawn."""
    return st.sampled_from([None, Rates(), Rates([_RATE])])


@st.composite
def item_columns(draw: st.DrawFn, *, max_size: int = 20) -> OpenItems:
    """Open items as a host builds them: few parties, several currencies, disputes, credits, no due dates."""
    row = st.tuples(
        st.sampled_from(["C-1", "C-2", "C-3", "C-4"]), st.sampled_from(_CURRENCIES), st.integers(-3000, 10_000),
        st.none() | st.integers(-30, 150), st.integers(0, 10_000), st.booleans(), st.integers(0, 9),
    )  # fmt: skip
    rows = draw(st.lists(row, max_size=max_size))
    open_now = [-abs(minor) if loose == 0 else minor for _, _, minor, _, _, _, loose in rows]
    return OpenItems(
        as_of=_AS_OF,
        party=Labels.of([party for party, *_ in rows]),
        open=Amounts(np.array(open_now, dtype=np.int64), Labels.of([currency for _, currency, *_ in rows])),
        due=np.array([None if r[3] is None else _AS_OF - timedelta(days=r[3]) for r in rows], dtype="datetime64[D]"),
        disputed=[
            max(min(part, minor), 0) * disputed
            for minor, (*_, part, disputed, _) in zip(open_now, rows, strict=True)
        ],
        unapplied=np.array([loose == 0 for *_, loose in rows], dtype=np.bool_),
    )  # fmt: skip


def check_priority_agrees(
    priority: Priority,
    cases: Sequence[Case],
    *,
    rates: Rates | None = None,
    on: date = _AS_OF,
    of_many: Callable[..., Any] = Priority.of_many,
) -> None:
    """Law: the priority of columns is, row by row, the priority of one case.

    Raises:
        AssertionError: a case that the two doors class differently.
    """
    one_by_one = [priority.of(*case, rates=rates, on=on) or 0 for case in cases]
    many = of_many(priority, *case_columns(cases), rates=rates, on=on).tolist()
    for case, one, other in zip(cases, one_by_one, many, strict=True):
        assert one == other, f"{case}: class {one} scalar, {other} columnar"


def check_next_step_agrees(
    collection: Collection,
    cases: Sequence[Case],
    *,
    rates: Rates | None = None,
    on: date = _AS_OF,
    next_step_many: Callable[..., Any] = Collection.next_step_many,
) -> None:
    """Law: the step that is due in columns is, row by row, the step of one case; without days there is none.

    Raises:
        AssertionError: a case for which the two doors name different steps.
    """
    grades, days, amounts = case_columns(cases)
    many = next_step_many(collection, days, grades, amounts, rates=rates, on=on).tolist()
    for (grade, late, amount), place in zip(cases, many, strict=True):
        one = None if late is None else collection.next_step(late, grade, amount, rates=rates, on=on)
        other = None if place < 0 else collection.steps[place]
        assert one == other, f"{(grade, late, amount)}: {one} scalar, {other} columnar"


def check_priority_monotone(
    priority: Priority, *, amount: Money | None = None, of: Callable[..., int | None] = Priority.of
) -> None:
    """Law: what is older is never called later, nor is a worse grade of the same age, nor a larger amount.

    Tried on both sides of every edge, in every row, with no amount and with the given one.

    Raises:
        AssertionError: two cases in the wrong order.
    """
    ages = sorted({1, *priority.edges, *(edge + 1 for edge in priority.edges)})
    grades: list[str | None] = [*priority.rows] or [None]
    for given in (None, amount):
        classes = {(grade, late): of(priority, grade, late, given) or 0 for grade in grades for late in ages}
        for grade in grades:
            for younger, older in pairwise(ages):
                found = classes[grade, younger], classes[grade, older]
                assert found[1] <= found[0], f"{grade}: day {older} is class {found[1]}, day {younger} class {found[0]}"
        for better, worse in pairwise(grades):
            for late in ages:
                found = classes[better, late], classes[worse, late]
                assert found[1] <= found[0], f"day {late}: {worse} is class {found[1]}, {better} class {found[0]}"
    if amount is not None:
        for grade in grades:
            for late in ages:
                less, more = (of(priority, grade, late, one) or 0 for one in (amount, amount.times(2)))
                assert more <= less, f"{grade}, day {late}: twice the amount is class {more}, not {less}"


def case_columns(cases: Sequence[Case]) -> tuple[Labels, Numbers, Amounts]:
    """Grades, days past due and amounts of cases as columns; an amount that is missing has no currency."""
    grades = Labels.of([grade for grade, _, _ in cases])
    days = Numbers(
        np.array([late or 0 for _, late, _ in cases], dtype=np.int64), 0, [late is None for _, late, _ in cases]
    )
    currency = Labels.of([None if amount is None else amount.currency for _, _, amount in cases])
    minor = np.array([0 if amount is None else amount.minor for _, _, amount in cases], dtype=np.int64)
    return grades, days, Amounts(minor, currency)
