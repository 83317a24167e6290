"""Odd but usable receivables, said as findings: nothing is guessed, and nothing odd is passed over."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.reasons import Figure, Finding, Reason
from creditkit.receivables._book import CASH, book
from creditkit.receivables._due import replacement_findings
from creditkit.receivables._open_items import OpenItems, by_label, open_findings

_RECEIPT = 2


def findings(snapshot: Snapshot, items: OpenItems) -> tuple[Finding, ...]:
    """Every finding on the documents of a snapshot and its open items.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.receivables import open_items
    >>> odd = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 2, 1), due_on=date(2025, 1, 2))
    >>> snapshot = Facts([odd]).at(date(2025, 3, 1))
    >>> [(finding.path, finding.reason.code) for finding in findings(snapshot, open_items(snapshot))]
    [('invoices.due_on', 'due_before_issue')]
    """
    return (
        *replacement_findings(snapshot),
        *_due_before_issue(snapshot),
        *_receipts_not_named(snapshot),
        *open_findings(items),
    )


def _due_before_issue(snapshot: Snapshot) -> Iterator[Finding]:
    """Invoices that were late on the day they were issued: usually a wrong column or date format."""
    documents = snapshot.invoices
    due, issued = documents.days("due_on"), documents.days("issued_on")
    rows = np.flatnonzero((documents.labels("kind").codes == 0) & (due < issued))
    if len(rows):
        first = documents.labels("document_id")[int(rows[0])]
        yield Finding(
            "warning", "invoices.due_on", Reason("due_before_issue", {"documents": len(rows), "first": first})
        )


def _receipts_not_named(snapshot: Snapshot) -> Iterator[Finding]:
    """Cash that names no receipt beside receipts that nothing uses up: the money may stand twice.

    It is then taken off the invoice and stands as unapplied as well. Only parties with both are counted.
    """
    kept, allocations, documents = book(snapshot), snapshot.allocations, snapshot.invoices
    loose = (kept.unapplied > 0) & (documents.labels("kind").codes == _RECEIPT)
    nameless = (allocations.labels("kind").codes == CASH) & (allocations.labels("from_id").codes < 0)
    nameless &= allocations.to >= 0
    party, currencies = documents.labels("party_id").codes, documents.amounts().currencies
    paid_by = party[allocations.to]
    for currency, code in by_label(currencies):
        mine = loose & (currencies.codes == code)
        both = np.intersect1d(party[mine], paid_by[nameless & (currencies.codes[allocations.to] == code)])
        if len(both):
            rest = int(kept.unapplied[mine & np.isin(party, both)].sum())
            figures: dict[str, Figure] = {"parties": len(both), "amount": Money.of_minor(rest, currency)}
            yield Finding("warning", f"allocations[{currency}].from_id", Reason("receipts_not_named", figures))
