"""May this order ship? Called inside a web request of the ERP; creditkit does no input or output of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from creditkit import Facts, Money, Order, Policy, check, ready_made
from creditkit.facts import Document, Observation, Party
from creditkit.limits import Outcome
from creditkit.loop import way_text
from creditkit.reasons import text

TODAY = date(2026, 7, 1)
#: What the desk has looked up, and when: "no record found" is a dated search, an empty cell is not.
SEARCHED: dict[str, Any] = {
    "sanctions_match": False, "blacklisted": False, "insolvency_open": False, "litigation_24m": 0,
    "debt_ratio": Decimal("0.55"), "current_ratio": Decimal("1.3"), "paid_in_capital": Decimal("8000000.00"),
    "tax_credit_grade": "A", "bureau_score": 70, "industry_risk": "low", "country_risk": "low",
}  # fmt: skip


def on_confirm(
    row: dict[str, Any], customer: dict[str, Any], docs: list[dict[str, Any]], policy: Policy, today: date
) -> dict[str, Any]:
    """What the web page shows: the outcome, why, and what would change it."""
    facts = Facts(
        [Party(customer["id"], credit_limit=Money(customer["limit"], "CNY"), registered_on=customer["since"])]
        + [
            Document(
                d["no"],
                customer["id"],
                Money(d["amount"], d["cur"]),
                issued_on=d["issued"],
                due_on=d["due"],
                settled_on=d.get("paid"),
            )
            for d in docs
        ]
        + [
            Observation(customer["id"], name, value, source="court", observed_on=customer["checked_on"])
            for name, value in SEARCHED.items()
        ]
    )
    order = Order(row["no"], customer["id"], Money(row["amount"], row["cur"]), placed_on=today)
    decision = check(policy, facts.at(today), order)
    answer: dict[str, Any] = {
        "outcome": decision.outcome.name,
        "reasons": [text(reason, "zh", policy.templates("zh")) for reason in decision.reasons],
    }
    if decision.outcome is not Outcome.approve:  # asked for, not always paid for
        answer["ways"] = [way_text(way) for way in policy.checks.ways_to_pass(decision)]
    return answer


customer = {"id": "C-7", "limit": "300000", "since": date(2016, 3, 1), "checked_on": date(2026, 6, 20)}
docs: list[dict[str, Any]] = [
    {"no": "IN-1", "amount": "180000.00", "cur": "CNY", "issued": date(2026, 5, 20), "due": date(2026, 7, 4)},
    {"no": "IN-2", "amount": "60000.00", "cur": "CNY", "issued": date(2026, 6, 12), "due": date(2026, 7, 27)},
]
for month in range(1, 13):
    issued = date(2025, month, 5)
    due = issued + timedelta(45)
    docs.append({"no": f"IN-{month:02}", "amount": "90000.00", "cur": "CNY", "issued": issued, "due": due, "paid": due})
for number, amount in (("SO-1", "20000.00"), ("SO-2", "100000.00")):
    order = {"no": number, "amount": amount, "cur": "CNY"}
    print(number, amount)
    for name, value in on_confirm(order, customer, docs, ready_made("manufacturer"), TODAY).items():
        for line in [value] if isinstance(value, str) else value:
            print(f"  {name}: {line}")
