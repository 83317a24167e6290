"""Cases that stand in a ledger: in the documents of the facts, and what is odd about them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from creditkit.aging import worklist
from creditkit.columns import Amounts
from creditkit.disputes import Case, DisputedItem, open_case
from creditkit.facts import Document, Facts, Party
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.loop import Applied, apply_ledger, assess, review
from creditkit.money import Money
from creditkit.policy import ready_made
from creditkit.receivables import open_items

POLICY = ready_made("manufacturer")
DAY = date(2026, 3, 9)


def yuan(amount: str) -> Money:
    return Money(amount, "CNY")


BOOK = Facts(
    [
        Party("C-7", currency="CNY"),
        Document("V1", "C-7", yuan("100000"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4)),
        Document("V2", "C-7", yuan("50000"), issued_on=date(2026, 2, 20), due_on=date(2026, 3, 22)),
    ]
)
CASE = open_case("D-1", "C-7", [DisputedItem("V1", yuan("20000"))], category="quality", on=date(2026, 2, 20))
LOOKED = CASE.step("investigate", on=date(2026, 2, 23), responsible="quality")


def ledger_of(*cases: Case, stream: str = "s") -> Ledger:
    """A ledger of a broken promise and of cases, each step recorded on its day."""
    ledger = Ledger(MemoryStore(), name="repair")
    lost = POLICY.repair.penalty("promise_broken", "s", entry_id="p", on=date(2026, 2, 10))
    steps: list[Entry] = [entry for case in cases for entry in case.entries(stream)]
    for entry in (lost, *sorted(steps, key=lambda one: one.valid_from)):
        day = entry.valid_from
        ledger.append(entry, recorded_at=datetime(day.year, day.month, day.day, 18, tzinfo=UTC), salt=bytes(16))
    return ledger


def dunned_on(applied: Applied) -> list[int]:
    """The overdue amounts of the worklist, in minor units."""
    rows = worklist(open_items(applied.facts.at(applied.as_of)))
    return list(map(int, cast(Amounts, rows["overdue_amount"]).minor))


def test_one_ledger_for_points_and_cases() -> None:
    """20,000 of 100,000 are in dispute: 80,000 are dunned, and the promise costs its points; both doors agree."""
    applied = apply_ledger(BOOK, ledger_of(LOOKED), DAY, parties={"s": "C-7"}, disputes=POLICY.dispute)
    snapshot = applied.facts.at(DAY)
    assert dunned_on(applied) == [8_000_000]
    assert [str(one.points) for one in applied.adjustments] == ["-3"]
    assert [one.case_id for one in applied.cases] == ["D-1"]
    scores = cast(Any, review(POLICY, snapshot).tables()["scores"])
    assert scores["score"][0] == assess(POLICY, snapshot, "C-7").grade.points


def test_without_rules_cases_are_passed_over() -> None:
    """Points only, as it always was."""
    applied = apply_ledger(BOOK, ledger_of(LOOKED), DAY, parties={"s": "C-7"})
    assert dunned_on(applied) == [10_000_000]
    assert applied.cases == ()


@pytest.mark.parametrize(
    ("day", "known_at", "dunned"),
    [
        (date(2026, 2, 19), None, 10_000_000),  # a day before it came
        (date(2026, 3, 21), None, 8_000_000),  # 29 days after
        (date(2026, 3, 22), None, 10_000_000),  # 20 February + 30 days: lapsed
        (DAY, date(2026, 2, 19), 10_000_000),  # not recorded by then
        (DAY, 0, 10_000_000),  # the promise only
        (DAY, 1, 8_000_000),
    ],
)
def test_days_and_what_was_known(day: date, known_at: date | int | None, dunned: int) -> None:
    """By the rules of the policy, and by what was recorded by then, told as a day or as a position."""
    applied = apply_ledger(BOOK, ledger_of(LOOKED), day, known_at, parties={"s": "C-7"}, disputes=POLICY.dispute)
    assert dunned_on(applied) == [dunned]


def test_what_waits_too_long_is_told() -> None:
    """Ten days to investigate from 23 February: on 9 March it is four days late, and the case has its name."""
    (late,) = apply_ledger(BOOK, ledger_of(LOOKED), DAY, parties={"s": "C-7"}, disputes=POLICY.dispute).findings
    assert (late.severity, late.path, late.reason.code) == ("warning", "cases[D-1]", "dispute_waits_investigating")
    assert late.reason.figures == {
        "case": "D-1", "since": date(2026, 2, 23), "days_over": 4, "responsible": "quality",
    }  # fmt: skip


def test_what_does_nothing_is_told() -> None:
    """An item that nobody knows; the case of a stream that belongs to nobody does nothing to the item of another."""
    strange = open_case("D-2", "C-7", [DisputedItem("V9", yuan("1"))], category="price", on=DAY)
    applied = apply_ledger(BOOK, ledger_of(strange), DAY, parties={"s": "C-7"}, disputes=POLICY.dispute)
    assert [one.reason.code for one in applied.findings] == ["dispute_document_unknown"]
    applied = apply_ledger(BOOK, ledger_of(CASE, stream="x"), DAY, parties={"s": "C-7"}, disputes=POLICY.dispute)
    assert [(one.severity, one.reason.code) for one in applied.findings] == [("warning", "stream_without_party")]
    assert (applied.cases, dunned_on(applied)) == ((), [10_000_000])


def test_a_stream_that_is_left_out_takes_its_cases_along() -> None:
    """Also where the stream is called as the party: who names streams, names all that count."""
    named = {"s": "C-7"}
    applied = apply_ledger(BOOK, ledger_of(CASE, stream="C-7"), DAY, parties=named, disputes=POLICY.dispute)
    assert [(one.severity, one.reason.code) for one in applied.findings] == [("warning", "stream_without_party")]
    assert (applied.cases, dunned_on(applied)) == ((), [10_000_000])
    applied = apply_ledger(BOOK, ledger_of(CASE, stream="C-7"), DAY, disputes=POLICY.dispute)
    assert dunned_on(applied) != [10_000_000]


def test_what_is_odd_is_as_it_was_known() -> None:
    """A document that was recorded later does not answer for one that nobody knew on the day."""
    strange = open_case("D-2", "C-7", [DisputedItem("V9", yuan("1"))], category="price", on=DAY)
    late = Document("V9", "C-7", yuan("5"), issued_on=date(2026, 1, 5), recorded_at=date(2026, 4, 1))
    book = Facts([Party("C-7", currency="CNY"), late])

    def odd(known_at: date | None) -> list[str]:
        applied = apply_ledger(book, ledger_of(strange), DAY, known_at, parties={"s": "C-7"}, disputes=POLICY.dispute)
        return [one.reason.code for one in applied.findings]

    assert odd(date(2026, 3, 31)) == ["dispute_document_unknown"]
    assert odd(None) == []
