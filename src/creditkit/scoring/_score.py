"""The score of one record: what is asked for often at once, the explanation when it is read."""

from __future__ import annotations

from decimal import Decimal
from operator import getitem
from typing import TYPE_CHECKING

import attrs

from creditkit.columns import scaled
from creditkit.reasons._values import Reason, handed_over
from creditkit.scoring._scales import Bin

if TYPE_CHECKING:
    from creditkit.columns import Record, Value
    from creditkit.scoring._card import Scorecard

#: Decimals of a coverage.
COVERAGE = 4


def half_even(numerator: int, denominator: int) -> int:
    """The quotient to a positive integer, rounded half to even: one value of :func:`creditkit.columns.quotients`."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient % 2))


@attrs.frozen
class Contribution:
    """What one characteristic brought.

    Args:
        characteristic: its name.
        value: the value scored; None where it was missing.
        bin: the bin it fell into.
        points: what that earned before any reweighting; zero where it was left out.
        maximum: the most it could have earned.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30])])
    >>> [one] = card.score({"on_time_rate": 0.9}).contributions
    >>> one.bin.label, str(one.points), str(one.maximum)
    ('0.8 ≤ x < 0.95', '20.00', '30.00')
    """

    characteristic: str
    value: Value
    bin: Bin
    points: Decimal
    maximum: Decimal


@attrs.frozen
class GroupScore:
    """What the characteristics of one group brought together.

    Args:
        name: the group; None stands for all characteristics that are in none.
        points: what they earned before any reweighting.
        maximum: the most they could have earned.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> rate, count = Numeric("on_time_rate", ["0.8"], [0, 20], group="payment"), Numeric("overdue_count", [1], [20, 0])
    >>> for group in Scorecard([rate, count]).score({"on_time_rate": 1, "overdue_count": 2}).groups:
    ...     print(group.name, group.points, group.maximum)
    payment 20.00 20.00
    None 0.00 20.00
    """

    name: str | None
    points: Decimal
    maximum: Decimal


@attrs.frozen
class Score:
    """The score of one record. Contributions and reasons are derived when they are read.

    Args:
        card: the scorecard.
        bins: the bin of each characteristic, a byte each.
        values: the record.
        units: the points at the card's decimals, as an integer.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30], better="higher")])
    >>> score = card.score({"on_time_rate": 0.9})
    >>> score.points, score.maximum, [reason.code for reason in score.reasons]
    (Decimal('20.00'), Decimal('30.00'), ['on_time_rate'])
    """

    card: Scorecard = attrs.field(repr=False)
    bins: bytes = attrs.field(repr=False)
    values: Record = attrs.field(eq=False, hash=False, repr=False)
    units: int

    @property
    def points(self) -> Decimal:
        """The score."""
        return scaled(self.units, self.card.decimals)

    @property
    def minimum(self) -> Decimal:
        """The fewest points that the card gives."""
        return self.card.minimum

    @property
    def maximum(self) -> Decimal:
        """The most points that the card gives."""
        return self.card.maximum

    @property
    def coverage(self) -> Decimal:
        """The weight of the characteristics with a known value over the full weight, at four decimals."""
        return scaled(self.coverage_units, COVERAGE)

    @property
    def coverage_units(self) -> int:
        """The coverage in ten-thousandths. A card without weight is covered whole."""
        weight = self.card.weight
        if not weight:
            return int(10**COVERAGE)
        known = sum(map(getitem, self.card.known, self.bins))
        return half_even(known * 10**COVERAGE, weight)

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each characteristic brought, in the order of the card."""
        get = self.values.get
        return tuple(
            Contribution(scale.name, get(scale.name), scale.bins[place], scale.earned[place], scale.maximum)
            for scale, place in zip(self.card.scales, self.bins, strict=True)
        )

    @property
    def groups(self) -> tuple[GroupScore, ...]:
        """What each group brought, in the order of first appearance. With the base they add up to the points,
        unless something was left out and the rest weighed up.
        """
        earned: dict[str | None, int] = {}
        maximum: dict[str | None, int] = {}
        card = self.card
        for one, scale, place in zip(card.characteristics, card.scales, self.bins, strict=True):
            earned[one.group] = earned.get(one.group, 0) + (scale.units[place] or 0)
            maximum[one.group] = maximum.get(one.group, 0) + scale.weight
        return tuple(
            GroupScore(name, scaled(units, card.decimals), scaled(maximum[name], card.decimals))
            for name, units in earned.items()
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the score is not the maximum: the characteristics that lost points, most lost first."""
        get = self.values.get
        found = [loss for losses, place in zip(self.card.losses, self.bins, strict=True) if (loss := losses[place])]
        found.sort()
        reasons = []
        for _, _, name, code, known, rule in found:
            figures = known.copy()
            figures["value"] = get(name)
            reasons.append(handed_over(code, figures, rule))
        return tuple(reasons)
