"""The scorecard: characteristics with their points, one sum, two doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Column, Columns, Ints, Labels, Numbers, rebuilt, rows_of, scaled
from creditkit.errors import InvalidInput
from creditkit.rules._edges import edge
from creditkit.scoring._characteristics import Characteristic, Numeric
from creditkit.scoring._fallbacks import Points
from creditkit.scoring._kernels import runs
from creditkit.scoring._limits import MOST_DECIMALS
from creditkit.scoring._lookups import ODD, Bare, Lookup
from creditkit.scoring._readers import REFUSED
from creditkit.scoring._scales import Loss, Scale, scale_of, units_of
from creditkit.scoring._score import Score, half_even
from creditkit.scoring._scores import Scores

if TYPE_CHECKING:
    from creditkit.columns import Record
    from creditkit.reasons import Finding
    from creditkit.rules import Fields

#: Up to so many joint codes share one table of sums.
TABLE = 65_536


def _tuple(characteristics: Sequence[Characteristic]) -> tuple[Characteristic, ...]:
    return tuple(characteristics)


def _decimal(value: Points) -> Decimal:
    return edge(value, "base")


@attrs.frozen(eq=False, slots=False)
class Scorecard:
    """Points by characteristic, added up exactly.

    Args:
        characteristics: which values earn how many points; names differ.
        base: points that everyone has.
        decimals: of the points, 0 to 6. Points are integers at these decimals throughout.

    The score is base + Σ points. Where characteristics are left out for want of a value, the points
    of the others are multiplied by full weight / weight in play, rounded once, half to even; if none
    is left in play, the score is the card's minimum. The *coverage* is the weight of the
    characteristics with a known value over the full weight; fixed points for a missing value do not
    cover.

    Raises:
        InvalidInput: two characteristics of one name, points with too many decimals, or points so
            large that a sum of them times another could wrap in a column.

    >>> from creditkit.scoring import LeaveOut, Numeric
    >>> card = Scorecard(
    ...     [
    ...         Numeric("on_time_rate", edges=["0.80", "0.95"], points=[0, 20, 30], better="higher"),
    ...         Numeric(
    ...             "overdue_count",
    ...             edges=[1, 2, 5],
    ...             points=[20, 15, 5, 0],
    ...             better="lower",
    ...             missing=LeaveOut(),
    ...         ),
    ...     ]
    ... )
    >>> one = card.score({"on_time_rate": Decimal("0.97"), "overdue_count": 1})
    >>> one.points, one.maximum, one.coverage
    (Decimal('45.00'), Decimal('50.00'), Decimal('1.0000'))
    """

    characteristics: tuple[Characteristic, ...] = attrs.field(converter=_tuple)
    base: Decimal = attrs.field(default=Decimal(0), kw_only=True, converter=_decimal)
    decimals: int = attrs.field(default=2, kw_only=True)

    __reduce__ = rebuilt

    def __attrs_post_init__(self) -> None:
        if type(self.decimals) is not int or not 0 <= self.decimals <= MOST_DECIMALS:
            raise InvalidInput("decimals", self.decimals, f"0 to {MOST_DECIMALS}")
        names = [one.name for one in self.characteristics]
        twice = next((i for i, name in enumerate(names) if name in names[:i]), None)
        if twice is not None:
            raise InvalidInput("characteristics", names[twice], "each with a name of its own")
        if self._size * self._size >= LARGEST_SUM:
            accepted = f"points that add up to less than {scaled(1 << 31, self.decimals)}"
            raise InvalidInput("characteristics", str(scaled(self._size, self.decimals)), accepted)

    @property
    def _size(self) -> int:
        """The most units, of either sign, that can come together; reweighting multiplies two such sums."""
        units = (max(abs(unit) for unit in (*scale.units, scale.weight) if unit is not None) for scale in self.scales)
        return abs(self.base_units) + sum(units)

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """The characteristics ready to score."""
        return tuple(scale_of(one, self.decimals, i) for i, one in enumerate(self.characteristics))

    @cached_property
    def base_units(self) -> int:
        """The base at the card's decimals, as an integer."""
        return units_of(self.base, self.decimals, "base")

    @cached_property
    def weight(self) -> int:
        """The full weight: the most units that all characteristics together can earn."""
        return sum(scale.weight for scale in self.scales)

    @cached_property
    def _plan(self) -> tuple[tuple[str, Mapping[type, Lookup]], ...]:
        return tuple((scale.name, scale.lookups) for scale in self.scales)

    @cached_property
    def _bare(self) -> tuple[int, tuple[tuple[str, Mapping[type, Bare]], ...]]:
        """The base, and of the plan what bare points need: each step counts in a loop that does so little."""
        quick = (
            (name, {kind: (find, where, units) for kind, (find, where, units, _) in lookups.items()})
            for name, lookups in self._plan
        )
        return self.base_units, tuple(quick)

    @cached_property
    def known(self) -> tuple[tuple[int, ...], ...]:
        """The units of weight that count as covered, of each bin of each characteristic."""
        return tuple(scale.known for scale in self.scales)

    @cached_property
    def losses(self) -> tuple[tuple[Loss | None, ...], ...]:
        """What a score says of each bin of each characteristic."""
        return tuple(scale.losses for scale in self.scales)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The fields that it reads."""
        return tuple(one.name for one in self.characteristics)

    @cached_property
    def maximum(self) -> Decimal:
        """The most points."""
        return scaled(self.base_units + self.weight, self.decimals)

    @cached_property
    def least(self) -> int:
        """The fewest units."""
        return self.base_units + sum(scale.least for scale in self.scales)

    @cached_property
    def minimum(self) -> Decimal:
        """The fewest points."""
        return scaled(self.least, self.decimals)

    def points_of(self, values: Record) -> int:
        """The bare points at the card's decimals, as an integer: ``score(values).units``, without what explains it.

        Raises:
            InvalidInput: as :meth:`score`.
        """
        get = values.get
        total, plan = self._bare
        try:
            for name, lookups in plan:
                value = get(name)
                find, edges, units = lookups[type(value)]
                total += units[find(edges, value)]  # type: ignore[operator]
        except ODD:
            return self._carefully(values).units
        return total

    def score(self, values: Record) -> Score:
        """Scores one record. A field that is not in it counts as missing.

        Raises:
            InvalidInput: a value of the wrong type, or one that is refused.
        """
        get = values.get
        total = self.base_units
        bins = []
        try:
            for name, lookups in self._plan:
                value = get(name)
                find, edges, units, numbers = lookups[type(value)]
                place = find(edges, value)
                total += units[place]  # type: ignore[operator]
                bins.append(numbers[place])
        except ODD:
            return self._carefully(values)
        return Score(self, bytes(bins), values, total)

    def _carefully(self, values: Record) -> Score:
        """The long way to a score, which takes every type of value, reweights, and names what it refuses."""
        bins = bytes(scale.bin_of(values.get(scale.name)) for scale in self.scales)
        total = out = 0
        for scale, place in zip(self.scales, bins, strict=True):
            earned = scale.units[place]
            if earned is None:
                out += scale.weight
            else:
                total += earned
        return Score(self, bins, values, self.reweighted(total, out))

    def reweighted(self, total: int, out: int) -> int:
        """Base and earned units, weighted up for the weight that was left out."""
        if not out:
            return self.base_units + total
        if out == self.weight:
            return self.least
        return self.base_units + half_even(total * self.weight, self.weight - out)

    def score_many(self, columns: Columns) -> Scores:
        """Scores columns; row i equals ``score`` of record i. A field without a column is missing throughout.

        A row that is refused is set aside in ``rejected``; its points read as missing.

        Raises:
            InvalidInput: a column of the wrong type, or columns of different lengths.
        """
        rows = rows_of({name: columns[name] for name in self.inputs if name in columns} or columns)
        bins = np.empty((len(self.scales), rows), dtype=np.uint8)
        for i, (scale, one) in enumerate(zip(self.scales, self.characteristics, strict=True)):
            given = columns.get(scale.name)
            scale.fill(_nothing(one, rows) if given is None else given, bins[i])
        refused = [row == REFUSED for row in bins if row.max(initial=0) == REFUSED]
        return Scores(self, bins, dict(columns), np.any(refused, axis=0) if refused else None)

    def verify(self, fields: Fields | None = None) -> tuple[Finding, ...]:
        """What is wrong with the card; see :func:`creditkit.scoring.verify_card`."""
        from creditkit.scoring._verify_card import verify_card

        return verify_card(self, fields)

    @cached_property
    def tables(self) -> tuple[tuple[slice, list[int], Ints, Ints], ...]:
        """Sums of units and of weight left out by joint code, for runs of characteristics."""
        out = []
        for run in runs([len(scale.bins) for scale in self.scales], TABLE):
            scales = self.scales[run]
            units = left = np.zeros(1, dtype=np.int64)
            for scale in scales:
                earned = np.array([unit or 0 for unit in scale.units], dtype=np.int64)
                gone = np.array([scale.weight if unit is None else 0 for unit in scale.units], dtype=np.int64)
                units = (units[:, None] + earned).reshape(-1)
                left = (left[:, None] + gone).reshape(-1)
            out.append((run, [len(scale.bins) for scale in scales], units, left))
        return tuple(out)


def _nothing(one: Characteristic, rows: int) -> Column:
    """A column of missing values."""
    if isinstance(one, Numeric):
        return Numbers(np.zeros(rows, dtype=np.int64), 0, np.ones(rows, dtype=np.bool_))
    return Labels(np.full(rows, -1, dtype=np.int64), ())
