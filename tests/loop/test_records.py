"""Laws: a digest covers what a decision could look at, and a recorded decision replays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import creditkit
from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import (
    Document,
    Event,
    Fact,
    Facts,
    Hold,
    Moment,
    Observation,
    Order,
    Party,
    Snapshot,
    Standing,
)
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored
from creditkit.loop import (
    Replay,
    assess,
    assessment_entry,
    check,
    connected,
    digest_of,
    order_entry,
    replayed,
    review,
    review_entries,
)
from creditkit.money import Money, Rate, Rates
from creditkit.policy import READY_MADE, Policy, ready_made
from creditkit.reasons import Reason
from creditkit.sample import sample_facts
from creditkit.testing import (
    check_decisions_replay,
    check_digest,
    check_digest_is_enough,
    check_digest_notices,
    days,
    facts,
    moments,
)

GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=60, deadline=None)
DAY = date(2026, 6, 30)
WHEN = datetime(2026, 6, 30, 9, tzinfo=UTC)
as_ofs = days(min_day=date(2025, 2, 1), max_day=date(2026, 6, 30))
policies = st.sampled_from([ready_made(name) for name in READY_MADE])
HOUSE = ready_made("manufacturer")


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def stored(entry: Entry, recorded_at: datetime = WHEN) -> Stored:
    """The entry as an event of a ledger of its own."""
    (receipt,) = Ledger(MemoryStore(), name="decisions").append(entry, recorded_at=recorded_at, salt=bytes(16))
    return receipt.stored


def known_of(party: str = "C-7", *more: Fact) -> list[Fact]:
    return [
        Party(party, currency="EUR", credit_limit=eur("1000"), identity="X1", parent_id="G"),
        Document("I-1", party, eur("100"), issued_on=date(2026, 5, 1), due_on=date(2026, 5, 31)),
        Observation(party, "debt_ratio", Decimal("0.80"), source="bureau", observed_on=date(2026, 1, 1)),
        *more,
    ]


# the digest


@given(facts(), as_ofs, st.none() | moments())
def test_the_digest_is_of_what_is_seen(ledger: Facts, as_of: date, known_at: Moment | None) -> None:
    """Neither door, nor order, nor what lies ahead moves it."""
    check_digest(ledger, as_of, known_at)


def test_a_digest_that_looks_ahead_is_noticed() -> None:
    """The broken twin: it takes all facts, whatever the snapshot sees of them."""

    def ahead(snapshot: Snapshot, party_id: str | None) -> str:
        return digest_of(snapshot._facts.at(date(2099, 1, 1)), party_id)

    later = [*known_of(), Document("I-2", "C-7", eur("9"), issued_on=date(2026, 7, 1), due_on=None)]
    check_digest(Facts(later), DAY)
    with pytest.raises(AssertionError, match="without what lies ahead: another digest"):
        check_digest(Facts(later), DAY, digest=ahead)


def test_a_digest_of_rows_in_order_is_noticed() -> None:
    """The broken twin: it is of the rows as they come."""

    def in_order(snapshot: Snapshot, party_id: str | None) -> str:
        return repr([str(fact) for fact in snapshot.records("invoices")])

    more = Document("I-2", "C-7", eur("9"), issued_on=DAY, due_on=None)
    with pytest.raises(AssertionError, match="backwards"):
        check_digest(Facts(known_of("C-7", more)), DAY, digest=in_order)


@GENERATED
@given(facts(), as_ofs, policies, st.data())
def test_one_digest_one_decision(ledger: Facts, as_of: date, policy: Policy, data: st.DataObject) -> None:
    """A fact that is left out either moves the digest of a party, or changes no decision about it."""
    records = list(ledger)
    if not records:
        return
    gone = data.draw(st.sampled_from(range(len(records))))
    try:
        other = Facts([*records[:gone], *records[gone + 1 :]], rates=ledger.rates)
    except InvalidInput:  # something else needs it
        return
    check_digest_notices(ledger, other, policy, as_of)


def test_a_digest_of_the_party_alone_is_noticed() -> None:
    """The broken twin: it leaves out who shares the room."""

    def alone(snapshot: Snapshot, party_id: str | None) -> str:
        assert party_id is not None
        return repr([str(one) for one in snapshot.restrict([party_id]).records("invoices")])

    group = [Party("G", currency="EUR", credit_limit=eur("500")), Party("C-8", currency="EUR", parent_id="G")]
    more = Document("I-9", "C-8", eur("400"), issued_on=date(2026, 6, 1), due_on=date(2026, 7, 31))
    before, after = Facts(known_of("C-7", *group)), Facts(known_of("C-7", *group, more))
    check_digest_notices(before, after, HOUSE, DAY)
    with pytest.raises(AssertionError, match="one digest, two decisions"):
        check_digest_notices(before, after, HOUSE, DAY, digest=alone)


@GENERATED
@given(facts(), as_ofs, policies)
def test_strangers_may_be_left_out(ledger: Facts, as_of: date, policy: Policy) -> None:
    """The facts of one circle of parties give its digests and its decisions."""
    check_digest_is_enough(ledger, policy, as_of)


def test_a_digest_of_everybody_is_noticed() -> None:
    """The broken twin: strangers move it."""
    with pytest.raises(AssertionError, match="without strangers"):
        check_digest_is_enough(
            Facts(known_of("C-7", Party("C-9"))), HOUSE, DAY, digest=lambda snapshot, _: digest_of(snapshot)
        )


CHANGES: dict[str, Fact] = {
    "a hold": Hold("C-7", valid_from=date(2026, 6, 1), reason=Reason("fraud_suspected")),
    "a hold with a figure": Hold("C-7", valid_from=date(2026, 6, 1), reason=Reason("fraud_suspected", {"case": 7})),
    "a standing": Standing("C-7", grade="B", valid_from=date(2026, 3, 31)),
    "a standing with a limit": Standing("C-7", grade="B", limit=eur("5"), valid_from=date(2026, 3, 31)),
    "an event": Event("C-7", "promise_broken", on=date(2026, 6, 1)),
    "an event with a figure": Event("C-7", "promise_broken", on=date(2026, 6, 1), figures={"promise_id": "1"}),
    "an event with a number": Event("C-7", "promise_broken", on=date(2026, 6, 1), figures={"promise_id": 1}),
    "a float": Observation("C-7", "current_ratio", 0.1, source="bureau", observed_on=date(2026, 1, 1)),
    "a float nearby": Observation("C-7", "current_ratio", 0.1 + 2**-56, source="bureau", observed_on=date(2026, 1, 1)),
    "a decimal": Observation("C-7", "current_ratio", Decimal("0.1"), source="bureau", observed_on=date(2026, 1, 1)),
    "a text": Observation("C-7", "current_ratio", "0.1", source="bureau", observed_on=date(2026, 1, 1)),
    "a flag": Observation("C-7", "current_ratio", True, source="bureau", observed_on=date(2026, 1, 1)),
    "nothing found": Observation("C-7", "current_ratio", None, source="bureau", observed_on=date(2026, 1, 1)),
    "an odd text": Observation("C-7", "current_ratio", "e\u0301\ud800", source="bureau", observed_on=date(2026, 1, 1)),
    "known since": Observation("C-7", "x", 1, source="s", observed_on=date(2026, 1, 1), recorded_at=DAY),
    "an order": Order("SO-1", "C-7", eur("5"), placed_on=DAY),
    "a prepaid order": Order("SO-1", "C-7", eur("5"), placed_on=DAY, prepaid=eur("5")),
}  # fmt: skip


def test_every_change_moves_it() -> None:
    """Facts that differ in one respect have different digests, floats to the last bit."""
    found = {digest_of(Facts(known_of("C-7", change)).at(DAY), "C-7"): name for name, change in CHANGES.items()}
    found[digest_of(Facts(known_of()).at(DAY), "C-7")] = "as it is"
    assert len(found) == len(CHANGES) + 1


def test_equal_numbers_do_not_move_it() -> None:
    """0.80 is 0.8, and a limit of 1000.00 is one of 1000."""
    one = [Observation("C-7", "debt_ratio", Decimal("0.80"), source="bureau", observed_on=DAY), Party("C-7")]
    two = [Observation("C-7", "debt_ratio", Decimal("0.8"), source="bureau", observed_on=DAY), Party("C-7")]
    assert digest_of(Facts(one).at(DAY), "C-7") == digest_of(Facts(two).at(DAY), "C-7")


def test_the_digest_of_a_known_snapshot() -> None:
    """Golden: the form of what is hashed changes only together with its name."""
    rates = Rates([Rate("EUR", "USD", "1.10", date(2026, 6, 1))])
    party = Party("C-7", currency="EUR", credit_limit=eur("1000"))
    invoice = Document("I-1", "C-7", eur("100"), issued_on=date(2026, 5, 1), due_on=date(2026, 5, 31))
    snapshot = Facts([party, invoice], rates=rates).at(DAY)
    assert digest_of(snapshot, "C-7") == "169e7f54237c64da251cf37a18c14f929c6a27ec5c2be909799bc03f88bee762"


def test_rates_up_to_the_day_move_it() -> None:
    """A rate of the day does, one of tomorrow does not."""
    today, tomorrow = Rate("EUR", "USD", "1.1", DAY), Rate("EUR", "USD", "1.2", date(2026, 7, 1))
    first, second, third = (
        digest_of(Facts(known_of(), rates=Rates(rates)).at(DAY), "C-7") for rates in ([], [today], [today, tomorrow])
    )
    assert first != second == third


def test_a_long_ledger_has_the_same_digests() -> None:
    """Whether the lines are made for one party or for all at once makes no difference."""
    ledger = sample_facts(seed=5, parties=60, months=24)
    day = date(2025, 12, 31)
    one, all_of_them = ledger.at(day), ledger.at(day)
    assert sum(len(one.view(table)) for table in ("invoices", "allocations", "orders")) > 4_096
    from creditkit.loop._digest import prepare_digests

    prepare_digests(all_of_them)
    for party in one.parties()[:20]:
        assert digest_of(one, party) == digest_of(all_of_them, party)


def test_connected_through_documents_and_orders() -> None:
    """A document that replaces another's, and a receipt for another's order, connect two accounts."""
    base: list[Fact] = [
        Document("I-1", "A", eur("5"), issued_on=DAY),
        Document("I-2", "B", eur("5"), issued_on=DAY, replaces_id="I-1"),
        Order("SO-1", "C", eur("5"), placed_on=DAY),
        Document("R-1", "B", eur("5"), issued_on=DAY, kind="receipt", order_id="SO-1"),
        Party("D"),
    ]
    snapshot = Facts(base).at(DAY)
    assert connected(snapshot, "A") == ("A", "B", "C")
    assert connected(snapshot, "D") == ("D",)
    assert connected(snapshot, "D", ["SO-1"]) == ("A", "B", "C", "D")
    with pytest.raises(UnknownParty):
        digest_of(snapshot, "E")


# replays


@GENERATED
@given(facts(), as_ofs, st.none() | moments(), policies)
def test_decisions_replay(ledger: Facts, as_of: date, known_at: Moment | None, policy: Policy) -> None:
    """Whatever the facts are, and whatever follows them."""
    check_decisions_replay(policy, ledger, as_of, known_at)


@pytest.mark.parametrize("name", READY_MADE)
def test_a_review_replays(name: str) -> None:
    """Every row of a review is recorded, under pseudonyms, and replays from the whole ledger."""
    ledger, policy, day = sample_facts(seed=5, parties=30, months=6), ready_made(name), date(2025, 12, 31)
    entries = list(review_entries(review(policy, ledger.at(day)), lambda name: f"e/{name}", lambda name: f"p/{name}"))
    assert len({entry.entry_id for entry in entries}) == len(entries) >= 20
    events = Ledger(MemoryStore(), name="decisions").append(*entries, recorded_at=WHEN, salt=bytes(16))
    for receipt in events:
        stream = receipt.stored.stream
        assert replayed(receipt.stored, [policy], ledger, party_id=stream.removeprefix("p/")).same
        assert stream.removeprefix("p/") not in receipt.stored.row.effect


def test_a_replay_that_forgives_any_policy_is_noticed() -> None:
    """The broken twin: it takes whatever policy there is."""

    def forgiving(event: Stored, policy: Policy, ledger: Facts, party_id: str) -> Replay:
        return replayed(Stored(event.row._replace(policy=policy.fingerprint)), policy, ledger, party_id=party_id)

    with pytest.raises(AssertionError, match="any policy passes"):
        check_decisions_replay(HOUSE, Facts(known_of()), DAY, replay=forgiving)


def test_a_replay_that_looks_ahead_is_noticed() -> None:
    """The broken twin: it sees what was recorded after the decision."""

    def ahead(event: Stored, policy: Policy, ledger: Facts, party_id: str) -> Replay:
        open_end = event.row.effect.replace('"known_at":"2026-06-30"', '"known_at":"2099-01-01"')
        return replayed(Stored(event.row._replace(effect=open_end)), policy, ledger, party_id=party_id)

    later = Hold("C-7", valid_from=date(2026, 6, 1), reason=Reason("fraud_suspected"), recorded_at=date(2026, 7, 2))
    check_decisions_replay(HOUSE, Facts(known_of("C-7", later)), DAY, DAY)
    with pytest.raises(AssertionError, match="replay_facts_differ"):
        check_decisions_replay(HOUSE, Facts(known_of("C-7", later)), DAY, DAY, replay=ahead)


def entry_of(ledger: Facts, known_at: Moment | None = None) -> Entry:
    return assessment_entry("a-1", "p-31", assess(HOUSE, ledger.at(DAY, known_at), "C-7"), payload={"actor": "Li"})


def test_what_is_recorded() -> None:
    """The effect has every figure and no name of a party; words and persons are in the payload."""
    entry = entry_of(Facts(known_of()))
    effect = {key: text for key, text in entry.effect.items() if key not in ("library", "facts")}
    assert effect == {
        "as_of": "2026-06-30", "known_at": "", "base": "21", "adjustment": "0", "score": "21", "coverage": "0.34",
        "grade": "E", "computed": "E", "cut_off": "E", "payment_days": "0", "prepayment_share": "1",
        "proposed": "0.00 CNY", "in_force": "1000.00 EUR", "limit": "1000.00 EUR", "exposure": "100.00 EUR",
        "headroom": "900.00 EUR", "problems": "[]", "reasons": '["grade_cut_off","limit_binds"]',
    }  # fmt: skip
    assert entry.effect["library"] == creditkit.__version__
    assert entry.policy == HOUSE.fingerprint
    assert "C-7" not in str(dict(entry.effect))
    assert set(entry.payload) == {"reasons", "actor"}


def test_other_facts_are_named() -> None:
    """A fact that was changed without a time of recording shows in the digest, and in the figures that it moves."""
    event = stored(entry_of(Facts(known_of())))
    changed = Facts([attrs.evolve(f, amount=eur("999")) if isinstance(f, Document) else f for f in known_of()])
    found = replayed(event, HOUSE, changed, party_id="C-7")
    assert not found.same
    assert {one.reason.code for one in found.findings} == {"replay_facts_differ", "replay_figure_differs"}
    assert found.differences["exposure"] == ("100.00 EUR", "999.00 EUR")
    assert found.findings[-1].path.startswith("entries[a-1].")


def test_an_unknown_policy_is_named() -> None:
    """Of several policies the one with the fingerprint decides; without it nothing is worked out."""
    event = stored(entry_of(Facts(known_of())))
    others = [ready_made(name) for name in READY_MADE if name != "manufacturer"]
    found = replayed(event, others, Facts(known_of()), party_id="C-7")
    assert (found.same, found.decided) == (False, None)
    assert [one.reason.code for one in found.findings] == ["replay_policy_unknown"]
    assert replayed(event, [*others, HOUSE], Facts(known_of()), party_id="C-7").same


def test_another_library_is_a_note() -> None:
    """A decision of an earlier version is the same if all figures are."""
    entry = entry_of(Facts(known_of()))
    found = replayed(
        stored(attrs.evolve(entry, effect={**entry.effect, "library": "0.0.9"})),
        HOUSE,
        Facts(known_of()),
        party_id="C-7",
    )
    assert found.same
    assert [(one.severity, one.reason.code) for one in found.findings] == [("note", "replay_library_differs")]


def test_a_forged_figure_is_named() -> None:
    """What was recorded is held against what it comes to."""
    entry = entry_of(Facts(known_of()))
    forged = attrs.evolve(entry, effect={**entry.effect, "grade": "A"})
    found = replayed(stored(forged), HOUSE, Facts(known_of()), party_id="C-7")
    assert list(found.differences) == ["grade"]


def test_a_party_that_is_gone_is_named() -> None:
    """Facts that do not know the party refuse."""
    found = replayed(stored(entry_of(Facts(known_of()))), HOUSE, Facts([Party("C-1")]), party_id="C-7")
    assert [one.reason.code for one in found.findings] == ["replay_facts_differ", "replay_refused"]


@pytest.mark.parametrize(
    "recorded_at", [None, datetime(2026, 6, 30, 8, tzinfo=UTC), date(2026, 6, 30), date(2026, 7, 9)]
)
def test_the_view_of_a_decision_without_known_at(recorded_at: Moment | None) -> None:
    """It is found by its digest: up to the moment of recording, to the end of the day, or everything."""
    known = Facts([attrs.evolve(one, recorded_at=recorded_at) for one in known_of()])
    assert replayed(stored(entry_of(known)), HOUSE, known, party_id="C-7").same


def test_later_corrections_change_nothing() -> None:
    """What is recorded after the decision is not seen, though the decision saw everything there was."""
    known = [attrs.evolve(one, recorded_at=date(2026, 6, 29)) for one in known_of()]
    event = stored(entry_of(Facts(known)))
    later = [attrs.evolve(one, recorded_at=date(2026, 7, 2)) for one in known]
    corrected = [attrs.evolve(one, amount=eur("7")) if isinstance(one, Document) else one for one in later]
    found = replayed(event, HOUSE, Facts([*known, *corrected]), party_id="C-7")
    assert found.same


def test_an_order_check_replays_with_its_order() -> None:
    """The order need not be among the facts; who pays it stands in the payload."""
    known = Facts(known_of("C-7", Order("SO-1", "C-7", eur("5"), placed_on=DAY)))
    order = Order("SO-2", "C-7", eur("700"), placed_on=DAY, ship_on=date(2026, 7, 9), prepaid=eur("70"), payer_id="C-8")
    decision = check(HOUSE, known.at(DAY), order)
    entry = order_entry("o-1", "p-31", decision, HOUSE, known.at(DAY))
    assert (entry.effect["amount"], entry.effect["outcome"]) == ("700.00 EUR", decision.outcome.name)
    assert entry.payload["payer_id"] == "C-8"
    found = replayed(stored(entry), HOUSE, known, party_id="C-7")
    assert found.same
    assert found.decided.order == order  # type: ignore[union-attr]


def test_wrong_calls() -> None:
    """Each is told apart."""
    known = Facts(known_of())
    decision = check(HOUSE, known.at(DAY), Order("SO-1", "C-7", eur("5"), placed_on=DAY))
    with pytest.raises(InvalidInput, match=r"^snapshot: "):
        order_entry("o-1", "p-31", decision, HOUSE, known.at(date(2026, 7, 1)))
    with pytest.raises(InvalidInput, match=r"^decision: "):
        order_entry("o-1", "p-31", known, HOUSE, known.at(DAY))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^assessment: "):
        assessment_entry("a-1", "p-31", decision)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^policy: "):
        next(review_entries(review(None, known.at(DAY)), str, str))
    with pytest.raises(InvalidInput, match=r"^stored\.figures\.library: "):
        replayed(stored(Entry("x", "p-31", "order_checked", valid_from=DAY)), HOUSE, known)
    whole = order_entry("o-1", "p-31", decision, HOUSE, known.at(DAY))
    for name, text in (("placed_on", "soon"), ("amount", "much"), ("as_of", "2026-02-30"), ("known_at", "today")):
        with pytest.raises(InvalidInput):
            replayed(stored(attrs.evolve(whole, effect={**whole.effect, name: text})), HOUSE, known, party_id="C-7")
    with pytest.raises(InvalidInput, match=r"^stored\.type: "):
        replayed(stored(Entry("x", "p-31", "other", valid_from=DAY)), HOUSE, known)
