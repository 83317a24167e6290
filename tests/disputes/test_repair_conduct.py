"""Clean quarters, and what good conduct gives back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from creditkit.disputes import Penalty, Quarter, RepairRule, RepairRules, clean_quarters
from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Allocation, Document, Fact, Facts, Party, Snapshot
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.money import Money
from creditkit.receivables import Residue

RULES = RepairRules(
    [Penalty("contract_breached", -4, 730), Penalty("fraudulent", -9, 730)],
    [RepairRule("good_conduct", "add", points=1, after_days=90)],
    never_for=["fraudulent"],
)


def bill(number: str, due: date, paid: date | None, *, party: str = "C-7", **more: object) -> list[Fact]:
    """An invoice of 100 issued a month before its due day, and its payment."""
    issued = date.fromordinal(due.toordinal() - 30)
    facts: list[Fact] = [Document(number, party, Money("100", "EUR"), issued_on=issued, due_on=due, **more)]  # type: ignore[arg-type]
    if paid is not None:
        facts.append(Allocation(f"a{number}", number, Money("100", "EUR"), value_on=paid))
    return facts


def seen(*bills: list[Fact], on: date = date(2026, 12, 31)) -> Snapshot:
    """A snapshot of some bills."""
    return Facts([fact for one in bills for fact in one]).at(on)


def quarters(snapshot: Snapshot, **options: object) -> list[str]:
    """The clean quarters of C-7 as texts."""
    return [str(one) for one in clean_quarters(snapshot, "C-7", **options)]  # type: ignore[arg-type]


FIRST = bill("0", date(2025, 12, 15), date(2025, 12, 15))


def test_a_quarter_is_a_calendar_quarter() -> None:
    """First day, last day and the day after."""
    assert [(str(q), q.start, q.end, q.follows) for q in (Quarter(2026, 1), Quarter(2026, 4))] == [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(("paid", "clean"), [(13, True), (14, False)])
def test_three_days_late_are_borne_and_four_are_not(paid: int, clean: bool) -> None:
    """Due on the 10th: paid on the 13th is three days late."""
    found = quarters(seen(FIRST, bill("1", date(2026, 2, 10), date(2026, 2, paid))))
    assert found == (["2026-Q1"] if clean else [])


def test_what_is_late_spoils_each_quarter_in_which_it_is_late() -> None:
    """Due on 30 March, paid on 2 July: late from the fourth day after, in the second quarter and on 2 July."""
    late = bill("late", date(2026, 3, 30), date(2026, 7, 2))
    others = [bill(f"{month}", date(2026, month, 10), date(2026, month, 10)) for month in (1, 4, 7, 10)]
    assert quarters(seen(FIRST, late, *others)) == ["2026-Q1", "2026-Q4"]


def test_what_is_open_spoils_up_to_today() -> None:
    """An item that nobody paid is late in every quarter since."""
    others = [bill(f"{month}", date(2026, month, 10), date(2026, month, 10)) for month in (1, 4, 7, 10)]
    assert quarters(seen(FIRST, bill("x", date(2026, 5, 1), None), *others)) == ["2026-Q1"]


def test_a_quarter_counts_when_it_is_over() -> None:
    """On its last day it is."""
    bills = (FIRST, bill("1", date(2026, 2, 10), date(2026, 2, 10)))
    assert quarters(seen(*bills, on=date(2026, 3, 30))) == []
    assert quarters(seen(*bills, on=date(2026, 3, 31))) == ["2026-Q1"]


def test_a_quarter_that_began_before_the_first_document_does_not_count() -> None:
    """What was before nobody knows; a quarter that begins with the first document is known whole."""
    paid = Allocation("a", "1", Money("100", "EUR"), value_on=date(2026, 3, 1))
    for issued, found in ((date(2026, 1, 2), []), (date(2026, 1, 1), ["2026-Q1"])):
        facts = Facts([Document("1", "C-7", Money("100", "EUR"), issued_on=issued, due_on=date(2026, 3, 1)), paid])
        assert quarters(facts.at(date(2026, 4, 1))) == found


def test_who_buys_nothing_proves_nothing() -> None:
    """A quarter in which nothing fell due is not clean, it is empty."""
    assert quarters(seen(FIRST, bill("1", date(2026, 5, 10), date(2026, 5, 10)))) == ["2026-Q2"]
    facts = Facts([Party("C-7")])
    assert clean_quarters(facts.at(date(2026, 12, 31)), "C-7") == ()


def test_what_was_our_fault_is_left_out() -> None:
    """From the day on which it is found, and in all quarters."""
    ours = bill("x", date(2026, 2, 1), None, our_fault_on=date(2026, 8, 1), disputed_on=date(2026, 2, 2))
    others = [bill(f"{month}", date(2026, month, 10), date(2026, month, 10)) for month in (1, 4)]
    facts = Facts([fact for one in (FIRST, ours, *others) for fact in one])
    assert quarters(facts.at(date(2026, 7, 31))) == []
    assert quarters(facts.at(date(2026, 8, 1))) == ["2026-Q1", "2026-Q2"]


def test_a_penalty_spoils_its_quarter_unless_it_was_reversed() -> None:
    """A reversal that is itself reversed takes nothing back."""
    snapshot = seen(FIRST, bill("1", date(2026, 2, 10), date(2026, 2, 10)))
    day = date(2026, 2, 20)
    lost = RULES.penalty("contract_breached", "C-7", entry_id="p", on=day)
    back = Entry("r", "C-7", "our_fault", reverses="p", valid_from=day)
    again = Entry("s", "C-7", "correction", reverses="r", valid_from=day)
    assert quarters(snapshot, events=[lost]) == []
    assert quarters(snapshot, events=[lost, back]) == ["2026-Q1"]
    assert quarters(snapshot, events=[lost, back, again]) == []


def test_a_small_rest_may_stay_open() -> None:
    """Bank charges are no arrears."""
    facts = [*FIRST, *bill("1", date(2026, 2, 10), None)]
    facts.append(Allocation("b", "1", Money("99.50", "EUR"), value_on=date(2026, 2, 10)))
    snapshot = Facts(facts).at(date(2026, 3, 31))
    assert quarters(snapshot) == []
    assert quarters(snapshot, residue=Residue(amount=Money("1", "EUR"))) == ["2026-Q1"]


def test_wrong_calls() -> None:
    """A party that nobody knows, and days below zero."""
    with pytest.raises(UnknownParty):
        clean_quarters(seen(FIRST), "C-8")
    with pytest.raises(InvalidInput, match="late_days"):
        clean_quarters(seen(FIRST), "C-7", late_days=-1)


def on_time(months: range) -> list[list[Fact]]:
    """A bill a month, paid on its day, over two years."""
    return [
        bill(f"{year}-{month}", date(year, month, 10), date(year, month, 10))
        for year in (2026, 2027)
        for month in months
    ]


def appended(ledger: Ledger, entries: tuple[Entry, ...]) -> None:
    """Records entries, if there are any."""
    if entries:
        ledger.append(*entries, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=bytes(16))


def test_conduct_gives_back_a_point_a_quarter() -> None:
    """Four lost on 5 January 2026; the first day after a clean quarter that is 90 days later is 1 July."""
    ledger = Ledger(MemoryStore(), name="repair")
    appended(ledger, (RULES.penalty("contract_breached", "c-1", entry_id="p", on=date(2026, 1, 5)),))
    snapshot = seen(FIRST, *on_time(range(1, 13)), on=date(2027, 6, 30))
    entries = RULES.good_conduct(snapshot, "C-7", stream="c-1", events=ledger.events())
    assert [one.entry_id for one in entries] == [
        f"good_conduct/c-1/{name}" for name in ("2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2")
    ]
    appended(ledger, entries)
    accounts = ledger.accounts()
    days = [date(2026, 6, 30), *(one.valid_from for one in entries)]
    assert [accounts.balance("c-1", day).total for day in days] == [Decimal(-n) for n in (4, 3, 2, 1, 0, 0)]


def test_what_is_never_made_up_for_earns_no_conduct() -> None:
    """Quarters without a penalty to make up for give no entries."""
    snapshot = seen(FIRST, *on_time(range(1, 13)), on=date(2027, 6, 30))
    lost = RULES.penalty("fraudulent", "C-7", entry_id="p", on=date(2026, 1, 5))
    assert RULES.good_conduct(snapshot, "C-7", events=[lost]) == ()
    assert RULES.good_conduct(snapshot, "C-7") == ()
    assert RepairRules().good_conduct(snapshot, "C-7") == ()


def test_conduct_cools_off_too() -> None:
    """The longer of the rule's own days and the cooling-off."""
    rules = RepairRules(RULES.penalties, RULES.rules, cooling_off_days=200)
    snapshot = seen(FIRST, *on_time(range(1, 13)), on=date(2026, 12, 31))
    lost = rules.penalty("contract_breached", "C-7", entry_id="p", on=date(2026, 1, 5))
    first, *_ = rules.good_conduct(snapshot, "C-7", events=[lost])
    assert (first.entry_id, first.effect["after_days"]) == ("good_conduct/C-7/2026-Q3", "200")
