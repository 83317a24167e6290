"""Conditions as closures: the same answers as :func:`creditkit.rules.holds`, an order of magnitude sooner.

Each node becomes one small function with its constants in place, in every type that a value may come
in; the usual types are told by one look, anything else goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TypeAlias, cast

from creditkit.columns import Record, Value
from creditkit.rules._conditions import And, Compare, Condition, Constant, In, Missing, Not
from creditkit.rules._edges import Op, deciding_integer
from creditkit.rules._fields import Fields
from creditkit.rules._fit import check_condition
from creditkit.rules._scalar import COMPARE, answer, is_missing, plain

Check: TypeAlias = "Callable[[Record], bool | None]"
#: One edge for integers (None: no integer equals it), Decimals and floats.
_Edges: TypeAlias = "tuple[int | None, Decimal, float]"
_Slow: TypeAlias = "Callable[[object], bool | None]"


def compiled(condition: Condition, fields: Fields) -> Check:
    """A condition as a fast function of a record; it answers and refuses as :func:`holds` does.

    Raises:
        InvalidInput: the condition does not fit the fields.

    >>> from creditkit.rules import Field, declared, parse
    >>> fields = declared([Field("score", "number"), Field("age", "days")])
    >>> check = compiled(parse("score < 80 and age >= 12", fields), fields)
    >>> check({"score": 70, "age": 12}), check({"score": 70}), check({"score": 80})
    (True, None, False)
    """
    check_condition(condition, fields)
    return closure(condition)


def closure(condition: Condition) -> Check:
    """The function of a condition that was checked."""
    if isinstance(condition, Compare):
        if isinstance(condition.value, Decimal):
            return _of_number(condition.field, condition.op, condition.value)
        return _of_other(condition.field, condition.op, condition.value)
    if isinstance(condition, In):
        return _of_several(condition.field, condition.values)
    if isinstance(condition, Missing):
        return _of_missing(condition.field)
    if isinstance(condition, Not):
        return _of_not(closure(condition.arg))
    return _folded([closure(arg) for arg in condition.args], _both if isinstance(condition, And) else _either)


def _of_number(field: str, op: Op, edge: Decimal) -> Check:
    """Of a value that is there ``>`` is the opposite of ``<=``, and ``>=`` of ``<``: three shapes do."""
    yes = op in ("<", "<=", "==")
    shape = _below if op in ("<", ">=") else _up_to if op in ("<=", ">") else _equal
    slow = partial(answer, op=op, constant=edge, path=field)
    return shape(field, (deciding_integer(edge, op), edge, float(edge)), yes, slow)


def _below(field: str, edges: _Edges, yes: bool, slow: _Slow) -> Check:
    whole, exact, rounded = edges

    def check(record: Record) -> bool | None:
        value = record.get(field)
        kind = type(value)
        if kind is int:
            return (value < whole) is yes  # type: ignore[operator]
        if kind is float and value - value == 0.0:  # type: ignore[operator]
            return (value < rounded) is yes  # type: ignore[operator]
        if kind is Decimal and value.is_finite():  # type: ignore[union-attr]
            return (value < exact) is yes  # type: ignore[operator]
        return None if value is None else slow(value)

    return check


def _up_to(field: str, edges: _Edges, yes: bool, slow: _Slow) -> Check:
    whole, exact, rounded = edges

    def check(record: Record) -> bool | None:
        value = record.get(field)
        kind = type(value)
        if kind is int:
            return (value <= whole) is yes  # type: ignore[operator]
        if kind is float and value - value == 0.0:  # type: ignore[operator]
            return (value <= rounded) is yes  # type: ignore[operator]
        if kind is Decimal and value.is_finite():  # type: ignore[union-attr]
            return (value <= exact) is yes  # type: ignore[operator]
        return None if value is None else slow(value)

    return check


def _equal(field: str, edges: _Edges, yes: bool, slow: _Slow) -> Check:
    whole, exact, rounded = edges

    def check(record: Record) -> bool | None:
        value = record.get(field)
        kind = type(value)
        if kind is int:
            return (value == whole) is yes
        if kind is float and value - value == 0.0:  # type: ignore[operator]
            return (value == rounded) is yes
        if kind is Decimal and value.is_finite():  # type: ignore[union-attr]
            return (value == exact) is yes
        return None if value is None else slow(value)

    return check


def _of_other(field: str, op: str, constant: Constant) -> Check:
    compare, usual = COMPARE[op], type(constant)

    def check(record: Record) -> bool | None:
        value = record.get(field)
        if type(value) is usual:
            return compare(value, constant)
        return None if value is None else answer(value, op, constant, field)

    return check


def _of_several(field: str, constants: tuple[Constant, ...]) -> Check:
    if isinstance(constants[0], Decimal):
        return _of_numbers(field, cast("tuple[Decimal, ...]", constants))
    among, usual = frozenset(constants), type(constants[0])

    def check(record: Record) -> bool | None:
        value = record.get(field)
        if type(value) is not usual:
            value = cast(Value, plain(value, constants[0], field))
        return None if value is None else value in among

    return check


def _of_numbers(field: str, edges: tuple[Decimal, ...]) -> Check:
    among, rounded = frozenset(edges), frozenset(map(float, edges))

    def check(record: Record) -> bool | None:
        value = record.get(field)
        if type(value) is int:
            return value in among
        if type(value) is float and value - value == 0.0:
            return value in rounded
        answers = [answer(value, "==", edge, field) for edge in edges]
        return None if answers[0] is None else True in answers

    return check


def _of_missing(field: str) -> Check:
    def check(record: Record) -> bool:
        return is_missing(record.get(field))

    return check


def _of_not(part: Check) -> Check:
    def check(record: Record) -> bool | None:
        one = part(record)
        return None if one is None else not one

    return check


def _folded(parts: list[Check], join: Callable[[Check, Check], Check]) -> Check:
    """Joins the parts two by two, so that many of them make a shallow tree."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return join(_folded(parts[:half], join), _folded(parts[half:], join))


def _both(first: Check, second: Check) -> Check:
    def check(record: Record) -> bool | None:
        one, other = first(record), second(record)
        if one and other:
            return True
        return False if one is False or other is False else None

    return check


def _either(first: Check, second: Check) -> Check:
    def check(record: Record) -> bool | None:
        one, other = first(record), second(record)
        if one or other:
            return True
        return False if one is False and other is False else None

    return check
