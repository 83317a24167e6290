"""Characteristics: which values earn how many points.

A numeric characteristic has bins between edges, a categorical one bins of named values. Both say
what a missing value earns; a numeric one may name special values, a categorical one what an unseen
value earns. *Missing*, *special* and *unseen* are three things and have three policies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs
from attrs import field

from creditkit.columns import rebuilt
from creditkit.errors import InvalidInput
from creditkit.rules._edges import check_distinct, edge
from creditkit.scoring._fallbacks import Fallback, Give, LeaveOut, Points, Refuse, points_of

Better: TypeAlias = Literal["higher", "lower"]
Closed: TypeAlias = Literal["left", "right"]

#: A bin is a byte in columns; some are kept for missing, unseen and refused values.
MOST_BINS = 250


def _edges(values: Sequence[Points]) -> tuple[Decimal, ...]:
    return tuple(edge(value, f"edges[{i}]") for i, value in enumerate(values))


def _points(values: Sequence[Points]) -> tuple[Decimal, ...]:
    return tuple(edge(value, f"points[{i}]") for i, value in enumerate(values))


def _special(values: Mapping[Points, Points]) -> Mapping[Decimal, Decimal]:
    return MappingProxyType({edge(value, "special"): points_of(points) for value, points in values.items()})


def _grouped(points: Mapping[str | tuple[str, ...], Points]) -> Mapping[tuple[str, ...], Decimal]:
    out: dict[tuple[str, ...], Decimal] = {}
    for values, given in points.items():
        out[(values,) if isinstance(values, str) else tuple(values)] = edge(given, f"points[{values!r}]")
    return MappingProxyType(out)


def _is_fallback(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, (Give, LeaveOut, Refuse)):
        raise InvalidInput(attribute.name, value, "Give(points), LeaveOut() or Refuse()")


def _is_name(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput(attribute.name, value, "a text that is not empty")


@attrs.frozen(eq=False)
class Numeric:
    """Points by bins of a number.

    Args:
        name: the field.
        edges: ascending, at most 15 significant digits.
        points: one more than there are edges, from the lowest bin to the highest.
        closed: ``left``: a value at an edge is in the bin above it (0.95 with edges 0.80, 0.95 is in the
            highest bin); ``right``: in the bin below it (3 days of "at most 3").
        better: which way values get better; points may then not fall that way.
        missing: what no value earns; ``Refuse`` by default.
        special: points of special values, looked at before the bins.
        group: the group in the scorecard (``ability``, ``willingness`` …).
        withholdable: the party or the salesman can keep it back; then missing may earn no more than
            the worst bin, and may not be left out.

    Raises:
        InvalidInput: edges do not rise, points do not fit edges, or fall where values get better.

    >>> Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30], better="higher").maximum
    Decimal('30')
    """

    name: str = field(validator=_is_name)
    edges: tuple[Decimal, ...] = field(converter=_edges)
    points: tuple[Decimal, ...] = field(converter=_points)
    closed: Closed = field(default="left", kw_only=True, validator=attrs.validators.in_(("left", "right")))
    better: Better | None = field(default=None, kw_only=True, validator=attrs.validators.in_((None, "higher", "lower")))
    missing: Fallback = field(factory=Refuse, kw_only=True, validator=_is_fallback)
    special: Mapping[Decimal, Decimal] = field(factory=dict, kw_only=True, converter=_special)
    group: str | None = field(default=None, kw_only=True)
    withholdable: bool = field(default=False, kw_only=True)

    __reduce__ = rebuilt

    def __attrs_post_init__(self) -> None:
        check_distinct(self.edges)
        if len(self.points) != len(self.edges) + 1:
            raise InvalidInput("points", len(self.points), f"{len(self.edges) + 1} points for {len(self.edges)} edges")
        if len(self.points) + len(self.special) > MOST_BINS:
            raise InvalidInput("points", len(self.points), f"at most {MOST_BINS} bins")
        rising = self.points if self.better == "higher" else self.points[::-1]
        if self.better is not None and any(a > b for a, b in pairwise(rising)):
            raise InvalidInput(
                "points", [str(p) for p in self.points], f"points that do not fall as {self.name} gets better"
            )
        check_withholding(self.withholdable, self.missing, self.minimum)

    @property
    def maximum(self) -> Decimal:
        """The most points that a value can earn: the weight of the characteristic."""
        return max((*self.points, *self.special.values()))

    @property
    def minimum(self) -> Decimal:
        """The fewest points that a value can earn."""
        return min((*self.points, *self.special.values()))


@attrs.frozen(eq=False)
class Categorical:
    """Points by named values.

    Args:
        name: the field.
        points: by value, or by several values that share a bin.
        missing, unseen: what no value, and a value that no bin names, earns; ``Refuse`` by default.
        group, withholdable: as for :class:`Numeric`.

    Raises:
        InvalidInput: no bin, or a value in two bins.

    >>> Categorical("industry", {"steel": 5, ("retail", "food"): 15}).maximum
    Decimal('15')
    """

    name: str = field(validator=_is_name)
    points: Mapping[tuple[str, ...], Decimal] = field(converter=_grouped)
    missing: Fallback = field(factory=Refuse, kw_only=True, validator=_is_fallback)
    unseen: Fallback = field(factory=Refuse, kw_only=True, validator=_is_fallback)
    group: str | None = field(default=None, kw_only=True)
    withholdable: bool = field(default=False, kw_only=True)

    __reduce__ = rebuilt

    def __attrs_post_init__(self) -> None:
        values = [value for bin_ in self.points for value in bin_]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise InvalidInput("points", twice, "each value in one bin")
        if not values or len(self.points) > MOST_BINS:
            raise InvalidInput("points", len(self.points), f"1 to {MOST_BINS} bins, each with a value")
        check_withholding(self.withholdable, self.missing, self.minimum)

    @property
    def maximum(self) -> Decimal:
        """The most points that a value can earn: the weight of the characteristic."""
        return max(self.points.values())

    @property
    def minimum(self) -> Decimal:
        """The fewest points that a value can earn."""
        return min(self.points.values())


Characteristic: TypeAlias = "Numeric | Categorical"


def check_withholding(withholdable: bool, missing: Fallback, worst: Decimal) -> None:
    """Hiding a fact may never pay: what can be withheld earns at most the worst bin when it is missing."""
    if not withholdable:
        return
    if isinstance(missing, LeaveOut):
        raise InvalidInput(
            "missing",
            "LeaveOut()",
            "Give(points) or Refuse()",
            "a withheld value must not be reweighted away",
        )
    if isinstance(missing, Give) and missing.points > worst:
        raise InvalidInput("missing", str(missing.points), f"at most {worst}, the worst bin's points")
