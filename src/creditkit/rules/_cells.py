"""The finitely many cells into which constants divide the values of a field.

Conditions compare a field with constants and with nothing else. So all values between two neighbouring
constants get the same answers, and one value of each such cell stands for the others: each constant, one
value between any two, one below and one above, and missing, which is a cell of its own. Where values
lie on a grid (days, whole minor units, declared decimals) a gap without a grid point is no cell. Of a
text with choices each choice is a cell; of one without, each text that is mentioned, and one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import attrs

from creditkit.columns import Value, scaled
from creditkit.rules._conditions import Condition, Constant, atoms_of, constants_of
from creditkit.rules._edges import deciding_integer, decimals_of
from creditkit.rules._fields import Field, Fields, Kind, field_named


@attrs.frozen
class Axis:
    """A field and one value for each of its cells.

    Args:
        field: the field.
        values: in rising order where the field has an order; the last is None, for missing.
        usual: the cells in the order in which a witness prefers them: no negative numbers, nothing missing.
    """

    field: Field
    values: tuple[Value, ...]
    usual: tuple[int, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        order = sorted(range(len(self.values)), key=lambda i: (_unusual(self.values[i]), i))
        object.__setattr__(self, "usual", tuple(order))


def _unusual(value: Value) -> int:
    if value is None:
        return 2
    return int(isinstance(value, (int, Decimal)) and value < 0)


def axes(conditions: Iterable[Condition], fields: Fields, also: Iterable[str] = ()) -> tuple[Axis, ...]:
    """An axis for each field that the conditions mention, and for those named besides.

    Raises:
        InvalidInput: a field that is not declared.
    """
    found: dict[str, set[Constant]] = {name: set() for name in also}
    for condition in conditions:
        for atom in atoms_of(condition):
            found.setdefault(atom.field, set()).update(constants_of(atom))
    return tuple(axis(field_named(name, fields, "field"), constants) for name, constants in found.items())


def axis(field: Field, constants: set[Constant]) -> Axis:
    """The cells of one field, given all constants that it is compared with."""
    if field.kind is Kind.flag:
        return Axis(field, (False, True, None))
    if field.kind is Kind.text:
        return Axis(field, (*_texts(field, {str(c) for c in constants}), None))
    if field.kind is Kind.date:
        days = {day.toordinal() for day in constants if isinstance(day, date)}
        points = _points(days, 1, 1, date.max.toordinal())
        return Axis(field, (*map(date.fromordinal, points), None))
    return Axis(field, (*_numbers(field, {c for c in constants if isinstance(c, Decimal)}), None))


def _texts(field: Field, mentioned: set[str]) -> list[str]:
    if field.choices is not None:
        return list(field.choices)
    other = "other"
    while other in mentioned:
        other += "_"
    return [*sorted(mentioned), other]


def _numbers(field: Field, constants: set[Decimal]) -> list[Value]:
    """Works on integers: the constants at a scale at which a value fits between any two of them."""
    bounds = {bound for bound in (field.least, field.most) if bound is not None}
    finest = max(map(decimals_of, constants | bounds), default=0)
    grid = field.grid
    scale = finest + 1 if grid is None else max(finest, grid)
    step = 1 if grid is None else 10 ** (scale - grid)
    low, high = (None if b is None else deciding_integer(b, "==", scale) for b in (field.least, field.most))
    points = _points({_whole(c, scale) for c in constants | bounds}, step, low, high)
    return [_shown(point, scale, field) for point in points]


def _whole(number: Decimal, scale: int) -> int:
    numerator, denominator = number.as_integer_ratio()
    return numerator * int(10**scale) // denominator


def _shown(point: int, scale: int, field: Field) -> Value:
    number = scaled(point, scale)
    needed = max(decimals_of(number), field.grid or 0)
    if needed == 0 and (field.kind is Kind.days or field.grid is None):
        return point // int(10**scale)
    return scaled(point // 10 ** (scale - needed), needed)


def _points(edges: set[int], step: int, low: int | None, high: int | None) -> list[int]:
    """One grid point for each cell that has any, in rising order. The edges lie on the grid."""
    points = sorted(edges) or [low if low is not None else high if high is not None else 0]
    between = [a + (b - a) // step // 2 * step for a, b in pairwise(points) if b - a > step]
    found = {points[0] - step, *points, *between, points[-1] + step}
    return sorted(p for p in found if (low is None or p >= low) and (high is None or p <= high))
