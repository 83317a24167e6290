"""Law: what was our fault leaves the statistics of payment, and stays in every figure that says what stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given

from creditkit.aging import days_beyond_terms, kpis
from creditkit.facts import Allocation, Document, Fact, Facts, Snapshot
from creditkit.money import Money
from creditkit.testing import LAST_LOOK, check_our_fault_leaves, days, facts, payment_figures

ISSUED, DUE, LOOK = date(2025, 1, 1), date(2025, 1, 31), date(2025, 3, 31)


@given(facts(), days(max_day=LAST_LOOK, latest_first=True))
def test_our_fault_leaves(known: Facts, as_of: date) -> None:
    """On every ledger, in behaviour and in the credit file."""
    check_our_fault_leaves(known, as_of)


def invoice(**more: Any) -> Document:
    return Document("1", "C", Money("100", "EUR"), issued_on=ISSUED, due_on=DUE, **more)


PAID_LATE = Facts([invoice(), Allocation("a", "1", Money("60", "EUR"), value_on=date(2025, 2, 20))])


def counts_all(snapshot: Snapshot) -> Mapping[object, Mapping[str, object]]:
    """Figures of a system that knows no fault of its own."""
    records = [_blamed(record) for table in ("invoices", "allocations") for record in snapshot.records(table)]
    return payment_figures(Facts(records).at(snapshot.as_of))


def _blamed(record: Any) -> Any:
    return attrs.evolve(record, our_fault_on=None) if isinstance(record, Document) else record


def forgets_all(snapshot: Snapshot) -> Mapping[object, Mapping[str, object]]:
    """Figures of a system that takes what was its fault off the books."""
    records = [r for r in snapshot.records("invoices") if isinstance(r, Document) and r.our_fault_on is None]
    return payment_figures(Facts(records).at(snapshot.as_of))


@pytest.mark.parametrize(
    ("twin", "said"), [(counts_all, "cohort_items is 1, and all of it was our fault"), (forgets_all, "what stands")]
)
def test_broken_twins(twin: Any, said: str) -> None:
    """Counting it on is seen, and so is dropping the claim with it."""
    check_our_fault_leaves(PAID_LATE, LOOK)
    with pytest.raises(AssertionError, match=said):
        check_our_fault_leaves(PAID_LATE, LOOK, calculate=twin)


@pytest.mark.parametrize(("day", "items"), [(date(2025, 3, 9), 1), (date(2025, 3, 10), 0)])
def test_from_its_day_on(day: date, items: int) -> None:
    """The day before, nobody knew."""
    known = Facts([invoice(our_fault_on=date(2025, 3, 10))])
    seen = payment_figures(known.at(day))
    assert (seen["C", "EUR"]["cohort_items"], seen["C"]["matured_items"]) == (items, items)
    assert seen["C", "EUR"]["overdue_amount"] == Money("100", "EUR")


def test_days_of_the_portfolio() -> None:
    """Among the KPIs the same name means the same: neither what came late nor what is overdue counts."""
    ours: list[Fact] = [
        invoice(our_fault_on=LOOK),
        Allocation("a", "1", Money("60", "EUR"), value_on=date(2025, 2, 20)),
    ]
    before, after = (days_beyond_terms(known.at(LOOK), currency="EUR") for known in (PAID_LATE, Facts(ours)))
    assert (before.value, after.value) == (Decimal("35.6000"), None)
    assert {kpi.code: kpi.value for kpi in kpis(Facts(ours).at(LOOK))}["overdue_share"] == 1
