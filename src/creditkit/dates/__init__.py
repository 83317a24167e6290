"""Calendar days: payment terms and the dates they give, business days, day counts."""

from creditkit.dates._calendar import add_months, in_month, month_end, plain_day
from creditkit.dates._counts import DayCount, days_between, year_fraction
from creditkit.dates._discount import EarlyPayment
from creditkit.dates._rolling import BusinessDays, IsBusinessDay, Roll, rolled, weekdays_only
from creditkit.dates._terms import Instalment, PaymentTerms

__all__ = [
    "BusinessDays",
    "DayCount",
    "EarlyPayment",
    "Instalment",
    "IsBusinessDay",
    "PaymentTerms",
    "Roll",
    "add_months",
    "days_between",
    "in_month",
    "month_end",
    "plain_day",
    "rolled",
    "weekdays_only",
    "year_fraction",
]
