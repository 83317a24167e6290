"""The checks on what others have decided: holds on the account, and figures that cannot be relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._check import Ease, judged
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import is_code
from creditkit.limits._verdicts import HOLD, PASSED, Failed, Passed, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks


@attrs.frozen
class Holds:
    """Fails where the position has a hold; each hold is a reason of its own.

    Args:
        then: what becomes of the order.
        code: of the check.

    A list of checks without one gets ``Holds()``: a frozen account is held unless it is said otherwise.

    >>> Holds("refuse").then.name
    'refuse'
    """

    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="holds", validator=is_code)

    @property
    def inputs(self) -> tuple[str, ...]:
        """None: it looks at the position's holds."""
        return ()

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position: the first hold."""
        return judged(self, order, position)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        return PASSED if not case.position.holds else mark_of(self.then)

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        return np.where(cases.held, mark_of(self.then), PASSED).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """A verdict for each hold."""
        if mark == PASSED:
            return (Passed(Reason("check_passed", {"check": self.code})),)
        return tuple(verdict_of(mark, reason) for reason in case.position.holds)

    def ease(self, case: Case) -> Ease:  # noqa: ARG002
        """None: whoever froze the account has to lift it."""
        return Ease()


@attrs.frozen
class Problems:
    """Holds where the figures cannot be relied on (``rate_missing``). It stands before every list of checks."""

    code: str = attrs.field(default="problems", init=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """None: it looks at the position's problems."""
        return ()

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position: the first problem."""
        return judged(self, order, position)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        return HOLD if case.problems else PASSED

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        return np.where(cases.problem, HOLD, PASSED).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """A verdict for each problem."""
        if mark == PASSED:
            return (Passed(Reason("check_passed", {"check": self.code})),)
        return tuple(Failed(Outcome.hold, reason) for reason in case.problems)

    def ease(self, case: Case) -> Ease:  # noqa: ARG002
        """None: the figures have to be mended."""
        return Ease()
