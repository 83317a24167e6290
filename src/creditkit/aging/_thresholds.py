"""What priority and collection steps ask: days past due, and amounts against a threshold.

Nothing is converted and rounded: the threshold is turned into the least whole number of minor units of
the other currency that is not below it, once a currency. An amount is below the threshold exactly where
its minor units are below that number.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import numpy as np

from creditkit.columns import Amounts, Ints, Mask, Numbers
from creditkit.errors import InvalidInput, RateMissing
from creditkit.money import Money, Rates, exponent

#: Days of a policy stay below this, some 270 years: what is longer is a slip, and could wrap in an array.
FURTHEST = 100_000
_MOST = int(np.iinfo(np.int64).max)
_LEAST = int(np.iinfo(np.int64).min)


@attrs.frozen(eq=False)
class Conversion:
    """At which rates amounts are compared with a threshold.

    Args:
        rates: dated rates; None compares amounts in the threshold's own currency only.
        on: the day of the rates; needed where there are rates.
        max_age_days: how old a rate may be; None takes any age.

    Raises:
        InvalidInput: rates without a day.
    """

    rates: Rates | None = None
    on: date | None = None
    max_age_days: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.rates is not None and self.on is None:
            raise InvalidInput("on", None, "the day whose rates count")

    def ratio(self, base: str, quote: str) -> Fraction | None:
        """What one minor unit of ``base`` is worth in those of ``quote``; None where no rate says so."""
        if base == quote:
            return Fraction(1)
        if self.rates is None or self.on is None:
            return None
        try:
            found = self.rates.ratio(base, quote, self.on, max_age_days=self.max_age_days)
        except RateMissing:
            return None
        return found * Fraction(10 ** exponent(quote), 10 ** exponent(base))

    def edge(self, threshold: Money, currency: str) -> int | None:
        """The least minor units of a currency that are not below a threshold; None where it cannot be said."""
        ratio = self.ratio(currency, threshold.currency)
        return None if ratio is None else min(-(-threshold.minor * ratio.denominator // ratio.numerator), _MOST)

    def below(self, amount: Money, threshold: Money) -> bool:
        """Whether an amount is below a threshold, exactly; not where no rate says so."""
        edge = self.edge(threshold, amount.currency)
        return edge is not None and amount.minor < edge

    def below_many(self, amounts: Amounts, threshold: Money) -> Mask:
        """The same of every row; an amount without a currency is not below."""
        if isinstance(amounts.currency, str):
            edge = self.edge(threshold, amounts.currency)
            return amounts.minor < (_LEAST if edge is None else edge)
        codes = amounts.currency.codes
        edges: Ints = np.full(len(amounts.currency.labels) + 1, _LEAST, dtype=np.int64)
        for code in np.unique(codes[codes >= 0]).tolist():
            edge = self.edge(threshold, amounts.currency.labels[code])
            edges[code] = _LEAST if edge is None else edge
        return amounts.minor < edges[codes]


def whole_day(days: object) -> int:
    """Days past due, as they were given.

    Raises:
        InvalidInput: no whole number.
    """
    if type(days) is not int:
        raise InvalidInput("days_past_due", days, "a whole number of days")
    return days


def whole_days(given: Numbers | Ints) -> tuple[Ints, Mask]:
    """The days past due of every row, and the rows that have none.

    Raises:
        InvalidInput: no whole numbers.
    """
    if isinstance(given, Numbers):
        if given.decimals:
            raise InvalidInput("days_past_due", f"Numbers with {given.decimals} decimals", "whole numbers")
        return given.values, np.zeros(len(given), dtype=np.bool_) if given.missing is None else given.missing
    if getattr(given, "ndim", 0) != 1 or given.dtype.kind not in "iu":
        raise InvalidInput("days_past_due", given, "Numbers, or an array of whole numbers, one a row")
    return given.astype(np.int64, copy=False), np.zeros(len(given), dtype=np.bool_)
