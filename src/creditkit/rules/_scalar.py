"""One value of a record, as a comparison takes it.

Strict, and the same for every comparison: a value of the wrong type is refused by the name of its
field, infinities are refused, None and NaN are missing. A scalar of numpy counts as the plain value that it
is, except float32, which keeps its type: its edges are rounded to float32.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, TypeGuard, cast

import numpy as np

from creditkit.errors import InvalidInput
from creditkit.rules._edges import rounded_edge

Number: TypeAlias = "int | Decimal | float | np.float32"

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def number(value: object, path: str) -> Number | None:
    """A number that can be compared, or None where it is missing.

    Raises:
        InvalidInput: no number (text, a flag, money with its currency), or not finite.
    """
    if value is None:
        return None
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidInput(path, value, "a finite number, or None for a missing one")
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    if not (isinstance(value, float) or _is_float32(value)):
        raise InvalidInput(path, value, "int, Decimal or float", _remedy(value))
    if value - value == 0:
        return value
    if value != value:
        return None
    raise InvalidInput(path, value, "a finite number, or None for a missing one")


def _is_float32(value: object) -> TypeGuard[np.float32]:
    return isinstance(value, np.floating) and value.dtype == np.float32


def _remedy(value: object) -> str:
    if isinstance(value, str):
        return "text is not read as a number here: convert it where it is read in"
    return "pass its amount in major units" if hasattr(value, "currency") else ""


def text(value: object, path: str) -> str | None:
    """A text, or None. Raises InvalidInput otherwise."""
    if value is None or isinstance(value, str):
        return value
    raise InvalidInput(path, value, "str")


def flag(value: object, path: str) -> bool | None:
    """A flag, or None. Raises InvalidInput otherwise: 0 and 1 are numbers."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    raise InvalidInput(path, value, "True or False")


def day(value: object, path: str) -> date | None:
    """A day, or None (NaT too). Raises InvalidInput otherwise: a moment is not a day."""
    if isinstance(value, np.datetime64) and value.dtype == np.dtype("datetime64[D]"):
        value = value.item()
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise InvalidInput(path, value, "a date, without a time of day")


def compared(value: Number, op: str, edge: Decimal, path: str) -> bool:
    """A number against an edge: exactly, or for a float in the float's own type."""
    if _is_float32(value):
        return COMPARE[op](float(value), rounded_edge(edge, "float32", path))
    return COMPARE[op](value, float(edge) if isinstance(value, float) else edge)


def plain(value: object, constant: object, path: str) -> object:
    """The value as something to compare with a constant of that type; None where it is missing.

    Raises:
        InvalidInput: a value of another type.
    """
    if isinstance(constant, Decimal):
        return number(value, path)
    if isinstance(constant, bool):
        return flag(value, path)
    return text(value, path) if isinstance(constant, str) else day(value, path)


def answer(value: object, op: str, constant: object, path: str) -> bool | None:
    """One value against one constant; None where the value is missing."""
    given = plain(value, constant, path)
    if given is None:
        return None
    if isinstance(constant, Decimal):
        return compared(cast(Number, given), op, constant, path)
    return COMPARE[op](given, constant)


def is_missing(value: object) -> bool:
    """Whether a value of any type is missing: None, NaN, NaT."""
    if value is None:
        return True
    if isinstance(value, np.datetime64):
        return bool(np.isnat(value))
    return isinstance(value, (float, np.floating)) and bool(value != value)
