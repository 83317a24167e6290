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
    """Leaves the characteristic out: the others are weighted up to the full score, the coverage falls.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> known = Numeric("on_time_rate", ["0.9"], [0, 10])
    >>> card = Scorecard([known, Numeric("debt_ratio", ["0.5"], [10, 0], missing=LeaveOut())])
    >>> one = card.score({"on_time_rate": 1})
    >>> one.points, one.coverage
    (Decimal('20.00'), Decimal('0.5000'))
    """


@attrs.frozen
class Refuse:
    """Does not score: raises InvalidInput for a record, sets the row aside in a batch.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> Scorecard([Numeric("debt_ratio", ["0.5"], [10, 0], missing=Refuse())]).score({})
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: debt_ratio: None given; accepted: a value; this characteristic may not be missing
    """


Fallback: TypeAlias = "Give | LeaveOut | Refuse"
