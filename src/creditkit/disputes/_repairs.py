"""Repair rules: what an outcome gives back of the points that a penalty cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs
from attrs import field

from creditkit.canonical import numeral
from creditkit.disputes._penalties import (
    ALL_REPAIRS,
    cap,
    days_from,
    given_points,
    is_above_zero,
    is_code,
    labels,
    one_of,
    points_of,
    shown,
)
from creditkit.errors import InvalidInput

Effect: TypeAlias = Literal["reverse", "waive", "restore", "add"]
Since: TypeAlias = Literal["penalty", "decision", "performance"]
ShareRounding: TypeAlias = Literal["down", "half_even", "up"]

#: Where an effect starts to count unless the rule says otherwise. Conduct counts from the end of its quarter.
USUAL: Mapping[Effect, Since] = {
    "reverse": "penalty", "waive": "decision", "restore": "performance", "add": "performance",
}  # fmt: skip
#: What a rule may say instead: a reversal is of the penalty itself, and nothing else goes back before its decision.
_ACCEPTED: Mapping[Effect, tuple[Since, ...]] = {
    "reverse": ("penalty",), "waive": ("decision", "performance"), "restore": ("decision", "performance"),
    "add": ("performance",),
}  # fmt: skip
#: A year, in days: how far back caps of repairs look.
YEAR = 365


def _share(value: object) -> Decimal:
    share = points_of(value, "share")
    if not 0 < share <= 1:
        raise InvalidInput("share", value, "a share above 0, at most 1, such as Decimal('0.8')")
    return share


def _usual(rule: RepairRule) -> Since:
    return USUAL.get(rule.effect, "penalty")


@attrs.frozen
class RepairRule:
    """What an outcome gives back.

    ========= ==========================================================================================
    effect    what it does
    ========= ==========================================================================================
    reverse   the penalty is as if it had never been, from its own day: it was our fault, or an error
    waive     the penalty is forgiven from the day of the decision: there was no malice
    restore   a share of the points that the penalty cost, or so many points, from the day of performance
    add       so many points for each clean quarter, up to what is still lost in the stream
    ========= ==========================================================================================

    A share is of the points *lost* by the penalty, not of the score. Points are at most what the penalty still
    costs on the day that is asked about. Of several repairs of one penalty the best one counts, never their sum.

    Args:
        outcome: of the case, as entries name it; or ``good_conduct``.
        effect: see above.
        share: of the points lost; above 0, at most 1.
        points: so many instead of a share; above zero. ``add`` needs them.
        from_: whether a waiver or a restoration counts from the ``decision`` or the ``performance``; as in the
            table unless it is said.
        after_days: it counts no earlier than so many days after the penalty's own day.
        at_most: all entries by this rule within 365 days together give back at most so much.
        late_days: of ``add``: an item may be so many days late in a clean quarter.
        label: what it is called, by language (``en``, ``zh``); one text is taken as English.

    Raises:
        InvalidInput: parts that do not go together, figures out of range.

    >>> RepairRule("customer_fault_performed", "restore", share="0.8").from_
    'performance'
    """

    outcome: str = field(validator=is_code)
    effect: Effect = field(validator=one_of(*USUAL))
    share: Decimal = field(default=Decimal(1), kw_only=True, converter=_share)
    points: Decimal | None = field(default=None, kw_only=True, converter=given_points, validator=is_above_zero)
    from_: Since = field(default=attrs.Factory(_usual, takes_self=True), kw_only=True)
    after_days: int = field(default=0, kw_only=True, validator=days_from(0))
    at_most: Decimal | None = field(default=None, kw_only=True, converter=given_points, validator=is_above_zero)
    late_days: int = field(default=3, kw_only=True, validator=days_from(0))
    label: Mapping[str, str] = field(factory=dict, kw_only=True, converter=labels, repr=shown, hash=False)

    def __attrs_post_init__(self) -> None:
        if self.from_ not in _ACCEPTED[self.effect]:
            accepted = ", ".join(_ACCEPTED[self.effect])
            raise InvalidInput("from", self.from_, accepted, f"to {self.effect} counts from nothing else")
        if self.points is not None and self.share != 1:
            raise InvalidInput("share", self.share, "a share or points, not both")
        if self.effect == "add" and (self.points is None or self.share != 1):
            raise InvalidInput("points", self.points, "points for a clean quarter")
        if self.effect == "reverse":
            for name, spare in (("share", self.share == 1), ("points", self.points is None),
                                ("after_days", not self.after_days), ("at_most", self.at_most is None)):  # fmt: skip
                if not spare:
                    raise InvalidInput(name, getattr(self, name), "nothing: a reversal takes back the whole, at once")

    def terms(self, round_: ShareRounding, decimals: int, at_most_per_year: Decimal | None) -> dict[str, str]:
        """What its entries say of their points, apart from the points themselves."""
        terms: dict[str, str] = {}
        if self.effect != "add" and self.points is None:
            terms |= {"share": numeral(self.share), "round": round_, "decimals": str(decimals)}
        caps = [] if self.at_most is None else [cap(self.outcome, self.at_most, YEAR)]
        caps += [] if at_most_per_year is None else [cap(ALL_REPAIRS, at_most_per_year, YEAR)]
        return {**terms, "caps": " ".join(caps)} if caps else terms
