"""Law: what is recorded after known_at, or dated after as_of, changes no figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.aging import age
from creditkit.facts import Allocation, Document, Facts, Moment, Party, Snapshot
from creditkit.loop import review
from creditkit.money import Money
from creditkit.receivables import open_items
from creditkit.testing import check_no_look_ahead, days, every_figure, facts, known, moments

GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=300)
#: In the middle of the drawn ledgers, so that much lies ahead.
as_ofs = days(min_day=date(2025, 2, 1), max_day=date(2026, 6, 30))


@given(facts(), as_ofs, st.none() | moments())
def test_every_figure(ledger: Facts, as_of: date, known_at: Moment | None) -> None:
    """Open items, ageing, behaviour, KPIs, findings and the facts that are shown."""
    check_no_look_ahead(every_figure, ledger, as_of, known_at)


@given(facts(), as_ofs)
def test_as_reported_then(ledger: Facts, as_of: date) -> None:
    """The report of a day, as known on that day, can be made again at any later time."""
    check_no_look_ahead(every_figure, ledger, as_of, as_of)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def test_further_facts() -> None:
    """Facts of the caller's own, recorded later or dated later."""
    as_of = date(2025, 3, 1)
    ledger = Facts([Document("1", "C", eur("100"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))])
    later = [
        Document("1", "C", eur("80"), issued_on=date(2025, 1, 1), recorded_at=date(2025, 3, 2)),
        Document("2", "D", eur("80"), issued_on=date(2025, 3, 2)),
        Allocation("a", "1", eur("10"), value_on=date(2025, 1, 5), recorded_at=date(2025, 3, 2)),
        Party("C", name="later", recorded_at=date(2025, 3, 2)),
    ]
    check_no_look_ahead(every_figure, ledger, as_of, as_of, later=later)


def test_the_ledger_of_the_day_holds_nothing_that_lies_ahead() -> None:
    """What the law compares with has no later record, no later day, and no settlement to come."""
    as_of = date(2025, 3, 1)
    ledger = Facts(
        [
            Document(
                "1",
                "C",
                eur("5"),
                issued_on=date(2025, 1, 1),
                settled_on=date(2025, 4, 1),
                disputed_on=date(2025, 5, 1),
            ),
            Document("2", "C", eur("5"), issued_on=date(2025, 3, 2)),
            Allocation("a", "2", eur("5"), value_on=date(2025, 3, 2)),
            Party("C", recorded_at=date(2025, 3, 2)),
        ]
    )
    assert list(known(ledger, as_of, as_of)) == [Document("1", "C", eur("5"), issued_on=date(2025, 1, 1))]


def peeks_at_tomorrow(snapshot: Snapshot) -> object:
    """A calculator that reaches through the snapshot for the facts behind it."""
    return age(open_items(snapshot._facts.at(snapshot.as_of + timedelta(days=40), snapshot.known_at)))


def peeks_at_corrections(snapshot: Snapshot) -> object:
    """A calculator that takes what is known by now for what was known then."""
    return age(open_items(snapshot._facts.at(snapshot.as_of)))


def counts_all_rows(snapshot: Snapshot) -> object:
    """A calculator that divides by the number of documents there will ever be."""
    return snapshot._facts.count("invoices")


@pytest.mark.parametrize("peeking", [peeks_at_tomorrow, peeks_at_corrections, counts_all_rows])
def test_peeking_is_seen(peeking: object) -> None:
    """Each way of looking ahead is found."""

    @GENERATED
    @given(facts(), as_ofs)
    def run(ledger: Facts, as_of: date) -> None:
        check_no_look_ahead(peeking, ledger, as_of, as_of)  # type: ignore[arg-type]

    with pytest.raises(AssertionError, match=r"what lies ahead differ"):
        run()


def test_findings_stand_in_order_of_currency() -> None:
    """How currencies are numbered depends on what comes first, and that may lie ahead."""
    ledger = Facts(
        [
            Document("0", "C", eur("1"), issued_on=date(2026, 1, 1)),
            Document("1", "C", Money("1", "JPY"), issued_on=date(2025, 1, 1)),
            Document("2", "C", eur("1"), issued_on=date(2025, 1, 1)),
        ]
    )
    check_no_look_ahead(lambda snapshot: review(None, snapshot).findings, ledger, date(2025, 12, 31))
