"""Cases in the ledger: entries, redaction, reversal, steps out of order, pseudonyms."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from creditkit.disputes import ACTIONS, Case, DisputedItem, cases_of, open_case
from creditkit.disputes._records import TYPES
from creditkit.ledger import Entry, EntryConflict, Ledger, MemoryStore
from creditkit.money import Money
from creditkit.reasons import Reason, text

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SALT = bytes(16)


def case() -> Case:
    items = [DisputedItem("0451", Money("80.00", "EUR"), whole=True)]
    return open_case("D-118", "C-7", items, category="质量", on=DAY, by="王芳", note="货物破损", evidence=["运单 2"])


def book(*entries: Entry) -> Ledger:
    ledger = Ledger(MemoryStore(), name="disputes")
    for entry in entries:
        ledger.append(entry, recorded_at=NOW, salt=SALT)
    return ledger


def test_what_decides_stands_in_the_effect_and_who_said_so_in_the_payload() -> None:
    """Names, texts and evidence can go; the rest stays."""
    [entry] = case().entries("c-7f3a")
    assert (entry.entry_id, entry.stream, entry.type, entry.valid_from) == (
        "D-118/0", "c-7f3a", "dispute_registered", DAY,
    )  # fmt: skip
    assert dict(entry.effect) == {
        "case": "D-118", "step": "0", "category": "质量", "currency": "EUR", "item.0": "0451",
        "item.0.amount": "80.00", "item.0.whole": "yes",
    }  # fmt: skip
    assert dict(entry.payload) == {"by": "王芳", "note": "货物破损", "evidence.0": "运单 2"}


def test_every_step_has_its_type_and_its_text() -> None:
    """In both languages; a type belongs to one step."""
    assert set(TYPES) == set(ACTIONS)
    assert len(set(TYPES.values())) == len(ACTIONS)
    for code in TYPES.values():
        assert text(Reason(code)) != code != text(Reason(code), "zh")


def test_a_decision_comes_back_whole() -> None:
    """Verdicts, share and the day of performance; read under the party's own name."""
    found = case().step("investigate", on=DAY, root_cause="packing", responsible="logistics")
    found = found.step(
        "resolve",
        on=DAY,
        outcome="customer_fault_performed",
        performed_on=date(2026, 3, 1),
        evidence=["mail 3", "mail 4"],
    )
    read = cases_of(book(*found.entries("c-7f3a", policy="p")).events(), parties={"c-7f3a": "C-7"})
    [back] = read
    assert [attrs.evolve(step, recorded_at=None) for step in back.steps] == list(found.steps)
    assert (back.party_id, len(read), read.findings) == ("C-7", 1, ())
    assert pickle.loads(pickle.dumps(read)) == read
    assert read["D-118"].steps[0].recorded_at == NOW


def test_a_case_goes_on_where_the_ledger_has_it() -> None:
    """Read, take a step, record all again: only the new one is recorded."""
    ledger = book(*case().entries())
    [read] = cases_of(ledger.events())
    after = read.step("investigate", on=DAY)
    receipts = ledger.append(*after.entries(), recorded_at=NOW, salt=SALT)
    assert [receipt.created for receipt in receipts] == [False, True]
    assert [entry.entry_id for entry in after.entries(start=1)] == ["D-118/1"]


def test_two_desks_do_not_both_take_the_next_step() -> None:
    """They would give two contents to one id."""
    ledger = book(*case().entries())
    [read] = cases_of(ledger.events())
    ledger.append(*read.step("investigate", on=DAY).entries(), recorded_at=NOW, salt=SALT)
    with pytest.raises(EntryConflict):
        ledger.append(*read.step("withdraw", on=DAY).entries(), recorded_at=NOW, salt=SALT)


def test_a_reversed_step_was_never_taken() -> None:
    """The next step has a number of its own; a reversal that is itself reversed changes nothing."""
    taken = case().step("investigate", on=DAY).step("resolve", on=DAY, outcome="unfounded")
    back = Entry("r-1", "C-7", "reversal", valid_from=DAY, reverses="D-118/2")
    ledger = book(*taken.entries(), back)
    [read] = cases_of(ledger.events())
    assert (read.state, read.step("mediate", on=DAY).steps[-1].number) == ("investigating", 3)
    ledger.append(Entry("r-2", "C-7", "reversal", valid_from=DAY, reverses="r-1"), recorded_at=NOW, salt=SALT)
    assert cases_of(ledger.events())["D-118"].state == "resolved"
    assert cases_of(ledger.events(known_at=2))["D-118"].state == "resolved"
    assert cases_of(ledger.events(known_at=3))["D-118"].state == "investigating"
    whole = cases_of(book(*case().entries(), attrs.evolve(back, reverses="D-118/0")).events())
    assert len(whole) == 0


def test_a_step_out_of_order_is_a_finding() -> None:
    """It does not count, and the case goes on; one of a case that nobody registered has no case."""
    fitting = case().step("investigate", on=DAY)
    off = Entry("D-118/2", "C-7", "dispute_closed", valid_from=DAY, effect={"case": "D-118", "step": "2"})
    lost = Entry("D-9/0", "C-7", "dispute_closed", valid_from=DAY, effect={"case": "D-9", "step": "0"})
    after = Entry("D-118/3", "C-7", "dispute_mediating", valid_from=DAY, effect={"case": "D-118", "step": "3"})
    read = cases_of(book(*fitting.entries(), off, lost, after).events())
    assert [one.state for one in read] == ["mediating"]
    assert [(one.path, one.reason.code) for one in read.findings] == [
        ("events[2]", "dispute_step_impossible"), ("events[3]", "dispute_not_registered"),
    ]  # fmt: skip
    assert "amend, mediate, resolve, withdraw" in text(read.findings[0].reason)
    assert "amend, mediate, resolve, withdraw" in text(read.findings[0].reason, "zh")


@pytest.mark.parametrize(
    "effect",
    [
        {"step": "x"}, {}, {"step": "1", "outcome": "guilty"}, {"step": "1", "item.0": "1"},
        {"step": "1", "item.0": "1", "item.0.amount": "ten", "currency": "EUR"}, {"step": "0"},
        {"step": "1", "performed_on": "yesterday"},
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_read_is_a_finding(effect: dict[str, str]) -> None:
    """Whatever a foreign writer left: reading goes on."""
    odd = Entry("odd", "C-7", "dispute_amended", valid_from=DAY, effect={"case": "D-118", **effect})
    read = cases_of(book(*case().entries(), odd).events())
    assert [one.reason.code for one in read.findings] == ["dispute_step_unreadable"]
    assert [one.state for one in read] == ["registered"]


def test_a_step_in_another_stream_is_a_finding() -> None:
    """A case belongs to one party."""
    other = case().step("investigate", on=DAY).entries("c-9")[1]
    read = cases_of(book(*case().entries("c-7f3a"), other).events())
    assert [one.reason.code for one in read.findings] == ["dispute_step_unreadable"]


def test_other_events_pass_by() -> None:
    """Penalties, and a dispute that another system recorded without a case."""
    foreign: dict[str, Any] = {"points": "20", "valid_from": DAY, "repairs": "late-2026-02"}
    ledger = book(Entry("x", "C-7", "dispute_resolved", **foreign), Entry("y", "C-7", "promise_broken", valid_from=DAY))
    assert cases_of(ledger.events()).findings == ()
