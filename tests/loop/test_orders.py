"""Orders in sequence: one legal entity, a group's pool, what was decided before, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal

import attrs
import pytest

from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import (
    Delivery,
    Document,
    Event,
    Fact,
    Facts,
    Hold,
    Observation,
    Order,
    Party,
    Snapshot,
    Standing,
)
from creditkit.limits import Outcome, UpTo
from creditkit.loop import assess, check, decisions_of, review
from creditkit.money import Money, Rate, Rates
from creditkit.policy import Policy, parse_policy
from creditkit.reasons import Reason

DAY = date(2026, 7, 1)
LIMIT_ALONE = parse_policy(
    """
    schema = 1
    name = "limit alone"
    currency = "CNY"
    [exposure]
    currency = "party"
    rate_max_age_days = 3
    [[checks]]
    type = "utilisation"
    otherwise = "hold"
    """
)


def cny(amount: str) -> Money:
    return Money(amount, "CNY")


def bill(number: str, party: str, amount: str, currency: str = "CNY") -> Document:
    money = Money(amount, currency)
    return Document(number, party, money, issued_on=date(2026, 6, 1), due_on=date(2026, 7, 31))


def order(number: str, party: str, amount: str, placed_on: date = DAY) -> Order:
    return Order(number, party, cny(amount), placed_on=placed_on)


def outcomes(facts: list[Fact], policy: Policy = LIMIT_ALONE) -> dict[str, tuple[str, str]]:
    found = review(policy, Facts(facts).at(DAY)).decisions
    return {one.order.order_id: (one.outcome.name, str(one.position.used.amount)) for one in found}


#: One legal entity under two codes, its sister without a limit of its own, and a group with a pool of 1,500,000.
GROUP: list[Fact] = [
    Party("G", credit_limit=cny("1500000")),
    Party("P1", identity="L1", parent_id="G", credit_limit=cny("1000000")),
    Party("P2", identity="L1", parent_id="G", credit_limit=cny("1000000")),
    Party("P3", parent_id="G", currency="CNY"),
    bill("B1", "P1", "600000"),
    bill("B2", "P2", "300000"),
    bill("B3", "P3", "400000"),
]
ORDERS: list[Fact] = [
    order("O1", "P2", "150000"),
    order("O2", "P1", "100000"),
    order("O3", "P3", "120000"),
    order("O4", "P3", "100000"),
]


@pytest.mark.parametrize("turned", [False, True])
def test_one_entity_a_group_and_orders_in_sequence(turned: bool) -> None:
    """O1 is 50,000 over its entity, O2 reaches it exactly, O3 is 20,000 over the group, O4 reaches it exactly."""
    facts = [*GROUP, *ORDERS]
    found = review(LIMIT_ALONE, Facts(facts[::-1] if turned else facts).at(DAY)).decisions
    assert [(one.order.order_id, one.outcome.name) for one in found] == [
        ("O1", "hold"), ("O2", "approve"), ("O3", "hold"), ("O4", "approve"),
    ]  # fmt: skip
    over = [one.position.headroom - one.order.amount for one in found if one.position.headroom is not None]
    assert over == [cny("-50000"), cny("0"), cny("-20000"), cny("0")]


def test_the_duplicate_identity_is_a_finding() -> None:
    """The same limit entered twice is one limit, and the review says so once."""
    found = review(LIMIT_ALONE, Facts(GROUP).at(DAY))
    assert [one.reason.code for one in found.findings] == ["identity_duplicate"]
    table = found.tables()["limits"]
    assert [table["headroom"][row] for row in range(4)] == ["200000.00", "100000.00", "100000.00", "200000.00"]  # type: ignore[index]


def test_the_order_asked_about_need_not_be_in_the_snapshot() -> None:
    """The answer for an order is the same whether the host stored it first or asks first."""
    without = Facts([*GROUP, *ORDERS[:2]]).at(DAY)
    asked = check(LIMIT_ALONE, without, order("O3", "P3", "120000"))
    stored = check(LIMIT_ALONE, Facts([*GROUP, *ORDERS]).at(DAY), order("O3", "P3", "120000"))
    assert asked.outcome == stored.outcome == Outcome.hold
    assert asked.position.pools == stored.position.pools


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        (Event("P1", "reservation", on=DAY, figures={"order_id": "O1"}), "hold"),
        (Event("P1", "release", on=DAY, figures={"order_id": "O1"}), "hold"),
        (Event("P1", "release", on=date(2026, 6, 26), figures={"order_id": "O1"}), "approve"),
        (Event("P1", "release", on=DAY, figures={"order_id": "O1", "amount": "700000", "currency": "CNY"}), "approve"),
        (Event("P1", "release", on=DAY, figures={"order_id": "O1", "amount": "?"}), "approve"),
        (Event("P2", "release", on=DAY, figures={"order_id": "O1"}), "approve"),
        (Delivery("D1", "O1", cny("1"), shipped_on=DAY), "hold"),
    ],
)
def test_what_was_decided_takes_room(fact: Fact, outcome: str) -> None:
    """An order over the limit takes room once it is reserved, released or delivered, and none while it waits.

    A release stands five days and near its amount only; one that cannot be read, or is another account's, does not.
    """
    facts: list[Fact] = [
        Party("P1", credit_limit=cny("500000")),
        Party("P2"),
        order("O1", "P1", "800000"),
        order("O2", "P1", "100000"),
        fact,
    ]
    assert outcomes(facts)["O2"][0] == outcome


def test_a_standing_limit_is_in_force() -> None:
    """What a review recorded goes before what was entered."""
    facts: list[Fact] = [
        Party("P1", credit_limit=cny("500000")),
        Standing("P1", limit=cny("50000"), valid_from=date(2026, 6, 1)),
        order("O1", "P1", "50000.01"),
        order("O2", "P1", "50000"),
    ]
    assert {name: found[0] for name, found in outcomes(facts).items()} == {"O1": "hold", "O2": "approve"}


def test_no_rate_holds() -> None:
    """An item in a currency without a rate, or with one that is four days old, holds the order."""
    facts: list[Fact] = [Party("P1", credit_limit=cny("500000")), bill("B1", "P1", "10", "EUR")]
    asked = order("O1", "P1", "100")
    for rates in (Rates(), Rates([Rate("EUR", "CNY", "8", on=date(2026, 6, 27))])):
        found = check(LIMIT_ALONE, Facts(facts, rates=rates).at(DAY), asked)
        assert (found.outcome, found.reasons[0].code) == (Outcome.hold, "rate_missing")
    fresh = Rates([Rate("EUR", "CNY", "8", on=date(2026, 6, 28))])
    found = check(LIMIT_ALONE, Facts(facts, rates=fresh).at(DAY), asked)
    assert (found.outcome, found.position.used) == (Outcome.approve, cny("80"))


def test_a_hold_on_one_account_freezes_its_entity() -> None:
    """Whoever has two codes cannot order under the other."""
    hold = Hold("P1", valid_from=DAY, reason=Reason("fraud_suspected"))
    found = check(LIMIT_ALONE, Facts([*GROUP, hold]).at(DAY), order("O9", "P2", "1"))
    assert (found.outcome, [reason.code for reason in found.reasons]) == (Outcome.hold, ["fraud_suspected"])


def test_a_party_that_cannot_be_scored_is_held_and_the_others_go_on() -> None:
    """One strange value is one finding and one held order."""
    policy = parse_policy(
        """
        schema = 1
        name = "strict"
        currency = "CNY"
        [fields.colour]
        kind = "text"
        [[scorecard.characteristics]]
        type = "categorical"
        name = "colour"
        bins = [{ values = ["red"], points = 1 }]
        missing = { points = 0 }
        [grading]
        cutoffs = [["A", 0]]
        [[checks]]
        type = "utilisation"
        otherwise = "hold"
        """
    )
    facts: list[Fact] = [
        Party("P1", credit_limit=cny("500")),
        Party("P2", credit_limit=cny("500")),
        Observation("P1", "colour", "green", source="sales", observed_on=DAY),
        order("O1", "P1", "1"),
        order("O2", "P2", "1"),
    ]
    found = review(policy, Facts(facts).at(DAY))
    assert [one.reasons[0].code for one in found.decisions[:1]] == ["value_refused"]
    assert found.decisions[0].outcome is Outcome.hold
    assert found.decisions[1].outcome is Outcome.approve
    assert [(one.severity, one.reason.code) for one in found.findings] == [("error", "value_refused")]
    assert found.tables()["scores"]["reasons"][0] == "value_refused"  # type: ignore[index]


def test_what_to_record_after_an_assessment() -> None:
    """A standing carries the grade, what it was computed as, and the limit in force, not the proposed one."""
    found = assess(LIMIT_ALONE, Facts([Party("P1", credit_limit=cny("5"))]).at(DAY), "P1")
    assert found.standing() == Standing("P1", grade="none", computed="none", limit=cny("5"), valid_from=DAY)
    assert found.limit == UpTo(cny("5"))


def test_an_unset_limit_in_a_group_is_the_group_s() -> None:
    """Where a parent has a limit, what a policy proposes for a member without one does not bind; alone it does."""
    policy = parse_policy(
        """
        schema = 1
        name = "little"
        currency = "CNY"
        [grading]
        cutoffs = [["A", 0]]
        [[limits.parts]]
        type = "grade_table"
        amounts = [["A", "10"]]
        [[checks]]
        type = "utilisation"
        otherwise = "hold"
        """
    )
    snapshot = Facts([*GROUP, Party("P9", currency="CNY")]).at(DAY)
    assert assess(policy, snapshot, "P3").position.headroom == cny("200000")
    assert assess(policy, snapshot, "P9").position.headroom == cny("10")
    found = review(policy, Facts([*GROUP, *ORDERS]).at(DAY)).decisions
    assert [one.outcome.name for one in found] == ["hold", "approve", "hold", "approve"]


def receipt(number: str, party: str, amount: str, order_id: str) -> Document:
    return Document(number, party, cny(amount), issued_on=DAY, kind="receipt", order_id=order_id)


def test_a_receipt_that_names_a_waiting_order_is_its_prepayment() -> None:
    """1,300 with 300 cleared binds 1,000 of 1,000, and nothing is left; a cent less cleared, and it is held.

    Whatever the order itself says, and once: the receipt is not taken off the exposure as well.
    """
    for prepaid in (None, cny("1300")):
        big = Order("O1", "P1", cny("1300"), placed_on=DAY, prepaid=prepaid)
        facts: list[Fact] = [Party("P1", credit_limit=cny("1000")), big, order("O2", "P1", "0.01")]
        enough = outcomes([*facts, receipt("R", "P1", "300", "O1")])
        assert enough == {"O1": ("approve", "0.00"), "O2": ("hold", "1000.00")}
        short = outcomes([*facts, receipt("R", "P1", "299.99", "O1")])
        assert short == {"O1": ("hold", "0.00"), "O2": ("approve", "0.00")}


def test_asking_about_an_order_counts_its_receipts_too() -> None:
    """Stored or only asked about: the same answer. A prepayment that the caller names counts as named."""
    facts: list[Fact] = [Party("P1", credit_limit=cny("1000")), receipt("R", "P1", "300", "O1")]
    asked = order("O1", "P1", "1400")
    for known in (Facts(facts).at(DAY), Facts([*facts, asked]).at(DAY)):
        assert check(LIMIT_ALONE, known, asked).outcome is Outcome.hold
        for prepaid, outcome in (("399.99", Outcome.hold), ("400", Outcome.approve)):
            assert check(LIMIT_ALONE, known, attrs.evolve(asked, prepaid=cny(prepaid))).outcome is outcome


def test_an_order_that_is_billed_does_not_wait() -> None:
    """Its value stands in the invoice: checked again it would count twice."""
    facts: list[Fact] = [
        Party("P1", credit_limit=cny("1000")),
        order("O1", "P1", "1000"),
        Document("I", "P1", cny("1000"), issued_on=DAY, due_on=DAY, order_id="O1"),
        order("O2", "P1", "0.01"),
    ]
    assert outcomes(facts) == {"O2": ("hold", "1000.00")}


def test_a_part_of_the_portfolio_waits_in_the_line_of_the_whole() -> None:
    """Q is shown alone: 90 of its 100 are its sister's, P's order goes on unseen, and so it is as in the whole."""
    facts: list[Fact] = [
        Party("P", credit_limit=cny("1000")),
        Party("Q", identity="L", credit_limit=cny("100")),
        Party("Q2", identity="L"),
        bill("B", "Q2", "90"),
        order("O1", "P", "1"),
        order("O2", "Q", "10.01"),
        order("O3", "Q", "10"),
    ]
    found = review(LIMIT_ALONE, Facts(facts).at(DAY).restrict(["Q"])).decisions
    assert [(one.order.order_id, one.outcome.name) for one in found] == [("O2", "hold"), ("O3", "approve")]


@pytest.mark.parametrize("group", ["unlimited", Decimal(10), Decimal("9.99"), None])
def test_an_unset_limit_is_the_groups(group: Decimal | Literal["unlimited"] | None) -> None:
    """10 goes where the group has no bound or 10; not at 9.99, nor where nobody has decided."""
    facts: list[Fact] = [
        Party("G", credit_limit=group, currency="CNY"),
        Party("P", parent_id="G", currency="CNY"),
        order("O1", "P", "10"),
    ]
    assert outcomes(facts)["O1"][0] == ("approve" if group in ("unlimited", 10) else "hold")


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda s: assess("manufacturer", s, "P"), "policy"),  # type: ignore[arg-type]
        (lambda s: assess(LIMIT_ALONE, Facts([]), "P"), "snapshot"),  # type: ignore[arg-type]
        (lambda s: assess(LIMIT_ALONE, s, ["P"]), "party_id"),  # type: ignore[arg-type]
        (lambda s: check(None, s, order("O", "P", "1")), "policy"),  # type: ignore[arg-type]
        (lambda s: check(LIMIT_ALONE, s, "O"), "order"),  # type: ignore[arg-type]
        (lambda s: decisions_of("manufacturer", s, "P"), "policy"),  # type: ignore[arg-type]
        (lambda s: review(LIMIT_ALONE, Facts([])), "snapshot"),  # type: ignore[arg-type]
        (lambda s: review(None, Facts([])), "snapshot"),  # type: ignore[arg-type]
    ],
)
def test_wrong_calls(call: Callable[[Snapshot], object], path: str) -> None:
    """Each is told by the name of the argument."""
    with pytest.raises(InvalidInput) as error:
        call(Facts([Party("P")]).at(DAY))
    assert error.value.path == path


def test_nobody_knows_the_party() -> None:
    """Neither door makes up a party, nor shows one that a restriction leaves out."""
    known = Facts([Party("P"), Party("Q")]).at(DAY)
    for snapshot, party in ((known, "R"), (known.restrict(["P"]), "Q")):
        for call in (assess, decisions_of):
            with pytest.raises(UnknownParty):
                call(LIMIT_ALONE, snapshot, party)
        with pytest.raises(UnknownParty):
            check(LIMIT_ALONE, snapshot, order("O", party, "1"))
