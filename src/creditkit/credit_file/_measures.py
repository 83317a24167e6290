"""How the figures of the ledger are measured: what a rate counts is policy."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from creditkit.errors import InvalidInput
from creditkit.receivables import Residue
from creditkit.receivables._paid import Disputed


def _at_least(least: int) -> Any:
    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if type(value) is not int or value < least:
            raise InvalidInput(attribute.name, value, f"a whole number of at least {least}")

    return check


@attrs.frozen(kw_only=True)
class Measures:
    """The parameters of the figures that come from the ledger.

    Args:
        window_days: rates and days are over (as_of − window_days, as_of].
        tolerance_days: how many days after the due date still count as on time; an item is *matured* once
            due date + tolerance has come.
        weight: whether ``on_time_rate`` counts items or their amounts.
        residue: how much may stay open on an item that counts as paid and is not called overdue; None is nothing.
        minimum_items: with fewer matured items the rates are missing.
        extend_to_days: with fewer matured items the window of the rates grows to this first.
        disputed: whether what is in dispute on the day counts in the rates and in the most days late; with
            ``exclude`` an item wholly in dispute has not matured, and one in part is measured by the other part.

    Raises:
        InvalidInput: one of them is out of its range, or the longer window is the shorter one.

    >>> Measures(tolerance_days=3, weight="amount", minimum_items=6, extend_to_days=730).longest
    730
    """

    window_days: int = attrs.field(default=365, validator=_at_least(1))
    tolerance_days: int = attrs.field(default=0, validator=_at_least(0))
    weight: Literal["count", "amount"] = "count"
    residue: Residue | None = None
    minimum_items: int = attrs.field(default=1, validator=_at_least(0))
    extend_to_days: int | None = None
    disputed: Disputed = "count"

    def __attrs_post_init__(self) -> None:
        if self.weight not in ("count", "amount"):
            raise InvalidInput("weight", self.weight, "count, amount")
        if self.disputed not in ("count", "exclude"):
            raise InvalidInput("disputed", self.disputed, "count, exclude")
        if self.residue is not None and not isinstance(self.residue, Residue):
            raise InvalidInput("residue", self.residue, "a Residue, or None")
        longer = self.extend_to_days
        if longer is not None and (type(longer) is not int or longer < self.window_days):
            raise InvalidInput("extend_to_days", longer, f"None, or a whole number of at least {self.window_days}")

    @property
    def longest(self) -> int:
        """The days of the longer window."""
        return self.extend_to_days or self.window_days
