"""From events and cases to entries."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from creditkit.disputes import Case, DisputedItem, Penalty, RepairRules, consequences, open_case, penalties_of
from creditkit.errors import InvalidInput
from creditkit.facts import Event, Facts
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.money import Money
from creditkit.policy import ready_made

RULES = ready_made("manufacturer").repair
LOST = RULES.penalty("contract_breached", "C-7", entry_id="p", on=date(2026, 1, 5))


def case(outcome: str | None = None, **details: object) -> Case:
    """A case that was looked into in March, and decided on the 9th."""
    items = [DisputedItem("0451", Money("80", "EUR"))]
    found = open_case("D-1", "C-7", items, category="quality", on=date(2026, 3, 2))
    found = found.step("investigate", on=date(2026, 3, 3))
    return found if outcome is None else found.step("resolve", on=date(2026, 3, 9), outcome=outcome, **details)  # type: ignore[arg-type]


def ids(found: tuple[Entry, ...]) -> list[str]:
    """The ids of entries."""
    return [one.entry_id for one in found]


def test_an_open_case_does_nothing() -> None:
    """Nobody has decided."""
    assert consequences(case(), RULES, penalty=LOST).entries == ()


def test_a_dispute_without_ground_costs_points() -> None:
    """On the day of the decision, whatever penalty it was about; a policy that has no such penalty costs nothing."""
    (entry,) = consequences(case("unfounded"), RULES, penalty=LOST).entries
    assert (entry.entry_id, str(entry.points), entry.valid_from) == (
        "dispute_unfounded/C-7/D-1",
        "-8",
        date(2026, 3, 9),
    )
    assert entry.causes == ("D-1",)
    assert consequences(case("unfounded"), RepairRules(), penalty=LOST).entries == ()


def test_an_outcome_does_to_the_penalty_what_its_rule_says() -> None:
    """Our fault takes it back; no malice waives it; without a penalty there is nothing to do."""
    (back,) = consequences(case("our_fault"), RULES, penalty=LOST).entries
    assert (back.reverses, back.valid_from) == ("p", date(2026, 1, 5))
    (waived,) = consequences(case("no_malice"), RULES, penalty=LOST).entries
    assert (waived.repairs, waived.valid_from) == ("p", date(2026, 3, 9))
    assert consequences(case("no_malice"), RULES).entries == ()


@pytest.mark.parametrize(
    "decided",
    [
        case("our_fault"),
        case("no_malice"),
        case("customer_fault_performed", performed_on=date(2026, 3, 9)),
        case("shared", our_share="40%"),
        case().step("withdraw", on=date(2026, 3, 9)),
    ],
    ids=lambda one: one.outcome,
)
@pytest.mark.parametrize("policy", ["manufacturer", "five-step"])
def test_a_case_without_a_penalty_is_silent(decided: Case, policy: str) -> None:
    """Most disputes cost nobody points: no entry, and no refusal among those that somebody must look at."""
    found = consequences(decided, ready_made(policy).repair, recorded=[LOST])  # type: ignore[arg-type]
    assert (found.entries, found.refused) == ((), ())


def test_what_is_to_be_performed_waits() -> None:
    """Refused until the customer has performed."""
    decided = case("customer_fault_performed")
    found = consequences(decided, RULES, penalty=LOST)
    assert (found.entries, [one.reason.code for one in found.refused]) == ((), ["repair_not_performed"])
    (entry,) = consequences(decided.step("perform", on=date(2026, 4, 20)), RULES, penalty=LOST).entries
    assert entry.valid_from == date(2026, 4, 20)


def test_an_outcome_without_a_rule_says_so() -> None:
    """A shared fault gives nothing back under this policy; the customer that withdraws asks for nothing."""
    found = consequences(case("shared", our_share="40%"), RULES, penalty=LOST)
    assert (found.entries, [one.reason.code for one in found.refused]) == ((), ["repair_without_rule"])
    withdrawn = case().step("withdraw", on=date(2026, 3, 9))
    assert consequences(withdrawn, RULES, penalty=LOST) == consequences(case(), RULES)


def test_a_rule_for_every_resolved_case_counts_beside_the_outcome() -> None:
    """Under five-step +20 stands beside the 80%, from the decision on; not for our fault, nor before performance."""
    rules = ready_made("five-step").repair
    performed = case("customer_fault_performed", performed_on=date(2026, 3, 9))
    found = consequences(performed, rules, penalty=LOST).entries
    assert ids(found) == ["customer_fault_performed/C-7/D-1", "dispute_resolved/C-7/D-1"]
    assert ids(consequences(case("our_fault"), rules, penalty=LOST).entries) == ["our_fault/C-7/D-1"]
    assert consequences(case("customer_fault_performed"), rules, penalty=LOST).entries == ()


def test_what_is_recorded_is_left_out() -> None:
    """Under another policy too."""
    found = consequences(case("no_malice"), RULES, penalty=LOST, policy="a").entries
    assert consequences(case("no_malice"), RULES, penalty=LOST, recorded=[LOST, *found], policy="b").entries == ()


def test_a_reopened_case_takes_back_what_it_did() -> None:
    """Decided as unfounded, reopened, decided as our fault, reopened, unfounded again: the points follow."""
    ledger = Ledger(MemoryStore(), name="repair")

    def record(entries: tuple[Entry, ...]) -> list[str]:
        if entries:
            ledger.append(*entries, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=bytes(16))
        return [f"{one.entry_id}" for one in entries]

    def total() -> int:
        return int(ledger.accounts().balance("C-7", date(2026, 6, 1)).total)

    def night(now: Case) -> list[str]:
        found = consequences(now, RULES, penalty=LOST, recorded=ledger.events(stream="C-7"))
        return record(found.entries)

    record((LOST,))
    now = case("unfounded")
    assert (night(now), total()) == (["dispute_unfounded/C-7/D-1"], -20)
    now = now.step("reopen", on=date(2026, 3, 10))
    assert (night(now), total()) == (["dispute_unfounded/C-7/D-1/reopened"], -12)
    assert night(now) == []
    now = now.step("resolve", on=date(2026, 3, 12), outcome="our_fault")
    assert (night(now), total()) == (["our_fault/C-7/D-1/1"], 0)
    now = now.step("reopen", on=date(2026, 3, 14)).step("resolve", on=date(2026, 3, 16), outcome="unfounded")
    assert (night(now), total()) == (["our_fault/C-7/D-1/1/reopened", "dispute_unfounded/C-7/D-1/2"], -20)
    assert (night(now), ledger.verify()) == ([], ())


def test_what_somebody_else_has_taken_back_is_refused() -> None:
    """A second reversal of one penalty would be refused by the ledger; a job goes on."""
    other = Entry("correction-1", "C-7", "correction", reverses="p", valid_from=LOST.valid_from)
    found = consequences(case("our_fault"), RULES, penalty=LOST, recorded=[LOST, other])
    assert (found.entries, [one.reason.code for one in found.refused]) == ((), ["repair_reversed"])


def test_another_stream_is_refused() -> None:
    """A case cannot repair somebody else's penalty."""
    with pytest.raises(InvalidInput, match="stream 'c-9'"):
        consequences(case("no_malice"), RULES, penalty=LOST, stream="c-9")


DAY = date(2026, 2, 3)
EVENTS = [
    Event("C-7", "promise_broken", on=DAY, event_id="EV-2"),
    Event("C-7", "promise_kept", on=DAY, event_id="EV-3"),
    Event("C-8", "bill_dishonoured", on=date(2026, 1, 3)),
    Event("C-8", "bill_dishonoured", on=date(2026, 1, 3)),
    Event("C-7", "contract_breached", on=DAY, event_id="EV-4", figures={"cause": "fraud"}),
]


def test_events_become_penalties() -> None:
    """Oldest first, those that cost nothing left out, two of one day apart."""
    found = penalties_of(Facts(EVENTS).at(DAY), RULES, policy="a")
    assert ids(found) == [
        "bill_dishonoured/C-8/2026-01-03",
        "bill_dishonoured/C-8/2026-01-03/2",
        "contract_breached/C-7/EV-4",
        "promise_broken/C-7/EV-2",
    ]
    assert [one.figures.get("final") for one in found] == [None, None, "yes", None]
    assert (found[3].causes, found[3].policy, found[3].valid_from) == (("EV-2",), "a", DAY)
    assert penalties_of(EVENTS, RULES, recorded=found, policy="b") == ()


def test_the_ledger_gets_pseudonyms() -> None:
    """A party without one is an error: its name would stand in the ledger for good."""
    found = penalties_of(EVENTS, RULES, streams={"C-7": "c-1", "C-8": "c-2"})
    assert {one.stream for one in found} == {"c-1", "c-2"}
    with pytest.raises(InvalidInput, match=r"streams\[C-8\]"):
        penalties_of(EVENTS, RULES, streams={"C-7": "c-1"})


def test_a_corrected_event_costs_once() -> None:
    """Of versions of one event the last stands."""
    rules = RepairRules([Penalty("promise_broken", -3, 365)])
    again = Event("C-7", "promise_broken", on=date(2026, 2, 5), event_id="EV-2")
    (entry,) = penalties_of([EVENTS[0], again], rules)
    assert entry.valid_from == date(2026, 2, 5)
