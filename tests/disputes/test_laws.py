"""The laws of dispute cases, on all cases that can be drawn, and twins that break them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditkit.disputes import (
    TRANSITIONS,
    Case,
    DisputedItem,
    DisputeRules,
    ImpossibleStep,
    cases_of,
    disputed_documents,
    disputed_facts,
    disputed_snapshot,
    lapsed_facts,
    open_case,
)
from creditkit.facts import Document, Facts, Moment, Snapshot
from creditkit.ledger import Stored
from creditkit.money import Money
from creditkit.receivables import open_items
from creditkit.testing import (
    cases,
    check_case_follows_table,
    check_cases_round_trip,
    check_disputed_amounts,
    check_disputes_keep_exposure,
    check_disputes_no_look_ahead,
    days,
    dispute_rules,
    facts,
    moments,
)
from creditkit.testing._values import LAST_LOOK

DAY = date(2026, 3, 2)
INVOICE = Document("0451", "C-7", Money("200.00", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
BOOK = Facts([INVOICE])
#: It says itself whose fault it was, and does so up to the day of the first step.
OURS = attrs.evolve(INVOICE, our_fault_on=date(2026, 2, 20))
LOOKS = days(max_day=LAST_LOOK, latest_first=True)


def case(amount: str = "80.00", *, on: date = DAY, case_id: str = "D-118", **details: Any) -> Case:
    items = [DisputedItem("0451", Money(amount, "EUR"))]
    return open_case(case_id, "C-7", items, category="quality", on=on, **details)


@st.composite
def books_in_dispute(draw: st.DrawFn) -> tuple[Facts, list[Case], date]:
    """Facts, up to three cases about their documents, and a day: mostly one on which something is in dispute."""
    book = draw(facts())
    documents = [fact for fact in book if isinstance(fact, Document)]
    some = draw(st.lists(cases(documents=documents), max_size=3, unique_by=lambda one: one.case_id))
    steps = [step.on for one in some for step in one.steps] or [draw(LOOKS)]
    return book, some, draw(st.sampled_from(steps)) + timedelta(days=draw(st.integers(0, 45)))


@given(cases())
def test_a_case_follows_the_table(drawn: Case) -> None:
    """Each step is one of the table, and no other is taken."""
    check_case_follows_table(drawn)


def test_a_case_that_takes_any_step_is_noticed() -> None:
    """The broken twins: a step off the table is taken; the refusal names other steps."""

    def any_step(one: Case, action: Any, *, on: date) -> Case:
        return one

    def wrong_word(one: Case, action: Any, *, on: date) -> Case:
        raise ImpossibleStep(one.case_id, action, one.state, tuple(TRANSITIONS["mediating"]))

    for broken in (any_step, wrong_word):
        with pytest.raises(AssertionError):
            check_case_follows_table(case(), step=broken)


@given(st.lists(cases(recorded=False), max_size=3, unique_by=lambda one: one.case_id))
def test_cases_come_back_from_the_ledger(drawn: list[Case]) -> None:
    """Written and read, they are the same; redacted, all that decides is the same."""
    check_cases_round_trip(drawn)


def test_a_reader_that_forgets_is_noticed() -> None:
    """The broken twins: without the last step; without the steps that were redacted."""

    def without_the_last(events: Iterable[Stored]) -> list[Case]:
        return list(cases_of(list(events)[:-1]))

    def without_the_redacted(events: Iterable[Stored]) -> list[Case]:
        return list(cases_of([event for event in events if not event.redacted]))

    for broken in (without_the_last, without_the_redacted):
        with pytest.raises(AssertionError):
            check_cases_round_trip([case(by="M. Weber").step("investigate", on=DAY)], read=broken)


@given(books_in_dispute(), dispute_rules(), st.none() | moments(max_day=LAST_LOOK))
def test_exposure_never_drops(
    drawn: tuple[Facts, list[Case], date], rules: DisputeRules, known_at: Moment | None
) -> None:
    """What is owed is the same with the dispute facts as without."""
    book, some, as_of = drawn
    check_disputes_keep_exposure(book, some, rules, as_of, known_at)


def test_a_dispute_that_lowers_exposure_is_noticed() -> None:
    """The broken twin: what is in dispute is taken off the document."""

    def less(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        told = disputed_snapshot(book, given_cases, rules, **when)
        documents = [one for one in told.records("invoices") if isinstance(one, Document)]
        return Facts(
            attrs.evolve(one, amount=one.amount - (one.disputed_amount or one.amount)) for one in documents
        ).at(told.as_of)

    with pytest.raises(AssertionError):
        check_disputes_keep_exposure(BOOK, [case()], DisputeRules(), DAY, disputed=less)


@given(books_in_dispute(), dispute_rules(), moments(max_day=LAST_LOOK))
@example((Facts([OURS]), [case()], DAY - timedelta(days=1)), DisputeRules(), DAY)
def test_no_look_ahead(drawn: tuple[Facts, list[Case], date], rules: DisputeRules, known_at: Moment) -> None:
    """Before a step was recorded, and before its day, the facts are as they were."""
    book, some, as_of = drawn
    check_disputes_no_look_ahead(book, some, rules, as_of, known_at)


@given(books_in_dispute(), st.none() | st.integers(0, 40), moments(max_day=LAST_LOOK))
def test_no_look_ahead_in_facts_of_a_day(
    drawn: tuple[Facts, list[Case], date], lapse: int | None, known_at: Moment
) -> None:
    """The versions of all steps together, read as known at a moment, are those of the steps known then."""
    rules, (mine, some, as_of) = DisputeRules(lapses_after_days=lapse), drawn

    def of_all_steps(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **_: Any) -> Snapshot:
        documents = [one for one in book if isinstance(one, Document)]
        others = [one for one in book if not isinstance(one, Document)]
        return Facts([*others, *disputed_documents(given_cases, documents, rules, as_of=as_of)]).at(as_of, known_at)

    check_disputes_no_look_ahead(mine, some, rules, as_of, known_at, disputed=of_all_steps)
    check_disputed_amounts(mine, some, rules, as_of, known_at, disputed=of_all_steps)


@given(books_in_dispute(), st.none() | st.integers(0, 40))
def test_facts_of_every_day_are_right_as_known_on_it(drawn: tuple[Facts, list[Case], date], lapse: int | None) -> None:
    """One set of facts for a simulation: on each day, as known on it, so much is in dispute as should be."""
    rules, (mine, some, as_of) = DisputeRules(lapses_after_days=lapse), drawn

    def of_every_day(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **_: Any) -> Snapshot:
        documents = [one for one in book if isinstance(one, Document)]
        others = [one for one in book if not isinstance(one, Document)]
        return Facts([*others, *disputed_documents(given_cases, documents, rules, as_of=None)]).at(as_of, as_of)

    check_disputed_amounts(mine, some, rules, as_of, as_of, disputed=of_every_day)


def test_a_look_ahead_is_noticed() -> None:
    """The broken twin: all steps count, whenever they were recorded."""

    def all_known(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, *, as_of: date, **_: Any) -> Snapshot:
        bare = [
            attrs.evolve(one, steps=[attrs.evolve(step, recorded_at=None) for step in one.steps]) for one in given_cases
        ]
        return disputed_snapshot(book, bare, rules, as_of=as_of)

    late = case(recorded_at=DAY + timedelta(days=9))
    with pytest.raises(AssertionError):
        check_disputes_no_look_ahead(BOOK, [late], DisputeRules(), DAY, DAY, disputed=all_known)


def test_a_reopening_that_reaches_back_is_noticed() -> None:
    """The broken twin: what is decided in the end holds on the days before."""

    def last_word(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        told = disputed_snapshot(book, given_cases, rules, **when)
        documents = [one for one in told.records("invoices") if isinstance(one, Document)]
        ours = all(one.outcome == "our_fault" for one in given_cases)
        return Facts(one if ours else attrs.evolve(one, our_fault_on=None) for one in documents).at(told.as_of)

    decided = case().step("investigate", on=DAY).step("resolve", on=DAY, outcome="our_fault")
    reopened = decided.step("reopen", on=DAY + timedelta(days=9))
    check_disputes_no_look_ahead(BOOK, [reopened], DisputeRules(), DAY, DAY)
    with pytest.raises(AssertionError):
        check_disputes_no_look_ahead(BOOK, [reopened], DisputeRules(), DAY, DAY, disputed=last_word)


@given(books_in_dispute(), dispute_rules(), st.none() | moments(max_day=LAST_LOOK))
def test_so_much_is_in_dispute_as_a_plain_count_says(
    drawn: tuple[Facts, list[Case], date], rules: DisputeRules, known_at: Moment | None
) -> None:
    """Day by day, case by case; together never above the item, nor above the bound."""
    book, some, as_of = drawn
    check_disputed_amounts(book, some, rules, as_of, known_at)


@given(facts(), st.none() | st.integers(0, 40), LOOKS, st.none() | moments(max_day=LAST_LOOK))
def test_disputes_without_cases_lapse(book: Facts, lapse: int | None, as_of: date, known_at: Moment | None) -> None:
    """One set of facts is right on every day, as known at any moment; it is what the doors for a day give."""
    rules = DisputeRules(lapses_after_days=lapse)

    def of_every_day(book: Facts, _: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        return lapsed_facts(book, rules).at(**when)

    check_disputed_amounts(book, [], rules, as_of, known_at, disputed=of_every_day)
    check_disputed_amounts(book, [], rules, as_of, known_at)
    assert lapsed_facts(book, rules).same(disputed_facts(book, [], rules, as_of=as_of, known_at=known_at))


def test_disputes_taken_at_their_word_are_noticed() -> None:
    """The broken twins: what is in dispute without a case never lapses; what has no day lapses, too."""
    rules, dated = DisputeRules(lapses_after_days=30), Facts([attrs.evolve(INVOICE, disputed_on=DAY)])
    undated = Facts([attrs.evolve(INVOICE, disputed=True)])

    def at_its_word(book: Facts, _: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        return book.at(**when)

    def since_its_issue(book: Facts, _: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        mine = [one for one in book if isinstance(one, Document)]
        return lapsed_facts(Facts(attrs.evolve(one, disputed_on=one.issued_on) for one in mine), rules).at(**when)

    check_disputed_amounts(dated, [], rules, DAY + timedelta(days=29), disputed=at_its_word)
    for broken, book in ((at_its_word, dated), (since_its_issue, undated)):
        check_disputed_amounts(book, [], rules, DAY + timedelta(days=30))
        with pytest.raises(AssertionError):
            check_disputed_amounts(book, [], rules, DAY + timedelta(days=30), disputed=broken)


def test_wrong_amounts_are_noticed() -> None:
    """The broken twins: a claim that never lapses; the whole item for a part; a bound that is passed over."""

    def never_lapses(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        return disputed_snapshot(book, given_cases, attrs.evolve(rules, lapses_after_days=None), **when)

    def the_whole(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        return disputed_snapshot(book, [case("200.00") for _ in given_cases], rules, **when)

    def unbound(book: Facts, given_cases: Sequence[Case], rules: DisputeRules, **when: Any) -> Snapshot:
        return disputed_snapshot(book, given_cases, attrs.evolve(rules, at_most_open_share=None), **when)

    rules = DisputeRules(lapses_after_days=30, at_most_open_share="30%")
    check_disputed_amounts(BOOK, [case()], rules, DAY)
    for broken, rule, day in (
        (never_lapses, DisputeRules(lapses_after_days=30), DAY + timedelta(days=30)),
        (the_whole, DisputeRules(), DAY),
        (unbound, rules, DAY),
    ):
        with pytest.raises(AssertionError):
            check_disputed_amounts(BOOK, [case()], rule, day, disputed=broken)


def test_without_cases_nothing_changes() -> None:
    """The documents come back as they were given."""
    assert disputed_documents([], [INVOICE], DisputeRules(), as_of=None) == (INVOICE,)
    assert open_items(disputed_snapshot(BOOK, [], DisputeRules(), as_of=DAY))[0].disputed == Money("0", "EUR")
