"""What is odd about cases beside the documents that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditkit.disputes._case import Case
from creditkit.facts import Document
from creditkit.reasons import Figure, Finding, Reason


def dispute_findings(cases: Iterable[Case], documents: Iterable[Document]) -> tuple[Finding, ...]:
    """Items that do nothing, or less than they say: of an unknown document, another party, another currency, too much.

    Args:
        cases: as they stand.
        documents: in the order of their recording; the last of a number counts.

    >>> from datetime import date
    >>> from creditkit.disputes import DisputedItem, open_case
    >>> from creditkit.money import Money
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> [(finding.path, finding.reason.code) for finding in dispute_findings([case], [])]
    [('cases[D].items[0]', 'dispute_document_unknown')]
    """
    known = {document.document_id: document for document in documents}
    return tuple(finding for case in cases for finding in _of_case(case, known))


def _of_case(case: Case, known: dict[str, Document]) -> Iterator[Finding]:
    for place, item in enumerate(case.items):
        document = known.get(item.document_id)
        path, figures = f"cases[{case.case_id}].items[{place}]", {"document": item.document_id}
        if document is None:
            yield Finding("warning", path, Reason("dispute_document_unknown", figures))
        elif document.party_id != case.party_id:
            figures |= {"party": case.party_id, "other": document.party_id}
            yield Finding("warning", path, Reason("dispute_of_other_party", figures))
        elif document.amount.currency != case.currency:
            figures |= {"given": case.currency, "accepted": document.amount.currency}
            yield Finding("warning", path, Reason("dispute_in_other_currency", figures))
        elif item.amount > document.amount:
            more: dict[str, Figure] = {**figures, "disputed": item.amount, "amount": document.amount}
            yield Finding("note", path, Reason("dispute_above_document", more))
