"""The one text of a condition."""

from __future__ import annotations

from decimal import Decimal

import attrs

from creditkit.canonical import numeral
from creditkit.policy._reading import composed
from creditkit.rules import And, Compare, Condition, Constant, In, Missing, Not, Or, show


def condition_text(condition: Condition) -> str:
    """A condition printed with no more parentheses and zeros than it needs.

    >>> from creditkit.rules import Compare
    >>> condition_text(Compare("coverage", "<", Decimal("0.60")))
    'coverage < 0.6'
    """
    return composed(show(_settled(condition)))


def _settled(condition: Condition) -> Condition:
    """The condition with its numbers in plain digits."""
    if isinstance(condition, Compare):
        return attrs.evolve(condition, value=_plain(condition.value))
    if isinstance(condition, In):
        return In(condition.field, tuple(map(_plain, condition.values)))
    if isinstance(condition, Missing):
        return condition
    if isinstance(condition, Not):
        return Not(_settled(condition.arg))
    args = tuple(map(_settled, condition.args))
    return And(args) if isinstance(condition, And) else Or(args)


def _plain(constant: Constant) -> Constant:
    return Decimal(numeral(constant)) if isinstance(constant, Decimal) else constant
