"""Ratios that keep what they are made of: rounded once, half to even, where they are made."""

from __future__ import annotations

from decimal import Decimal

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Ints, Numbers, check_sums, quotients, scaled
from creditkit.money import divided

#: Decimals of every share, rate and mean number of days.
DECIMALS = 4


def rounded(numerator: int, denominator: int, decimals: int = DECIMALS) -> Decimal | None:
    """The quotient at so many decimals, half to even; None where the denominator is zero.

    >>> rounded(58, 60)
    Decimal('0.9667')
    """
    if denominator == 0:
        return None
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return scaled(divided(numerator * 10**decimals, denominator), decimals)


def ratios(numerator: Ints, denominator: Ints, decimals: int = DECIMALS) -> Numbers:
    """The quotients of two columns; missing where the denominator is zero or negative.

    Exact for every int64: rows whose scaled numerator would wrap are divided as Python integers.

    >>> rates = ratios(np.array([58, 1]), np.array([60, 0]))
    >>> rates[0], rates[1]
    (Decimal('0.9667'), None)
    """
    gone = denominator <= 0
    safe = np.iinfo(np.int64).max // (2 * 10**decimals)
    fits = (numerator < safe) & (numerator > -safe) & (denominator < np.iinfo(np.int64).max // 2)
    top = np.where(fits & ~gone, numerator, 0)
    out = quotients(top * 10**decimals, np.where(fits & ~gone, denominator, 1))
    for row in np.flatnonzero(~fits & ~gone).tolist():
        out[row] = divided(int(numerator[row]) * 10**decimals, int(denominator[row]))
    return Numbers(out, decimals, gone)


@attrs.frozen(eq=False)
class Ratio:
    """A column of ratios with what they are made of, both int64, shape (rows,).

    >>> rate = Ratio(np.array([58, 9]), np.array([60, 10]))
    >>> [str(rate.value[row]) for row in range(2)], rate.denominator.tolist()
    (['0.9667', '0.9000'], [60, 10])
    """

    numerator: Ints
    denominator: Ints

    @property
    def value(self) -> Numbers:
        """The quotients at four decimals, half to even; missing where there is nothing to divide by."""
        return ratios(self.numerator, self.denominator)


def amount_days(amounts: Ints, days: Ints) -> int:
    """Σ amount × days, exact.

    >>> amount_days(np.array([6000, 4000]), np.array([3, 0]))
    18000
    """
    check_sums(amounts, "amounts")
    most = int(np.abs(days).max(initial=0))
    if most * float(np.abs(amounts).sum()) < LARGEST_SUM:
        return int((amounts * days).sum())
    return sum(amount * length for amount, length in zip(amounts.tolist(), days.tolist(), strict=True))
