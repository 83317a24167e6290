"""Checks on what is overdue: how long, and how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._check import Ease, judged
from creditkit.limits._condition import _MARKS, Unknown, is_unknown
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import is_code, record_of
from creditkit.limits._verdicts import ASKS, PASSED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.rules import Compare, Condition, Or, holds_many
from creditkit.rules._closures import closure
from creditkit.rules._panels import Answers

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks

_NOTHING_OVERDUE = Or([Compare("overdue_amount", "==", 0), Compare("overdue_count", "==", 0)])
_nothing_overdue = closure(_NOTHING_OVERDUE)


def _is_days(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 0:
        raise InvalidInput(attribute.name, value, "a whole number of days from 0")


def _is_amount(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Money) or value.minor < 0:
        raise InvalidInput(attribute.name, value, "Money from zero", "write Money('1000', 'EUR')")


@attrs.frozen
class OldestOverdue:
    """Fails where the oldest overdue item is overdue by more than so many days.

    Args:
        days: so many days past due still pass.
        then: what becomes of the order.
        code: of the check.
        unknown: what becomes of it where ``oldest_overdue_days`` is missing. It is missing, and the check
            passes, where nothing has ever fallen due: then ``overdue_amount`` or ``overdue_count`` is zero.

    >>> OldestOverdue(60, "refuse").code
    'oldest_overdue'
    """

    days: int = attrs.field(validator=_is_days)
    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="oldest_overdue", validator=is_code)
    unknown: Unknown = attrs.field(default="hold", validator=is_unknown)
    _fails: Callable[[Record], bool | None] = attrs.field(init=False, eq=False, repr=False)
    _marks: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_fails", closure(Compare("oldest_overdue_days", ">", self.days)))
        object.__setattr__(self, "_marks", (mark_of(self.then), _MARKS[self.unknown]))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.days, self.then, self.code, self.unknown)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Days, and what tells that nothing is overdue."""
        return ("oldest_overdue_days", "overdue_amount", "overdue_count")

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    @property
    def asked(self) -> tuple[Condition, ...]:
        """What the mark follows from."""
        return Compare("oldest_overdue_days", ">", self.days), _NOTHING_OVERDUE

    def told(self, answers: Answers) -> int:
        """The mark that follows from the answers to :attr:`asked`."""
        fails, nothing = answers
        if fails is None:
            return PASSED if nothing else self._marks[1]
        return self._marks[0] if fails else PASSED

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        return self._mark(case.values)

    def _mark(self, values: Record) -> int:
        fails = self._fails(values)
        return self.told((fails, _nothing_overdue(values) if fails is None else None))

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        late = holds_many(Compare("oldest_overdue_days", ">", self.days), cases.columns)
        nothing = holds_many(_NOTHING_OVERDUE, cases.columns)
        unknown = np.where(nothing.true, PASSED, self._marks[1])
        known = np.where(late.true, self._marks[0], PASSED)
        return np.where(late.known, known, unknown).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        if self._fails(case.values) is None and mark != PASSED:
            figures: dict[str, Any] = {"check": self.code, "fields": "oldest_overdue_days"}
            return (verdict_of(mark, Reason("condition_unknown", figures)),)
        figures = {**record_of(case.values, ("oldest_overdue_days",)), "days": self.days}
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code, **figures})),)
        return (verdict_of(mark, Reason(self.code, figures)),)

    def ease(self, case: Case) -> Ease:
        """The least payment, oldest items first, that leaves none older."""
        from creditkit.limits._levers import eased_by_payment

        return eased_by_payment(lambda changed: not ASKS[self._mark(changed.values)], case)


@attrs.frozen
class OverdueAmount:
    """Fails where more than an amount is overdue.

    Args:
        above: so much still passes; in the currency of the position's values, or converted to it, rounded
            once, at the position's rates.
        then: what becomes of the order.
        code: of the check.
        unknown: what becomes of it where ``overdue_amount`` is missing, or there is no rate.

    >>> from datetime import date
    >>> from creditkit import Money, Order
    >>> from creditkit.limits import Checks, Outcome, Position, UpTo
    >>> day, small = date(2026, 7, 1), Money("500.00", "EUR")
    >>> position = Position(
    ...     "C-7",
    ...     as_of=day,
    ...     limit=UpTo(Money("9000.00", "EUR")),
    ...     exposure=small,
    ...     values={"overdue_amount": small.amount},
    ... )
    >>> Checks([OverdueAmount(small, Outcome.hold)]).check(
    ...     Order("SO-1", "C-7", small, placed_on=day), position
    ... ).outcome.name
    'approve'
    """

    above: Money = attrs.field(validator=_is_amount)
    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="overdue_amount", validator=is_code)
    unknown: Unknown = attrs.field(default="hold", validator=is_unknown)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The overdue amount."""
        return ("overdue_amount",)

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    def _above(self, position: Position) -> Money | None:
        return position.converted(self.above, position.values_currency or position.currency)

    def _fails(self, case: Case) -> bool | None:
        above = self._above(case.position)
        if above is None:
            return None
        return closure(Compare("overdue_amount", ">", above.amount))(case.values)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        fails = self._fails(case)
        return _MARKS[self.unknown] if fails is None else mark_of(self.then) if fails else PASSED

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        if cases.values_currency != self.above.currency:
            return cases.one_by_one(self)
        truth = holds_many(Compare("overdue_amount", ">", self.above.amount), cases.columns)
        known = np.where(truth.true, mark_of(self.then), PASSED)
        return np.where(truth.known, known, _MARKS[self.unknown]).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        figures: dict[str, Any] = {**record_of(case.values, self.inputs), "above": self.above}
        if self._fails(case) is None:
            unknown = {"check": self.code, "fields": "overdue_amount"}
            return (verdict_of(mark, Reason("condition_unknown", unknown)),)
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code, **figures})),)
        return (verdict_of(mark, Reason(self.code, figures)),)

    def ease(self, case: Case) -> Ease:
        """The least payment that takes the overdue amount down to what passes."""
        from creditkit.limits._levers import eased_by_payment

        return eased_by_payment(lambda changed: not ASKS[self.mark(changed)], case)
