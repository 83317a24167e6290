"""What one check says of one order."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from creditkit.errors import InvalidInput
from creditkit.limits._outcome import Outcome
from creditkit.money import Money
from creditkit.reasons import Reason

#: What a check that fails makes of the order; ``"warn"`` lets it pass and says so.
Then: TypeAlias = "Outcome | Literal['warn']"


@attrs.frozen
class Passed:
    """The check has nothing against the order.

    >>> from datetime import date
    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, Position, UpTo, Utilisation
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> room = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("0", "EUR"))
    >>> [verdict] = Checks([Utilisation()]).check(order, room).verdicts
    >>> verdict.reason.code, verdict.reason.figures["measured"]
    ('within_limit', Money('300.00', 'EUR'))
    """

    reason: Reason


@attrs.frozen
class Warned:
    """The order passes, with a warning.

    >>> from datetime import date
    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, Position, UpTo, Utilisation
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> room = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("1800", "EUR"))
    >>> decision = Checks([Utilisation(otherwise="warn")]).check(order, room)
    >>> decision.outcome.name, decision.verdicts[-1].reason.code, [reason.code for reason in decision.warnings]
    ('approve', 'utilisation', ['utilisation'])
    """

    reason: Reason


@attrs.frozen
class Failed:
    """The order does not pass this check.

    Args:
        outcome: what becomes of it if no other check is worse; not ``approve``.
        reason: why.
        largest: the largest order that would pass this check, gross, in the order's currency; zero where
            none would, None where the check does not say.

    >>> from datetime import date
    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, Position, UpTo, Utilisation
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> room = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("1800", "EUR"))
    >>> [verdict] = Checks([Utilisation()]).check(order, room).verdicts
    >>> verdict.outcome.name, verdict.reason.code, verdict.largest
    ('hold', 'utilisation', Money('200.00', 'EUR'))
    """

    outcome: Outcome
    reason: Reason
    largest: Money | None = None


Verdict: TypeAlias = "Passed | Warned | Failed"

#: A verdict as a small number, for the decision and for columns. Between PREPAY and REFUSE it is the outcome.
PASSED, PREPAY, HOLD, REFUSE, WARNED, EXEMPT = range(6)
#: The outcome that each of them asks for.
ASKS = (0, 1, 2, 3, 0, 0)


#: The same for many marks at once.
_ASKED = bytes.maketrans(bytes(range(len(ASKS))), bytes(ASKS))


def worst(marks: bytes) -> int:
    """The worst outcome that some marks ask for."""
    return max(marks.translate(_ASKED))


def then_of(value: object) -> Then:
    """What a check does when it fails: an :class:`Outcome` or its name, or ``"warn"``.

    Raises:
        InvalidInput: anything else; a check that fails does not approve.
    """
    if value == "warn":
        return "warn"
    if isinstance(value, str) and value in Outcome.__members__ and value != "approve":
        return Outcome[value]
    if isinstance(value, Outcome) and value is not Outcome.approve:
        return value
    raise InvalidInput("then", value, "prepay, hold, refuse (names of Outcome) or 'warn'")


def mark_of(then: Then) -> int:
    """The mark of a check that fails."""
    return WARNED if isinstance(then, str) else int(then)


def verdict_of(mark: int, reason: Reason, largest: Money | None = None) -> Verdict:
    """The verdict that a mark stands for."""
    if mark == WARNED:
        return Warned(reason)
    return Failed(Outcome(mark), reason, largest) if ASKS[mark] else Passed(reason)


def mark_of_verdict(verdict: Verdict) -> int:
    """The mark of a verdict.

    Raises:
        InvalidInput: it is none, or a failure that approves.
    """
    if isinstance(verdict, Failed) and verdict.outcome != Outcome.approve:
        return int(verdict.outcome)
    if isinstance(verdict, (Passed, Warned)):
        return WARNED if isinstance(verdict, Warned) else PASSED
    raise InvalidInput("verdict", verdict, "Passed, Warned, or Failed with an outcome other than approve")
