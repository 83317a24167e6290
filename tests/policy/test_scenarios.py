"""The ready-made policies end to end: from values and from facts to the decision, each figure worked out by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from creditkit.facts import Allocation, Document, Fact, Facts, Observation, Order, Party, Snapshot
from creditkit.limits import (
    Authority,
    Pay,
    Position,
    Prepay,
    Reduce,
    Release,
    TemporaryLimit,
    Terms,
    UpTo,
    Wait,
    largest_net,
    take,
)
from creditkit.loop import assess, check, review
from creditkit.money import Money
from creditkit.policy import Policy, ready_made
from creditkit.rules import Kind

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scenarios.toml").read_text(encoding="utf-8"))
PARTY = "C-1"


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["what"]) for case in CASES[name]]


def cny(amount: str) -> Money:
    return Money(amount, "CNY")


def read(policy: Policy, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a record: what the field holds in numbers is a Decimal."""
    plain = (Kind.text, Kind.flag)
    return {name: value if policy.fields[name].kind in plain else Decimal(str(value)) for name, value in given.items()}


# values


@pytest.mark.parametrize("case", cases("record"))
def test_from_values(case: Mapping[str, Any]) -> None:
    """Score, coverage, grade and prepayment of given values."""
    policy = ready_made(case["policy"])
    values = read(policy, case["values"])
    score = policy.scorer.score(values)
    grade = policy.grading.grade(score, values)
    assert (score.points, score.coverage) == (Decimal(case["score"]), Decimal(case["coverage"]))
    if "grade" in case:
        assert grade.label == case["grade"]
    if "prepayment" in case:
        known = {**values, "score": grade.points, "coverage": score.coverage, "grade": grade.label}
        assert policy.terms.decide(known).value.prepayment_share == Decimal(case["prepayment"])


@pytest.mark.parametrize(("score", "share"), [("79.99", "0.5"), ("80", "0"), ("80.00", "0"), ("0", "0.5")])
def test_half_is_prepaid_below_80_points(score: str, share: str) -> None:
    """Five-step (c): 79.99 is below, 80 is not."""
    assert ready_made("five-step").terms.decide({"score": Decimal(score)}).value.prepayment_share == Decimal(share)


@pytest.mark.parametrize(("days", "step"), [(2, None), (3, "tell")])
def test_finance_and_sales_are_told_on_the_third_day(days: int, step: str | None) -> None:
    """Credit-grade (h): not on day 2."""
    found = ready_made("credit-grade").collection.next_step(days)
    assert (found and found.id) == step


def test_the_cut_off_of_a_leaves_room_for_two_times_overdue() -> None:
    """Credit-grade (f): A's cut-off is at most 80 + the points for two."""
    policy = ready_made("credit-grade")
    two = policy.scorer.score({"late_items": 2})
    assert policy.grading.cutoffs["A"] <= 80 + int(two.points)


# facts


def snapshot(case: Mapping[str, Any]) -> Snapshot:
    return Facts(facts(case)).at(case["as_of"])


def facts(case: Mapping[str, Any]) -> Iterator[Fact]:
    party = dict(case["party"])
    for name in {"registered_capital", "credit_limit"} & party.keys():
        party[name] = cny(party[name])
    yield Party(PARTY, currency="CNY", **party)
    fields = ready_made(case["policy"]).fields
    for name, value in case["told"].items():
        told = value if isinstance(value, (bool, int)) or fields[name].kind is Kind.text else Decimal(value)
        yield Observation(PARTY, name, told, source="bureau", observed_on=case["as_of"])
    for i, one in enumerate(case.get("open", [])):
        yield Document(f"D-{i}", PARTY, cny(one["amount"]), issued_on=one["issued"], due_on=one["due"])
    if "history" in case:
        yield from history(case["history"], case["as_of"])


def history(given: Mapping[str, Any], as_of: date) -> Iterator[Fact]:
    """Orders delivered and billed the same day, paid on the due day; the first ``late`` of them ten days later."""
    amount = cny(given["amount"])
    for i, issued in enumerate(issues(given)):
        due = issued + timedelta(days=given["terms"])
        paid = due + timedelta(days=10 if i < given["late"] else 0)
        yield Order(f"SO-{i}", PARTY, amount, placed_on=issued, ship_on=issued, status="closed")
        yield Document(f"H-{i}", PARTY, amount, issued_on=issued, due_on=due)
        if paid < as_of:
            yield Allocation(f"A-{i}", f"H-{i}", amount, value_on=paid)


def issues(given: Mapping[str, Any]) -> Iterator[date]:
    first = given["from"]
    if "every" in given:
        yield from (first + timedelta(days=given["every"] * i) for i in range(given["items"]))
        return
    months = [first.month - 1 + i for i in range(given["months"])]
    yield from (first.replace(year=first.year + month // 12, month=month % 12 + 1) for month in months)


def order(case: Mapping[str, Any]) -> Order:
    prepaid = cny(case["prepaid"]) if "prepaid" in case else None
    return Order("SO-NEW", PARTY, cny(case["order"]), placed_on=case["as_of"], prepaid=prepaid)


@pytest.mark.parametrize("case", cases("customer"))
def test_from_facts(case: Mapping[str, Any]) -> None:
    """Score, coverage, grade with its caps, terms, limit and exposure of a customer's facts."""
    policy = ready_made(case["policy"])
    found = assess(policy, snapshot(case), PARTY)
    assert (found.score.points, found.score.coverage) == (Decimal(case["score"]), Decimal(case["coverage"]))
    if "grade" in case:
        assert found.grade.label == case["grade"]
        ours = {one.reason for one in policy.grading.overrides}
        assert {reason.code for reason in found.grade.reasons} & ours == set(case["caps"])
    if "days" in case:
        assert (found.terms.days, found.terms.prepayment_share) == (case["days"], Decimal(case["prepayment"]))
    if "limit" in case:
        assert found.limit == UpTo(cny(case["limit"]))
    if "exposure" in case:
        assert found.position.used == cny(case["exposure"])


@pytest.mark.parametrize("case", [one for one in cases("customer") if "order" in one.values[0]])
def test_orders(case: Mapping[str, Any]) -> None:
    """Outcome, the checks that fail, and what would have to be prepaid."""
    policy = ready_made(case["policy"])
    decision = check(policy, snapshot(case), order(case))
    assert decision.outcome.name == case["outcome"]
    failed = [reason for reason in decision.reasons if decision.outcome]
    assert [reason.figures.get("check", reason.code) for reason in failed] == case["failed"]
    if "prepay" in case:
        prepay = cny(case["prepay"])
        assert [way.amount for way in policy.checks.ways_to_pass(decision) if isinstance(way, Prepay)] == [prepay]


@pytest.mark.parametrize("case", [one for one in cases("customer") if "step" in one.values[0]])
def test_steps(case: Mapping[str, Any]) -> None:
    """What is done about the oldest overdue item."""
    policy = ready_made(case["policy"])
    days = assess(policy, snapshot(case), PARTY).values["oldest_overdue_days"]
    assert isinstance(days, (int, Decimal))
    step = policy.collection.next_step(int(days))
    assert step is not None
    assert step.id == case["step"]


def test_hiding_is_worth_no_more_than_the_worst_that_could_be_told() -> None:
    """S03 (b) and (c): the same score, and reweighting is no way around it."""
    hidden, told = (
        assess(ready_made("manufacturer"), snapshot(case.values[0]), PARTY)
        for case in cases("customer")
        if case.values[0]["what"].startswith(("S03 (b)", "S03 (c)"))
    )
    assert hidden.score.points == told.score.points


# at the limit

LIMIT = CASES["at_the_limit"]


def at_the_limit() -> tuple[Order, Position]:
    values = {"grade": "B", "sanctions_match": False, "insolvency_open": False, "oldest_overdue_days": 0}
    later = UpTo(cny(LIMIT["limit"]) + cny(LIMIT["temporary"]["amount"]))
    position = Position(
        PARTY, as_of=LIMIT["as_of"], limit=UpTo(cny(LIMIT["limit"])), exposure=cny(LIMIT["exposure"]),
        terms=Terms(45), values=values, later=((LIMIT["temporary"]["starts_on"], later),),
    )  # fmt: skip
    return Order("SO-NEW", PARTY, cny(LIMIT["order"]), placed_on=LIMIT["as_of"]), position


def test_ways_to_pass_at_the_limit() -> None:
    """S04: the least payment and prepayment, the largest order, the first day; each passes and a cent less does not."""
    checks = ready_made("manufacturer").checks
    asked, position = at_the_limit()
    decision = checks.check(asked, position)
    assert decision.outcome.name == LIMIT["outcome"]
    assert [reason.code for reason in decision.reasons] == LIMIT["failed"]
    assert decision.reasons[0].figures["excess"] == cny(LIMIT["excess"])
    ways = checks.ways_to_pass(decision)
    excess = cny(LIMIT["excess"])
    wanted = {Pay(excess), Prepay(excess, Decimal(LIMIT["prepay_share"])), Reduce(cny(LIMIT["largest"]))}
    assert set(ways) == {*wanted, Wait(LIMIT["wait_until"])}
    assert all(not checks.check(*take(way, asked, position)).outcome for way in ways)
    cent = cny("0.01")
    short = [Pay(excess - cent), Prepay(excess - cent, Decimal("0.33")), Reduce(cny(LIMIT["largest"]) + cent)]
    assert all(checks.check(*take(way, asked, position)).outcome for way in short)
    assert largest_net(cny(LIMIT["largest"]), LIMIT["tax_rate"]) == cny(LIMIT["largest_net"])


def test_a_release_holds_for_a_tenth_more_and_five_days() -> None:
    """S04: to the cent and to the day; who may give it is told by the excess."""
    given = CASES["release"]
    release = Release("SO-NEW", cny(given["amount"]), given["released_on"])
    assert [release.covers(cny(amount), day) for amount, day, _ in given["holds"]] == [h for *_, h in given["holds"]]
    excess = cny(LIMIT["excess"])
    may = [Authority("role", UpTo(cny(most))).may_release(excess) for most, _ in given["authorities"]]
    assert may == [holds for _, holds in given["authorities"]]


def test_a_temporary_limit_comes_from_an_event() -> None:
    """S04 from facts: the limit in force holds the order today, and the way of waiting names the day."""
    case = next(one.values[0] for one in cases("customer") if one.values[0]["what"].startswith("S03 (b)"))
    given = LIMIT["temporary"]
    temporary = TemporaryLimit("add", cny(given["amount"]), given["starts_on"], given["ends_on"])
    known = [
        *(with_limit(fact) for fact in facts(case)),
        Document("OPEN", PARTY, cny("1612345.67"), issued_on=date(2026, 6, 20), due_on=date(2026, 8, 4)),
        temporary.event(PARTY, on=date(2026, 6, 30)),
    ]
    policy = ready_made("manufacturer")
    today = Facts(known).at(LIMIT["as_of"])
    assert assess(policy, today, PARTY).grade.label == "B"
    decision = check(policy, today, Order("SO-NEW", PARTY, cny(LIMIT["order"]), placed_on=LIMIT["as_of"]))
    assert [reason.code for reason in decision.reasons] == ["limit"]
    assert decision.reasons[0].figures["excess"] == cny(LIMIT["excess"])
    assert Wait(given["starts_on"]) in policy.checks.ways_to_pass(decision)


def with_limit(fact: Fact) -> Fact:
    """The party with the limit entered."""
    if not isinstance(fact, Party):
        return fact
    return Party(PARTY, currency="CNY", registered_on=fact.registered_on, credit_limit=cny(LIMIT["limit"]))


# in sequence


def sequence(names: list[str]) -> Snapshot:
    """S10 with its parties in an order of choice: clean customers of long standing, with what they owe not due."""
    given = CASES["sequence"]
    clean = next(one.values[0] for one in cases("customer") if one.values[0]["what"].startswith("like S02"))
    clean = {
        **clean,
        "told": {**clean["told"], "equity": 20_000_000},
        "history": {**clean["history"], "months": 13, "amount": "400000.00"},
    }
    known: list[Fact] = [Party("G", currency="CNY", credit_limit=cny(given["group"]))]
    for name in names:
        limit = cny(given["limits"][name]) if name in given["limits"] else None
        identity = given["entities"][name]
        known.append(Party(name, currency="CNY", credit_limit=limit, identity=identity, parent_id="G"))
        known += [moved(fact, name) for fact in facts(clean)][1:]
        issued = given["as_of"] - timedelta(days=10)
        amount = cny(given["exposures"][name])
        known.append(Document(f"{name}-OPEN", name, amount, issued_on=issued, due_on=issued + timedelta(days=60)))
    known += [Order(number, name, cny(amount), placed_on=given["as_of"]) for number, name, amount in given["orders"]]
    return Facts(known).at(given["as_of"])


def moved(fact: Any, name: str) -> Fact:
    """The same fact of another party, under ids of its own."""
    ids = {
        a.name: f"{name}-{getattr(fact, a.name)}"
        for a in attrs.fields(type(fact))
        if a.name in ("document_id", "allocation_id", "order_id", "to_id")
    }
    if hasattr(fact, "party_id"):
        ids["party_id"] = name
    return attrs.evolve(fact, **ids)


@pytest.mark.parametrize("names", [["P1", "P2", "P3"], ["P3", "P2", "P1"]])
def test_a_held_order_takes_nothing(names: list[str]) -> None:
    """S10: two codes of one entity share one limit, sisters the group's; the order of the parties changes nothing."""
    given = CASES["sequence"]
    known = sequence(names)
    policy = ready_made("manufacturer")
    for number, name, amount in given["orders"]:
        asked = Order(number, name, cny(amount), placed_on=given["as_of"])
        assert check(policy, known, asked).outcome.name == given["outcomes"][number]
    found = review(policy, known).tables()["decisions"]
    assert dict(zip(found["order_id"].texts(), found["outcome"].texts(), strict=True)) == given["outcomes"]  # type: ignore[union-attr]


# overdue


@pytest.mark.parametrize("edge", CASES["overdue"]["edges"], ids=lambda edge: str(edge["days"]))
def test_each_day_past_due_has_its_answer(edge: Mapping[str, Any]) -> None:
    """Grade, checks that fail and warning by the age of one item; an order that is paid in full may go."""
    given = CASES["overdue"]
    clean = next(one.values[0] for one in cases("customer") if one.values[0]["what"].startswith("like S02"))
    due = clean["as_of"] - timedelta(days=edge["days"])
    item = {"amount": given["amount"], "issued": due - timedelta(days=30), "due": due}
    case = {**clean, "party": {**clean["party"], "credit_limit": given["limit"]}, "open": [item]}
    policy, known = ready_made("manufacturer"), snapshot(case)
    assert assess(policy, known, PARTY).grade.label == edge["grade"]
    decision = check(policy, known, order({**case, "order": given["order"]}))
    assert [reason.code for reason in decision.reasons if decision.outcome] == edge["failed"]
    assert ("overdue_warn" in {reason.code for reason in decision.warnings}) is edge["warned"]
    paid = order({**case, "order": given["order"], "prepaid": given["order"]})
    assert check(policy, known, paid).outcome.name == "approve"


def test_a_first_order_proves_nothing() -> None:
    """S03 (a) with the order stored and the prepayment in: still 58 points, 55%, C; then the goods may leave.

    Were the open order one that was honoured, it would bring 4 points and 7%, and lift the cap of a thin file.
    """
    as_of = date(2026, 6, 30)
    told = {
        "debt_ratio": Decimal("0.62"), "current_ratio": Decimal("1.22"), "paid_in_capital": Decimal(10_000_000),
        "months_in_business": 63, "tax_credit_grade": "B", "bureau_score": 68, "industry_risk": "moderate",
        "litigation_24m": 0, "country_risk": "low", "sales_forecast_monthly": Decimal(150_000),
        "equity": Decimal(6_000_000), "sanctions_match": False, "insolvency_open": False,
    }  # fmt: skip
    known: list[Fact] = [
        Party(PARTY, currency="CNY"),
        *(Observation(PARTY, name, value, source="bureau", observed_on=as_of) for name, value in told.items()),
        Order("SO-1", PARTY, cny("150000"), placed_on=as_of),
    ]
    found = review(ready_made("manufacturer"), Facts(known).at(as_of))
    alone = found.party(PARTY)
    assert (alone.score.points, alone.score.coverage, alone.grade.label) == (Decimal(58), Decimal("0.5500"), "C")
    assert alone.limit == UpTo(cny("100000"))
    (held,) = found.decisions
    assert held.outcome.name == "prepay"
    assert held.checks.ways_to_pass(held) == (Prepay(cny("75000"), Decimal("0.50")),)
    money = Document("R-1", PARTY, cny("75000"), issued_on=as_of, kind="receipt", order_id="SO-1")
    (free,) = review(ready_made("manufacturer"), Facts([*known, money]).at(as_of)).decisions
    assert free.outcome.name == "approve"
