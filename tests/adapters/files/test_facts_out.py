"""Facts written as canonical CSV files."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from creditkit.adapters.files._facts_out import write_facts
from creditkit.dates import PaymentTerms
from creditkit.errors import InvalidInput
from creditkit.facts import (
    Adjustment,
    Allocation,
    Delivery,
    Document,
    Event,
    Facts,
    Hold,
    Instalment,
    Observation,
    Order,
    Party,
    Standing,
)  # fmt: skip
from creditkit.facts._schema import TABLES
from creditkit.money import Money, Rate, Rates
from creditkit.reasons import Reason
from creditkit.sample import sample_facts, sample_records

DAY = date(2025, 3, 1)
CHINA = timezone(timedelta(hours=8))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}


def test_the_order_of_the_facts_does_not_matter(tmp_path: Path) -> None:
    """Shuffled records and Facts give the same bytes as the records as they came."""
    records = list(sample_records(seed=6, parties=30, months=8))
    facts = sample_facts(seed=6, parties=30, months=8)
    write_facts(records, tmp_path / "records", rates=facts.rates)
    write_facts(facts, tmp_path / "facts")
    Random(1).shuffle(records)
    write_facts(records, tmp_path / "shuffled", rates=facts.rates)
    names = sorted(path.name for path in (tmp_path / "records").iterdir())
    assert names == sorted([*(f"{name}.csv" for name in TABLES), "rates.csv"])
    for name in names:
        one, *others = ((tmp_path / way / name).read_bytes() for way in ("records", "facts", "shuffled"))
        assert one
        assert others == [one, one]


def test_every_row_is_written_or_named(tmp_path: Path) -> None:
    """Rows in the files and what is left out account for every fact."""
    records = sample_records(seed=6, parties=30, months=8)
    done = write_facts(records, tmp_path)
    for name, count in done.rows.items():
        assert len(rows(tmp_path / name)) == count
    given = Counter(type(fact).__name__ for fact in records)
    assert done.rows["invoices.csv"] == given["Document"]
    assert done.rows["allocations.csv"] == given["Allocation"]
    assert done.left_out["standings"] == given["Standing"]
    assert done.left_out["events"] == given["Event"]
    terms = sum(isinstance(fact, Party) and fact.payment_terms is not None for fact in records)
    assert done.left_out["payment_terms"] == terms


def test_each_kind_of_fact_is_written_as_a_reader_expects_it(tmp_path: Path) -> None:
    """Canonical names, ISO days, exact amounts, and moments in UTC."""
    total, at_noon = Money("12.50", "EUR"), datetime(2025, 3, 1, 20, 0, tzinfo=CHINA)
    parts = (Instalment(DAY, Money("4.00", "EUR")), Instalment(date(2025, 4, 1), Money("8.50", "EUR")))
    write_facts(
        [
            Party("C", name='青澜, "Ltd"', registered_capital=Money(1_000_000, "JPY"), credit_limit="unlimited"),
            Document("I", "C", total, issued_on=DAY, instalments=parts, disputed=True, recorded_at=at_noon),
            Document("R", "C", Money("-0.005", "KWD"), issued_on=DAY, recorded_at=DAY),
            Allocation("A", "I", Money("1.00", "EUR"), value_on=DAY, kind="write_off"),
            Order("O", "C", Money("7.00", "EUR"), placed_on=DAY, prepaid=Money("0.00", "EUR")),
            Delivery("D", "O", Money("7.00", "EUR"), shipped_on=DAY),
            Observation("C", "debt_ratio", Decimal("1E-3"), source="s", observed_on=DAY),
            Observation("C", "searched", None, source="s"),
            Observation("C", "flag", False, source="s"),
            Observation("C", "until", DAY, source="s"),
        ],
        tmp_path,
        rates=Rates([Rate("EUR", "CNY", "7.80", DAY)]),
    )  # fmt: skip
    assert filled(rows(tmp_path / "parties.csv")[0]) == {
        "party_id": "C", "name": '青澜, "Ltd"', "kind": "customer", "registered_capital": "1000000",
        "credit_limit": "unlimited", "currency": "JPY",
    }  # fmt: skip
    invoice, note = (filled(row) for row in rows(tmp_path / "invoices.csv"))
    assert invoice == {
        "invoice_id": "I", "party_id": "C", "kind": "invoice", "currency": "EUR", "amount": "12.50",
        "issued_on": "2025-03-01", "disputed": "true", "recorded_at": "2025-03-01T12:00:00+00:00",
    }  # fmt: skip
    assert (note["kind"], note["amount"], note["recorded_at"]) == ("credit_note", "0.005", "2025-03-01")
    assert [row["amount"] for row in rows(tmp_path / "instalments.csv")] == ["4.00", "8.50"]
    assert filled(rows(tmp_path / "allocations.csv")[0]) == {
        "allocation_id": "A", "to_id": "I", "currency": "EUR", "amount": "1.00", "allocated_on": "2025-03-01",
        "kind": "write_off",
    }  # fmt: skip
    assert rows(tmp_path / "orders.csv")[0]["prepaid"] == "0.00"
    assert rows(tmp_path / "deliveries.csv")[0]["shipped_on"] == "2025-03-01"
    values = {row["name"]: row["value"] for row in rows(tmp_path / "observations.csv")}
    assert values == {"debt_ratio": "0.001", "searched": "", "flag": "false", "until": "2025-03-01"}
    assert (tmp_path / "rates.csv").read_text() == "on,base,quote,rate\n2025-03-01,EUR,CNY,7.80\n"


def test_what_has_no_place_in_a_file_is_counted(tmp_path: Path) -> None:
    """Holds, adjustments, standings, events and payment terms are named, not lost in silence."""
    done = write_facts(
        [
            Party("C", payment_terms=PaymentTerms(days=30)),
            Party("D"),
            Hold("C", valid_from=DAY, reason=Reason("x")),
            Adjustment("C", 1, valid_from=DAY, reason=Reason("x")),
            Standing("C", valid_from=DAY),
            Event("C", "notice", on=DAY),
        ],
        tmp_path,
    )
    kinds = ("adjustments", "events", "holds", "payment_terms", "standings")
    assert dict(done.left_out) == dict.fromkeys(kinds, 1)


def test_nothing_gives_headers_only(tmp_path: Path) -> None:
    """Facts without a fact make files without a row, in a folder that was not there."""
    done = write_facts(Facts(), tmp_path / "new" / "folder")
    assert set(done.rows.values()) == {0}
    assert not done.left_out
    assert (tmp_path / "new" / "folder" / "allocations.csv").read_text().count("\n") == 1


def test_what_is_no_fact_is_refused(tmp_path: Path) -> None:
    """The place of the wrong record is named, and nothing is written."""
    with pytest.raises(InvalidInput, match=r"facts\[1\]"):
        write_facts([Party("C"), "not a fact"], tmp_path / "x")  # type: ignore[list-item]
    assert not (tmp_path / "x").exists()
