"""Exchange rates of the sample: invented, near what euro and renminbi traded at."""

from __future__ import annotations

from datetime import date

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.money import Rate, Rates
from creditkit.sample._dice import Dice

#: The walk starts here, in ten-thousandths, and turns back outside the band.
_START, _LOW, _HIGH = 78_000, 74_000, 83_500
_STEP = 900


def sample_rates(*, seed: int, months: int = 24, last_day: date = date(2025, 12, 31)) -> Rates:
    """EUR in CNY on the first of each month: a seeded walk of at most 1.2 % a month.

    Args:
        seed: any whole number from 0; independent of the ledger's own draws.
        months: how many, from 1, the last day's month included.
        last_day: the month of the last rate.

    Raises:
        InvalidInput: an argument is out of its range.

    >>> [str(rate.rate) for rate in sample_rates(seed=7, months=3)]
    ['7.8000', '7.8838', '7.7958']
    """
    for name, value, least in (("seed", seed, 0), ("months", months, 1)):
        if type(value) is not int or value < least:
            raise InvalidInput(name, value, f"a whole number from {least}")
    dice, level, rates = Dice(seed * 2 + 1), _START, []
    newest = last_day.year * 12 + last_day.month - 1
    for month in range(newest - months + 1, newest + 1):
        rates.append(Rate("EUR", "CNY", scaled(level, 4), date(month // 12, month % 12 + 1, 1)))
        step = dice.between(-_STEP, _STEP)
        level += step if _LOW <= level + step <= _HIGH else -step
    return Rates(rates)
