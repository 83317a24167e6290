"""Receipts that an export writes as an account does: with a minus."""

from __future__ import annotations

from pathlib import Path

from creditkit.adapters.files import InputMapping, read_facts
from creditkit.money import Money

HEADER = "invoice_id,party_id,currency,amount,issued_on,due_on,kind\n"


def test_receipts_of_an_account_are_turned(tmp_path: Path) -> None:
    """sign = "ledger": −80.00 of a receipt is 80.00 received; one without a minus is refused, invoices stay."""
    path = tmp_path / "invoices.csv"
    path.write_text(
        HEADER + "1,C,EUR,100.00,2025-01-01,2025-02-01,invoice\n2,C,EUR,-80.00,2025-01-05,,receipt\n"
        "3,C,EUR,5.00,2025-01-06,,receipt\n4,C,EUR,-7.00,2025-01-06,,credit_note\n",
        encoding="utf-8",
    )
    intake = read_facts(invoices=path, mapping={"invoices": InputMapping(sign="ledger")})
    documents = {d.document_id: (d.kind, d.amount) for d in intake.facts}  # type: ignore[union-attr]
    assert documents == {
        "1": ("invoice", Money("100.00", "EUR")),
        "2": ("receipt", Money("80.00", "EUR")),
        "4": ("credit_note", Money("7.00", "EUR")),
    }
    assert [(r.row, r.reason.code) for r in intake.rejected] == [(3, "amount_not_positive")]


def test_without_it_nothing_is_turned(tmp_path: Path) -> None:
    """The default is that the kind gives the sign: a negative receipt is refused, not guessed at."""
    path = tmp_path / "invoices.csv"
    path.write_text(HEADER + "2,C,EUR,-80.00,2025-01-05,,receipt\n", encoding="utf-8")
    assert [r.reason.code for r in read_facts(invoices=path).rejected] == ["amount_not_positive"]
