"""The record door, snapshots in two times, corrections, groups, restriction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from creditkit.dates import PaymentTerms
from creditkit.errors import CurrencyMismatch, InvalidInput, UnknownParty
from creditkit.facts import (
    Adjustment,
    Allocation,
    Document,
    Event,
    Facts,
    Hold,
    Instalment,
    Observation,
    Order,
    Party,
    Standing,
)
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.receivables import open_items

D = date
BEIJING = timezone(timedelta(hours=8))
NAIVE = datetime(2025, 1, 1)  # noqa: DTZ001


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def invoice(name: str = "1", amount: str = "100.00", party: str = "C", **more: Any) -> Document:
    return Document(name, party, eur(amount), **{"issued_on": D(2025, 1, 1), "due_on": D(2025, 1, 31), **more})


def paid(name: str, amount: str, on: date, to: str = "1", **more: Any) -> Allocation:
    return Allocation(name, to, eur(amount), value_on=on, **more)


def opens(facts: Facts, as_of: date, known_at: Any = None) -> dict[str, str]:
    """What is open on each document."""
    return {item.document_id: str(item.open.amount) for item in open_items(facts.at(as_of, known_at))}


@pytest.mark.parametrize(
    ("records", "path"),
    [
        ([invoice(), invoice()], "facts[1].document_id"),
        ([invoice(), invoice(party="D", recorded_at=D(2025, 2, 1))], "facts[1].party_id"),
        ([paid("a", "1", D(2025, 1, 5))], "facts[0].to_id"),
        ([invoice(), paid("a", "100.01", D(2025, 1, 5))], "facts[1].amount"),
        ([invoice(), paid("a", "1", D(2024, 12, 31))], "facts[1].value_on"),
        ([paid("a", "1", D(2025, 1, 5), "2"), invoice("2", kind="receipt")], "facts[0].to_id"),
        (["not a fact"], "facts[0]"),
    ],
)
def test_the_first_bad_record_raises(records: list[Any], path: str) -> None:
    """With its place among all that was given."""
    with pytest.raises(InvalidInput) as raised:
        Facts(records)
    assert raised.value.path == path


@pytest.mark.parametrize(
    "make",
    [
        lambda: Document("", "C", eur("1"), issued_on=D(2025, 1, 1)),
        lambda: Document("1", "C", 1, issued_on=D(2025, 1, 1)),  # type: ignore[arg-type]
        lambda: invoice(issued_on=NAIVE),
        lambda: invoice(recorded_at=NAIVE),
        lambda: invoice(kind="bill"),
        lambda: invoice(amount="-1", kind="receipt"),
        lambda: invoice(instalments=[Instalment(D(2025, 2, 1), eur("99"))]),
        lambda: paid("a", "0", D(2025, 1, 5)),
        lambda: Party("C", registered_capital=Decimal(-1)),
        lambda: Party("C", registered_capital=Decimal("NaN")),
        lambda: Party("C", credit_limit=eur("-1")),
        lambda: Party(" "),
        lambda: Order("O", "C", eur("-1"), placed_on=D(2025, 1, 1)),
        lambda: Observation("C", "n", [1], source="s"),  # type: ignore[arg-type]
        lambda: Hold("C", valid_from=D(2025, 1, 2), valid_to=D(2025, 1, 1), reason=Reason("r")),
        lambda: Adjustment("C", Decimal("Infinity"), valid_from=D(2025, 1, 1), reason=Reason("r")),
        lambda: Standing("C", valid_from=D(2025, 1, 1), limit=Decimal(-1)),  # type: ignore[arg-type]
    ],
)
def test_records_that_cannot_be(make: Any) -> None:
    """Each says what it accepts."""
    with pytest.raises(InvalidInput):
        make()


def test_currencies_of_one_fact_agree() -> None:
    """Disputed part, instalments, prepayment and limit are in the currency of their fact."""
    usd = Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        invoice(disputed_amount=usd)
    with pytest.raises(CurrencyMismatch):
        invoice(instalments=[Instalment(D(2025, 2, 1), usd)])
    with pytest.raises(CurrencyMismatch):
        Order("O", "C", eur("1"), placed_on=D(2025, 1, 1), prepaid=usd)
    with pytest.raises(CurrencyMismatch):
        Party("C", currency="EUR", credit_limit=usd)
    assert Party("C", credit_limit=usd).currency == "USD"


def test_a_negative_invoice_is_a_credit_note() -> None:
    """With its instalments and disputed part turned as well."""
    note = invoice(amount="-100", disputed_amount=eur("-10"), instalments=[Instalment(D(2025, 2, 1), eur("-100"))])
    assert (note.kind, note.amount, note.disputed_amount) == ("credit_note", eur("100"), eur("10"))
    assert note.instalments[0].amount == eur("100")


def test_as_of_is_a_plain_day() -> None:
    """A datetime would hide a time zone; a naive moment of knowledge says nothing."""
    facts = Facts([invoice()])
    with pytest.raises(InvalidInput, match=r"^as_of"):
        facts.at(datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(InvalidInput, match=r"^known_at"):
        facts.at(D(2025, 1, 1), NAIVE)


def test_before_all_facts() -> None:
    """Nothing is there, and nothing breaks."""
    snapshot = Facts([invoice(), paid("a", "1", D(2025, 1, 5)), Event("C", "notice", on=D(2025, 1, 1))]).at(
        D(2024, 12, 31)
    )
    assert (snapshot.parties(), len(snapshot.invoices), len(snapshot.allocations)) == ((), 0, 0)
    assert list(open_items(snapshot)) == []
    with pytest.raises(InvalidInput, match=r"^table"):
        snapshot.view("bills")


def test_a_date_of_recording_is_the_whole_day() -> None:
    """A fact recorded on a day is known at its end, and a fact recorded at an instant from that instant."""
    facts = Facts(
        [invoice(recorded_at=D(2025, 1, 2)), invoice("2", recorded_at=datetime(2025, 1, 2, 7, tzinfo=BEIJING))]
    )
    end = D(2025, 12, 31)
    assert set(opens(facts, end, D(2025, 1, 2))) == {"1", "2"}
    assert set(opens(facts, end, D(2025, 1, 1))) == {"2"}
    assert set(opens(facts, end, datetime(2025, 1, 1, 23, tzinfo=UTC))) == {"2"}
    assert set(opens(facts, end, datetime(2025, 1, 1, 22, 59, 59, tzinfo=UTC))) == set()


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    """From its recording on; before, the earlier version is shown."""
    facts = Facts([invoice(), invoice(amount="80.00", recorded_at=D(2025, 3, 1))])
    assert opens(facts, D(2025, 2, 1), D(2025, 2, 28)) == {"1": "100.00"}
    assert opens(facts, D(2025, 2, 1), D(2025, 3, 1)) == {"1": "80.00"}
    moved = Facts([invoice(), invoice(issued_on=D(2025, 6, 1), recorded_at=D(2025, 3, 1))])
    assert opens(moved, D(2025, 5, 1)) == {}


def test_a_reversed_allocation_counts_until_its_day() -> None:
    """And not from that day on."""
    facts = Facts([invoice(), paid("a", "40", D(2025, 1, 10), reversed_on=D(2025, 2, 10))])
    assert opens(facts, D(2025, 2, 9)) == {"1": "60.00"}
    assert opens(facts, D(2025, 2, 10)) == {"1": "100.00"}


def test_a_backdated_allocation_recorded_later() -> None:
    """It takes its place by value date; who has no room any more is set aside as a finding, from then on only."""
    facts = Facts(
        [invoice(), paid("b", "80", D(2025, 1, 20)), paid("a", "30", D(2025, 1, 10), recorded_at=D(2025, 3, 1))]
    )
    end = D(2025, 12, 31)
    assert opens(facts, end, D(2025, 2, 1)) == {"1": "20.00"}
    assert facts.at(end, D(2025, 2, 1)).findings == ()
    assert opens(facts, end, D(2025, 3, 1)) == {"1": "70.00"}
    [finding] = facts.at(end).findings
    assert (finding.path, finding.reason.code) == ("allocations[b]", "allocation_set_aside")
    assert dict(finding.reason.figures) == {"amount": eur("80"), "value_on": D(2025, 1, 20)}


def test_parents_in_a_circle() -> None:
    """Said once, by the least member; a parent that is not there is a note."""
    facts = Facts(
        [
            Party("B", parent_id="C"),
            Party("C", parent_id="A"),
            Party("A", parent_id="B"),
            Party("D", parent_id="A"),
            Party("S", parent_id="S"),
            Party("X", parent_id="Y"),
        ]
    )
    found = [(f.severity, f.path, f.reason.code, dict(f.reason.figures)) for f in facts.at(D(2025, 1, 1)).findings]
    assert found == [
        ("error", "parties[A].parent_id", "parent_cycle", {"circle": "A > B > C > A"}),
        ("error", "parties[S].parent_id", "parent_cycle", {"circle": "S > S"}),
        ("note", "parties[X].parent_id", "parent_unknown", {"parent_id": "Y"}),
    ]


def test_restriction() -> None:
    """To some parties; unknown ones are named, and a bare text is not several ids."""
    snapshot = Facts([invoice(), invoice("2", party="D")]).at(D(2025, 12, 31))
    assert snapshot.restrict(["D"]).parties() == ("D",)
    assert snapshot.restrict(["C", "D"]).restrict(["D"]).parties() == ("D",)
    assert snapshot.restrict([]).parties() == ()
    with pytest.raises(UnknownParty, match=r"'E'"):
        snapshot.restrict(["E", "C"])
    with pytest.raises(InvalidInput, match=r"Write \['C'\]"):
        snapshot.restrict("C")


def test_what_packages_hand_on() -> None:
    """Adjustments and holds in force, standings and events so far; the last recording of each wins."""
    day = D(2025, 6, 1)
    facts = Facts(
        [
            Adjustment("C", 5, valid_from=D(2025, 1, 1), valid_to=day, reason=Reason("r"), adjustment_id="J"),  # type: ignore[arg-type]
            Adjustment(
                "C",
                7,
                valid_from=D(2025, 1, 1),
                valid_to=day,
                reason=Reason("r"),
                adjustment_id="J",  # type: ignore[arg-type]
                recorded_at=D(2025, 2, 1),
            ),
            Hold("C", valid_from=D(2025, 6, 2), reason=Reason("r")),
            Standing("C", grade="A", valid_from=D(2025, 1, 1), valid_to=D(2025, 2, 1)),
            Event("D", "notice", on=day, figures={"level": 1}),
        ]
    )
    snapshot = facts.at(day)
    assert [adjustment.points for adjustment in snapshot.adjustments] == [Decimal(7)]
    assert [a.points for a in facts.at(day, D(2025, 1, 1)).adjustments] == [Decimal(5)]
    assert snapshot.holds == ()
    assert [standing.grade for standing in snapshot.standings] == ["A"]
    assert snapshot.parties() == ("C", "D")
    assert snapshot.restrict(["C"]).events == ()
    assert facts.at(D(2025, 6, 2)).adjustments == ()
    assert len(facts.at(D(2025, 6, 2)).holds) == 1


def test_facts_and_more() -> None:
    """The checks hold for the whole; iteration gives every version of every fact, terms included."""
    terms = PaymentTerms(days=30)
    facts = Facts([Party("C", payment_terms=terms), invoice()]).and_also([paid("a", "60", D(2025, 1, 5))])
    assert len(facts) == len(list(facts)) == 3
    assert next(iter(facts)).payment_terms == terms  # type: ignore[union-attr]
    with pytest.raises(InvalidInput, match=r"amount"):
        facts.and_also([paid("b", "41", D(2025, 1, 5))])
    with pytest.raises(InvalidInput, match=r"^table"):
        facts.columns("bills")


@pytest.mark.parametrize(
    "fact",
    [
        Hold("C", valid_from=D(2025, 1, 1), reason=Reason("r"), hold_id="H"),
        Event("C", "notice", on=D(2025, 1, 1), event_id="E"),
        Standing("C", grade="A", valid_from=D(2025, 1, 1)),
    ],
)
def test_what_packages_hand_on_has_each_id_once(fact: Any) -> None:
    """Without a later recording nobody could say which of the two counts."""
    with pytest.raises(InvalidInput) as raised:
        Facts([invoice(), fact, fact])
    assert raised.value.path == "facts[2]"
