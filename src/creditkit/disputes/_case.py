"""A dispute case: its steps, and where they led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import takewhile
from typing import Any

import attrs
from attrs import field

from creditkit.dates import plain_day
from creditkit.disputes._course import Standing, course_of
from creditkit.disputes._states import OPEN, Action, Outcome, State, next_state
from creditkit.disputes._steps import DisputedItem, Step, Verdict
from creditkit.disputes._verdicts import Share, verdicts_of
from creditkit.errors import InvalidInput
from creditkit.facts import Moment
from creditkit.facts._checks import is_id
from creditkit.facts._moments import EVERYTHING, micros
from creditkit.ledger import Entry
from creditkit.money import Money, total


def _steps(given: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(given)


@attrs.frozen
class Case:
    """A dispute: some items, what it is about, and the steps taken so far. A step makes a new case.

    Args:
        case_id: its number.
        party_id: the customer.
        steps: what happened, in order; the first registers it.
        taken: how many numbers of steps are taken, where the ledger holds steps that do not count.

    Attributes:
        course: where it stood after each step.

    Raises:
        ImpossibleStep: a step that cannot be taken where the case stands; it names those that can.
        InvalidInput: days that go backwards, details that do not fit the step.

    >>> case = open_case(
    ...     "D-118", "C-7", [DisputedItem("0451", Money("80.00", "EUR"))], category="quality", on=date(2026, 3, 2)
    ... )
    >>> case = case.step("investigate", on=date(2026, 3, 3), responsible="quality")
    >>> case = case.step("resolve", on=date(2026, 3, 9), outcome="shared", our_share="40%")
    >>> case.state, case.outcome, case.credit_due
    ('resolved', 'shared', Money('32.00', 'EUR'))
    >>> case.step("investigate", on=date(2026, 3, 10))
    Traceback (most recent call last):
    creditkit.disputes._states.ImpossibleStep: case 'D-118' is resolved: 'investigate' is no step from there; allowed: close, reopen
    """  # noqa: E501

    case_id: str = field(validator=is_id)
    party_id: str = field(validator=is_id)
    steps: tuple[Step, ...] = field(converter=_steps)
    taken: int = field(default=0, kw_only=True, eq=False, repr=False)
    course: tuple[Standing, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.steps:
            raise InvalidInput("steps", (), "at least the step that registers the case", "use open_case(…)")
        object.__setattr__(self, "course", course_of(self.case_id, self.steps))

    @property
    def now(self) -> Standing:
        """Where it stands after its last step."""
        return self.course[-1]

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.now.state

    @property
    def since(self) -> date:
        """The day on which it came to its state."""
        return self.now.since

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state in OPEN

    @property
    def allowed(self) -> tuple[Action, ...]:
        """The steps that it can take."""
        return self.now.allowed

    @property
    def items(self) -> tuple[DisputedItem, ...]:
        """What is, or was, in dispute."""
        return self.now.items

    @property
    def category(self) -> str:
        """What it is about."""
        return self.now.category

    @property
    def outcome(self) -> Outcome | None:
        """What was decided; None while it is open. One that is to be performed holds good with ``performed_on``."""
        return self.now.outcome

    @property
    def decided_on(self) -> date | None:
        """The day of the decision, or of the withdrawal."""
        return self.now.decided_on

    @property
    def performed_on(self) -> date | None:
        """The day on which the customer did what it had to do."""
        return self.now.performed_on

    @property
    def registered_on(self) -> date:
        """The day of its first step."""
        return self.steps[0].on

    @property
    def reopened(self) -> int:
        """How often it was reopened."""
        return sum(step.action == "reopen" for step in self.steps)

    @property
    def currency(self) -> str:
        """Of its items."""
        return self.items[0].amount.currency

    @property
    def disputed(self) -> Money:
        """How much is, or was, in dispute."""
        return total([item.amount for item in self.items], self.currency)

    @property
    def credit_due(self) -> Money:
        """The credit notes that the decision in force asks for; zero once the case is closed."""
        due = self.now.verdicts if self.state == "resolved" else ()
        return total([verdict.credit for verdict in due], self.currency)

    def verdict(self, document_id: str) -> Verdict | None:
        """What was decided about one item; None where nothing was."""
        return next((one for one in self.now.verdicts if one.document_id == document_id), None)

    def step(
        self,
        action: Action,
        *,
        on: date,
        outcome: Outcome | None = None,
        outcomes: Mapping[str, Outcome] | None = None,
        our_share: Share | None = None,
        credit: Mapping[str, Money] | None = None,
        **details: Any,
    ) -> Case:
        """The case after one more step.

        Args:
            action: what was done; ``allowed`` has those that are possible.
            on: the day, not before that of the step before.
            outcome: when it is resolved, what was decided.
            outcomes: what was decided about single items, by document, where that differs.
            our_share: of a shared fault, such as ``"40%"``.
            credit: the credit note due by document, where it is not all of an item by our fault, our share of a
                shared one, and nothing otherwise; at most what is in dispute.
            details: whatever else a :class:`Step` says: ``items``, ``category``, ``root_cause``, ``responsible``,
                ``performed_on``, ``credit_note_id``, ``evidence``, ``by``, ``note``, ``recorded_at``.

        Raises:
            ImpossibleStep: the step cannot be taken; it names those that can.
            InvalidInput: a day that goes backwards, details that do not fit the step.
        """
        next_state(self.case_id, action, self.state, self.allowed)
        if action == "resolve" and outcome is not None:
            details["verdicts"] = verdicts_of(self.items, outcome, outcomes, our_share, credit)
        elif outcomes or credit or our_share is not None:
            raise InvalidInput("action", action, "'resolve' with an outcome, for a share, outcomes or credit by item")
        number = max(self.steps[-1].number + 1, self.taken)
        step = Step(number=number, action=action, on=on, outcome=outcome, **details)
        return attrs.evolve(self, steps=(*self.steps, step), taken=number + 1)

    def at(self, as_of: date, known_at: Moment | None = None) -> Case | None:
        """The case as it stood on a day, by what was recorded up to a moment; None if it was not registered.

        Args:
            as_of: the day, to its end.
            known_at: a date (to its end, UTC) or an aware datetime; None is all that is recorded by now.
        """
        known = self.known_at(known_at)
        last = plain_day("as_of", as_of)
        return None if known is None else _first(known, [step for step in known.steps if step.on <= last])

    def known_at(self, known_at: Moment | None) -> Case | None:
        """The case by what was recorded up to a moment, whatever day it is; None if it was not registered."""
        return self.recorded_by(micros(known_at, "known_at", absent=EVERYTHING))

    def recorded_by(self, instant: int) -> Case | None:
        """The case by what was recorded up to an instant, in microseconds since 1970; None if it was not registered."""
        return _first(self, list(takewhile(lambda step: micros(step.recorded_at) <= instant, self.steps)))

    def entries(self, stream: str | None = None, *, start: int = 0, policy: str | None = None) -> tuple[Entry, ...]:
        """The steps as entries of the ledger. Recorded again they are the same entries.

        Args:
            stream: the party's pseudonym; the party's id where it is left out.
            start: from which step on.
            policy: the fingerprint of the policy in force.

        >>> case = open_case(
        ...     "D-1", "C-7", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2)
        ... )
        >>> [(entry.entry_id, entry.type) for entry in case.entries("c-7f3a")]
        [('D-1/0', 'dispute_registered')]
        """
        from creditkit.disputes._records import entry_of

        own = self.party_id if stream is None else stream
        return tuple(entry_of(self.case_id, step, own, policy) for step in self.steps[start:])


def _first(case: Case, steps: list[Step]) -> Case | None:
    """The case with no more than its first steps; None without any."""
    if len(steps) == len(case.steps):
        return case
    return attrs.evolve(case, steps=steps) if steps else None


def open_case(
    case_id: str,
    party_id: str,
    items: Iterable[DisputedItem],
    *,
    category: str,
    on: date,
    **details: Any,
) -> Case:
    """A new case, registered.

    Args:
        case_id: its number; it begins the ids of its entries, so it is unique in the ledger.
        party_id: the customer.
        items: how much of which documents; all in one currency.
        category: what it is about: one of :data:`CATEGORIES`, or a word of the host's.
        on: the day on which the customer spoke.
        details: whatever else a :class:`Step` says: ``root_cause``, ``responsible``, ``evidence``, ``by``, ``note``,
            ``recorded_at``.

    Raises:
        InvalidInput: no item, a document twice, two currencies, an empty category.

    >>> case = open_case(
    ...     "D-118",
    ...     "C-7",
    ...     [DisputedItem("0451", Money("80.00", "EUR"))],
    ...     category="quality",
    ...     on=date(2026, 3, 2),
    ...     evidence=["photo 0451-1"],
    ...     by="M. Weber",
    ... )
    >>> case.state, case.disputed, case.allowed
    ('registered', Money('80.00', 'EUR'), ('amend', 'investigate', 'withdraw'))
    """
    return Case(
        case_id, party_id, [Step(number=0, action="register", on=on, items=items, category=category, **details)]
    )
