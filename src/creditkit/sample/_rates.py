"""Exchange rates of the sample: invented, near what euro and renminbi traded at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.money import Rate, Rates
from creditkit.sample._dice import Dice

#: The walk starts here, in ten-thousandths, and turns back outside the band.
_START, _LOW, _HIGH = 78_000, 74_000, 83_500
_STEP = 300
#: The weekday on which the bank's rate is taken: Friday.
_WEEKDAY = 4


def sample_rates(*, seed: int, months: int = 24, last_day: date = date(2025, 12, 31)) -> Rates:
    """EUR in CNY on each Friday, each month's last day and the last day: a seeded walk of at most 0.4 % a step.

    So on a month's end, when books are closed, there is a rate of the day.

    Args:
        seed: any whole number from 0; independent of the ledger's own draws.
        months: how many calendar months, from 1, the last day's month included.
        last_day: the day of the last rate.

    Raises:
        InvalidInput: an argument is out of its range.

    >>> [(str(rate.on), str(rate.rate)) for rate in sample_rates(seed=7, months=1)][-2:]
    [('2025-12-26', '7.8129'), ('2025-12-31', '7.7923')]
    """
    for name, value, least in (("seed", seed, 0), ("months", months, 1)):
        if type(value) is not int or value < least:
            raise InvalidInput(name, value, f"a whole number from {least}")
    dice, level, rates = Dice(seed * 2 + 1), _START, []
    for day in _days(months, last_day):
        rates.append(Rate("EUR", "CNY", scaled(level, 4), day))
        step = dice.between(-_STEP, _STEP)
        level += step if _LOW <= level + step <= _HIGH else -step
    return Rates(rates)


def _days(months: int, last_day: date) -> Iterator[date]:
    """The days of the rates, rising."""
    oldest = last_day.year * 12 + last_day.month - months
    first = date(oldest // 12, oldest % 12 + 1, 1)
    for ordinal in range(first.toordinal(), last_day.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day.weekday() == _WEEKDAY or day == last_day or (day + timedelta(1)).day == 1:
            yield day
