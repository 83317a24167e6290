"""Money as exact integers of minor units, currencies, named roundings and dated exchange rates."""

from creditkit.money._currencies import CURRENCIES, exponent, is_currency, nearest
from creditkit.money._money import Money, total
from creditkit.money._rates import Rate, Rates
from creditkit.money._rounding import Rounding, divided

__all__ = [
    "CURRENCIES",
    "Money",
    "Rate",
    "Rates",
    "Rounding",
    "divided",
    "exponent",
    "is_currency",
    "nearest",
    "total",
]
