"""What disputes do as facts: worked cases, and the way through ageing, order checks and the worklist."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from creditkit.aging import Priority, age, worklist
from creditkit.credit_file import credit_file
from creditkit.disputes import (
    Case,
    DisputedItem,
    DisputeRules,
    dispute_findings,
    disputed_documents,
    disputed_snapshot,
    open_case,
)
from creditkit.errors import InvalidInput
from creditkit.facts import Allocation, Document, Facts, Order, Party, Snapshot
from creditkit.limits import Checks, OldestOverdue, OverdueAmount, Position, Unlimited
from creditkit.money import Money
from creditkit.reasons import text
from creditkit.receivables import open_items
from creditkit.testing import check_disputed_amounts, check_disputes_keep_exposure

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "disputes.toml").read_text(encoding="utf-8"))["case"]
DUE = date(2026, 2, 4)
DAY = date(2026, 3, 2)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def invoice(document_id: str = "0451", amount: str = "200.00", **more: Any) -> Document:
    return Document(document_id, "C-7", eur(amount), issued_on=date(2026, 1, 5), due_on=DUE, **more)


def case(amount: str = "80.00", document_id: str = "0451", **more: Any) -> Case:
    return open_case("D-118", "C-7", [DisputedItem(document_id, eur(amount))], category="price", on=DAY, **more)


def made(given: dict[str, Any]) -> Case:
    """The case that a worked case describes."""
    (_, registered), *steps = given["steps"]
    items = [DisputedItem(name, eur(amount)) for name, amount in given["items"].items()]
    found = open_case(given["id"], "C-7", items, category="price", on=date.fromisoformat(registered))
    for action, day, *details in steps:
        found = found.step(action, on=date.fromisoformat(day), **(details[0] if details else {}))
    return found


def overdue(snapshot: Snapshot) -> Money:
    return eur(str(credit_file(snapshot, "C-7", currency="EUR").values["overdue_amount"]))


@pytest.mark.parametrize("given", CASES, ids=lambda given: given["what"])
def test_worked_cases(given: dict[str, Any]) -> None:
    """In dispute and overdue, day by day; the credit file counts what is not in dispute."""
    more = [
        invoice(one["id"], one["amount"], settled_on=date.fromisoformat(one["settled"]) if "settled" in one else None)
        for one in given.get("more", ())
    ]
    book = Facts([Party("C-7", currency="EUR"), invoice(), *more])
    cases, rules = [made(one) for one in given["cases"]], DisputeRules(**given["rules"])
    for day, disputed, late in given["looks"]:
        as_of = date.fromisoformat(day)
        snapshot = disputed_snapshot(book, cases, rules, as_of=as_of)
        items = open_items(snapshot)
        assert Money.of_minor(int(items.disputed.sum()), "EUR") == eur(disputed), day
        assert overdue(snapshot) == eur(late), day
        check_disputed_amounts(book, cases, rules, as_of)
        check_disputes_keep_exposure(book, cases, rules, as_of)
    found = {item.document_id: item.disputed for item in open_items(snapshot)}
    assert all(found[name] == eur(amount) for name, amount in given.get("each", {}).items())
    ours = [one.our_fault_on for one in snapshot.records("invoices") if isinstance(one, Document)]
    assert given.get("ours") in (None if one is None else one.isoformat() for one in ours)


def test_ageing_keeps_the_total_and_breaks_out_the_dispute() -> None:
    """The disputed part stays in its bucket, by the original due date."""
    snapshot = disputed_snapshot(Facts([invoice()]), [case()], DisputeRules(), as_of=DAY)
    aged = age(open_items(snapshot))
    assert aged.amounts.sum() == 200_00
    assert aged.disputed.sum() == 80_00


def test_until_its_first_day_a_case_changes_nothing() -> None:
    """What a document itself says of its disputes holds up to the day before, also if the case is known by then."""
    own = invoice(disputed_on=DUE, disputed_amount=eur("50.00"), our_fault_on=DUE)
    found = {}
    for day in (date(2026, 3, 1), DAY):
        [told] = disputed_snapshot(Facts([own]), [case()], DisputeRules(), as_of=day).records("invoices")
        assert isinstance(told, Document)
        found[day.isoformat()] = told.disputed_amount, told.our_fault_on
    assert found == {"2026-03-01": (eur("50.00"), DUE), "2026-03-02": (eur("80.00"), None)}


def test_order_checks_see_the_undisputed_part() -> None:
    """All of the only invoice in dispute: nothing is overdue. A part: the rest is, and the order is held."""
    checks = Checks([OldestOverdue(15, "hold"), OverdueAmount(eur("100.00"), "hold")])
    order = Order("SO-1", "C-7", eur("10.00"), placed_on=DAY)
    found = {}
    for amount in ("80.00", "100.00", "200.00"):
        snapshot = disputed_snapshot(
            Facts([Party("C-7", currency="EUR"), invoice()]), [case(amount)], DisputeRules(), as_of=DAY
        )
        values = credit_file(snapshot, "C-7", currency="EUR").values
        position = Position("C-7", as_of=DAY, limit=Unlimited(), exposure=eur("200.00"), values=values)
        decision = checks.check(order, position)
        found[amount] = (decision.outcome.name, [reason.code for reason in decision.reasons])
    assert found == {
        "80.00": ("hold", ["oldest_overdue", "overdue_amount"]),
        "100.00": ("hold", ["oldest_overdue"]),
        "200.00": ("approve", ["check_passed", "check_passed"]),
    }


def test_the_worklist_dunns_the_rest() -> None:
    """What is disputed is not on it, the rest is, and all of it again once the claim has lapsed."""
    rules, priority = DisputeRules(lapses_after_days=30), Priority()
    found = []
    for as_of in (DAY, date(2026, 4, 1)):
        snapshot = disputed_snapshot(Facts([invoice()]), [case()], rules, as_of=as_of)
        rows = worklist(open_items(snapshot), priority)
        found.append((rows["overdue_amount"].minor.tolist(), rows["oldest_days_past_due"].values.tolist()))
    assert found == [([120_00], [26]), ([200_00], [56])]


def test_our_fault_leaves_the_payment_statistics_from_its_day() -> None:
    """Two invoices, one paid late: on-time is a half, and all of it once the late one was our fault."""
    book = Facts(
        [
            Party("C-7", currency="EUR"), invoice(), invoice("0452"),
            Allocation("A-1", "0451", eur("200.00"), value_on=date(2026, 3, 20)),
            Allocation("A-2", "0452", eur("200.00"), value_on=date(2026, 2, 1)),
        ]
    )  # fmt: skip
    done = case().step("investigate", on=DAY).step("resolve", on=date(2026, 4, 1), outcome="our_fault")
    rates = []
    for as_of in (date(2026, 3, 31), date(2026, 4, 1)):
        snapshot = disputed_snapshot(book, [done], DisputeRules(), as_of=as_of)
        rates.append(str(credit_file(snapshot, "C-7", currency="EUR").values["on_time_rate"]))
    assert rates == ["0.5000", "1.0000"]


def test_a_version_for_every_step_that_changes_the_document() -> None:
    """Each recorded with its step; a step that changes nothing about the document makes none."""
    nine = {day: datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 10)}
    whole = case(recorded_at=nine[2]).step("investigate", on=date(2026, 3, 3), recorded_at=nine[3])
    whole = whole.step("resolve", on=date(2026, 3, 9), outcome="unfounded", recorded_at=nine[10])
    found = disputed_documents([whole], [invoice()], DisputeRules(), as_of=date(2026, 3, 31))
    assert [(one.recorded_at, one.disputed_on, one.dispute_ended_on) for one in found] == [
        (None, None, None), (nine[2], DAY, None), (nine[10], DAY, date(2026, 3, 9)),
    ]  # fmt: skip


def test_a_correction_of_the_document_keeps_the_dispute() -> None:
    """A version that came after the step says what is in dispute, too; the cases decide over what it came with."""
    later = invoice(amount="60.00", recorded_at=date(2026, 3, 5), disputed=True)
    first = case(recorded_at=date(2026, 3, 3))
    found = disputed_documents([first], [invoice(), later], DisputeRules(), as_of=date(2026, 3, 9))
    assert [(one.recorded_at, one.disputed, one.disputed_on, one.disputed_amount) for one in found] == [
        (None, False, None, None),
        (date(2026, 3, 3), False, DAY, eur("80.00")),
        (date(2026, 3, 5), False, DAY, None),
    ]


def test_a_case_before_its_document() -> None:
    """Systems deliver out of order: the step waits for the document."""
    found = disputed_documents(
        [case(recorded_at=date(2026, 3, 2))], [invoice(recorded_at=date(2026, 3, 4))], DisputeRules(), as_of=None
    )
    assert [(one.recorded_at, one.disputed_on) for one in found] == [(date(2026, 3, 4), DAY)]


def test_what_does_not_fit_does_nothing_and_is_found() -> None:
    """Unknown, of another party, in another currency: untouched; above the document: capped."""
    dollars = open_case("K-2", "C-7", [DisputedItem("0451", Money("5", "USD"))], category="price", on=DAY)
    other = open_case("K-3", "C-8", [DisputedItem("0451", eur("5"))], category="price", on=DAY)
    cases = [case(document_id="9999"), dollars, other, case("300.00")]
    assert disputed_documents(cases[:3], [invoice()], DisputeRules(), as_of=DAY) == (invoice(),)
    found = dispute_findings(cases, [invoice()])
    assert [(one.path, one.reason.code) for one in found] == [
        ("cases[D-118].items[0]", "dispute_document_unknown"),
        ("cases[K-2].items[0]", "dispute_in_other_currency"),
        ("cases[K-3].items[0]", "dispute_of_other_party"),
        ("cases[D-118].items[0]", "dispute_above_document"),
    ]
    assert "200.00 EUR" in text(found[-1].reason)
    assert "200.00 EUR" in text(found[-1].reason, "zh")
    [capped] = disputed_documents(cases[3:], [invoice()], DisputeRules(), as_of=DAY)
    assert capped.disputed_amount is None


def test_a_bound_needs_its_day() -> None:
    """A share of what is open is one of a day."""
    rules = DisputeRules(at_most_open_share="30%")
    items = open_items(Facts([invoice()]).at(DAY))
    for as_of, given in ((None, None), (DAY, None), (date(2026, 3, 3), items)):
        with pytest.raises(InvalidInput):
            disputed_documents([case()], [invoice()], rules, as_of=as_of, items=given)
    [found] = disputed_documents([case()], [invoice()], rules, as_of=DAY, items=items)
    assert found.disputed_amount == eur("60.00")


def test_amended_and_reopened() -> None:
    """An item that is amended away is no more in dispute; one that comes is, from then on."""
    amended = case().step("amend", on=date(2026, 3, 5), items=[DisputedItem("0452", eur("50.00"))])
    book = [invoice(), invoice("0452", "100.00")]
    found = disputed_documents([amended], book, DisputeRules(lapses_after_days=5), as_of=date(2026, 3, 6))
    assert [(one.disputed_on, one.dispute_ended_on) for one in found] == [
        (DAY, date(2026, 3, 5)), (date(2026, 3, 5), date(2026, 3, 10)),
    ]  # fmt: skip
