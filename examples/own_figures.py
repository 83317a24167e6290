"""An ERP that knows exposure and limits itself uses the checks alone: no facts, no policy."""

from __future__ import annotations

from datetime import date

from creditkit import Money, Order
from creditkit.limits import Checks, Decision, OldestOverdue, OrderCheck, Position, UpTo, Utilisation
from creditkit.reasons import text


def ship(
    rules: list[OrderCheck], open_amount: str, limit: str, oldest_overdue: int, amount: str, today: date
) -> Decision:
    """May this order ship? All four figures come from the ERP."""
    position = Position(
        "C-7",
        as_of=today,
        limit=UpTo(Money(limit, "EUR")),
        exposure=Money(open_amount, "EUR"),
        values={"oldest_overdue_days": oldest_overdue},
    )
    order = Order("SO-1", "C-7", Money(amount, "EUR"), placed_on=today)
    return Checks(rules).check(order, position)


RULES: list[OrderCheck] = [Utilisation(), OldestOverdue(30, "refuse")]
TODAY = date(2026, 7, 1)

for open_amount, overdue in (("8000.00", 0), ("9500.00", 0), ("9500.00", 31)):
    decision = ship(RULES, open_amount, "10000.00", overdue, "1200.00", TODAY)
    print(f"{open_amount} open, {overdue} days overdue: {decision.outcome.name}")
    for reason in decision.reasons:
        print("  because", text(reason))
    for way in decision.checks.ways_to_pass(decision):
        print("  passes with", way)
