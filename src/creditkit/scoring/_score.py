"""The score of one record: what is asked for often at once, the explanation when it is read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from creditkit.columns import scaled
from creditkit.money import divided
from creditkit.reasons import Reason
from creditkit.scoring._scales import Bin

if TYPE_CHECKING:
    from creditkit.columns import Record, Value
    from creditkit.scoring._card import Scorecard

#: Decimals of a coverage.
COVERAGE = 4


@attrs.frozen
class Contribution:
    """What one characteristic brought.

    Args:
        characteristic: its name.
        value: the value scored; None where it was missing.
        bin: the bin it fell into.
        points: what that earned before any reweighting; zero where it was left out.
        maximum: the most it could have earned.
    """

    characteristic: str
    value: Value
    bin: Bin
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
        if not self.card.weight:
            return scaled(10**COVERAGE, COVERAGE)
        known = sum(s.weight for s, place in zip(self.card.scales, self.bins, strict=True) if s.known[place])
        return scaled(divided(known * 10**COVERAGE, self.card.weight), COVERAGE)

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each characteristic brought, in the order of the card."""
        decimals = self.card.decimals
        return tuple(
            Contribution(
                scale.name, self.values.get(scale.name), scale.bins[place],
                scaled(scale.units[place] or 0, decimals), scaled(scale.weight, decimals),
            )
            for scale, place in zip(self.card.scales, self.bins, strict=True)
        )  # fmt: skip

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the score is not the maximum: the characteristics that lost points, most lost first."""
        lost = [
            (scale.weight - (scale.units[place] or 0), i)
            for i, (scale, place) in enumerate(zip(self.card.scales, self.bins, strict=True))
        ]
        return tuple(self._reason(i, units) for units, i in sorted(lost, key=lambda pair: -pair[0]) if units > 0)

    def _reason(self, i: int, lost: int) -> Reason:
        scale, place = self.card.scales[i], self.bins[i]
        decimals = self.card.decimals
        figures: dict[str, Value] = {
            "characteristic": scale.name,
            "value": self.values.get(scale.name),
            "points": scaled(scale.units[place] or 0, decimals),
            "maximum": scaled(scale.weight, decimals),
            "lost": scaled(lost, decimals),
        }
        return Reason(scale.bins[place].code, figures, f"characteristics[{i}].bins[{place}]")
