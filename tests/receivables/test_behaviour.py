"""Behaviour: what each figure counts, at its edges, and the parameters that are refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pytest

from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Allocation, Document, Facts
from creditkit.money import Money
from creditkit.receivables import Residue, behaviour, ratios, rounded

D = date
AS_OF = D(2025, 3, 2)


def seen(*facts: Any, as_of: date = AS_OF, **parameters: Any) -> dict[str, Any]:
    return behaviour(Facts(facts).at(as_of), **parameters).of("C")


def bill(name: str = "1", amount: str = "100", **more: Any) -> Document:
    return Document(name, "C", Money(amount, "EUR"), **{"issued_on": D(2025, 1, 1), "due_on": D(2025, 1, 31), **more})


def paid(on: date, amount: str = "100", to: str = "1", **more: Any) -> Allocation:
    return Allocation(f"{to}-{on}-{amount}-{more.get('kind')}", to, Money(amount, "EUR"), value_on=on, **more)


@pytest.mark.parametrize(
    ("facts", "rate"),
    [
        ([paid(D(2025, 1, 31))], "1.0000"),
        ([paid(D(2025, 2, 1))], "0.0000"),
        ([], "0.0000"),
        ([paid(D(2025, 1, 5), kind="write_off")], "0.0000"),
        ([paid(D(2025, 1, 5), "60"), paid(D(2025, 1, 6), "40", kind="write_off")], "0.0000"),
        ([paid(D(2025, 1, 5), "60"), paid(D(2025, 2, 20), "40", kind="discount")], "1.0000"),
        ([paid(D(2025, 1, 5), kind="credit_note")], None),
        ([paid(D(2025, 1, 5), "99")], "0.0000"),
    ],
)
def test_on_time(facts: list[Any], rate: str | None) -> None:
    """The money in full by the due date; open and overdue is late; a write-off pays nothing, a discount is not owed."""
    assert seen(bill(), *facts)["on_time_rate"] == (None if rate is None else Decimal(rate))


def test_the_day_the_money_came_in_counts() -> None:
    """A receipt of January that was matched in March paid in January; an advance took no days."""
    receipt = Document("P", "C", Money(100, "EUR"), issued_on=D(2025, 1, 20), kind="receipt")
    found = seen(bill(), receipt, paid(D(2025, 3, 1), from_id="P"))
    assert (found["on_time_rate"], found["days_to_pay"]) == (Decimal("1.0000"), Decimal("19.0000"))
    early = Document("P", "C", Money(100, "EUR"), issued_on=D(2024, 12, 1), kind="receipt")
    assert seen(bill(), early, paid(D(2025, 1, 1), from_id="P"))["days_to_pay"] == 0


def test_tolerance_moves_the_deadline_and_the_cohort() -> None:
    """An item is in the cohort once its due date and the tolerance have come."""
    facts = [bill(due_on=D(2025, 2, 28)), paid(D(2025, 3, 2))]
    assert seen(*facts)["on_time_rate"] == 0
    assert seen(*facts, tolerance_days=2)["on_time_rate"] == 1
    assert seen(*facts, tolerance_days=3)["on_time_rate"] is None


def test_a_window_that_grows() -> None:
    """With too few items the longer window is looked at; with too few in that, the rate is missing."""
    facts = [bill(), paid(D(2025, 1, 31))]
    short = seen(*facts, window_days=30, extend_to_days=60)
    assert (short["cohort_items"], short["cohort_window_days"], short["on_time_rate"]) == (1, 60, 1)
    assert seen(*facts, window_days=30)["on_time_rate"] is None
    assert seen(*facts, minimum_items=2)["on_time_rate"] is None
    assert seen(*facts, window_days=30, extend_to_days=30)["cohort_items"] == 0


@pytest.mark.parametrize(
    ("residue", "on_time"),
    [
        (None, False),
        (Residue(Money("0.99", "EUR")), False),
        (Residue(Money(1, "EUR")), True),
        (Residue(Money(5, "USD")), False),
        (Residue(share=Decimal("0.01")), True),
        (Residue(share=Decimal("0.0099")), False),
        (Residue(Money(1, "EUR"), Decimal("0.001")), True),
        (Residue(Money(1, "EUR"), Decimal("0.001"), "smaller"), False),
    ],
)
def test_residues(residue: Residue | None, on_time: bool) -> None:
    """How much may stay open: an amount in its own currency, a share, the larger or the smaller of both."""
    assert seen(bill(), paid(D(2025, 1, 31), "99"), residue=residue)["on_time_rate"] == on_time


def test_weight_by_amount() -> None:
    """One large item late and one small on time."""
    facts = [bill(amount="900"), bill("2"), paid(D(2025, 1, 31), to="2")]
    assert seen(*facts)["on_time_rate"] == Decimal("0.5000")
    assert seen(*facts, weight="amount")["on_time_rate"] == Decimal("0.1000")
    assert seen(*facts, weight="amount")["on_time_rate_denominator"] == Money(1000, "EUR")


def test_days_of_what_is_overdue_count_at_today() -> None:
    """Half was paid ten days early, half is 30 days overdue: settled items alone would flatter."""
    found = seen(bill(), paid(D(2025, 1, 21), "50"))
    assert (found["days_beyond_terms_signed"], found["days_beyond_terms"]) == (10, 15)
    assert (found["settled_only_count"], found["settled_only_days_beyond_terms"]) == (0, None)


@pytest.mark.parametrize(
    ("part", "paid_part", "late", "owed", "days"),
    [
        (None, None, 0, None, None),
        ("40", None, 1, "60", "30.0000"),
        ("40", "60", 0, "60", "0.0000"),
        ("40", "59", 1, "60", "0.5000"),
    ],
)
def test_an_open_dispute_may_be_left_out(
    part: str | None, paid_part: str | None, late: int, owed: str | None, days: str | None
) -> None:
    """What is in dispute is not asked for; the other part is, and decides alone whether the item is on time."""
    claim = None if part is None else Money(part, "EUR")
    facts = [bill(disputed_on=D(2025, 1, 20), disputed_amount=claim)]
    allocations = [] if paid_part is None else [paid(D(2025, 1, 31), paid_part)]
    found = seen(*facts, *allocations, weight="amount", disputed="exclude")
    assert (found["late_items"], found["cohort_items"]) == (late, 0 if part is None else 1)
    assert found["on_time_rate_denominator"] == Money(owed or "0", "EUR")
    assert found["days_beyond_terms"] == (None if days is None else Decimal(days))
    assert seen(*facts, *allocations)["late_items"] == 1
    ended = attrs.evolve(facts[0], dispute_ended_on=D(2025, 2, 19))
    assert seen(ended, *allocations, disputed="exclude")["late_items"] == 1


def test_our_fault() -> None:
    """It leaves the rates and the days, above and below the line; it is still owed, and parity stands."""
    late = [bill("2"), paid(D(2025, 2, 10), to="2")]
    ours = [bill(our_fault_on=D(2025, 2, 20), disputed_on=D(2025, 2, 1)), paid(D(2025, 2, 20), "90")]
    found, alone = seen(*late, *ours), seen(*late)
    for name in ("cohort_items", "late_items", "on_time_rate", "days_beyond_terms", "days_to_pay", "dispute_rate"):
        assert found[name] == alone[name], name
    assert (found["open_amount"], found["overdue_count"]) == (Money(10, "EUR"), 1)
    assert (found["invoiced_count"], found["dispute_rate_denominator"]) == (2, 1)
    settled = seen(*late, ours[0], paid(D(2025, 2, 20)))
    assert (settled["settled_only_count"], settled["days_beyond_terms"]) == (2, 10)


def test_tenure() -> None:
    """Full months since the issue of the first invoice that was paid; none if none was."""
    facts = [bill(issued_on=D(2025, 1, 31)), paid(D(2025, 1, 31))]
    for day, months in ((D(2025, 2, 28), 0), (D(2025, 3, 30), 1), (D(2025, 3, 31), 2)):
        assert seen(*facts, as_of=day)["tenure_months"] == months
    assert seen(bill())["tenure_months"] is None


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"window_days": 0}, "window_days"),
        ({"window_days": 30.0}, "window_days"),
        ({"window_days": True}, "window_days"),
        ({"tolerance_days": -1}, "tolerance_days"),
        ({"extend_to_days": 364}, "extend_to_days"),
        ({"minimum_items": -1}, "minimum_items"),
        ({"weight": "value"}, "weight"),
        ({"disputed": "ignore"}, "disputed"),
    ],
)
def test_wrong_parameters(parameters: dict[str, Any], path: str) -> None:
    """Each is refused with its name."""
    with pytest.raises(InvalidInput) as raised:
        seen(bill(), **parameters)
    assert raised.value.path == path


def test_wrong_residues() -> None:
    """Negative amounts, shares beyond one, rules that are none."""
    for make in (
        lambda: Residue(Money(-1, "EUR")),
        lambda: Residue(share=Decimal("1.1")),
        lambda: Residue(share=Decimal("NaN")),
        lambda: Residue(rule="either"),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidInput):
            make()


def test_who_is_not_there() -> None:
    """An unknown party, and a currency in which a party has nothing."""
    found = behaviour(Facts([bill()]).at(AS_OF))
    with pytest.raises(UnknownParty):
        found.of("D")
    with pytest.raises(InvalidInput, match=r"^currency"):
        found.of("C", "USD")


def test_ratios_are_exact() -> None:
    """Half to even, and right where scaling would wrap int64; nothing is divided by zero."""
    top, bottom = np.array([1, 3, 2**61, -1, 5]), np.array([20_000, 20_000, 2**62 - 1, 20_000, 0])
    assert [ratios(top, bottom)[i] for i in range(5)] == [
        rounded(int(t), int(b)) if b else None for t, b in zip(top, bottom, strict=True)
    ]
    assert [ratios(top, bottom)[i] for i in range(4)] == [0, Decimal("0.0002"), Decimal("0.5"), 0]
    assert rounded(1, 0) is None
    assert rounded(1, -2) == Decimal("-0.5000")
