"""A case step by step: the table, what steps may say, decisions and credit notes, past days."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from creditkit.disputes import (
    ACTIONS,
    CATEGORIES,
    OUTCOMES,
    OUTCOMES_FROM,
    STATES,
    TRANSITIONS,
    Case,
    DisputedItem,
    DisputeRules,
    ImpossibleStep,
    Step,
    allowed_from,
    open_case,
    wording,
)
from creditkit.disputes._steps import CREDITS, DETAILS
from creditkit.disputes._verdicts import share_of
from creditkit.errors import CreditkitError, CurrencyMismatch, InvalidInput
from creditkit.money import Money
from creditkit.reasons import text
from creditkit.testing import check_case_follows_table

DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def case(**more: Any) -> Case:
    items = [DisputedItem("0451", eur("80.00")), DisputedItem("0452", eur("25.01"))]
    return open_case("D-118", "C-7", items, category="quality", on=DAY, **more)


def looked_into() -> Case:
    return case().step("investigate", on=DAY)


def mediated() -> Case:
    return looked_into().step("mediate", on=DAY)


def test_the_table_names_every_state_and_step() -> None:
    """Each state is led to and left; each step stands in the table; each has its details, each outcome its credit."""
    assert set(TRANSITIONS) == {None, *STATES}
    assert {state for row in TRANSITIONS.values() for state in row.values()} == set(STATES)
    assert {action for row in TRANSITIONS.values() for action in row} == set(ACTIONS) == set(DETAILS)
    assert set(CREDITS) == set(OUTCOMES)
    assert {one for row in OUTCOMES_FROM.values() for one in row} | {"withdrawn"} == set(OUTCOMES)
    assert {state for state, row in TRANSITIONS.items() if "resolve" in row} == set(OUTCOMES_FROM)


def test_from_registration_to_the_end() -> None:
    """The long way: investigated, mediated, resolved, performed, closed."""
    found = mediated().step("resolve", on=LATER, outcome="mediated_and_performed")
    assert (found.state, found.allowed, found.performed_on) == ("resolved", ("perform", "reopen"), None)
    found = found.step("perform", on=date(2026, 3, 20), performed_on=date(2026, 3, 18))
    assert (found.state, found.allowed, found.since) == ("resolved", ("close", "reopen"), LATER)
    found = found.step("close", on=date(2026, 3, 21))
    assert (found.state, found.outcome, found.decided_on) == ("closed", "mediated_and_performed", LATER)
    assert found.performed_on == date(2026, 3, 18)


def test_an_impossible_step_names_the_allowed_ones() -> None:
    """The error carries what its sentence says."""
    with pytest.raises(ImpossibleStep) as caught:
        case().step("close", on=LATER)
    assert caught.value.allowed == ("amend", "investigate", "withdraw")
    assert caught.value.state == "registered"
    assert str(caught.value) == (
        "case 'D-118' is registered: 'close' is no step from there; allowed: amend, investigate, withdraw"
    )
    with pytest.raises(ImpossibleStep, match="is not registered"):
        Case("D-1", "C-7", [Step(number=0, action="close", on=DAY)])
    assert pickle.loads(pickle.dumps(caught.value)).allowed == caught.value.allowed


def test_what_waits_for_performance_is_not_closed() -> None:
    """Only after it was performed; what was performed when it was decided need not be again."""
    waiting = looked_into().step("resolve", on=LATER, outcome="customer_fault_performed")
    with pytest.raises(ImpossibleStep, match="allowed: perform, reopen"):
        waiting.step("close", on=LATER)
    done = looked_into().step("resolve", on=LATER, outcome="customer_fault_performed", performed_on=DAY)
    assert done.step("close", on=LATER).performed_on == DAY
    with pytest.raises(ImpossibleStep):
        done.step("perform", on=LATER)
    assert allowed_from("resolved", "our_fault") == ("close", "reopen")


def test_withdrawn_and_reopened() -> None:
    """A withdrawal decides and closes; reopening takes the decision back and keeps it in the history."""
    gone = case().step("withdraw", on=LATER)
    assert (gone.state, gone.outcome, gone.decided_on, gone.credit_due) == ("closed", "withdrawn", LATER, eur("0"))
    again = gone.step("reopen", on=date(2026, 3, 12))
    assert (again.state, again.outcome, again.decided_on, again.reopened) == ("investigating", None, None, 1)
    assert [standing.outcome for standing in again.course] == [None, "withdrawn", None]
    assert (again.items, again.is_open, gone.is_open) == (case().items, True, False)


def test_an_amendment_keeps_the_state_and_its_day() -> None:
    """Other items, another category, another role; the days of the state go on."""
    found = looked_into().step(
        "amend", on=LATER, items=[DisputedItem("0451", eur("10"))], category="price", responsible="sales"
    )
    assert (found.state, found.since, found.disputed, found.category) == ("investigating", DAY, eur("10"), "price")
    assert found.now.responsible == "sales"
    assert found.step("mediate", on=LATER).now.responsible == "sales"


@pytest.mark.parametrize(
    ("details", "notes", "due"),
    [
        ({"outcome": "our_fault"}, ["80.00", "25.01"], "105.01"),
        ({"outcome": "our_fault", "credit": {"0451": eur("70.00")}}, ["70.00", "25.01"], "95.01"),
        ({"outcome": "shared", "our_share": "50%"}, ["40.00", "12.50"], "52.50"),
        ({"outcome": "shared", "our_share": Fraction(1, 3)}, ["26.67", "8.34"], "35.01"),
        ({"outcome": "unfounded"}, ["0", "0"], "0"),
        ({"outcome": "unfounded", "outcomes": {"0452": "our_fault"}}, ["0", "25.01"], "25.01"),
        ({"outcome": "no_malice"}, ["0", "0"], "0"),
        ({"outcome": "no_malice", "credit": {"0452": eur("5")}}, ["0", "5"], "5"),
    ],
)
def test_the_credit_note_that_is_due(details: dict[str, Any], notes: list[str], due: str) -> None:
    """All of our fault, our share of a shared one half-even to the cent, otherwise what was agreed."""
    found = looked_into().step("resolve", on=LATER, **details)
    assert [verdict.credit for verdict in found.now.verdicts] == [eur(amount) for amount in notes]
    assert found.credit_due == eur(due)
    assert found.verdict("0452") == found.now.verdicts[1]
    assert found.verdict("none") is None


@pytest.mark.parametrize(
    ("details", "path"),
    [
        ({"outcome": "mediated_and_performed"}, "outcome"),
        ({"outcome": "withdrawn"}, "outcome"),
        ({"outcome": "guilty"}, "outcome"),
        ({}, "outcome"),
        ({"outcome": "shared"}, "our_share"),
        ({"outcome": "shared", "our_share": "140%"}, "our_share"),
        ({"outcome": "our_fault", "credit": {"0451": eur("80.01")}}, "verdicts['0451'].credit"),
        ({"outcome": "unfounded", "credit": {"0451": eur("0.01")}}, "verdicts['0451'].credit"),
        ({"outcome": "our_fault", "credit": {"9": eur("1")}}, "credit['9']"),
        ({"outcome": "our_fault", "outcomes": {"0451": "mediated_and_performed"}}, "verdicts['0451'].outcome"),
        ({"outcome": "customer_fault_performed", "performed_on": date(2026, 3, 10)}, "performed_on"),
        ({"outcome": "our_fault", "items": [DisputedItem("1", eur("1"))]}, "items"),
        ({"outcome": "our_fault", "credit_note_id": "R-1"}, "credit_note_id"),
        ({"outcome": "our_fault", "evidence": "photo"}, "evidence"),
        ({"outcome": "our_fault", "evidence": [""]}, "evidence[0]"),
        ({"outcome": "our_fault", "on": date(2026, 3, 1)}, "on"),
    ],
)
def test_decisions_that_are_refused(details: dict[str, Any], path: str) -> None:
    """With the path to what is wrong."""
    with pytest.raises(InvalidInput) as caught:
        looked_into().step("resolve", **{"on": LATER, **details})
    assert caught.value.path == path


def test_what_else_is_refused() -> None:
    """Cases without items, in two currencies, with a document twice; credit in another currency; details elsewhere."""
    item = DisputedItem("0451", eur("80.00"))
    for items in ([], [item, item], [item, DisputedItem("2", Money("1", "USD"))], ["0451"]):
        with pytest.raises(InvalidInput):
            open_case("D", "C", items, category="price", on=DAY)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="category"):
        Case("D", "C", [Step(number=0, action="register", on=DAY, items=[item])])
    with pytest.raises(InvalidInput, match="open_case"):
        Case("D", "C", [])
    with pytest.raises(InvalidInput, match="positive"):
        DisputedItem("0451", eur("0"))
    with pytest.raises(CurrencyMismatch):
        looked_into().step("resolve", on=LATER, outcome="our_fault", credit={"0451": Money("1", "USD")})
    with pytest.raises(InvalidInput, match="'resolve' with an outcome"):
        case().step("investigate", on=DAY, our_share="40%")
    with pytest.raises(InvalidInput, match="not before"):
        case(recorded_at=LATER).step("investigate", on=DAY, recorded_at=DAY)
    with pytest.raises(InvalidInput, match="number"):
        attrs.evolve(case(), steps=[case().steps[0], Step(number=0, action="investigate", on=DAY)])


def test_shares() -> None:
    """Exact, in per cent or as a number, from 0 to 1; floats are refused."""
    assert [share_of(one, "share") for one in ("30%", " 0.3 ", Decimal("0.3"), Fraction(3, 10))] == [
        Fraction(3, 10)
    ] * 4
    for wrong in (0.3, True, "a", "-1%", "1.01", None, Decimal("NaN")):
        with pytest.raises(InvalidInput, match="share"):
            share_of(wrong, "share")


def test_past_days() -> None:
    """As it stood on a day, by what was recorded up to a moment."""
    nine = datetime(2026, 3, 10, 9, tzinfo=UTC)
    found = case(recorded_at=DAY).step("investigate", on=date(2026, 3, 5), recorded_at=nine)
    assert found.at(date(2026, 3, 1)) is None
    assert [found.at(day).state for day in (DAY, date(2026, 3, 5))] == ["registered", "investigating"]  # type: ignore[union-attr]
    assert found.at(LATER, date(2026, 3, 9)).state == "registered"  # type: ignore[union-attr]
    assert found.known_at(nine) == found
    assert found.known_at(date(2026, 3, 1)) is None
    unrecorded = found.step("mediate", on=LATER)
    assert unrecorded.known_at(nine) == unrecorded
    assert unrecorded.known_at(DAY) == case(recorded_at=DAY)


def test_a_case_is_a_value() -> None:
    """Equal by what it says, hashable, unchanged by its steps, whole after pickling."""
    before = case()
    after = before.step("investigate", on=DAY, evidence=["photo 1"], by="M. Weber")
    assert before == case()
    assert hash(before) == hash(case())
    assert pickle.loads(pickle.dumps(after)) == after
    assert after.steps[-1].redacted == attrs.evolve(after.steps[-1], evidence=(), by=None)


def test_rules_are_held_to_their_values() -> None:
    """Days and states that mean something; whole after pickling."""
    rules = DisputeRules(deadlines_days={"registered": 2}, lapses_after_days=30, at_most_open_share="30%")
    assert pickle.loads(pickle.dumps(rules)) == rules
    for wrong in (
        {"deadlines_days": {"closed": 1}}, {"deadlines_days": {"lost": 1}}, {"deadlines_days": {"resolved": -1}},
        {"lapses_after_days": -1}, {"lapses_after_days": True}, {"at_most_open_share": "30"},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            DisputeRules(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", [*STATES, *OUTCOMES, *CATEGORIES])
def test_every_word_is_said_in_both_languages(word: str) -> None:
    """States, outcomes and categories; a word of the host's own stays as it is, or has its text."""
    said = {text(wording(word), "en"), text(wording(word), "zh")}
    assert len(said) == 2
    assert not any("dispute_" in one for one in said)
    assert text(wording("packaging"), "zh", {"packaging": "包装"}) == "包装"


def _tried(before: Case, action: Any, on: date, details: dict[str, Any]) -> tuple[Case, CreditkitError | None]:
    try:
        return before.step(action, on=on, **details), None
    except CreditkitError as error:
        return before, error


class Walk(RuleBasedStateMachine):
    """Any steps in any order, beside a plain model of where the case stands."""

    @initialize()
    def register(self) -> None:
        self.case, self.state, self.waits = case(), "registered", False

    @rule(
        action=st.sampled_from(ACTIONS), gap=st.integers(-1, 3), outcome=st.none() | st.sampled_from(OUTCOMES),
        performed=st.booleans(),
    )  # fmt: skip
    def step(self, action: Any, gap: int, outcome: Any, performed: bool) -> None:
        on = self.case.steps[-1].on + timedelta(days=gap)
        details: dict[str, Any] = {"our_share": "40%"} if outcome == "shared" and action == "resolve" else {}
        details |= {"outcome": outcome} if action == "resolve" else {}
        details |= {"performed_on": on} if performed and action in ("resolve", "perform") else {}
        before = self.case
        possible = action in TRANSITIONS[self.state]  # type: ignore[index]
        possible &= not (self.state == "resolved" and action == ("close" if self.waits else "perform"))
        fits = gap >= 0 and (action != "resolve" or outcome in OUTCOMES_FROM.get(self.state, ()))  # type: ignore[call-overload]
        self.case, error = _tried(before, action, on, details)
        if error is not None:
            assert isinstance(error, ImpossibleStep) == (not possible)
            assert not (possible and fits), error
            return
        assert possible
        assert fits
        self.state = TRANSITIONS[self.state][action]  # type: ignore[index]
        if action == "resolve":
            self.waits = outcome in ("customer_fault_performed", "mediated_and_performed") and not performed
        self.waits = self.waits and action != "perform"

    @invariant()
    @precondition(lambda self: hasattr(self, "case"))
    def stands(self) -> None:
        assert self.case.state == self.state
        assert self.case.steps[0] == case().steps[0]
        check_case_follows_table(self.case)


TestWalk = Walk.TestCase
TestWalk.settings = settings(stateful_step_count=25, deadline=None)
