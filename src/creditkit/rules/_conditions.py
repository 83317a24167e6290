"""Conditions as frozen trees: one field against constants, joined by and, or, not.

Nothing in a tree is ever evaluated as Python. A tree built by hand obeys the same limits as one
that was parsed; that it fits the declared fields is :func:`creditkit.rules.check_condition`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, get_args

import attrs

from creditkit.errors import InvalidInput
from creditkit.rules._edges import Op, edge

Constant: TypeAlias = "Decimal | date | str | bool"

#: How deep a condition may be nested: people do not read deeper ones, and no stack has to hold them.
LEVELS = 16

OPS: tuple[str, ...] = get_args(Op)


def _constant(value: object) -> Constant:
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, (Decimal, int)):
        return edge(value, "value")
    remedy = f"a float is not exact: pass Decimal({str(value)!r})" if isinstance(value, float) else ""
    raise InvalidInput("value", value, "Decimal, int, date, str or bool", remedy)


def _constants(values: Iterable[object]) -> tuple[Constant, ...]:
    if isinstance(values, str):
        raise InvalidInput("values", values, "several constants, not one text")
    return tuple(_constant(value) for value in values)


def _typed(value: object) -> object:
    """What constants are compared by: to Python True equals 1, to a condition it does not."""
    return tuple(map(_typed, value)) if isinstance(value, tuple) else (type(value), value)


@attrs.frozen
class Compare:
    """A field against one constant. Numbers and dates have an order; text and flags only ``==`` and ``!=``.

    >>> Compare("score", "<", 80)
    Compare(field='score', op='<', value=Decimal('80'))
    """

    field: str
    op: Op
    value: Constant = attrs.field(converter=_constant, eq=_typed)

    def __attrs_post_init__(self) -> None:
        if self.op not in OPS:
            raise InvalidInput("op", self.op, ", ".join(OPS))
        if isinstance(self.value, (bool, str)) and self.op not in ("==", "!="):
            raise InvalidInput("op", self.op, "== or != with text and flags, which have no order")


@attrs.frozen
class In:
    """A field against several constants of one type: true where it equals one of them.

    >>> from creditkit.rules import holds
    >>> risky = In("industry", ("steel", "property"))
    >>> holds(risky, {"industry": "steel"}), holds(risky, {"industry": "food"}), holds(risky, {"industry": None})
    (True, False, None)
    """

    field: str
    values: tuple[Constant, ...] = attrs.field(converter=_constants, eq=_typed)

    def __attrs_post_init__(self) -> None:
        if not self.values:
            raise InvalidInput("values", self.values, "at least one constant")
        if len({type(value) for value in self.values}) > 1:
            raise InvalidInput("values", self.values, "constants of one type")
        if len(set(self.values)) < len(self.values):
            raise InvalidInput("values", self.values, "each constant once")


@attrs.frozen
class Missing:
    """True where a field has no value, false where it has one; the only condition that is never unknown.

    >>> from creditkit.rules import holds
    >>> holds(Missing("equity"), {"equity": None}), holds(Missing("equity"), {"equity": 5})
    (True, False)
    """

    field: str


@attrs.frozen
class Not:
    """True becomes false and false true; unknown stays unknown.

    >>> from creditkit.rules import Compare, holds
    >>> low = Not(Compare("score", ">=", 80))
    >>> holds(low, {"score": 70}), holds(low, {"score": None})
    (True, None)
    """

    arg: Condition
    levels: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "levels", _levels_above((self.arg,)))


def _conditions(args: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(args)


@attrs.frozen
class And:
    """False where one part is false, else unknown where one is unknown, else true.

    >>> from creditkit.rules import Compare, holds
    >>> both = And((Compare("score", ">=", 80), Compare("tenure_months", ">=", 12)))
    >>> holds(both, {"score": 90, "tenure_months": None}), holds(both, {"score": 70, "tenure_months": None})
    (None, False)
    """

    args: tuple[Condition, ...] = attrs.field(converter=_conditions)
    levels: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "levels", _levels_above(_at_least_two(self.args)))


@attrs.frozen
class Or:
    """True where one part is true, else unknown where one is unknown, else false.

    >>> from creditkit.rules import Compare, holds
    >>> either = Or((Compare("score", ">=", 80), Compare("tenure_months", ">=", 12)))
    >>> holds(either, {"score": 90, "tenure_months": None}), holds(either, {"score": 70, "tenure_months": None})
    (True, None)
    """

    args: tuple[Condition, ...] = attrs.field(converter=_conditions)
    levels: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "levels", _levels_above(_at_least_two(self.args)))


Atom: TypeAlias = "Compare | In | Missing"
Condition: TypeAlias = "Atom | Not | And | Or"


def _at_least_two(args: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if len(args) < 2:
        raise InvalidInput("args", args, "two conditions or more")
    return args


def _levels_above(args: tuple[Condition, ...]) -> int:
    levels = 1
    for i, arg in enumerate(args):
        if not isinstance(arg, (Compare, In, Missing, Not, And, Or)):
            raise InvalidInput(f"args[{i}]", arg, "a condition")
        levels = max(levels, 1 if isinstance(arg, (Compare, In, Missing)) else arg.levels)
    if levels >= LEVELS:
        raise InvalidInput("args", f"{levels + 1} levels", f"at most {LEVELS} levels")
    return levels + 1


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """The comparisons of a condition, from left to right."""
    if isinstance(condition, (Compare, In, Missing)):
        yield condition
    else:
        for arg in (condition.arg,) if isinstance(condition, Not) else condition.args:
            yield from atoms_of(arg)


def constants_of(atom: Atom) -> tuple[Constant, ...]:
    """What an atom compares its field with."""
    if isinstance(atom, Compare):
        return (atom.value,)
    return atom.values if isinstance(atom, In) else ()


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The fields that a condition looks at, each once, in order of first appearance.

    >>> fields_of(And([Compare("score", "<", 80), Missing("grade"), Compare("score", ">", 10)]))
    ('score', 'grade')
    """
    return tuple(dict.fromkeys(atom.field for atom in atoms_of(condition)))
