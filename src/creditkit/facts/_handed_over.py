"""Facts in bulk from a maker who has checked them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from creditkit.facts._records import Adjustment
from creditkit.reasons import Reason

_NAMES = ("party_id", "points", "valid_from", "valid_to", "reason", "adjustment_id", "recorded_at")
_PARTY, _POINTS, _FROM, _TO, _REASON, _ID, _AT = (getattr(Adjustment, name).__set__ for name in _NAMES)


def adjustment(
    party_id: str,
    points: Decimal,
    valid_from: date,
    valid_to: date | None,
    reason: Reason,
    adjustment_id: str,
    recorded_at: datetime,
) -> Adjustment:
    """An adjustment of values that are known to be what its validators ask for, at a quarter of their cost."""
    made = object.__new__(Adjustment)
    _PARTY(made, party_id)
    _POINTS(made, points)
    _FROM(made, valid_from)
    _TO(made, valid_to)
    _REASON(made, reason)
    _ID(made, adjustment_id)
    _AT(made, recorded_at)
    return made
