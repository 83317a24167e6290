"""Law: a few records are told by plain loops, and give what the columns of the same facts give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from creditkit.credit_file import Measures, credit_file
from creditkit.facts import (
    Allocation,
    AllocationKind,
    Document,
    DocumentKind,
    Fact,
    Facts,
    Observation,
    Party,
    Snapshot,
)
from creditkit.limits import exposure, limit_in_force
from creditkit.loop._desk import Desk
from creditkit.money import Money, Rate, Rates
from creditkit.policy import ready_made
from creditkit.receivables import Residue
from creditkit.receivables._plain_book import plain_book
from creditkit.testing import facts

DAY = date(2026, 7, 1)
MEASURES = Measures(
    tolerance_days=3, weight="amount", residue=Residue(Money(5, "EUR"), Decimal("0.1"), "larger"), minimum_items=2,
    extend_to_days=730,
)  # fmt: skip
RATES = Rates([Rate("EUR", "USD", "1.1", date(2026, 6, 1))])
KINDS: tuple[AllocationKind, ...] = ("cash", "credit_note", "write_off", "discount", "withholding_tax")
DOCUMENTS: tuple[DocumentKind, ...] = ("invoice", "invoice", "invoice", "receipt", "credit_note")


def both(known: Facts, day: date = DAY) -> tuple[Snapshot, Snapshot]:
    """The same snapshot of records and of columns."""
    tables = {
        name: dict(known.columns(name)) for name in ("parties", "invoices", "instalments", "allocations", "orders")
    }
    tables |= {name: dict(known.columns(name)) for name in ("deliveries", "observations")}
    return known.at(day), Facts.from_columns(tables, kept=known.kept, rates=known.rates).at(day)


def told(snapshot: Snapshot) -> Iterator[object]:
    """What is said of every party, by all who read records where they are at hand."""
    desk = Desk(ready_made("manufacturer"), snapshot)
    yield snapshot.parties()
    for party in snapshot.parties():
        yield credit_file(snapshot, party, measures=MEASURES, currency="EUR")
        yield exposure(snapshot, party, currency="EUR", haircut=Decimal("0.05"))
        yield limit_in_force(snapshot, party, currency="EUR")
        yield desk.overdue(party)
        yield desk.currency_of(party)
        yield desk.structure.accounts_of(party), desk.structure.parents_of(party)


@given(facts(), st.integers(-400, 400))
def test_any_facts(known: Facts, shift: int) -> None:
    """Whatever the facts are: where they are not plain, the columns are asked."""
    records, columns = both(known, date(2025, 6, 30) + timedelta(days=shift))
    assert list(told(records)) == list(told(columns))


@st.composite
def plain_records(draw: st.DrawFn) -> Facts:
    """Documents with due dates, and allocations of them within what they hold."""
    found: list[Fact] = []
    left: dict[str, int] = {}
    parties = draw(st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=2, unique=True))
    if draw(st.booleans()):
        found.append(Party(parties[0], currency="EUR", country="DE", registered_on=date(2020, 5, 31)))
    days = st.sampled_from([-9, 0, 1, 29, 30, 31, 33, 34, 90, 365, 400, 700]).map(lambda ago: DAY - timedelta(ago))
    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(DOCUMENTS))
        amount = Money.of_minor(draw(st.integers(1, 30)) * 100, draw(st.sampled_from(["EUR", "EUR", "USD"])))
        issued = draw(days)
        due = issued + timedelta(days=draw(st.sampled_from([0, 30, 31])))
        party, name = draw(st.sampled_from(parties)), f"{kind}{i}"
        found.append(Document(name, party, amount, issued_on=issued, due_on=due, kind=kind))
        left[name] = amount.minor
    documents = [one for one in found if isinstance(one, Document)]
    invoices = [one for one in documents if one.kind == "invoice"]
    for i in range(draw(st.integers(0, 9)) if invoices else 0):
        to = draw(st.sampled_from(invoices))
        spare = [o for o in documents if o.kind != "invoice" and o.amount.currency == to.amount.currency]
        source = draw(st.none() | st.sampled_from(spare)) if spare else None
        most = min(left[one.document_id] for one in (to, source) if one is not None)
        if not most:
            continue
        minor = draw(st.sampled_from([most, most, max(most // 2, 1), max(most - 5, 1)]))
        for one in (to, source):
            if one is not None:
                left[one.document_id] -= minor
        start = min(one.issued_on for one in (to, source) if one is not None)
        value_on = start + timedelta(days=draw(st.sampled_from([0, 30, 33, 34, 60])))
        back = value_on + timedelta(days=draw(st.sampled_from([1, 30]))) if draw(st.integers(0, 3)) == 0 else None
        taken, uses = Money.of_minor(minor, to.amount.currency), None if source is None else source.document_id
        how = draw(st.sampled_from(KINDS))
        found.append(
            Allocation(f"a{i}", to.document_id, taken, value_on=value_on, from_id=uses, reversed_on=back, kind=how)
        )
    for value in draw(st.lists(st.sampled_from(["0.5", None, "x", float("nan")]), max_size=2)):
        seen = draw(st.none() | days)
        found.append(Observation(parties[0], "debt_ratio", value, source=f"s{len(found)}", observed_on=seen))
    return Facts(found, rates=RATES)


@given(plain_records())
def test_plain_facts(known: Facts) -> None:
    """Of plain records: there the plain book stands for the columns."""
    records, columns = both(known)
    assert plain_book(records) is not None
    assert plain_book(columns) is None
    assert list(told(records)) == list(told(columns))


def test_what_is_hidden_is_not_at_hand() -> None:
    """A snapshot of what was known earlier asks the columns, as does one of a part."""
    known = Facts([Document("1", "A", Money(5, "EUR"), issued_on=DAY, due_on=DAY, recorded_at=DAY)])
    assert plain_book(known.at(DAY)) is not None
    assert plain_book(known.at(DAY, DAY)) is None
    assert plain_book(known.at(DAY).restrict(["A"])) is None
