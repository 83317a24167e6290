"""Exposure in columns is what a plain loop over the records finds, and its edges."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import CurrencyMismatch, InvalidInput, UnknownParty
from creditkit.facts import Allocation, Delivery, Document, Facts, Order, Snapshot
from creditkit.limits import COMPONENTS, Exposure, exposure, exposures
from creditkit.money import Money, Rate, Rates, divided, exponent
from creditkit.receivables import open_items
from creditkit.testing import LAST_LOOK, facts

DAY = date(2026, 6, 30)
RATES = Rates([Rate("JPY", "EUR", "0.0061", date(2024, 1, 1))])


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def plain(snapshot: Snapshot, horizon: int | None) -> dict[tuple[str, str], dict[str, int]]:
    """Components by party and currency, record by record."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    documents: list[Document] = list(snapshot.records("invoices"))  # type: ignore[arg-type]
    deliveries: list[Delivery] = list(snapshot.records("deliveries"))  # type: ignore[arg-type]
    known = {document.document_id for document in documents}
    rest = {item.document_id: -item.open.minor for item in open_items(snapshot) if "unapplied" in item.flags}
    earmarked = set()
    for order in snapshot.records("orders"):
        assert isinstance(order, Order)
        if order.status not in ("open", "shipped"):
            continue
        mine = [
            document
            for document in documents
            if (document.order_id, document.party_id) == (order.order_id, order.party_id)
            and document.amount.currency == order.amount.currency
        ]
        receipts = [document for document in mine if document.kind == "receipt"]
        earmarked.update(document.document_id for document in receipts)
        paid = sum(rest.get(document.document_id, 0) for document in receipts)
        prepaid = paid if receipts or order.prepaid is None else order.prepaid.minor
        left = sum(
            one.amount.minor
            for one in deliveries
            if one.order_id == order.order_id and one.amount.currency == order.amount.currency
        )
        left = max(left, order.amount.minor) if order.status == "shipped" else left
        billed = sum(one.amount.minor for one in mine if one.kind == "invoice" and one.replaces_id not in known)
        opened = max(order.amount.minor - max(left, billed), 0)
        delivered = max(left - billed, 0)
        first = min(opened, prepaid)
        spare = min(max(prepaid - first - delivered, 0), billed) if receipts else 0
        opened, delivered = opened - first, max(delivered - (prepaid - first), 0)
        late = horizon is not None and order.ship_on is not None
        if late and order.ship_on > snapshot.as_of + timedelta(days=horizon or 0):  # type: ignore[operator]
            opened = 0
        key = (order.party_id, order.amount.currency)
        found[key]["open_orders"] += opened
        found[key]["delivered"] += delivered
        found[key]["unapplied"] += spare
    for item in open_items(snapshot):
        key = (item.party_id, item.open.currency)
        if "unapplied" not in item.flags:
            found[key]["open_items"] += item.open.minor
        elif item.document_id not in earmarked:
            found[key]["unapplied"] -= item.open.minor
    return found


def converted(minor: int, base: str, haircut: Fraction) -> int:
    if base == "EUR":
        return minor
    ratio = Fraction("0.0061") * Fraction(10 ** exponent("EUR"), 10 ** exponent(base)) * haircut
    return divided(minor * ratio.numerator, ratio.denominator)


@given(facts(), st.integers(0, 400), st.sampled_from([None, 0, 30]), st.sampled_from([None, Decimal("0.05")]))
def test_columns_are_what_a_loop_finds(known: Facts, ago: int, horizon: int | None, haircut: Decimal | None) -> None:
    """Each component of each party, and a problem where a rate is missing; only yen have one here."""
    snapshot = Facts(known, rates=RATES).at(LAST_LOOK - timedelta(days=ago))
    found = exposures(snapshot, "EUR", horizon_days=horizon, haircut=haircut)
    expected: dict[str, dict[str, int]] = {party: defaultdict(int) for party in snapshot.parties()}
    missing = set()
    for (party, base), parts in plain(snapshot, horizon).items():
        if base not in ("EUR", "JPY"):
            missing |= {party} if any(parts.values()) else set()
            continue
        for name, minor in parts.items():
            more = Fraction(105, 100) if haircut and name != "unapplied" else Fraction(1)
            expected[party][name] += converted(minor, base, more)
    for party in snapshot.parties():
        one = found.of(party)
        for name in (*COMPONENTS, "unapplied"):
            assert getattr(one, name) == Money.of_minor(expected[party][name], "EUR"), (party, name)
        assert bool(one.problems) == (party in missing)
    assert found.problems.keys() == missing


@given(facts(), st.integers(0, 400))
def test_one_party_is_a_row_of_all(known: Facts, ago: int) -> None:
    """The exposure to one party is the same alone and among the others, and in a part of the portfolio."""
    snapshot = known.at(LAST_LOOK - timedelta(days=ago))
    whole = exposures(snapshot, "EUR")
    for party in snapshot.parties():
        assert exposure(snapshot, party, currency="EUR") == whole.of(party)
        assert exposure(snapshot.restrict([party]), party, currency="EUR") == whole.of(party)


def order(name: str = "O1", amount: str = "100.00", **rest: object) -> Order:
    return Order(name, "C", eur(amount), placed_on=DAY, **rest)  # type: ignore[arg-type]


def test_the_order_under_check_is_left_out() -> None:
    """Neither it nor a receipt that is earmarked for it counts a second time, also if it is not in the facts yet."""
    receipt = Document("R", "C", eur("30.00"), issued_on=DAY, kind="receipt", order_id="O1")
    for given_ in ([order(), order("O2", "7.00"), receipt], [order("O2", "7.00"), receipt]):
        found = exposure(Facts(given_).at(DAY), "C", currency="EUR", without_orders=["O1"])
        assert found.total == eur("7.00")


def test_an_earmarked_receipt_counts_once_at_every_stage() -> None:
    """100 ordered and 30 earmarked bind 70: open, half delivered, half billed, all billed, and once it is allocated."""
    receipt = Document("R", "C", eur("30.00"), issued_on=DAY, kind="receipt", order_id="O1")
    half = Delivery("D1", "O1", eur("50.00"), shipped_on=DAY)
    rest = Delivery("D2", "O1", eur("50.00"), shipped_on=DAY)
    first = Document("1", "C", eur("50.00"), issued_on=DAY, order_id="O1")
    last = Document("2", "C", eur("50.00"), issued_on=DAY, order_id="O1")
    used = Allocation("A", "1", eur("30.00"), value_on=DAY, from_id="R")
    steps = ([], [half], [half, first], [half, first, rest], [half, first, rest, last], [half, first, rest, last, used])
    for step in steps:
        found = exposure(Facts([order(), receipt, *step]).at(DAY), "C", currency="EUR")
        assert found.total == eur("70.00"), step


def test_a_disputed_item_stays_in() -> None:
    """A dispute never frees room."""
    item = Document("1", "C", eur("10.00"), issued_on=DAY, disputed=True)
    assert exposure(Facts([item]).at(DAY), "C", currency="EUR").total == eur("10.00")


def test_what_is_unapplied_and_components_by_choice() -> None:
    """Receipts may be left standing, and components left out."""
    known = Facts([order(), Document("R", "C", eur("30.00"), issued_on=DAY, kind="receipt")]).at(DAY)
    assert exposure(known, "C", currency="EUR").total == eur("70.00")
    assert exposure(known, "C", currency="EUR", less_unapplied=False).total == eur("100.00")
    assert exposure(known, "C", currency="EUR", components=["open_items"]).total == eur("-30.00")


def test_an_old_rate_is_none() -> None:
    """A rate older than it may be is a problem, as none is; what is known is counted."""
    dollars = Document("1", "C", Money("10.00", "USD"), issued_on=DAY)
    rates = Rates([Rate("USD", "EUR", "0.9", DAY - timedelta(days=4))])
    snapshot = Facts([dollars, order()], rates=rates).at(DAY)
    assert exposure(snapshot, "C", currency="EUR", max_rate_age_days=4).total == eur("109.00")
    late = exposure(snapshot, "C", currency="EUR", max_rate_age_days=3)
    assert late.total == eur("100.00")
    assert [(reason.code, dict(reason.figures)) for reason in late.problems] == [
        ("rate_missing", {"base": "USD", "quote": "EUR", "on": DAY})
    ]


def test_each_party_in_its_currency() -> None:
    """Currencies are by party; the table has one row for each."""
    rates = Rates([Rate("EUR", "USD", "1.25", DAY)])
    known = Facts([order(), Order("O2", "D", eur("8.00"), placed_on=DAY)], rates=rates).at(DAY)
    found = exposures(known, {"D": "USD", "C": "EUR"})
    assert (found.of("D").total, found.of("C").total) == (Money("10.00", "USD"), eur("100.00"))
    assert list(found.columns()) == ["party_id", "currency", *COMPONENTS, "unapplied", "exposure"]
    assert found.total.tolist() == [1000, 10000]


def test_components_of_others_in_a_foreign_currency() -> None:
    """D, in dollars, has only dollars ordered; C, in euro, owes 10 dollars, which are 8 euro, and has ordered none."""
    rates = Rates([Rate("USD", "EUR", "0.8", DAY)])
    ordered = Order("O1", "D", Money("5.00", "USD"), placed_on=DAY)
    owed = Document("1", "C", Money("10.00", "USD"), issued_on=DAY)
    found = exposures(Facts([ordered, owed], rates=rates).at(DAY), {"C": "EUR", "D": "USD"})
    assert (found.of("C").total, found.of("D").total) == (eur("8.00"), Money("5.00", "USD"))


def test_wrong_calls() -> None:
    """What cannot be meant is refused by name."""
    snapshot = Facts([order()]).at(DAY)
    with pytest.raises(UnknownParty):
        exposure(snapshot, "nobody", currency="EUR")
    with pytest.raises(UnknownParty):
        exposures(snapshot, "EUR").of("nobody")
    for options in ({"components": ["orders"]}, {"haircut": 0.05}, {"haircut": Decimal(-1)}, {"horizon_days": -1}):
        with pytest.raises(InvalidInput):
            exposure(snapshot, "C", currency="EUR", **options)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        Exposure.of("EUR", orders=eur("1.00"))
    with pytest.raises(CurrencyMismatch):
        Exposure.of("EUR", bills=Money("1.00", "USD"))
