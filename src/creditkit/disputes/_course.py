"""Where a case stands after each of its steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from creditkit.disputes._states import OPEN, Action, Outcome, State, allowed_from, next_state
from creditkit.disputes._steps import DisputedItem, Step, Verdict
from creditkit.disputes._verdicts import check_verdicts
from creditkit.errors import InvalidInput
from creditkit.facts._moments import micros


@attrs.frozen
class Standing:
    """Where a case stands after a step.

    Args:
        step: the step.
        state: the state that it led to.
        since: the day on which that state was entered.
        items, category, root_cause, responsible: as last said.
        outcome, verdicts, decided_on: the decision in force; none while the case is open.
        performed_on: when the customer performed, as to that decision.
        credit_note_id: the credit note that closed it.

    >>> from creditkit.disputes import open_case
    >>> from creditkit.money import Money
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> case = open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2))
    >>> for stood in case.step("investigate", on=date(2026, 3, 3), responsible="quality").course:
    ...     print(stood.state, stood.since, stood.responsible)
    registered 2026-03-02 None
    investigating 2026-03-03 quality
    """

    step: Step
    state: State
    since: date
    items: tuple[DisputedItem, ...]
    category: str
    root_cause: str | None = None
    responsible: str | None = None
    outcome: Outcome | None = None
    verdicts: tuple[Verdict, ...] = ()
    decided_on: date | None = None
    performed_on: date | None = None
    credit_note_id: str | None = None

    @property
    def allowed(self) -> tuple[Action, ...]:
        """The steps that can be taken from here."""
        return allowed_from(self.state, self.outcome, performed=self.performed_on is not None)


def course_of(case_id: str, steps: Iterable[Step]) -> tuple[Standing, ...]:
    """Where the case stands after each step.

    Raises:
        ImpossibleStep: a step that the table has not.
        InvalidInput: days or numbers that go backwards, or details that do not fit.
    """
    course: list[Standing] = []
    for step in steps:
        course.append(_after(case_id, course[-1] if course else None, step))
    return tuple(course)


def _after(case_id: str, before: Standing | None, step: Step) -> Standing:
    if before is None:
        return _registered(case_id, step)
    state = next_state(case_id, step.action, before.state, before.allowed)
    _check_order(before.step, step)
    after = attrs.evolve(
        before,
        step=step,
        state=state,
        since=before.since if state == before.state else step.on,
        root_cause=step.root_cause or before.root_cause,
        responsible=step.responsible or before.responsible,
    )
    if state in OPEN:
        return _open(after, step)
    if step.action == "resolve":
        return _resolved(before, after, step)
    if step.action == "withdraw":
        return attrs.evolve(after, outcome="withdrawn", decided_on=step.on)
    if step.action == "perform":
        return attrs.evolve(after, performed_on=_performed(step, step.performed_on or step.on))
    return attrs.evolve(after, credit_note_id=step.credit_note_id)


def _registered(case_id: str, step: Step) -> Standing:
    state = next_state(case_id, step.action, None, allowed_from(None))
    if not step.items:
        raise InvalidInput("items", step.items, "at least one DisputedItem")
    if step.category is None:
        raise InvalidInput("category", None, "a category, such as 'price'; see CATEGORIES")
    return Standing(step, state, step.on, step.items, step.category, step.root_cause, step.responsible)


def _open(after: Standing, step: Step) -> Standing:
    """Nothing is decided, or no more."""
    return attrs.evolve(
        after,
        items=step.items or after.items,
        category=step.category or after.category,
        outcome=None,
        verdicts=(),
        decided_on=None,
        performed_on=None,
        credit_note_id=None,
    )


def _resolved(before: Standing, after: Standing, step: Step) -> Standing:
    check_verdicts(before.state, before.items, step.outcome, step.verdicts)
    performed = None if step.performed_on is None else _performed(step, step.performed_on)
    return attrs.evolve(after, outcome=step.outcome, verdicts=step.verdicts, decided_on=step.on, performed_on=performed)


def _performed(step: Step, day: date) -> date:
    if day > step.on:
        raise InvalidInput("performed_on", day, f"a day up to {step.on}, when it is said")
    return day


def _check_order(before: Step, step: Step) -> None:
    if step.on < before.on:
        raise InvalidInput("on", step.on, f"a day on or after {before.on}, that of the step before")
    if step.number <= before.number:
        raise InvalidInput("number", step.number, f"a number above {before.number}")
    if step.recorded_at is not None and micros(step.recorded_at) < micros(before.recorded_at):
        raise InvalidInput("recorded_at", step.recorded_at, f"a moment not before {before.recorded_at}")
