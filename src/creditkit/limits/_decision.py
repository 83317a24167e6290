"""What was decided about an order; the words are made when they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from creditkit.facts import Order
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._terms import Terms
from creditkit.limits._verdicts import ASKS, WARNED, Failed, Verdict, Warned
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._engine import Checks


@attrs.frozen
class Decision:
    """What becomes of an order, and why. Made by :meth:`Checks.check`.

    Args:
        order, position: what was checked.
        outcome: the worst that a check asks for.
        marks: the verdict of each check as a small number, in the order of ``checks.codes``.
        checks: which decided.

    >>> from datetime import date
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> from creditkit.money import Money
    >>> room = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("1800", "EUR"))
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> decision = Checks([Utilisation()]).check(order, room)
    >>> decision.outcome.name, [reason.code for reason in decision.reasons], len(decision.verdicts)
    ('hold', ['utilisation'], 1)
    """

    order: Order
    position: Position
    outcome: Outcome
    marks: bytes = attrs.field(repr=False)
    checks: Checks = attrs.field(repr=False)

    @property
    def terms(self) -> Terms | None:
        """The terms of the position."""
        return self.position.terms

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What each check says, in their order; a frozen account has a verdict for each hold."""
        return self.checks.verdicts(self)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: of an order that fails the reasons against it, worst first; of one that passes those for it."""
        if not self.outcome:
            return tuple(verdict.reason for verdict in self.verdicts if not isinstance(verdict, Warned))
        said = self.checks.verdicts(self, lambda mark: ASKS[mark] > 0)
        failed = [verdict for verdict in said if isinstance(verdict, Failed)]
        return tuple(verdict.reason for verdict in sorted(failed, key=lambda verdict: -verdict.outcome))

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """What to look at, whatever the outcome."""
        return tuple(verdict.reason for verdict in self.checks.verdicts(self, lambda mark: mark == WARNED))
