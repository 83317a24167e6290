"""When is an invoice due, and how much on each day? Three ways to agree on it, for the same invoice."""

from __future__ import annotations

from datetime import date

from creditkit.dates import Instalment, PaymentTerms
from creditkit.money import Money

AMOUNT = Money("10000.00", "EUR")
ISSUED = date(2026, 1, 28)

TERMS = {
    "30 days": PaymentTerms(days=30),
    "monthly statement on the 25th, paid in 60 days": PaymentTerms(statement_day=25, days=60),
    "one third at once, the rest in 30 and 60 days": PaymentTerms(
        instalments=[Instalment(1, PaymentTerms(days=days)) for days in (0, 30, 60)]
    ),
}

for name, terms in TERMS.items():
    print(name)
    for due, part in terms.schedule(ISSUED, AMOUNT):
        print(f"  {due}  {part}")
