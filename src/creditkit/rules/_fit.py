"""Whether a condition fits the declared fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from creditkit.errors import InvalidInput
from creditkit.rules._conditions import Compare, Condition, Constant, atoms_of, constants_of
from creditkit.rules._edges import decimals_of
from creditkit.rules._fields import NUMERIC, Field, Fields, Kind, field_named

_ACCEPTED = {
    Kind.date: "a quoted day, such as '2025-12-31'",
    Kind.text: "a quoted text",
    Kind.flag: "True or False",
    **dict.fromkeys(NUMERIC, "a number without quotes"),
}


def check_condition(condition: Condition, fields: Fields, path: str = "condition") -> None:
    """Holds a tree that was built by hand to what :func:`parse` holds a text to.

    Raises:
        InvalidInput: an unknown field (the remedy offers the nearest), a constant of the wrong type, a text
            that is none of the field's choices, a number finer than the field's decimals, or an order
            asked of text or flags.

    >>> from creditkit.rules import Field, Kind
    >>> check_condition(Compare("score", "<", 80), {"score": Field("score", Kind.number)})
    """
    for atom in atoms_of(condition):
        field = field_named(atom.field, fields, path)
        for constant in constants_of(atom):
            fitting(field, constant, path)
        check_op(field, atom.op if isinstance(atom, Compare) else "==", path)


def check_op(field: Field, op: str, path: str) -> None:
    """Raises InvalidInput where an order is asked of a kind that has none."""
    if field.kind in (Kind.text, Kind.flag) and op not in ("==", "!="):
        raise InvalidInput(path, op, f"== or != with {field.name}, a {field.kind.value}")


def fitting(field: Field, constant: Constant, path: str, *, read: bool = False) -> Constant:
    """The constant in the type of its field; with ``read``, a day may still be text.

    Raises:
        InvalidInput: it is not of that type, or a value that the field never has.
    """
    if field.kind is Kind.date:
        return _day(field, constant, path, read)
    if field.kind in NUMERIC:
        return _number(field, constant, path)
    if not isinstance(constant, bool if field.kind is Kind.flag else str):
        raise _wrong(field, constant, path)
    if isinstance(constant, str) and field.choices is not None and constant not in field.choices:
        near = get_close_matches(constant, field.choices, n=1)
        accepted = f"of {field.name}: {', '.join(field.choices)}"
        raise InvalidInput(path, constant, accepted, f"did you mean {near[0]!r}?" if near else "")
    return constant


def _wrong(field: Field, constant: object, path: str) -> InvalidInput:
    accepted = f"{_ACCEPTED[field.kind]}, for {field.name} is a {field.kind.value} field"
    return InvalidInput(path, constant, accepted)


def _number(field: Field, constant: Constant, path: str) -> Decimal:
    if not isinstance(constant, Decimal):
        raise _wrong(field, constant, path)
    if field.grid is not None and decimals_of(constant) > field.grid:
        accepted = f"at most {field.grid} decimals, as {field.name} has"
        raise InvalidInput(path, constant, accepted, "declare more decimals, or write a coarser number")
    return constant


def _day(field: Field, constant: Constant, path: str, read: bool) -> date:
    if isinstance(constant, date):
        return constant
    if not read or not isinstance(constant, str):
        raise _wrong(field, constant, path)
    try:
        day = date.fromisoformat(constant)
    except ValueError:
        raise _wrong(field, constant, path) from None
    if day.isoformat() != constant:
        raise _wrong(field, constant, path)
    return day
