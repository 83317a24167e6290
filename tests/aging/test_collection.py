"""Collection steps: which is due, which comes next, and what a schedule refuses."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.aging import Collection, Step
from creditkit.columns import Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money, Rate, Rates
from creditkit.testing import check_next_step_agrees, collection_cases, collection_plans, collection_rates

STEPS = (
    Step(-7, "statement", {"en": "Statement", "zh": "到期前对账确认"}, "ar_accountant", Money(50_000, "CNY")),
    Step(-3, "courtesy"),
    Step(0, "due-today"),
    Step(3, "call-1"),
    Step(7, "letter-1"),
    Step(30, "plan"),
)
PLAN = Collection(STEPS, by_grade={"A": 3, "B": 0, "E": -2}, minimum=Money(2000, "CNY"))


def due(days: int, grade: str | None = None, amount: Money | None = None, **more: Any) -> str | None:
    """The id of the step that is due."""
    step = PLAN.next_step(days, grade, amount, **more)
    return step and step.id


@pytest.mark.parametrize(
    ("days", "step"),
    [(-8, None), (-7, "statement"), (-1, "courtesy"), (0, "due-today"), (2, "due-today"), (3, "call-1"), (99, "plan")],
)
def test_the_latest_step_that_has_come_is_due(days: int, step: str | None) -> None:
    """A step is due from its day on, until the next."""
    assert due(days) == step


def test_only_steps_after_the_due_date_are_shifted() -> None:
    """Patience by grade starts when something is late."""
    assert [due(days, "A") for days in (-3, 0, 5, 6, 9, 10)] == [
        "courtesy", "due-today", "due-today", "call-1", "call-1", "letter-1",
    ]  # fmt: skip
    assert [due(days, "E") for days in (0, 1, 27, 28)] == ["due-today", "call-1", "letter-1", "plan"]
    assert due(3, "unheard of") == "call-1"


def test_accounts_below_a_minimum_are_passed_over() -> None:
    """A step has one, and the schedule has one; the minimum itself is enough."""
    assert [due(-7, None, Money(amount, "CNY")) for amount in ("49999.99", "50000")] == [None, "statement"]
    assert [due(7, None, Money(amount, "CNY")) for amount in ("1999.99", "2000")] == [None, "letter-1"]


def test_a_minimum_in_another_currency_needs_a_rate() -> None:
    """Without one it holds nobody back."""
    rates = Rates([Rate("EUR", "CNY", "8", date(2026, 3, 1))])
    amount = Money("249.99", "EUR")
    assert due(7, None, amount) == "letter-1"
    assert due(7, None, amount, rates=rates, on=date(2026, 3, 31)) is None
    assert due(7, None, Money("250", "EUR"), rates=rates, on=date(2026, 3, 31)) == "letter-1"


@pytest.mark.parametrize(
    ("days", "grade", "expected"),
    [(-20, None, ("statement", 13)), (0, None, ("call-1", 3)), (0, "A", ("call-1", 6)), (8, "E", ("plan", 20))],
)
def test_what_follows_and_in_how_many_days(days: int, grade: str | None, expected: tuple[str, int]) -> None:
    """The next step after the one that is due, by the days of the grade."""
    found = PLAN.following(days, grade)
    assert found is not None
    assert (found[0].id, found[1]) == expected


def test_nothing_follows_the_last_step() -> None:
    """Nor anything in an empty schedule, or for an account that is not dunned."""
    assert PLAN.following(30) is None
    assert Collection().following(5) is None
    assert Collection().next_step(5) is None
    assert PLAN.following(5, None, Money(1, "CNY")) is None


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"steps": [Step(3, "a"), Step(3, "b")]}, "steps[1].day"),
        ({"steps": [Step(3, "a"), Step(0, "b")]}, "steps[1].day"),
        ({"steps": [Step(3, "a"), Step(4, "a")]}, "steps[1].id"),
        ({"steps": [Step(0, "a"), Step(3, "b")], "by_grade": {"E": -3}}, "by_grade[E]"),
        ({"by_grade": {"E": "2"}}, "by_grade[E]"),
        ({"minimum": Money(-1, "EUR")}, "minimum"),
        ({"minimum": 500}, "minimum"),
    ],
)
def test_a_schedule_that_is_none_is_refused(given: dict[str, Any], path: str) -> None:
    """Each fault with its path."""
    with pytest.raises(InvalidInput) as error:
        Collection(**given)
    assert error.value.path == path


@pytest.mark.parametrize("given", [(1.5, "a"), (10**6, "a"), (True, "a"), (1, ""), (1, None)])
def test_a_step_that_is_none_is_refused(given: tuple[Any, Any]) -> None:
    """A step has a whole day and an id."""
    with pytest.raises(InvalidInput):
        Step(*given)


def test_it_travels() -> None:
    """A schedule survives pickling, and equal ones hash the same."""
    again = pickle.loads(pickle.dumps(PLAN))
    assert again == PLAN
    assert hash(again) == hash(PLAN)
    assert Step(1, "a", "Call") == Step(1, "a", {"en": "Call"})


def test_columns_of_two_lengths_are_refused() -> None:
    """A grade for each row."""
    with pytest.raises(InvalidInput, match="1 rows, as the days have"):
        PLAN.next_step_many(np.array([1]), Labels.of(["A", "B"]))


# Laws


@given(collection_plans(), collection_cases(), collection_rates())
def test_both_doors_agree(plan: Collection, cases: list[Any], rates: Rates | None) -> None:
    """Row i of next_step_many is next_step of row i."""
    check_next_step_agrees(plan, cases, rates=rates)


@given(collection_plans(), st.integers(-20, 150), st.sampled_from([None, "A", "E"]))
def test_the_following_step_is_due_when_its_days_have_passed(plan: Collection, days: int, grade: str | None) -> None:
    """And not a day earlier; with each day the step that is due is the same or a later one."""
    found = plan.following(days, grade)
    now = plan.next_step(days, grade)
    if found is None:
        assert now is (plan.steps[-1] if plan.steps else None)
        return
    step, in_days = found
    assert in_days >= 1
    assert plan.next_step(days + in_days, grade) == step
    assert plan.next_step(days + in_days - 1, grade) == now


def test_a_door_that_forgets_the_shift_is_found_out() -> None:
    """Broken twin: the same days for everyone."""

    def for_all(plan: Collection, days: Numbers, grades: Labels, *more: Any, **by_name: Any) -> Any:
        return plan.next_step_many(days, None, *more, **by_name)

    check_next_step_agrees(PLAN, [("A", 3, None)])
    with pytest.raises(AssertionError, match="due-today"):
        check_next_step_agrees(PLAN, [("A", 3, None)], next_step_many=for_all)
