"""The ledger's figures at their edges, and the file of a customer without a ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import attrs
import pytest

from creditkit.credit_file import Measures, catalogue_fields, catalogue_rules, credit_file, credit_files
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.facts import Allocation, Document, Event, Facts, Hold, Observation, Order, Party
from creditkit.money import Money, Rate, Rates
from creditkit.reasons import Reason
from creditkit.receivables import Residue
from creditkit.testing import check_credit_files_agree

DAY = date(2026, 6, 30)
#: The measures of the manufacturer's policy.
MEASURES = Measures(
    tolerance_days=3, weight="amount", residue=Residue(Money("500", "CNY"), Decimal("0.01")),
    minimum_items=6, extend_to_days=730,
)  # fmt: skip


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def bill(name: str, amount: str, late: int, code: str = "CNY", **more: Any) -> Document:
    """An invoice that is so many days past due."""
    return Document(name, "C", Money(amount, code), **{"issued_on": ago(late + 30), "due_on": ago(late), **more})


def paid(name: str, amount: str, days: int, code: str = "CNY", kind: Any = "cash") -> Allocation:
    return Allocation(f"{name}-{days}-{kind}", name, Money(amount, code), value_on=ago(days), kind=kind)


def values(
    *facts: Any, measures: Measures = MEASURES, rates: Rates | None = None, currency: str = "CNY"
) -> dict[str, Any]:
    """What the file of C says, held to the law that both doors agree."""
    snapshot = Facts(facts, rates=rates).at(DAY)
    check_credit_files_agree(snapshot, measures=measures, currency=currency)
    return dict(credit_file(snapshot, "C", measures=measures, currency=currency).values)


NEW = [
    Party("C", identity="91310000MA1K", country="CN", industry="machinery", registered_on=date(2021, 3, 12)),
    *(
        Observation("C", name, value, source=source, observed_on=ago(20))
        for name, value, source in [
            ("debt_ratio", "0.62", "audited_accounts"), ("current_ratio", "1.22", "audited_accounts"),
            ("paid_in_capital", "10000000", "registry"), ("tax_credit_grade", "B", "tax"),
            ("bureau_score", "68", "bureau"), ("industry_risk", "moderate", "insurer"),
            ("litigation_24m", "0", "court"), ("country_risk", "low", "insurer"),
            ("sales_forecast_monthly", "150000", "sales"), ("equity", "6000000", "audited_accounts"),
        ]
    ),
]  # fmt: skip
WILLINGNESS = ("on_time_rate", "days_beyond_terms", "oldest_overdue_days", "fulfilment_rate")


def test_a_new_customer() -> None:
    """No invoice yet: no tenure and nothing matured are known; whether it is willing to pay is not."""
    snapshot = Facts(NEW).at(DAY)
    seen = credit_file(snapshot, "C", catalogue_fields("CNY"), catalogue_rules(), measures=MEASURES)
    assert not seen.findings
    assert (seen.values["tenure_months"], seen.values["matured_items"], seen.values["months_in_business"]) == (0, 0, 63)
    assert not set(WILLINGNESS) & set(seen.known)
    assert {seen.known[name].source for name in ("tenure_months", "matured_items")} == {"ledger"}
    scored = {"debt_ratio": "0.62", "current_ratio": "1.22", "paid_in_capital": "10000000", "bureau_score": "68"}
    assert {name: seen.values[name] for name in scored} == {name: Decimal(value) for name, value in scored.items()}
    assert (seen.values["tax_credit_grade"], seen.values["litigation_24m"]) == ("B", 0)
    for name in ("overdue_amount", "open_amount", "annual_sales", "invoiced_count", "promises_broken_open"):
        assert seen.values[name] == 0, name
    assert (seen.values["frozen"], seen.values["months_since_write_off"]) == (False, None)
    check_credit_files_agree(snapshot, catalogue_fields("CNY"), catalogue_rules(), measures=MEASURES)
    assert credit_files(snapshot, measures=MEASURES)["tenure_months"][0] == 0


@pytest.mark.parametrize(
    ("items", "oldest", "amount", "count"),
    [
        ([bill("1", "100000", 40)], 40, "100000.00", 1),
        ([bill("1", "100000", 0)], 0, "0.00", 0),
        ([bill("1", "100000", -1)], None, "0.00", 0),
        # the residue is 1,000, one per cent of 100,000
        ([bill("1", "100000", 40), paid("1", "99000", 50)], 0, "0.00", 0),
        ([bill("1", "100000", 40), paid("1", "98999.99", 50)], 40, "1000.01", 1),
        ([bill("1", "500", 40), bill("2", "9000", 9)], 9, "9000.00", 1),
        # what is in dispute is not called for
        ([bill("1", "9000", 40, disputed_on=ago(5)), bill("2", "9000", 9)], 9, "9000.00", 1),
        ([bill("1", "9000", 40, disputed_on=ago(5), disputed_amount=Money("4000", "CNY"))], 40, "5000.00", 1),
        ([bill("1", "9000", 40, disputed_on=ago(5), disputed_amount=Money("8500", "CNY"))], 0, "0.00", 0),
        # taken off whole: nothing was ever to be paid
        ([bill("1", "9000", 40), paid("1", "9000", 50, kind="credit_note")], None, "0.00", 0),
    ],
)
def test_what_is_overdue(items: list[Any], oldest: int | None, amount: str, count: int) -> None:
    """Undisputed, above the residue, due before the day; 0 once anything fell due, missing before."""
    seen = values(*items)
    assert (seen.get("oldest_overdue_days"), seen["overdue_amount"], seen["overdue_count"]) == (
        oldest, Decimal(amount), count,
    )  # fmt: skip


def test_overdue_by_more_than_five_days() -> None:
    """Day 5 is not more than 5; the share is of all that is open, disputes included."""
    seen = values(
        bill("1", "1000", 5), bill("2", "2000", 6), bill("3", "5000", 9, disputed_on=ago(1)), bill("4", "2000", -9)
    )
    assert (seen["overdue_5d_amount"], seen["overdue_5d_share"]) == (Decimal("2000.00"), Decimal("0.2000"))
    assert (seen["overdue_amount"], seen["overdue_share"]) == (Decimal("3000.00"), Decimal("0.3000"))
    assert "overdue_share" not in values(Party("C"))


def test_the_window_grows_for_who_buys_seldom() -> None:
    """Five items in a year: two years are looked at; with fewer than six in these there is no rate."""
    recent = [fact for i in range(5) for fact in (bill(f"{i}", "100", 50 + i), paid(f"{i}", "100", 50))]
    short = values(*recent)
    assert (short["matured_items"], short["on_time_items"], short["late_items"]) == (5, 4, 1)
    assert "on_time_rate" not in short
    assert "overdue_rate" not in short
    longer = values(*recent, bill("old", "900", 700), paid("old", "900", 600))
    assert (longer["matured_items"], longer["late_items"], longer["late_items_12m"]) == (6, 2, 1)
    assert (longer["on_time_rate"], longer["overdue_rate"]) == (Decimal("0.2857"), Decimal("0.3333"))


@pytest.mark.parametrize(
    ("items", "days"),
    [
        ([bill("1", "9000", 40), paid("1", "9000", 30)], 10),
        ([bill("1", "9000", 40)], 40),
        ([bill("1", "9000", 400)], 400),
        ([bill("1", "9000", 400), paid("1", "9000", 365)], 0),
        ([bill("1", "9000", 400), paid("1", "9000", 364)], 36),
        ([bill("1", "9000", 40), paid("1", "9000", 20, kind="write_off")], 20),
        ([bill("1", "9000", 40), paid("1", "9000", 45)], 0),
        ([bill("1", "9000", 40, disputed_on=ago(1))], 0),
        ([bill("1", "9000", -1)], None),
    ],
)
def test_most_days_late(items: list[Any], days: int | None) -> None:
    """Until it was paid or closed within the year, or until today; a dispute is not lateness."""
    assert values(*items).get("most_days_late_12m") == days


def test_history() -> None:
    """Months are full months; a write-off counts from its day; a customer that never paid has no tenure."""
    facts = [
        bill("1", "900", 400),
        paid("1", "900", 380),
        bill("2", "900", 300),
        paid("2", "900", 59, kind="write_off"),
    ]
    seen = values(*facts)
    assert (seen["tenure_months"], seen["months_since_write_off"]) == (14, 1)
    assert values(bill("1", "900", 400))["tenure_months"] == 0


def test_our_fault() -> None:
    """It says nothing about how the customer pays: no lateness, no days, no write-off; what is owed stands."""
    late = [bill("1", "9000", 40), paid("1", "8000", 20), paid("1", "1000", 10, kind="write_off")]
    ours = [attrs.evolve(late[0], our_fault_on=ago(5), disputed_on=ago(30)), *late[1:]]
    before, after = values(*late, measures=Measures()), values(*ours, measures=Measures())
    assert (before["late_items"], before["late_items_12m"], before["most_days_late_12m"]) == (1, 1, 30)
    assert (before["days_to_pay"], before["months_since_write_off"]) == (50, 0)
    assert (after["matured_items"], after["late_items"], after["late_items_12m"]) == (0, 0, 0)
    assert after["months_since_write_off"] is None
    assert not {"most_days_late_12m", "days_beyond_terms", "days_to_pay", "dispute_rate", "on_time_rate"} & set(after)
    assert after["oldest_overdue_days"] == 0
    claim = values(bill("1", "9000", 40, our_fault_on=ago(5)))
    assert (claim["overdue_amount"], claim["oldest_overdue_days"], claim["balance"]) == (9000, 40, 9000)


DISPUTED: tuple[Literal["count", "exclude"], ...] = ("count", "exclude")


def test_open_disputes_by_the_measures() -> None:
    """Left out, an item wholly in dispute has not matured; one in part is late by the other part alone."""
    facts = [
        bill("1", "9000", 40, disputed_on=ago(50)),
        bill("2", "9000", 9, disputed_on=ago(20), disputed_amount=Money("4000", "CNY")),
        paid("2", "5000", 2),
    ]
    kept, left = (values(*facts, measures=Measures(weight="amount", disputed=how)) for how in DISPUTED)
    assert (kept["matured_items"], kept["late_items"], left["matured_items"], left["late_items"]) == (2, 2, 1, 1)
    assert (kept["most_days_late_12m"], left["most_days_late_12m"]) == (0, 7)
    assert (kept["tenure_months"], left["tenure_months"]) == (0, 0)
    with pytest.raises(InvalidInput, match="disputed"):
        Measures(disputed="ignore")  # type: ignore[arg-type]


def test_sales() -> None:
    """Invoices less credit notes by their issue, over 180 days by six; never below zero."""
    note = Document("N", "C", Money("300", "CNY"), kind="credit_note", issued_on=ago(10))
    seen = values(bill("1", "1000", 0), bill("2", "2000", 149), bill("3", "9000", 150), note)
    assert (seen["average_monthly_sales_6m"], seen["annual_sales"]) == (Decimal("450.00"), Decimal("11700.00"))
    assert values(note)["annual_sales"] == 0
    assert values(bill("1", "9000", 600))["average_monthly_sales_6m"] == 0


def order(name: str, amount: str, ship: int | None, **more: Any) -> Order:
    return Order(
        name, "C", Money(amount, "CNY"), placed_on=ago(40), ship_on=None if ship is None else ago(ship), **more
    )


def test_orders_honoured() -> None:
    """By amount, of what was due for delivery; without a day of delivery the day of the order counts.

    An open order without such a day is not due yet: a first order does not prove that orders are honoured.
    """
    orders = [order("1", "700", 5), order("2", "200", None, status="cancelled"), order("3", "100", 0, status="closed")]
    assert values(*orders)["fulfilment_rate"] == Decimal("0.8000")
    assert values(*orders, order("4", "9000", -1, status="cancelled"))["fulfilment_rate"] == Decimal("0.8000")
    assert "fulfilment_rate" not in values(order("4", "9000", -1))
    assert "fulfilment_rate" not in values(order("4", "9000", None))
    assert values(*orders, order("4", "9000", None))["fulfilment_rate"] == Decimal("0.8000")


def test_promises() -> None:
    """A promise kept later makes good the broken one that it names, or all where it names none."""

    def event(kind: str, days: int, promise: str | None = None) -> Event:
        return Event("C", kind, on=ago(days), figures={} if promise is None else {"promise_id": promise})

    broken = [event("promise_broken", 20, "a"), event("promise_broken", 10, "b")]
    assert values(*broken)["promises_broken_open"] == 2
    assert values(*broken, event("promise_kept", 5, "a"))["promises_broken_open"] == 1
    assert values(*broken, event("promise_kept", 15, "b"))["promises_broken_open"] == 2
    assert values(*broken, event("promise_kept", 5))["promises_broken_open"] == 0
    assert values(event("promise_broken", 5), event("promise_kept", 5, "z"))["promises_broken_open"] == 0


def test_frozen() -> None:
    """While a hold is in force."""
    hold = Hold("C", valid_from=ago(9), valid_to=ago(0), reason=Reason("fraud_suspected"))
    ended = Hold("C", valid_from=ago(9), valid_to=ago(1), reason=Reason("fraud_suspected"))
    assert (values(hold)["frozen"], values(Party("C"), ended)["frozen"]) == (True, False)


def test_dates_ahead_are_not_known() -> None:
    """A registration in the future is a slip: nothing is said of it."""
    assert "months_in_business" not in values(Party("C", registered_on=ago(-1)))
    assert "registered_on" not in values(Party("C", registered_on=ago(-1)))
    assert values(Party("C", customer_since=ago(0)))["months_as_customer"] == 0


RATES = Rates([Rate("EUR", "CNY", "7.8123", ago(3))])
BOTH = [bill("1", "1000", 10, measures) for measures in ("CNY",)] + [bill("2", "100", 20, "EUR")]


def test_several_currencies_are_one() -> None:
    """Sums are converted at the rate of the day and rounded once; counts and days need no rate."""
    seen = values(*BOTH, measures=Measures(), rates=RATES)
    assert (seen["overdue_amount"], seen["oldest_overdue_days"]) == (Decimal("1781.23"), 20)
    assert seen["days_beyond_terms"] == Decimal("14.3859")  # (10,000 + 15,624.60) / 1,781.23
    capital = Party("C", registered_capital=Money("100", "EUR"))
    assert values(capital, rates=RATES)["registered_capital"] == Decimal("781.23")
    assert values(Party("C", registered_capital=Decimal(100)))["registered_capital"] == 100


def test_a_rate_that_is_missing() -> None:
    """The amounts are missing and one finding says why; a share of amounts in one currency is known."""
    snapshot = Facts(BOTH).at(DAY)
    seen = credit_file(snapshot, "C", currency="CNY")
    assert "overdue_amount" not in seen.known
    assert "days_beyond_terms" not in seen.known
    assert (seen.values["matured_items"], seen.values["oldest_overdue_days"]) == (2, 20)
    assert [(f.severity, f.path, f.reason.code, f.reason.figures["base"]) for f in seen.findings] == [
        ("error", "files[C]", "rate_missing", "EUR")
    ]
    check_credit_files_agree(snapshot, currency="CNY")
    foreign = credit_file(Facts(BOTH[1:]).at(DAY), "C", currency="CNY")
    assert (foreign.values["overdue_share"], foreign.values["days_beyond_terms"]) == (1, 20)
    counted = credit_file(snapshot, "C", {"matured_items": catalogue_fields()["matured_items"]})
    assert (dict(counted.values), counted.findings) == ({"matured_items": 2}, ())


def test_the_currency_is_named_where_it_has_to_be() -> None:
    """One currency is taken; of several one has to be named, or the fields say it, and only one."""
    assert credit_file(Facts(BOTH[1:]).at(DAY), "C").values["overdue_amount"] == Decimal("100.00")
    snapshot = Facts(BOTH, rates=RATES).at(DAY)
    for call in (lambda **o: credit_file(snapshot, "C", **o), lambda **o: credit_files(snapshot, **o)):
        with pytest.raises(InvalidInput, match=r"^currency: 'CNY, EUR'.*currency='…'"):
            call()
        with pytest.raises(InvalidInput, match=r"^currency: 'CNY, EUR'"):
            call(fields=catalogue_fields("CNY"), currency="EUR")
    assert credit_file(snapshot, "C", catalogue_fields("EUR")).values["overdue_amount"] == Decimal("228.00")


def test_amounts_that_could_wrap() -> None:
    """Columns refuse sums that int64 cannot hold; the file of one party can count further."""
    huge = [bill(f"{i}", f"{2**53 - 1}", 9000, "JPY", issued_on=date(2000, 1, 1)) for i in range(60)]
    with pytest.raises(AmountTooLarge):
        credit_files(Facts(huge).at(DAY))
    assert credit_file(Facts(huge).at(DAY), "C").values["days_beyond_terms"] == 9000


@pytest.mark.parametrize(
    "wrong",
    [
        {"window_days": 0}, {"tolerance_days": -1}, {"weight": "value"}, {"residue": 5}, {"minimum_items": 1.0},
        {"extend_to_days": 364},
    ],
)  # fmt: skip
def test_measures_are_checked(wrong: dict[str, Any]) -> None:
    """Each parameter out of its range is refused by name."""
    with pytest.raises(InvalidInput, match=f"^{next(iter(wrong))}"):
        Measures(**wrong)
