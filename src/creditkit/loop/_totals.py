"""How the balance comes about: totals per currency that tie out."""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.aging import Aging
from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.receivables import book


@attrs.frozen(kw_only=True)
class Totals:
    """Totals of a currency as of the day.

    ``invoices − settled = open``; ``credit_notes + receipts − used = unapplied``;
    ``open − unapplied = balance`` = the sum of all ageing buckets. :attr:`ties_out` says that all three hold.

    Args:
        invoices, credit_notes, receipts: documents by kind.
        settled: what allocations, settlement days and cancellations took off invoices.
        used: what was used up of credit notes and receipts.
        open, unapplied, balance: what is left.
        aged: the sum over the ageing, worked out on its own.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.loop import review
    >>> bill = Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> [row] = review(None, Facts([bill]).at(date(2025, 3, 2))).totals
    >>> row.invoices, row.aged, row.ties_out
    (Money('12.50', 'EUR'), Money('12.50', 'EUR'), True)
    """

    currency: str
    documents: int
    invoices: Money
    credit_notes: Money
    receipts: Money
    settled: Money
    used: Money
    open: Money
    unapplied: Money
    balance: Money
    aged: Money

    @property
    def ties_out(self) -> bool:
        """Whether nothing was lost on the way."""
        return (
            self.invoices - self.settled == self.open
            and self.credit_notes + self.receipts - self.used == self.unapplied
            and self.open - self.unapplied == self.balance == self.aged
        )


def totals(snapshot: Snapshot, ageing: Aging) -> tuple[Totals, ...]:
    """The totals of every currency in which there are documents, by currency."""
    kept = book(snapshot)
    amounts, kind = kept.documents.amounts(), kept.documents.labels("kind").codes
    out = []
    for code in np.unique(amounts.currencies.codes).tolist():
        currency = amounts.currencies.labels[code]
        mine = amounts.currencies.codes == code
        items = mine[kept.document]
        by_kind = [int(amounts.minor[mine & (kind == k)].sum()) for k in range(3)]
        settled = int(kept.parts.minor[items[kept.parts.item]].sum())
        unapplied = int(kept.unapplied[mine].sum())
        left = int(kept.open[items].sum())
        out.append(
            Totals(
                currency=currency,
                documents=int(mine.sum()),
                invoices=Money.of_minor(by_kind[0], currency),
                credit_notes=Money.of_minor(by_kind[1], currency),
                receipts=Money.of_minor(by_kind[2], currency),
                settled=Money.of_minor(settled, currency),
                used=Money.of_minor(by_kind[1] + by_kind[2] - unapplied, currency),
                open=Money.of_minor(left, currency),
                unapplied=Money.of_minor(unapplied, currency),
                balance=Money.of_minor(left - unapplied, currency),
                aged=ageing.total(currency),
            )
        )
    return tuple(sorted(out, key=lambda row: row.currency))
