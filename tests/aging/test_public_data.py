"""The public sample of IBM, "Late Payment Histories": every figure of an independent computation, to the cent.

The oracle files were computed with pandas and checked in exact decimal arithmetic. An item is in the ledger if
issued by the day, open if not settled or settled later, and ``current`` if it is zero or fewer days past due.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from creditkit.aging import Aging, age
from creditkit.columns import Numbers
from creditkit.facts import Facts, take
from creditkit.receivables import behaviour, open_items

pytestmark = pytest.mark.data

YEAR_END = date(2012, 12, 31)
OURS = {"current": "not_due", "1-30": "1-30", "31-60": "31-60", "61-90": "61-90", "90+": "91+"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def us_day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


@pytest.fixture(scope="module")
def folder(data_folder: Path) -> Path:
    """The sample and, in ``oracle``, what must come out."""
    found = data_folder / "ibm_ar"
    if not found.is_dir():
        pytest.skip("the folder that CREDITKIT_DATA names has no ibm_ar")
    return found


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    """The invoices as columns, in US dollars."""
    given = rows(folder / "WA_Fn-UseC_-Accounts-Receivable.csv")

    def day(name: str) -> np.ndarray:
        return np.array([us_day(row[name]) for row in given], dtype="M8[D]")

    intake = take(
        {
            "invoices": {
                "document_id": [row["invoiceNumber"] for row in given],
                "party_id": [row["customerID"] for row in given],
                "currency": "USD",
                "amount": Numbers([cents(row["InvoiceAmount"]) for row in given], 2),
                "issued_on": day("InvoiceDate"),
                "due_on": day("DueDate"),
                "settled_on": day("SettledDate"),
                "disputed": np.array([row["Disputed"] == "Yes" for row in given]),
            }
        }
    )
    assert intake.rejected == ()
    assert intake.accepted == {"invoices": 2466}
    return intake.facts


def column(aged: Aging, bucket: str) -> tuple[int, int]:
    """Count and minor units of a bucket over all groups."""
    if bucket == "TOTAL":
        return int(aged.counts.sum()), int(aged.amounts.sum())
    at = aged.names.index(OURS[bucket])
    return int(aged.counts[:, at].sum()), int(aged.amounts[:, at].sum())


@pytest.mark.parametrize("undisputed", [False, True])
def test_month_ends(folder: Path, facts: Facts, undisputed: bool) -> None:
    """Twelve month ends, five buckets and their total, all items and those not in dispute."""
    name = "ageing_month_ends_2012_undisputed.csv" if undisputed else "ageing_month_ends_2012.csv"
    expected = rows(folder / "oracle" / name)
    assert len(expected) == 72
    for row in expected:
        items = open_items(facts.at(date.fromisoformat(row["as_of"])))
        aged = age(items.where(items.disputed == 0) if undisputed else items)
        assert column(aged, row["bucket"]) == (int(row["n"]), cents(row["amount"])), row


def test_by_customer(folder: Path, facts: Facts) -> None:
    """Every customer's buckets and total at the end of the year, and nobody else's."""
    aged = age(open_items(facts.at(YEAR_END)))
    expected = rows(folder / "oracle" / "ageing_by_customer_2012-12-31.csv")
    parties = {
        name for name, n in zip(dict(aged.labels)["party_id"].texts(), aged.counts.sum(axis=1), strict=True) if n
    }
    assert parties == {row["customer_id"] for row in expected}
    for row in expected:
        found = {bucket: (n, amount.minor) for _, bucket, n, amount in aged.of(row["customer_id"])}
        wanted = {OURS[b]: (int(row[f"n_{b}"]), cents(row[f"amt_{b}"])) for b in OURS if int(row[f"n_{b}"])}
        assert found == wanted, row
        assert sum(minor for _, minor in found.values()) == cents(row["amt_total"])
        overdue = sum(minor for bucket, (_, minor) in found.items() if bucket != "not_due")
        assert overdue == cents(row["amt_overdue"])


def test_open_items(folder: Path, facts: Facts) -> None:
    """Every open item of the end of the year, with its age and its dispute."""
    items = open_items(facts.at(YEAR_END))
    found = {
        item.document_id: (
            item.party_id,
            item.open.minor,
            item.issued_on,
            item.due_on,
            item.days_past_due,
            bool(item.disputed),
        )
        for item in items
    }
    expected = {
        row["invoice_id"]: (
            row["customer_id"],
            cents(row["amount"]),
            date.fromisoformat(row["issue_date"]),
            date.fromisoformat(row["due_date"]),
            int(row["dpd"]),
            row["disputed"] == "True",
        )
        for row in rows(folder / "oracle" / "open_items_2012-12-31.csv")
    }
    assert found == expected


def test_payer_profile(folder: Path, facts: Facts) -> None:
    """The settled-only figures of every customer, shown at six decimals there and at four here."""
    found = behaviour(facts.at(YEAR_END), window_days=366)
    expected = rows(folder / "oracle" / "payer_profile_2012-12-31.csv")
    assert set(found.party_ids) == {row["customer_id"] for row in expected}
    for row in expected:
        own = found.of(row["customer_id"])
        counts = {
            "n_issued": "invoiced_count",
            "n_settled": "settled_only_count",
            "n_late": "settled_only_late_rate_numerator",
            "n_disputed_issued": "dispute_rate_numerator",
            "open_n": "open_count",
        }
        amounts = {
            "settled_amount": "settled_only_amount",
            "open_amount": "open_amount",
            "overdue_amount": "overdue_amount",
        }
        ratios = {
            "late_rate": "settled_only_late_rate",
            "mean_days_to_settle": "settled_only_days_to_pay",
            "mean_dbt_signed": "settled_only_days_beyond_terms_signed",
            "mean_days_late_clamped": "settled_only_days_beyond_terms",
            "amt_weighted_dbt_signed": "settled_only_days_beyond_terms_signed_by_amount",
            "amt_weighted_days_late_clamped": "settled_only_days_beyond_terms_by_amount",
        }
        assert {name: own[ours] for name, ours in counts.items()} == {name: int(row[name]) for name in counts}
        assert {name: own[ours].minor for name, ours in amounts.items()} == {name: cents(row[name]) for name in amounts}  # type: ignore[union-attr]
        for name, ours in ratios.items():
            if not row[name]:
                assert own[ours] is None
                continue
            value = own[ours]
            assert isinstance(value, Decimal)
            assert abs(Fraction(value) - Fraction(row[name])) <= Fraction(51, 1_000_000), (row, name)
