"""Versions of documents put back into the columns: the same facts as from records, and all else untouched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Amounts, Labels
from creditkit.disputes import Case, DisputedItem, DisputeRules, disputed_documents, disputed_facts, open_case
from creditkit.disputes._told import concerned, documents_in
from creditkit.facts import Document, Facts, Instalment, take
from creditkit.money import Money
from creditkit.receivables import open_items
from creditkit.testing import cases, dispute_rules, facts

DAY = date(2026, 3, 2)


def euros(amount: str) -> Money:
    return Money(amount, "EUR")


def invoice(number: str, party: str = "C-7") -> Document:
    return Document(number, party, euros("200.00"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))


def case(number: str = "0451") -> Case:
    return open_case("D-118", "C-7", [DisputedItem(number, euros("80.00"))], category="quality", on=DAY)


@st.composite
def disputed_books(draw: st.DrawFn) -> tuple[Facts, list[Case], date]:
    """Facts, up to two cases about their documents, and a day."""
    book = draw(facts())
    documents = [fact for fact in book if isinstance(fact, Document)]
    some = draw(st.lists(cases(documents=documents), max_size=2, unique_by=lambda one: one.case_id))
    days = [step.on for one in some for step in one.steps] or [DAY]
    return book, some, draw(st.sampled_from(days)) + timedelta(days=draw(st.integers(0, 45)))


@given(disputed_books(), dispute_rules())
def test_columns_and_records_say_the_same(drawn: tuple[Facts, list[Case], date], rules: DisputeRules) -> None:
    """Put into columns, the documents are those that facts of records hold; nothing else has changed."""
    book, some, day = drawn
    items = open_items(book.at(day))
    documents = [one for one in book if isinstance(one, Document)]
    others = [one for one in book if not isinstance(one, Document)]
    wanted = Facts([*others, *disputed_documents(some, documents, rules, as_of=day, items=items)], rates=book.rates)
    found = disputed_facts(book, some, rules, as_of=day)
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))
    assert found.rates == book.rates


def test_other_documents_are_not_read() -> None:
    """A case reads those that it names, whosever they are; and what is open of the others for the bound: 30% of 400."""
    book = Facts([invoice("0451"), invoice("0452"), invoice("0453", "C-8"), invoice("0454", "C-9")])
    assert [one.document_id for one in documents_in(book, concerned(book, [case("0453")]))] == ["0453"]
    whole = open_case("D-2", "C-7", [DisputedItem("0451", euros("200.00"))], category="quality", on=DAY)
    told = disputed_facts(book, [whole], DisputeRules(at_most_open_share="30%"), as_of=DAY)
    assert [one.disputed for one in open_items(told.at(DAY)) if one.document_id == "0451"] == [euros("120.00")]


def test_without_cases_the_facts_are_the_same() -> None:
    """Nothing is copied, also where a case is about a stranger."""
    book = Facts([invoice("0451", "C-8")])
    assert disputed_facts(book, [], DisputeRules(), as_of=DAY) is book
    assert disputed_facts(book, [case("0999")], DisputeRules(), as_of=DAY) is book


def test_instalments_go_with_every_version() -> None:
    """Two versions, two instalments each, recorded with their version; those of others stay."""
    parts = [Instalment(date(2026, 2, 4), euros("50.00")), Instalment(date(2026, 3, 4), euros("150.00"))]
    mine, other = (attrs.evolve(invoice(number), due_on=None, instalments=parts) for number in ("0451", "0452"))
    late = attrs.evolve(case(), steps=[attrs.evolve(case().steps[0], recorded_at=datetime(2026, 3, 3, tzinfo=UTC))])
    told = disputed_facts(Facts([mine, attrs.evolve(other, party_id="C-8")]), [late], DisputeRules(), as_of=DAY)
    documents = [one for one in told if isinstance(one, Document)]
    assert [(one.document_id, len(one.instalments), one.disputed_on) for one in documents] == [
        ("0451", 2, None), ("0451", 2, DAY), ("0452", 2, None),
    ]  # fmt: skip
    assert told.count("instalments") == 6


def test_versions_stand_where_their_document_stood() -> None:
    """Lists keep their order, whether something in them is in dispute or not."""
    told = disputed_facts(
        Facts([invoice("0450"), invoice("0451"), invoice("0452")]), [case()], DisputeRules(), as_of=DAY
    )
    assert [one.document_id for one in open_items(told.at(DAY))] == ["0450", "0451", "0452"]


def test_facts_that_came_in_columns() -> None:
    """As files bring them: what is coded stays coded as it was, and an item that was paid in part is found."""
    days = np.array(["2026-02-04"], dtype="datetime64[D]")
    tables: dict[str, Any] = {
        "parties": {"party_id": Labels.of(["C-7"])},
        "invoices": {
            "document_id": Labels.of(["0451"]), "party_id": Labels.of(["C-7"]), "amount": Amounts([20000], "EUR"),
            "issued_on": days - 30, "due_on": days,
        },
        "allocations": {
            "allocation_id": Labels.of(["a"]), "to_id": Labels.of(["0451"]), "amount": Amounts([1000], "EUR"),
            "value_on": days,
        },
    }  # fmt: skip
    told = disputed_facts(take(tables).facts, [case()], DisputeRules(), as_of=DAY)
    [item] = open_items(told.at(DAY))
    assert (item.open, item.disputed) == (euros("190.00"), euros("80.00"))
