"""What a condition says of one record: the readable reference of all other ways to evaluate it."""

from __future__ import annotations

from collections.abc import Iterable

from creditkit.columns import Record
from creditkit.rules._conditions import And, Compare, Condition, In, Missing, Not
from creditkit.rules._scalar import answer, is_missing


def holds(condition: Condition, record: Record) -> bool | None:
    """Whether the condition is true (True), false (False) or unknown (None) of a record.

    A comparison with a missing value is unknown; ``and``, ``or`` and ``not`` follow Kleene, as SQL does.
    A name that the record lacks is missing, as None and NaN are. ``int`` and ``Decimal`` compare exactly, a
    float with the edge rounded to its own type.

    Raises:
        InvalidInput: a value of the wrong type, or an infinity, by the name of its field; also where
            another part has decided already.

    >>> adult = Compare("score", ">=", 80)
    >>> holds(adult, {"score": 79}), holds(adult, {}), holds(Not(adult), {"score": 79})
    (False, None, True)
    """
    if isinstance(condition, Compare):
        return answer(record.get(condition.field), condition.op, condition.value, condition.field)
    if isinstance(condition, In):
        value = record.get(condition.field)
        return any_true([answer(value, "==", constant, condition.field) for constant in condition.values])
    if isinstance(condition, Missing):
        return is_missing(record.get(condition.field))
    if isinstance(condition, Not):
        return negated(holds(condition.arg, record))
    answers = [holds(arg, record) for arg in condition.args]
    return all_true(answers) if isinstance(condition, And) else any_true(answers)


def negated(one: bool | None) -> bool | None:
    """Kleene's not."""
    return None if one is None else not one


def all_true(answers: Iterable[bool | None]) -> bool | None:
    """Kleene's and."""
    given = set(answers)
    return False if False in given else None if None in given else True


def any_true(answers: Iterable[bool | None]) -> bool | None:
    """Kleene's or."""
    given = set(answers)
    return True if True in given else None if None in given else False


def unknown_fields(condition: Condition, record: Record) -> tuple[str, ...]:
    """The missing fields that keep the condition from being true or false; empty where it is either.

    >>> either = And([Compare("score", ">=", 80), Compare("age", ">", 1), Missing("grade")])
    >>> unknown_fields(either, {"score": 90}), unknown_fields(either, {"score": 70})
    (('age',), ())
    """
    return tuple(dict.fromkeys(_unknown(condition, record)))


def _unknown(condition: Condition, record: Record) -> list[str]:
    if holds(condition, record) is not None:
        return []
    if isinstance(condition, (Compare, In, Missing)):
        return [condition.field]
    args = (condition.arg,) if isinstance(condition, Not) else condition.args
    return [name for arg in args for name in _unknown(arg, record)]
