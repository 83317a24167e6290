"""Which of several policies holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from creditkit.errors import InvalidInput
from creditkit.policy._policy import Policy


def in_force(policies: Iterable[Policy], day: date) -> Policy:
    """The policy with the latest ``effective_from`` that is not after the day. It holds as a whole.

    A policy without a day has been in force always, until one with a day follows it.

    Raises:
        InvalidInput: none of them is in force yet, or two are from the same day.

    >>> old = Policy(name="old", currency="EUR")
    >>> new = Policy(name="new", currency="EUR", effective_from=date(2026, 1, 1))
    >>> in_force([old, new], date(2025, 12, 31)).name, in_force([old, new], date(2026, 1, 1)).name
    ('old', 'new')
    """
    if isinstance(day, datetime):
        raise InvalidInput("day", day, "a date")
    given = list(policies)
    started = [one for one in given if one.effective_from is None or one.effective_from <= day]
    if not started:
        first = min((one.effective_from for one in given if one.effective_from), default=None)
        remedy = f"the first holds from {first}" if first else "give at least one policy"
        raise InvalidInput("day", day.isoformat(), "a day on which a policy is in force", remedy)
    latest = max(one.effective_from or date.min for one in started)
    found = [one for one in started if (one.effective_from or date.min) == latest]
    if len(found) > 1:
        names = ", ".join(f"{one.name} {one.version}".strip() for one in found)
        raise InvalidInput("policies", names, f"one policy from {latest}", "give each its own effective_from")
    return found[0]
