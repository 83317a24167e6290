"""Buckets, the shape of an ageing, and the KPIs' notes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from creditkit.aging import (
    Buckets,
    age,
    concentration,
    concentration_of,
    countback_dso,
    days_beyond_terms,
    days_sales_outstanding,
    dso,
    kpis,
    overdue_share,
    weighted_days,
)
from creditkit.columns import Amounts, Labels
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.facts import Document, Facts
from creditkit.money import Money
from creditkit.receivables import OpenItems, open_items

AS_OF = date(2025, 12, 31)


def items(*late: int, **more: object) -> OpenItems:
    """One item of one cent a number of days past due, all of one party."""
    due = [AS_OF - timedelta(days=days) for days in late]
    given = {"party": Labels.of(["C"] * len(late)), "open": Amounts([1] * len(late), "EUR"), "due": due}
    return OpenItems(as_of=AS_OF, **{**given, **more})  # type: ignore[arg-type]


def test_default_buckets() -> None:
    """The upper bound belongs to the span; not due always exists."""
    assert Buckets().names == ("not_due", "1-30", "31-60", "61-90", "91+")
    assert [Buckets().of(days) for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91)] == [
        "not_due",
        "not_due",
        "1-30",
        "1-30",
        "31-60",
        "31-60",
        "61-90",
        "61-90",
        "91+",
    ]


def test_closed_left() -> None:
    """As systems count that differ: 30 days are in the second span."""
    left = Buckets(closed="left")
    assert left.names == ("not_due", "0-29", "30-59", "60-89", "90+")
    assert [left.of(days) for days in (-1, 0, 29, 30, 90)] == ["not_due", "0-29", "0-29", "30-59", "90+"]


def test_ages_by_issue_date() -> None:
    """Names of one's own: shares sum to all receivables, nothing is not due."""
    by_age = Buckets((30, 90), names=("0-30", "31-90", "91+"))
    issued = [AS_OF - timedelta(days=days) for days in (0, 30, 31, 90, 91)]
    aged = age(items(0, 0, 0, 0, 0, issued=issued), by_age, basis="issue")
    assert [(bucket, n) for _, bucket, n, _ in aged.of("C")] == [("0-30", 2), ("31-90", 2), ("91+", 1)]


def test_a_bucket_a_day() -> None:
    """More spans than a byte counts."""
    aged = age(items(*range(400)), Buckets(range(400)))
    assert aged.counts[:, :400].tolist() == [[1] * 400]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"edges": (30, 30)}, "edges[1]"),
        ({"edges": (0, 30.0)}, "edges[1]"),
        ({"edges": (True,)}, "edges[0]"),
        ({"closed": "both"}, "closed"),
        ({"names": ("a", "b")}, "names"),
        ({"edges": (0,), "names": ("a", "a")}, "names"),
        ({"edges": (0,), "names": ("a", "unapplied")}, "names"),
    ],
)
def test_wrong_buckets(given: dict[str, object], path: str) -> None:
    """Edges ascend in whole days; names fit them and are not taken."""
    with pytest.raises(InvalidInput) as raised:
        Buckets(**given)  # type: ignore[arg-type]
    assert raised.value.path == path


def test_an_ageing_by_any_label() -> None:
    """A missing label is a group of its own; two currencies never add up."""
    several = items(
        1,
        40,
        1,
        open=Amounts([100, 20, 3], Labels.of(["EUR", "JPY", "EUR"])),
        attributes={"country": Labels.of(["DE", "DE", None])},
    )
    columns = age(several, by=["country"]).columns()
    rows = zip(
        *(columns[n].texts() for n in ("country", "currency", "bucket")), columns["amount"].minor.tolist(), strict=True
    )  # type: ignore[union-attr]
    assert list(rows) == [(None, "EUR", "1-30", 3), ("DE", "EUR", "1-30", 100), ("DE", "JPY", "31-60", 20)]


def test_many_groups_take_the_sparse_way() -> None:
    """More combinations of labels than there is room for give the same cells."""
    n = 400
    codes = np.arange(n)
    labels = tuple(f"L{i:03}" for i in range(n))
    wide = items(*([1] * n), party=Labels(codes, labels), attributes={"region": Labels(codes[::-1].copy(), labels)})
    columns = age(wide, by=("party_id", "region")).columns()
    assert len(columns["bucket"]) == n
    assert columns["region"][0] == "L399"  # type: ignore[index]


def test_wrong_calls() -> None:
    """An unknown label, basis or bucket is refused with what is accepted."""
    aged = age(items(1))
    with pytest.raises(InvalidInput, match=r"^by: 'colour'"):
        age(items(1), by=["colour"])
    with pytest.raises(InvalidInput, match=r"Write \('currency',\)"):
        age(items(1), by="currency")
    with pytest.raises(InvalidInput, match=r"^basis"):
        age(items(1), basis="posting")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^bucket"):
        aged.bucket("120+", "EUR")
    with pytest.raises(InvalidInput, match=r"an ageing by party_id"):
        list(age(items(1), by=["currency"]).of("C"))
    assert aged.bucket("1-30", "EUR") == Money("0.01", "EUR")
    assert aged.total("USD") == Money(0, "USD")


def test_sums_that_would_wrap() -> None:
    """Two halves of 2**62 cannot be added safely; one can be shown."""
    with pytest.raises(AmountTooLarge):
        age(items(1, 1, open=Amounts([2**61, 2**61], "EUR")))
    assert age(items(1, open=Amounts([2**61], "EUR"))).total("EUR").minor == 2**61


def test_nothing_to_age() -> None:
    """An empty ledger has an empty ageing and no KPIs."""
    snapshot = Facts().at(AS_OF)
    aged = age(open_items(snapshot))
    assert len(aged.columns()["bucket"]) == 0
    assert aged.total("EUR") == Money(0, "EUR")
    assert kpis(snapshot) == ()


def invoice(name: str, amount: str, issued: date, due: date | None = None, **more: object) -> Document:
    return Document(name, "C", Money(amount, "EUR"), issued_on=issued, due_on=due, **more)  # type: ignore[arg-type]


def test_a_short_ledger_is_measured_over_its_own_days() -> None:
    """The window is clipped to the days since the first document, with a note."""
    snapshot = Facts([invoice("1", "300.00", date(2025, 12, 2), AS_OF)]).at(AS_OF)
    kpi = dso(snapshot, currency="EUR")
    assert (kpi.value, kpi.window_days, kpi.inputs["days"]) == (Decimal("30.0000"), 90, 30)
    assert kpi.note is not None
    assert dict(kpi.note.figures) == {"first_on": date(2025, 12, 2), "days": 30}


def test_kpis_that_cannot_be_said() -> None:
    """Without sales, balance or settlements the value is missing and the note says why."""
    snapshot = Facts([invoice("1", "5.00", date(2025, 1, 1), kind="receipt", settled_on=date(2025, 1, 2))]).at(AS_OF)
    found = {kpi.code: (kpi.value, kpi.note and kpi.note.code) for kpi in kpis(snapshot)}
    assert found["dso"] == (None, "no_sales")
    assert found["overdue_share"] == (None, "no_balance")
    assert found["days_beyond_terms"] == (None, "nothing_settled")
    assert found["concentration_hhi"] == (None, "no_balance")


def test_overdue_share_and_concentration() -> None:
    """What is overdue over what is open; the shares of parties."""
    snapshot = Facts(
        [invoice("1", "30.00", date(2025, 1, 1), date(2025, 2, 1)), invoice("2", "70.00", date(2025, 1, 1), AS_OF)]
    ).at(AS_OF)
    assert overdue_share(snapshot, currency="EUR").value == Decimal("0.3000")
    assert [kpi.value for kpi in concentration(snapshot, currency="EUR")] == [Decimal("1.0000")] * 4
    assert days_beyond_terms(snapshot, currency="EUR").value == Decimal("333.0000")
    with pytest.raises(InvalidInput, match=r"window_days"):
        dso(snapshot, window_days=0, currency="EUR")


def test_formulas_take_exact_figures_only() -> None:
    """Floats are refused with the path; so is dividing by nothing."""
    with pytest.raises(InvalidInput, match=r"^receivables: 1.5"):
        days_sales_outstanding(1.5, 2, 30)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^sales"):
        days_sales_outstanding(1, 0, 30)
    with pytest.raises(InvalidInput, match=r"^parts\[0\]"):
        weighted_days([(True, 1)])
    with pytest.raises(InvalidInput):
        concentration_of([0, -5])
    with pytest.raises(InvalidInput, match=r"finite"):
        countback_dso(Decimal("Infinity"), [])
    assert countback_dso(0, [(100, 30)]).days == 0
    assert countback_dso(100, [(-50, 31), (200, 30)]).days == 31 + Fraction(30, 2)
