"""Repair rules: worked cases from the file, and what the rules refuse."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditkit.disputes import Penalty, Refused, RepairRule, RepairRules
from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, Ledger, MemoryStore, accounts_of
from creditkit.policy import parse_policy, ready_made

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "repair.toml").read_text(encoding="utf-8"))
HEAD = 'schema = 1\nname = "house"\ncurrency = "EUR"\n'
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
SALT = bytes(16)


def rules_of(name: str) -> RepairRules:
    """The rules that a case names."""
    given = CASES["rules"][name]
    return (
        ready_made(given["ready_made"]).repair if "ready_made" in given else parse_policy(HEAD + given["text"]).repair
    )


def entries_of(case: dict[str, Any], rules: RepairRules) -> dict[str, Entry]:
    """The entries of a case by their ids."""
    found: dict[str, Entry] = {}
    for one in case.get("entries", ()):
        days = {name: one[name] for name in ("valid_from", "valid_to") if name in one}
        found[one["id"]] = Entry(one["id"], "c-1", one["type"], points=one["points"], **days)
    for one in case.get("penalties", ()):
        found[one["id"]] = rules.penalty(
            one["event"], "c-1", entry_id=one["id"], on=one["on"], cause=one.get("cause"), policy="f" * 64
        )
    for one in case.get("repairs", ()):
        made = repaired(rules, found[one["of"]], one)
        assert isinstance(made, Entry), made
        assert made.valid_from == one["from"]
        found[one["id"]] = made
    return found


def repaired(rules: RepairRules, penalty: Entry, one: dict[str, Any]) -> Entry | Refused:
    """What an outcome makes of a penalty."""
    return rules.repair(
        one["outcome"], penalty, entry_id=one.get("id", "refused"), decided_on=one["decided_on"],
        performed_on=one.get("performed_on"), policy="f" * 64,
    )  # fmt: skip


def recorded(entries: list[Entry]) -> Ledger:
    """A ledger of some entries."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(*entries, recorded_at=WHEN, salt=SALT)
    return ledger


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["what"])
def test_a_worked_case(case: dict[str, Any]) -> None:
    """The points of the stream, day by day, are those of the arithmetic in the file."""
    rules = rules_of(case["rules"])
    entries = entries_of(case, rules)
    accounts = recorded(list(entries.values())).accounts()
    found = [[day, accounts.balance("c-1", day).total] for day, _ in case["points"]]
    assert found == [[day, Decimal(points)] for day, points in case["points"]]
    for one in case.get("refused", ()):
        refused = repaired(rules, entries[one["of"]], one)
        assert isinstance(refused, Refused)
        assert refused.reason.code == one["code"]


def test_the_order_of_recording_makes_no_difference() -> None:
    """A repair recorded before its penalty comes to the same."""
    case = next(one for one in CASES["case"] if one["what"].startswith("the best single"))
    entries = list(entries_of(case, rules_of(case["rules"])).values())
    for order in (entries, entries[::-1]):
        accounts = accounts_of(recorded(order).events())
        assert accounts.balance("c-1", date(2026, 7, 1)).total == 0


def test_fraud_is_reversed_all_the_same() -> None:
    """An error is mended whatever the penalty says."""
    rules = ready_made("manufacturer").repair
    lost = rules.penalty("contract_breached", "c-1", entry_id="p", on=date(2026, 2, 3), cause="fraud")
    assert lost.figures == {"points": "-12", "cause": "fraud", "final": "yes"}
    back = rules.repair("our_fault", lost, entry_id="r", decided_on=date(2026, 3, 1))
    assert isinstance(back, Entry)
    assert recorded([lost, back]).accounts().balance("c-1", date(2026, 2, 3)).total == 0


def test_a_policy_that_forbids_later_holds_for_what_it_repairs() -> None:
    """A kind that the rules of today never repair is refused, whatever stands in the old entry."""
    lost = Entry("p", "c-1", "fraud", points="-12", valid_from=date(2026, 2, 3))
    refused = ready_made("manufacturer").repair.repair("no_malice", lost, entry_id="r", decided_on=date(2026, 3, 1))
    assert isinstance(refused, Refused)


def test_the_terms_stand_in_the_entry() -> None:
    """A replay needs no policy."""
    rules = ready_made("manufacturer").repair
    lost = rules.penalty("promise_broken", "c-1", entry_id="p", on=date(2026, 2, 3), causes=["EV-1"], policy="abc")
    assert lost.figures == {"points": "-3", "caps": "promise_broken=9/365"}
    assert (lost.valid_to, lost.causes, lost.policy) == (date(2027, 2, 2), ("EV-1",), "abc")
    back = rules.repair(
        "customer_fault_performed", lost, entry_id="r", decided_on=date(2026, 6, 1), performed_on=date(2026, 6, 1)
    )
    assert isinstance(back, Entry)
    terms = {"share": "0.8", "round": "down", "decimals": "0", "caps": "repair=20/365"}
    assert back.figures == {**terms, "repairs": "p"}


def test_wrong_calls() -> None:
    """Each is told what is accepted."""
    rules = ready_made("manufacturer").repair
    lost = rules.penalty("promise_broken", "c-1", entry_id="p", on=date(2026, 2, 3))
    with pytest.raises(InvalidInput, match="promise_broken, dispute_unfounded"):
        rules.penalty("promise_brokn", "c-1", entry_id="p", on=date(2026, 2, 3))
    with pytest.raises(InvalidInput, match="good_conduct"):
        rules.repair("good_conduct", lost, entry_id="r", decided_on=date(2026, 3, 1))
    gift = Entry("g", "c-1", "gift", points="3", valid_from=date(2026, 2, 3))
    with pytest.raises(InvalidInput, match="points below zero"):
        rules.repair("no_malice", gift, entry_id="r", decided_on=date(2026, 3, 1))
    with pytest.raises(InvalidInput, match="no event at all"):
        RepairRules().penalty("x", "c-1", entry_id="p", on=date(2026, 2, 3))


@pytest.mark.parametrize(
    ("build", "path"),
    [
        (lambda: Penalty("promise_broken", 3, 365), "points"),
        (lambda: Penalty("promise_broken", 0, 365), "points"),
        (lambda: Penalty("promise_broken", "-0.0000001", 365), "points"),
        (lambda: Penalty("promise_broken", "-1e-40", 365), "points"),
        (lambda: Penalty("promise_broken", -(10**9), 365), "points"),
        (lambda: Penalty("promise_broken", "three", 365), "points"),
        (lambda: Penalty("promise_broken", -3, 0), "expires_days"),
        (lambda: Penalty("promise_broken", -3, True), "expires_days"),
        (lambda: Penalty("promise_broken", -3, 365, at_most=-9), "at_most"),
        (lambda: Penalty("promise_broken", -3, 365, within_days=0), "within_days"),
        (lambda: Penalty("promise_broken", -3, 365, decay="fast"), "decay"),  # type: ignore[arg-type]
        (lambda: Penalty("promise broken", -3, 365), "event"),
        (lambda: Penalty("a=b", -3, 365), "event"),
        (lambda: Penalty("repair", -3, 365), "event"),
        (lambda: RepairRule("x", "undo"), "effect"),  # type: ignore[arg-type]
        (lambda: RepairRule("x", "restore", share="1.2"), "share"),
        (lambda: RepairRule("x", "restore", share=0), "share"),
        (lambda: RepairRule("x", "restore", share="0.8", points=2), "share"),
        (lambda: RepairRule("x", "restore", points=-2), "points"),
        (lambda: RepairRule("x", "restore", from_="penalty"), "from"),
        (lambda: RepairRule("x", "reverse", from_="decision"), "from"),
        (lambda: RepairRule("x", "reverse", share="0.8"), "share"),
        (lambda: RepairRule("x", "reverse", after_days=3), "after_days"),
        (lambda: RepairRule("x", "reverse", at_most=3), "at_most"),
        (lambda: RepairRule("x", "add"), "points"),
        (lambda: RepairRules([Penalty("a", -3, 365), Penalty("a", -4, 365)]), "penalties[1].event"),
        (lambda: RepairRules([Penalty("a", -3, 365)], [RepairRule("a", "waive")]), "rules[0].outcome"),
        (lambda: RepairRules([], [RepairRule(name, "add", points=1) for name in "ab"]), "rules[1].effect"),
        (lambda: RepairRules(round="nearest"), "round"),  # type: ignore[arg-type]
        (lambda: RepairRules(decimals=7), "decimals"),
        (lambda: RepairRules(at_most_per_year=0), "at_most_per_year"),
        (lambda: RepairRules(cooling_off_days=-1), "cooling_off_days"),
        (lambda: RepairRules(never_for="fraud"), "words"),
        (lambda: RepairRules(never_for=[""]), "never_for[0]"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(build: Any, path: str) -> None:
    """Refused where they are built, with the path."""
    with pytest.raises(InvalidInput) as caught:
        build()
    assert caught.value.path == path


def test_flaws_are_found() -> None:
    """A penalty that counts twice, one above its cap, a rule that is always too late, one that rounds to nothing."""
    rules = RepairRules(
        [Penalty("paid_late", -1, 60, facts=["on_time_rate"]), Penalty("on_time_rate", -9, 90, at_most=5)],
        [
            RepairRule("mended", "restore", share="0.8"),
            RepairRule("late", "restore", after_days=90),
            RepairRule("gift", "restore", points=30),
        ],
        at_most_per_year=20,
    )
    found = [(one.severity, one.path, one.reason.code) for one in rules.verify(["on_time_rate"])]
    assert found == [
        ("warning", "penalties[0]", "penalty_measured_twice"),
        ("warning", "penalties[1]", "penalty_measured_twice"),
        ("note", "penalties[1].at_most", "penalty_above_its_cap"),
        ("warning", "rules[0].share", "repair_rounds_to_nothing"),
        ("warning", "rules[1]", "repair_never_in_time"),
        ("note", "rules[2].points", "repair_above_yearly_cap"),
    ]
    assert rules.verify() == tuple(one for one in rules.verify(["x"]))


def test_sound_rules_have_no_flaws() -> None:
    """Those of the ready-made policies, against their own scorecards."""
    for name in ("five-step", "credit-grade", "manufacturer"):
        policy = ready_made(name)
        assert policy.repair.verify(policy.scorer.inputs) == ()


def test_a_penalty_ends_with_the_calendar() -> None:
    """Rather than to fall off it."""
    rules = RepairRules([Penalty("a", -3, 365)], [RepairRule("b", "restore")], cooling_off_days=90)
    lost = rules.penalty("a", "c-1", entry_id="p", on=date(9999, 12, 1))
    assert lost.valid_to == date.max
    back = rules.repair("b", lost, entry_id="r", decided_on=date.max, performed_on=date.max)
    assert isinstance(back, Entry)
    assert back.valid_from == date.max
