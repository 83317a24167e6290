"""A check that is a condition: it fails where the condition is true."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import ORDER_VALUES, Case
from creditkit.limits._check import Ease, judged
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import is_code, record_of
from creditkit.limits._verdicts import ASKS, HOLD, PASSED, WARNED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.reasons import Reason
from creditkit.rules import And, Compare, Condition, In, Missing, Not, Or, fields_of, holds_many, unknown_fields
from creditkit.rules._closures import closure
from creditkit.rules._panels import Answers

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks

#: What becomes of an order where values are missing and the condition is neither true nor false.
Unknown: TypeAlias = Literal["hold", "pass", "note"]

_MARKS: dict[str, int] = {"hold": HOLD, "pass": PASSED, "note": WARNED}


def is_condition(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: a condition's tree."""
    if not isinstance(value, (Compare, In, Missing, Not, And, Or)):
        remedy = "read a text with creditkit.rules.parse" if isinstance(value, str) else ""
        raise InvalidInput(attribute.name, value, "a condition", remedy)


def is_unknown(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: what becomes of the unknown."""
    if value not in _MARKS:
        raise InvalidInput(attribute.name, value, ", ".join(_MARKS))


def order_names(names: tuple[str, ...]) -> frozenset[str]:
    """Those of the names that the check works out."""
    return frozenset(names).intersection(ORDER_VALUES)


@attrs.frozen
class ConditionCheck:
    """Fails where a condition over the position's values and :data:`ORDER_VALUES` is true.

    Args:
        code: of the check; the host's texts are found by it, with the fields as figures.
        fails_when: the condition.
        then: what becomes of the order where it is true.
        unknown: what becomes of it where values are missing and the condition is neither true nor false:
            ``hold`` it, let it ``pass``, or let it pass with a ``note`` (a warning).

    Raises:
        InvalidInput: any of these is not so.

    >>> from creditkit.rules import Compare
    >>> ConditionCheck("old_debt", Compare("oldest_overdue_days", ">", 60), "refuse").inputs
    ('oldest_overdue_days',)
    """

    code: str = attrs.field(validator=is_code)
    fails_when: Condition = attrs.field(validator=is_condition)
    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    unknown: Unknown = attrs.field(default="hold", validator=is_unknown)
    inputs: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)
    names: frozenset[str] = attrs.field(init=False, eq=False, repr=False)
    _holds: Callable[[Record], bool | None] = attrs.field(init=False, eq=False, repr=False)
    _marks: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        fields = fields_of(self.fails_when)
        object.__setattr__(self, "inputs", fields)
        object.__setattr__(self, "names", order_names(fields))
        object.__setattr__(self, "_holds", closure(self.fails_when))
        object.__setattr__(self, "_marks", (mark_of(self.then), _MARKS[self.unknown]))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, self.fails_when, self.then, self.unknown)

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position, self.names)

    @property
    def asked(self) -> tuple[Condition, ...]:
        """What the mark follows from."""
        return (self.fails_when,)

    def told(self, answers: Answers) -> int:
        """The mark that follows from the answers to :attr:`asked`."""
        (fails,) = answers
        return self._marks[0] if fails else PASSED if fails is not None else self._marks[1]

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        return self.told((self._holds(case.values),))

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        truth = holds_many(self.fails_when, cases.columns)
        passed = np.where(truth.known, PASSED, self._marks[1])
        return np.where(truth.true, self._marks[0], passed).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        if self._holds(case.values) is None:
            fields = ", ".join(unknown_fields(self.fails_when, case.values))
            return (verdict_of(mark, Reason("condition_unknown", {"check": self.code, "fields": fields})),)
        figures = record_of(case.values, self.inputs)
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code, **figures})),)
        largest = None
        if ASKS[mark] and self.names:
            amount = self.ease(case).amount
            largest = None if amount is None else case.money(amount)
        return (verdict_of(mark, Reason(self.code, figures), largest),)

    def ease(self, case: Case) -> Ease:
        """What takes the condition into the next cell in which it does not fail."""
        from creditkit.limits._levers import eased

        return eased(self.fails_when, self._passes, case, self.names)

    def _passes(self, values: Record) -> bool:
        fails = self._holds(values)
        return not ASKS[self._marks[0] if fails else PASSED if fails is not None else self._marks[1]]
