"""Conditions as text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from creditkit.rules._conditions import And, Compare, Condition, Constant, In, Missing, Not, Or
from creditkit.rules._tokens import ESCAPES

_ESCAPED = {character: f"\\{letter}" for letter, character in ESCAPES.items() if character not in "'\""}


def show(condition: Condition) -> str:
    """The text of a condition, with no more parentheses than it needs; read again it is the same tree.

    A tree built by hand may be longer than the 2,000 characters that can be read.

    >>> show(And([Compare("score", "<", 80), Not(Missing("grade"))]))
    'score < 80 and grade is not None'
    """
    if isinstance(condition, Compare):
        return f"{condition.field} {condition.op} {_constant(condition.value)}"
    if isinstance(condition, In):
        return f"{condition.field} in {_constants(condition.values)}"
    if isinstance(condition, Missing):
        return f"{condition.field} is None"
    if isinstance(condition, Not):
        return _not(condition.arg)
    if isinstance(condition, And):
        return " and ".join(_inside(arg, And, Or) for arg in condition.args)
    return " or ".join(_inside(arg, Or) for arg in condition.args)


def _inside(condition: Condition, *loose: type) -> str:
    """A part of a larger condition, in parentheses where it would else fall apart or merge."""
    text = show(condition)
    return f"({text})" if isinstance(condition, loose) else text


def _not(arg: Condition) -> str:
    if isinstance(arg, Missing):
        return f"{arg.field} is not None"
    if isinstance(arg, In):
        return f"{arg.field} not in {_constants(arg.values)}"
    return f"not {_inside(arg, And, Or)}"


def _constants(values: tuple[Constant, ...]) -> str:
    inside = ", ".join(map(_constant, values))
    return f"({inside},)" if len(values) == 1 else f"({inside})"


def _constant(value: Constant) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return _quoted(value.isoformat() if isinstance(value, date) else value)


def _quoted(text: str) -> str:
    quote = '"' if "'" in text and '"' not in text else "'"
    return quote + "".join(_ESCAPED.get(c, f"\\{c}" if c == quote else c) for c in text) + quote
