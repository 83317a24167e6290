"""What a scorecard does where a characteristic has no value, or one that no bin names."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

import attrs

from creditkit.rules._edges import edge

Points: TypeAlias = "Decimal | int | str"


def points_of(value: Points) -> Decimal:
    """Points as given: a Decimal, an int or a plain number as text; a float is refused."""
    return edge(value, "points")


@attrs.frozen
class Give:
    """Fixed points. The characteristic is not covered, but what it may hide is priced in.

    >>> Give(8).points
    Decimal('8')
    """

    points: Decimal = attrs.field(converter=points_of)


@attrs.frozen
class LeaveOut:
    """Leaves the characteristic out: the others are weighted up to the full score, the coverage falls."""


@attrs.frozen
class Refuse:
    """Does not score: raises InvalidInput for a record, sets the row aside in a batch."""


Fallback: TypeAlias = "Give | LeaveOut | Refuse"
