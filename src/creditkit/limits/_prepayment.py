"""The check that what the terms require before has come in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._check import Ease, judged, largest_input
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import is_code
from creditkit.limits._verdicts import PASSED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks


@attrs.frozen
class Prepayment:
    """Fails where less is prepaid than the terms require: their share of the gross amount, half-even.

    Args:
        then: what becomes of the order.
        code: of the check.

    No exemption lifts it: it is a term of the sale, and the limit check counts on the money.

    >>> Prepayment().then.name
    'prepay'
    """

    then: Then = attrs.field(default=Outcome.prepay, converter=then_of)
    code: str = attrs.field(default="prepayment", validator=is_code)
    _failing: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_failing", mark_of(self.then))

    @property
    def inputs(self) -> tuple[str, ...]:
        """None: it looks at terms and order."""
        return ()

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        return self._failing if case.shortfall else PASSED

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        return np.where(cases.shortfall > 0, self._failing, PASSED).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        figures = {"due": case.money(case.due), "prepaid": case.money(case.prepaid)}
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code, **figures})),)
        return (verdict_of(mark, Reason(self.code, {**figures, "shortfall": case.money(case.shortfall)})),)

    def ease(self, case: Case) -> Ease:
        """The prepayment that is due. An order small enough for what was prepaid is one too, if anything was."""
        terms = case.position.terms
        if not case.prepaid or terms is None:
            return Ease(prepaid=case.due)
        numerator, denominator = terms.prepayment_share.as_integer_ratio()
        return Ease(prepaid=case.due, amount=largest_input(case.prepaid, Fraction(numerator, denominator)))
