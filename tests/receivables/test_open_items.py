"""Open items: replacements, red letters, undated items, instalments, settlement, several currencies."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from creditkit.aging import age
from creditkit.columns import Amounts, Labels
from creditkit.dates import PaymentTerms
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.facts import Allocation, Document, Fact, Facts, Instalment, Party
from creditkit.money import Money
from creditkit.reasons import Finding
from creditkit.receivables import (
    OpenItem,
    OpenItems,
    behaviour,
    book,
    findings,
    open_items,
)

D = date
END = D(2025, 12, 31)
FEBRUARY = D(2025, 2, 1)


def doc(name: str, amount: str = "100", currency: str = "EUR", party: str = "C", **more: Any) -> Document:
    return Document(name, party, Money(amount, currency), **{"issued_on": D(2025, 1, 1), **more})


def paid(name: str, to: str, amount: str, on: date = FEBRUARY, **more: Any) -> Allocation:
    return Allocation(name, to, Money(amount, "EUR"), value_on=on, **more)


def findings_of(facts: Facts, as_of: date, *codes: str) -> list[Finding]:
    """The findings with one of the codes, on a day."""
    snapshot = facts.at(as_of)
    return [found for found in findings(snapshot, open_items(snapshot)) if found.reason.code in codes]


def items(*facts: Fact, as_of: date = END, **more: Any) -> dict[str, OpenItem]:
    found = open_items(Facts(facts).at(as_of), **more)
    assert len({item.document_id for item in found}) == len(found)
    return {item.document_id: item for item in found}


def test_a_chain_of_reissues_keeps_the_first_due_date() -> None:
    """Through every link, the red-letter invoice among them."""
    found = items(
        doc("1", due_on=D(2025, 1, 31)),
        doc("2", due_on=D(2025, 4, 30), replaces_id="1"),
        doc("R", "-100", issued_on=D(2025, 5, 1), replaces_id="2"),
        doc("3", due_on=D(2025, 7, 31), replaces_id="R"),
    )
    assert found["3"].due_on == D(2025, 1, 31)
    assert found["3"].flags == ("replaced",)
    assert "2" not in found


@pytest.mark.parametrize("links", [{"1": "1"}, {"1": "2", "2": "1"}, {"1": "2", "2": "3", "3": "2"}])
def test_a_circle_keeps_own_due_dates(links: dict[str, str]) -> None:
    """And is a finding of each document that leads into it."""
    due = {name: D(2025, int(name), 28) for name in ("1", "2", "3")}
    facts = Facts([doc(name, due_on=due[name], replaces_id=links.get(name)) for name in due])
    assert {item.document_id: item.due_on for item in open_items(facts.at(END))} == due
    assert len(findings_of(facts, END, "replacement_cycle")) == len(links)


def test_a_replacement_of_what_is_not_known() -> None:
    """Its own due date counts, with a finding; the same where the original is not there yet."""
    facts = Facts(
        [doc("2", due_on=D(2025, 6, 1), replaces_id="1"), doc("1", issued_on=D(2025, 9, 1), due_on=D(2025, 9, 30))]
    )
    assert [item.due_on for item in open_items(facts.at(D(2025, 8, 1)))] == [D(2025, 6, 1)]
    [finding] = findings_of(facts, D(2025, 8, 1), "replaced_unknown")
    assert finding.path == "invoices[2].replaces_id"


def test_a_red_letter_cancels_as_far_as_it_reaches() -> None:
    """Rests stay where they are; another party's or currency's invoice is not touched."""
    found = items(
        doc("1", "100"),
        doc("N1", "-70", replaces_id="1"),
        doc("N2", "-70", issued_on=D(2025, 1, 2), replaces_id="1"),
        doc("N3", "-5", party="D", replaces_id="1"),
        doc("N4", "-5", "USD", replaces_id="1"),
    )
    assert {name: str(item.open) for name, item in found.items()} == {
        "N2": "-40.00 EUR",
        "N3": "-5.00 EUR",
        "N4": "-5.00 USD",
    }
    assert found["N2"].flags == ("unapplied",)


def test_an_allocation_comes_before_a_cancellation() -> None:
    """What is matched explicitly is not cancelled away."""
    found = items(doc("1"), doc("N", "-100", replaces_id="1"), paid("a", "1", "30"))
    assert {name: str(item.open.amount) for name, item in found.items()} == {"N": "-30.00"}


def test_undated_items() -> None:
    """By the party's terms, else undetermined and never overdue, else by the document's date if asked for."""
    facts = [Party("T", payment_terms=PaymentTerms(days=30)), doc("1", party="T"), doc("2"), doc("3", due_on=END)]
    found = items(*facts)
    assert {name: (item.due_on, item.flags) for name, item in found.items()} == {
        "1": (D(2025, 1, 31), ("terms",)),
        "2": (None, ("undetermined",)),
        "3": (END, ()),
    }
    assert items(*facts, undated="document_date")["2"].flags == ("document_date",)
    with pytest.raises(InvalidInput, match=r"^undated"):
        items(*facts, undated="today")
    rows = open_items(Facts(facts).at(END))
    assert age(rows).bucket("undetermined", "EUR") == Money(100, "EUR")
    [finding] = findings_of(Facts(facts), END, "due_undetermined")
    assert dict(finding.reason.figures) == {"items": 1, "amount": Money(100, "EUR")}


def test_settled_on_closes_what_allocations_leave() -> None:
    """On its day, not before; a receipt that is settled is used up."""
    facts = [
        doc("1", settled_on=D(2025, 3, 1)),
        paid("a", "1", "40"),
        doc("P", "7", kind="receipt", settled_on=D(2025, 3, 1)),
    ]
    assert {n: str(i.open.amount) for n, i in items(*facts, as_of=D(2025, 2, 28)).items()} == {
        "1": "60.00",
        "P": "-7.00",
    }
    assert items(*facts, as_of=D(2025, 3, 1)) == {}
    parts = book(Facts(facts).at(END)).parts
    assert sorted(parts.minor.tolist()) == [4000, 6000]


def test_instalments() -> None:
    """What is paid fills the earliest due, what is disputed the latest; both may be due on one day."""
    parts = [
        Instalment(D(2025, 3, 1), Money(30, "EUR")),
        Instalment(D(2025, 2, 1), Money(50, "EUR")),
        Instalment(D(2025, 3, 1), Money(20, "EUR")),
    ]
    facts = Facts([doc("1", instalments=parts, disputed=True, disputed_amount=Money(25, "EUR")), paid("a", "1", "60")])
    found = [(item.due_on, str(item.open.amount), str(item.disputed.amount)) for item in open_items(facts.at(END))]
    assert found == [(D(2025, 3, 1), "10.00", "0.00"), (D(2025, 3, 1), "30.00", "25.00")]


def test_disputes() -> None:
    """From the first day to the day before the last; never more than is open; undated since the issue."""
    dated = doc("1", disputed_on=D(2025, 3, 1), dispute_ended_on=D(2025, 4, 1), disputed_amount=Money(60, "EUR"))
    facts = Facts([dated, doc("2", disputed=True), paid("a", "1", "70")])
    seen = {
        day: {item.document_id: item.disputed.minor for item in open_items(facts.at(day))}
        for day in (D(2025, 1, 1), D(2025, 2, 28), D(2025, 3, 1), D(2025, 3, 31), D(2025, 4, 1))
    }
    assert [row["1"] for row in seen.values()] == [0, 0, 3000, 3000, 0]
    assert {row["2"] for row in seen.values()} == {10000}


def test_currencies_stay_apart() -> None:
    """Cents, whole yen and fils of one party, each in a row of its own."""
    facts = Facts([doc("1", "0.01"), doc("2", "1", "JPY"), doc("3", "0.001", "KWD")])
    aged = age(open_items(facts.at(END)))
    assert [(c, n, a.minor) for c, _, n, a in aged.of("C")] == [("EUR", 1, 1), ("JPY", 1, 1), ("KWD", 1, 1)]
    found = behaviour(facts.at(END))
    assert found.of("C", "KWD")["open_amount"] == Money("0.001", "KWD")
    with pytest.raises(InvalidInput, match=r"EUR, JPY, KWD"):
        found.of("C")


LARGEST = Money.of_minor(2**53 - 1, "EUR")


def test_amounts_near_the_limit() -> None:
    """The largest amount is summed exactly; one cent more is refused at the door, and so is a ledger too large."""
    facts = Facts([Document("1", "C", LARGEST, issued_on=D(2025, 1, 1))])
    assert age(open_items(facts.at(END))).total("EUR") == LARGEST
    with pytest.raises(InvalidInput, match="too large"):
        Facts([Document("1", "C", LARGEST + Money("0.01", "EUR"), issued_on=D(2025, 1, 1))])
    with pytest.raises(AmountTooLarge):
        Facts([Document(str(i), "C", LARGEST, issued_on=D(2025, 1, 1)) for i in range(513)])


def test_amount_days_that_would_wrap() -> None:
    """Amounts times days are checked before they are multiplied."""
    late = [Document(str(i), "C", LARGEST, issued_on=D(2020, 1, 1), due_on=D(2020, 1, 31)) for i in range(9)]
    with pytest.raises(AmountTooLarge, match=r"times days"):
        behaviour(Facts(late).at(END))


def test_as_a_sequence() -> None:
    """Items by position, from the end and by slice; labels by name; rows by mask."""
    found = open_items(Facts([doc("1"), doc("2", disputed=True), Party("C", country="DE")]).at(END))
    assert found[-1] == found[1] == found[1:][0]
    assert found[1].flags == ("undetermined", "disputed")
    with pytest.raises(IndexError):
        found[2]
    assert found.label("country").texts() == ["DE", "DE"]
    assert [item.document_id for item in found.where(found.disputed == 0)] == ["1"]
    with pytest.raises(InvalidInput, match=r"^by"):
        found.label("colour")


def test_open_items_of_a_host() -> None:
    """From columns of its own; columns of unequal length are refused."""
    own = OpenItems(as_of=END, party=Labels.of(["C"]), open=Amounts([1], "EUR"), due=[END])
    assert own[0] == OpenItem("", "C", Money("0.01", "EUR"), None, END, 0, Money(0, "EUR"), ())  # type: ignore[arg-type]
    assert not own.due.flags.writeable
    with pytest.raises(InvalidInput):
        OpenItems(as_of=END, party=Labels.of(["C"]), open=Amounts([1, 2], "EUR"), due=np.array(["NaT"], "M8[D]"))


def test_the_order_of_rows_does_not_matter_to_instalments() -> None:
    """Two settlements of one day fill instalments in order of their ids, wherever they stand."""
    parts = [Instalment(D(2025, 2, 1), Money(50, "EUR")), Instalment(D(2025, 3, 1), Money(50, "EUR"))]
    two = [paid("a", "1", "50", kind="write_off"), paid("b", "1", "50")]
    rates = [
        behaviour(Facts([doc("1", instalments=parts), *rows]).at(END)).of("C")["late_items"]
        for rows in (two, two[::-1])
    ]
    assert rates == [1, 1]
