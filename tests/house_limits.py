"""The limit rule that the tests of limits share: the mid-size manufacturer's."""

from __future__ import annotations

from typing import Any

from creditkit.limits import GradeTable, LowestOf, NeedFromSales, ShareOf, Starter
from creditkit.money import Money
from creditkit.rules import Compare, Or

NEW = Or([Compare("matured_items", "<", 6), Compare("tenure_months", "<", 6)])


def cny(amount: str | int) -> Money:
    return Money(amount, "CNY")


def ceiling() -> GradeTable:
    return GradeTable({"A": cny(5_000_000), "B": cny(2_000_000), "C": cny(500_000), "D": cny(0), "E": cny(0)})


def need(**changed: Any) -> NeedFromSales:
    given: dict[str, Any] = {
        "currency": "CNY",
        "buffer_days": 15,
        "forecast": "sales_forecast_monthly",
        "forecast_when": Compare("matured_items", "<", 6),
        "factors": {"A": "1.25", "B": "1.00", "C": "0.75"},
    }
    return NeedFromSales("average_monthly_sales_6m", **{**given, **changed})


def capacity(**changed: Any) -> ShareOf:
    capital = ShareOf("paid_in_capital", "0.05", currency="CNY", at_most=cny(200_000))
    given: dict[str, Any] = {"currency": "CNY", "otherwise": capital}
    return ShareOf("equity", {"A": "0.10", "B": "0.08", "C": "0.05"}, **{**given, **changed})


def starter() -> Starter:
    steps = [(3, cny(150_000)), (6, None)]
    return Starter(NEW, cny(100_000), steps, reset_when=Compare("most_days_late_12m", ">", 15))


def manufacturer() -> LowestOf:
    parts = [ceiling(), need(), capacity(), starter()]
    return LowestOf(parts, "CNY", round_to=cny(10_000), minimum=cny(20_000))
