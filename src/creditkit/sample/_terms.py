"""The payment terms that the sample's customers have."""

from __future__ import annotations

from datetime import date

import attrs

from creditkit.dates import EarlyPayment, Instalment, PaymentTerms

#: What a customer without agreed terms takes for usual.
CUSTOMARY_DAYS = 45


@attrs.frozen
class Terms:
    """Agreed terms; ``contract`` is None where nothing was agreed; ``advance`` per cent come with the order."""

    name: str
    share: int
    contract: PaymentTerms | None
    advance: int = 0

    def planned(self, issued: int) -> int:
        """The ordinal of the day from which payment is planned."""
        if self.contract is None:
            return issued + CUSTOMARY_DAYS
        return self.contract.due_on(date.fromordinal(issued)).toordinal()


_IN_TWO = PaymentTerms(instalments=(Instalment(60, PaymentTerms(days=30)), Instalment(40, PaymentTerms(days=90))))

#: ``share`` is in accounts of twenty.
TERMS = (
    Terms("30 days", 6, PaymentTerms(days=30)),
    Terms("60 days", 3, PaymentTerms(days=60)),
    Terms("90 days", 1, PaymentTerms(days=90)),
    Terms("end of month, 30 days", 2, PaymentTerms(month_end="before", days=30)),
    Terms("monthly statement", 3, PaymentTerms(statement_day=25, months=1)),
    Terms("2 % in 10 days, 30 days", 1, PaymentTerms(days=30, discount=EarlyPayment("0.02", 10))),
    Terms("60 % in 30 days, 40 % in 90 days", 1, _IN_TWO),
    Terms("30 % with the order, 30 days", 2, PaymentTerms(days=30), advance=30),
    Terms("none", 1, None),
)

#: One card for each account of twenty.
TERMS_DECK = tuple(terms for terms in TERMS for _ in range(terms.share))
