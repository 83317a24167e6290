"""The scores that a card can give, exactly, each end with a record that earns it.

Points add up, so the least and the most are the sums of the least and the most of each characteristic.
Where characteristics may be left out, the others are weighed up: then the same is worked out apart for
each weight that can be missing, for with the same weight missing more points never score less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import attrs

from creditkit.columns import Value, scaled
from creditkit.errors import InvalidInput
from creditkit.rules import Field, Fields
from creditkit.rules._cells import axis
from creditkit.rules._conditions import Constant
from creditkit.rules._edges import Op, deciding_integer
from creditkit.rules._fields import NUMERIC, Kind
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._scales import Scale

if TYPE_CHECKING:
    from creditkit.columns import Record
    from creditkit.scoring._card import Scorecard

#: More sums than these are not told apart one by one.
MOST_SUMS = 200_000

#: A value for each bin that a value of the field can fall into.
Reached: TypeAlias = "Mapping[int, Value]"


@attrs.frozen
class Attainable:
    """The least and the most that a card can give.

    Args:
        minimum, maximum: the points.
        lowest, highest: records that score them.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> found = attainable(Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30])]))
    >>> found.minimum, found.maximum, found.highest
    (Decimal('0.00'), Decimal('30.00'), {'on_time_rate': Decimal('0.95')})
    """

    minimum: Decimal
    maximum: Decimal
    lowest: Record
    highest: Record


def attainable(card: Scorecard, fields: Fields | None = None) -> Attainable:
    """The least and the most that a card can give to records with values of these fields.

    Args:
        card: the card.
        fields: which values there are; where a field is not among them, any value of its kind.

    Raises:
        InvalidInput: no record can be scored, for some characteristic refuses all values of its field.

    >>> from creditkit.scoring import Give, LeaveOut, Numeric, Scorecard
    >>> card = Scorecard([Numeric("a", [1], [0, 10], missing=LeaveOut()), Numeric("b", [1], [2, 10], missing=Give(1))])
    >>> found = attainable(card)
    >>> found.minimum, found.lowest
    (Decimal('1.00'), {'a': Decimal('0.9'), 'b': None})
    """
    low: dict[int, tuple[int, Record]] = {0: (0, {})}
    high = dict(low)
    for one, scale in zip(card.characteristics, card.scales, strict=True):
        bins = reached_bins(one, scale, fields)
        if not bins:
            raise InvalidInput(f"characteristics.{one.name}", "no value that is scored", "at least one")
        low, high = _next(low, scale, bins, -1), _next(high, scale, bins, 1)
    least = min(((card.reweighted(total, out), record) for out, (total, record) in low.items()), key=_points)
    most = max(((card.reweighted(total, out), record) for out, (total, record) in high.items()), key=_points)
    return Attainable(scaled(least[0], card.decimals), scaled(most[0], card.decimals), least[1], most[1])


def _points(found: tuple[int, Record]) -> int:
    return found[0]


def _next(
    states: dict[int, tuple[int, Record]], scale: Scale, bins: Reached, sign: int
) -> dict[int, tuple[int, Record]]:
    """The best total for each weight left out, with one characteristic more."""
    found: dict[int, tuple[int, Record]] = {}
    best = _extremes(scale, bins, sign)
    for out, (total, record) in states.items():
        for gone, earned, value in best:
            state = total + earned, {**record, scale.name: value}
            known = found.get(out + gone)
            if known is None or sign * state[0] > sign * known[0]:
                found[out + gone] = state
    return found


def _extremes(scale: Scale, bins: Reached, sign: int) -> list[tuple[int, int, Value]]:
    """Weight left out, units and value: of the best bin that earns points, and of one that is left out."""
    scored = [(scale.units[place] or 0, value) for place, value in bins.items() if scale.units[place] is not None]
    left = [value for place, value in bins.items() if scale.units[place] is None]
    best = [max(scored, key=lambda pair: sign * pair[0])] if scored else []
    return [*[(0, units, value) for units, value in best], *[(scale.weight, 0, value) for value in left[:1]]]


def totals(card: Scorecard, fields: Fields | None = None) -> frozenset[int] | None:
    """All units that the card can give; None where they are too many to tell one by one."""
    states: set[tuple[int, int]] = {(0, 0)}
    for one, scale in zip(card.characteristics, card.scales, strict=True):
        bins = reached_bins(one, scale, fields)
        steps = {(scale.weight, 0) if scale.units[b] is None else (0, scale.units[b] or 0) for b in bins}
        if len(states) * len(steps) > 20 * MOST_SUMS:
            return None
        states = {(out + gone, total + units) for out, total in states for gone, units in steps}
        if len(states) > MOST_SUMS:
            return None
    return frozenset(card.reweighted(total, out) for out, total in states)


def reached_bins(one: Characteristic, scale: Scale, fields: Fields | None) -> Reached:
    """A value for each bin that some value of the field falls into; of a missing value, None."""
    found: dict[int, Value] = {}
    for value in _values(one, (fields or {}).get(one.name)):
        try:
            place = scale.bin_of(value)
        except InvalidInput:
            continue
        found.setdefault(place, value)
    return found


def fits(one: Characteristic, field: Field) -> bool:
    """Whether a field holds what a characteristic reads."""
    return field.kind in NUMERIC if isinstance(one, Numeric) else field.kind is Kind.text


def _values(one: Characteristic, field: Field | None) -> Iterator[Value]:
    """One value for each cell into which the characteristic divides its field; those of no cell left out."""
    if field is None or not fits(one, field):
        field = Field("any_value", Kind.number if isinstance(one, Numeric) else Kind.text)
    if isinstance(one, Categorical):
        yield from axis(field, {word for words in one.points for word in words}).values
        return
    marks: set[Constant] = {*_on_grid(one, field), *_special(one, field)}
    cells = axis(field, marks)
    yield from (cells.values[i] for i in cells.usual)


def _on_grid(one: Numeric, field: Field) -> Iterator[Decimal]:
    """The edges as values that the field has: a finer edge is passed by the same ones as the next coarser."""
    op: Op = ">=" if one.closed == "left" else ">"
    for edge in one.edges:
        whole = None if field.grid is None else deciding_integer(edge, op, field.grid)
        yield edge if whole is None else scaled(whole, field.grid or 0)


def _special(one: Numeric, field: Field) -> Iterator[Decimal]:
    """The special values that the field has."""
    return (
        value for value in one.special if field.grid is None or deciding_integer(value, "==", field.grid) is not None
    )
