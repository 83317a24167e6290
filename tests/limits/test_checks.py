"""Each check by itself: its edges, what it says, and how a list of them decides."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Amounts, Labels, Numbers
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.facts import Order
from creditkit.limits import (
    ORDER_VALUES,
    Checks,
    ConditionCheck,
    Decision,
    DocumentValue,
    Exemption,
    Exposure,
    Failed,
    Holds,
    LimitColumn,
    MissingFacts,
    OldestOverdue,
    Outcome,
    OverdueAmount,
    Passed,
    Pay,
    Pool,
    Position,
    Prepay,
    Prepayment,
    Reduce,
    Terms,
    Unlimited,
    Unset,
    UpTo,
    Utilisation,
    Wait,
    Warned,
    check_in_order,
    take,
)
from creditkit.money import Money, Rate, Rates
from creditkit.reasons import Reason
from creditkit.rules import Compare, Condition, Field, declared, parse

DAY = date(2026, 7, 1)
FIELDS = declared(
    [
        Field("oldest_overdue_days", "days"),
        Field("overdue_amount", "money"),
        Field("sanctions", "flag"),
        Field("grade", "text"),
        *(Field(name, "number") for name in ORDER_VALUES),
    ]
)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def when(text: str) -> Condition:
    return parse(text, FIELDS)


def order(amount: str = "100.00", currency: str = "EUR", **rest: Any) -> Order:
    return Order("O1", "C", Money(amount, currency), placed_on=DAY, **rest)


def position(limit: str | None = "1000.00", used: str = "0.00", values: Any = None, **rest: Any) -> Position:
    given = Unset() if limit is None else UpTo(eur(limit))
    return Position("C", as_of=DAY, limit=given, exposure=eur(used), values=values or {}, **rest)


def check(rule: Any, one: Order | None = None, at: Position | None = None) -> Decision:
    return Checks([rule]).check(one or order(), at or position())


@pytest.mark.parametrize(
    ("values", "unknown", "expected"),
    [
        ({"oldest_overdue_days": 60}, "hold", Passed),
        ({"oldest_overdue_days": 61}, "pass", Failed),
        ({}, "hold", Failed),
        ({}, "note", Warned),
        ({}, "pass", Passed),
        ({"overdue_count": 0}, "hold", Passed),
        ({"overdue_amount": Decimal("0.00")}, "hold", Passed),
        ({"overdue_amount": Decimal("0.01")}, "hold", Failed),
    ],
)
def test_oldest_overdue(values: dict[str, Any], unknown: Any, expected: type) -> None:
    """More than the days fails; what is missing passes only where nothing is overdue."""
    rule = OldestOverdue(60, "refuse", unknown=unknown)
    assert type(rule.judge(order(), position(values=values))) is expected


def test_overdue_amount_in_another_currency() -> None:
    """The amount is converted once; without a rate the order is held."""
    rule = OverdueAmount(Money("10.00", "USD"))
    rates = Rates([Rate("USD", "EUR", "0.9", DAY)])
    for overdue, expected in (("9.00", Outcome.approve), ("9.01", Outcome.hold)):
        at = position(values={"overdue_amount": Decimal(overdue)}, rates=rates)
        assert check(rule, at=at).outcome is expected
    decision = check(rule, at=position(values={"overdue_amount": Decimal("0.00")}))
    assert decision.reasons[0].code == "condition_unknown"


def test_the_oldest_is_paid_first() -> None:
    """Paying all items older than allowed is the way, and paying an amount down to what is allowed."""
    overdue = ((70, eur("30.00")), (90, eur("20.00")), (10, eur("50.00")))
    values = {"oldest_overdue_days": 90, "overdue_amount": Decimal("100.00"), "overdue_count": 3}
    at = position(used="400.00", values=values, overdue=overdue)
    checks = Checks([OldestOverdue(60, "refuse")])
    assert checks.ways_to_pass(checks.check(order(), at)) == (Pay(eur("50.00")),)
    checks = Checks([OverdueAmount(eur("25.00"))])
    assert checks.ways_to_pass(checks.check(order(), at)) == (Pay(eur("75.00")),)
    checks = Checks([OldestOverdue(60), OverdueAmount(eur("25.00")), Utilisation("0.4")])
    assert checks.ways_to_pass(checks.check(order(), at)) == (Pay(eur("100.00")),)


def test_a_payment_changes_what_follows_from_it() -> None:
    """Exposure, pools, items and the values that are there."""
    values = {"oldest_overdue_days": 9, "overdue_amount": Decimal("30.00"), "open_amount": Decimal("60.00"),
              "overdue_share": Decimal("0.5000"), "overdue_5d_amount": Decimal("10.00"), "grade": "A"}  # fmt: skip
    pool = Pool("G", "group", UpTo(eur("1.00")), eur("90.00"))
    before = position(used="60.00", values=values, pools=(pool,), overdue=((9, eur("10.00")), (2, eur("20.00"))))
    _, after = take(Pay(eur("15.00")), order(), before)
    assert (after.used, after.pools[0].exposure, after.overdue) == (eur("45.00"), eur("75.00"), ((2, eur("15.00")),))
    assert after.values == {
        "oldest_overdue_days": 2, "overdue_amount": Decimal("15.00"), "open_amount": Decimal("45.00"),
        "overdue_share": Decimal("0.3333"), "overdue_5d_amount": Decimal("0.00"), "grade": "A",
    }  # fmt: skip
    exposure = Exposure.of("EUR", open_items=eur("60.00"))
    at = Position("C", as_of=DAY, limit=Unset(), exposure=exposure)
    assert take(Pay(eur("15.00")), order(), at)[1].exposure == Exposure.of(
        "EUR", open_items=eur("60.00"), unapplied=eur("15.00")
    )


@pytest.mark.parametrize(
    ("rule", "limit", "amount", "outcome"),
    [
        (DocumentValue(eur("100.00")), "1000.00", "100.00", "approve"),
        (DocumentValue(eur("99.99"), then="prepay"), "1000.00", "100.00", "prepay"),
        (DocumentValue(share_of_limit="0.3"), "333.34", "100.00", "approve"),
        (DocumentValue(share_of_limit="0.3"), "333.33", "100.00", "hold"),
        (DocumentValue(eur("200.00"), "0.3"), "100.00", "200.00", "approve"),
        (DocumentValue(eur("199.99"), "0.3"), "100.00", "200.00", "hold"),
        (DocumentValue(eur("199.99"), "0.3"), "1000.00", "200.00", "approve"),
        (DocumentValue(share_of_limit="0.3"), None, "0.01", "hold"),
        (DocumentValue(Money("50.00", "USD")), "1000.00", "100.00", "hold"),
    ],
)
def test_document_value(rule: DocumentValue, limit: str | None, amount: str, outcome: str) -> None:
    """Above both lines that are given; exact, also where the share of a cent decides."""
    assert check(rule, order(amount), position(limit)).outcome.name == outcome


def test_missing_facts() -> None:
    """A name without a value is missing, one that was searched in vain is not."""
    rule = MissingFacts(["registration_id", "litigation"])
    assert check(rule, at=position(values={"registration_id": "9", "litigation": None})).outcome is Outcome.approve
    decision = check(rule, at=position(values={"registration_id": "9"}))
    assert dict(decision.reasons[0].figures) == {"facts": "litigation"}


def test_holds_and_problems_hold_by_themselves() -> None:
    """Each hold and each problem is a reason; only a Holds check may soften the holds."""
    at = position(holds=(Reason("frozen"), Reason("fraud")), problems=(Reason("ledger_late"),))
    decision = Checks([]).check(order(), at)
    assert [reason.code for reason in decision.reasons] == ["ledger_late", "frozen", "fraud"]
    assert Checks([Holds("refuse")]).check(order(), at).outcome is Outcome.refuse
    warned = Checks([Holds("warn")]).check(order(), position(holds=(Reason("frozen"),)))
    assert (warned.outcome, [reason.code for reason in warned.warnings]) == (Outcome.approve, ["frozen"])
    assert Checks([Holds()]).ways_to_pass(decision) == ()


def test_a_problem_of_the_exposure_comes_along() -> None:
    """What an exposure could not convert holds the order."""
    exposure = Exposure.of("EUR", problems=(Reason("rate_missing", {"base": "USD", "quote": "EUR", "on": DAY}),))
    at = Position("C", as_of=DAY, limit=Unlimited(), exposure=exposure)
    assert [reason.code for reason in Checks([]).check(order(), at).reasons] == ["rate_missing"]


def test_an_order_in_another_currency() -> None:
    """It weighs with the haircut, is held without a rate, and its ways are in its own currency."""
    rates = Rates([Rate("EUR", "USD", "1.25", DAY)])
    at = position("260.00", "100.00", rates=rates, haircut=Decimal("0.05"))
    checks = Checks([Utilisation()])
    dollars = order("200.00", "USD")
    decision = checks.check(dollars, at)
    assert decision.reasons[0].figures["measured"] == eur("268.00")  # 200.00 / 1.25 * 1.05
    pay, prepay, reduce = checks.ways_to_pass(decision)
    assert pay == Pay(eur("8.00"))
    assert prepay == Prepay(Money("9.52", "USD"), Decimal("0.05"))  # 190.48 * 0.84 = 160.0032, 190.49: 160.0116
    assert reduce == Reduce(Money("190.48", "USD"))
    assert checks.check(dollars, position("160.00")).reasons[0].code == "rate_missing"
    old = position("160.00", rates=Rates([Rate("EUR", "USD", "1.25", date(2026, 6, 1))]), max_rate_age_days=3)
    assert [reason.code for reason in checks.check(dollars, old).reasons] == ["rate_missing"]


def test_values_in_another_currency() -> None:
    """Conditions see the order in the currency of the values; without a rate they see nothing."""
    rule = ConditionCheck("large", when("order_amount > 124"), unknown="note")
    rates = Rates([Rate("EUR", "USD", "1.25", DAY)])
    assert check(rule, at=position(values_currency="USD", rates=rates)).outcome is Outcome.hold
    blind = check(rule, at=position(values_currency="USD"))
    assert (blind.outcome, blind.warnings[0].code) == (Outcome.approve, "condition_unknown")


@pytest.mark.parametrize(
    ("limit", "used", "expected"),
    [
        (UpTo(eur("300.00")), "100.00", (Decimal("0.333333"), Decimal("0.666667"), Decimal("0.333333"))),
        (Unlimited(), "100.00", (Decimal(0), Decimal(0), Decimal(0))),
        (Unset(), "100.00", (None, None, None)),
        (UpTo(eur("0.00")), "100.00", (None, None, None)),
    ],
)
def test_shares_for_conditions(limit: Any, used: str, expected: tuple[Decimal | None, ...]) -> None:
    """Half-even to six decimals; zero where nothing is limited, missing where no share says it."""
    at = Position("C", as_of=DAY, limit=limit, exposure=eur(used))
    decision = Checks(
        [
            ConditionCheck(
                "see", when("utilisation > 9 or utilisation_after > 9 or uncovered_share_of_limit > 9"), unknown="note"
            )
        ]
    ).check(order(), at)
    figures = (decision.warnings or decision.reasons)[0].figures
    if None in expected:
        assert figures["fields"] == "utilisation, utilisation_after, uncovered_share_of_limit"
    else:
        assert (
            tuple(figures[name] for name in ("utilisation", "utilisation_after", "uncovered_share_of_limit"))
            == expected
        )
    assert at.utilisation == expected[0]


def test_ways_of_conditions() -> None:
    """The least pull of each lever that takes the condition into a cell where it passes."""
    checks = Checks(
        [ConditionCheck("line", when("uncovered_share_of_limit > 0.3 and uncovered_amount > 20"), "prepay")]
    )
    decision = checks.check(order("50.00"), position("100.00"))
    assert decision.outcome is Outcome.prepay
    assert checks.ways_to_pass(decision) == (Prepay(eur("20.00"), Decimal("0.40")), Reduce(eur("30.00")))
    window = Checks([ConditionCheck("odd", when("order_amount >= 40 and order_amount != 45"))])
    assert window.ways_to_pass(window.check(order("50.00"), position())) == (Reduce(eur("45.00")),)


def test_hard_facts_have_no_way() -> None:
    """What no payment changes offers none."""
    checks = Checks([ConditionCheck("sanctions", when("sanctions == True"), "refuse"), Utilisation()])
    decision = checks.check(order(), position("10.00", values={"sanctions": True}))
    assert (decision.outcome, checks.ways_to_pass(decision)) == (Outcome.refuse, ())
    assert [reason.code for reason in decision.reasons] == ["sanctions", "utilisation"]


def test_waiting_for_a_limit() -> None:
    """The first later day on which it passes."""
    later = tuple(
        (date(2026, 7, day), UpTo(eur(limit))) for day, limit in ((20, "200.00"), (9, "50.00"), (15, "100.00"))
    )
    checks = Checks([Utilisation()])
    decision = checks.check(order(), position("10.00", later=later))
    assert checks.ways_to_pass(decision)[-1] == Wait(date(2026, 7, 15))
    with pytest.raises(InvalidInput):
        take(Wait(date(2026, 7, 2)), order(), position())


def test_exemptions_lift_all_but_what_is_excepted() -> None:
    """A small order passes although old debt is open, but not with sanctions; the reason says what lifted it."""
    rules = [OldestOverdue(15), ConditionCheck("sanctions", when("sanctions == True"), "refuse")]
    checks = Checks(rules, exemptions=[Exemption("small", when("order_amount <= 50"), ["sanctions"])])
    values = {"oldest_overdue_days": 20, "sanctions": False}
    decision = checks.check(order("50.00"), position(values=values))
    assert decision.outcome is Outcome.approve
    exempt = next(reason for reason in decision.reasons if reason.code == "check_exempt")
    assert dict(exempt.figures) == {"check": "oldest_overdue", "exemption": "small"}
    assert checks.check(order("50.00"), position(values={**values, "sanctions": True})).outcome is Outcome.refuse
    larger = checks.check(order("50.01"), position(values=values))
    assert (larger.outcome, checks.ways_to_pass(larger)) == (Outcome.hold, (Reduce(eur("50.00")),))


def test_an_exemption_never_lifts_a_prepayment() -> None:
    """Terms of 100% before leave nothing uncovered; the money has to come all the same."""
    checks = Checks([Prepayment(), OldestOverdue(15)], exemptions=[Exemption("covered", when("uncovered_amount <= 0"))])
    at = position(values={"oldest_overdue_days": 99}, terms=Terms(0, Decimal(1)))
    decision = checks.check(order(), at)
    assert decision.outcome is Outcome.prepay
    assert checks.ways_to_pass(decision) == (Prepay(eur("100.00"), Decimal("1.00")),)
    assert checks.check(order(prepaid=eur("100.00")), at).outcome is Outcome.approve


def test_paying_in_advance_reaches_an_exemption() -> None:
    """A prepaid order is exempt from the check on old debt: prepaying all of it is a way."""
    checks = Checks([OldestOverdue(15)], exemptions=[Exemption("covered", when("uncovered_amount <= 0"))])
    decision = checks.check(order(), position(values={"oldest_overdue_days": 99}))
    assert checks.ways_to_pass(decision) == (Prepay(eur("100.00"), Decimal("1.00")),)


def test_room_and_utilisation_of_a_position() -> None:
    """The least room and the highest share of own limit and pools; a pool without a rate leaves none."""
    pools = (Pool("L", "identity", UpTo(eur("500.00")), eur("490.00")), Pool("G", "group", Unlimited(), eur("9.00")))
    assert position("1000.00", "990.00", pools=pools).headroom == eur("10.00")
    assert position(None, "5.00").headroom is None
    assert position(None, pools=pools).utilisation == Decimal("0.980000")
    dollars = Pool("G", "group", UpTo(Money("9.00", "USD")), Money("1.00", "USD"))
    assert position(pools=(dollars,)).headroom == eur("0.00")
    rates = Rates([Rate("EUR", "USD", "1.25", DAY)])
    assert position(pools=(dollars,), rates=rates).headroom == eur("6.40")


def test_a_pool_in_another_currency() -> None:
    """The order is converted to the pool's currency, and a payment too."""
    pool = Pool("G", "group", UpTo(Money("125.00", "USD")), Money("25.00", "USD"))
    at = position(pools=(pool,), rates=Rates([Rate("EUR", "USD", "1.25", DAY)]))
    checks = Checks([Utilisation()])
    decision = checks.check(order("100.00"), at)
    assert decision.reasons[0].figures["excess"] == Money("25.00", "USD")
    assert checks.ways_to_pass(decision) == (
        # nothing is owed by this party that it could pay
        Prepay(eur("20.00"), Decimal("0.20")), Reduce(eur("80.00")),
    )  # fmt: skip
    assert [reason.code for reason in checks.check(order(), position(pools=(pool,))).reasons] == ["rate_missing"]


def test_columns_of_a_batch() -> None:
    """Outcomes as labels and a small number for each check."""
    checks = Checks([Utilisation(), Prepayment(), ConditionCheck("sanctions", when("sanctions == True"), "refuse")])
    found = checks.check_many(
        {"order_id": Labels.of(["1", "2", "3", "4"]), "amount": Amounts(np.array([10, 20, 30, 40]), "EUR")},
        {
            "limit": LimitColumn.of([UpTo(eur("0.10")), UpTo(eur("0.10")), Unlimited(), Unset()]),
            "exposure": Amounts(np.array([0, 0, 0, 0]), "EUR"),
            "prepayment_share": Numbers([0, 0, 5, 0], 1),
            "sanctions": np.array([False, False, False, True]),
        },
    )
    assert found["outcome"].texts() == ["approve", "hold", "prepay", "refuse"]  # type: ignore[union-attr]
    assert {code: found[code].tolist() for code in checks.codes} == {  # type: ignore[union-attr]
        "problems": [0, 0, 0, 0], "holds": [0, 0, 0, 0], "utilisation": [0, 2, 0, 2],
        "prepayment": [0, 0, 1, 0], "sanctions": [0, 0, 0, 3],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Checks([Utilisation]), InvalidInput),
        (lambda: Checks([Utilisation(), Utilisation()]), InvalidInput),
        (lambda: Checks([Utilisation(code="problems")]), InvalidInput),
        (lambda: Checks([Utilisation(code="holds")]), InvalidInput),
        (lambda: Checks([], exemptions=[Exemption("e", when("grade == 'A'"), ["utilization"])]), InvalidInput),
        (lambda: Exemption("e", when("grade == 'A'"), "all"), InvalidInput),
        (lambda: Exemption("e", "grade == 'A'"), InvalidInput),  # type: ignore[arg-type]
        (lambda: Utilisation(otherwise="approve"), InvalidInput),  # type: ignore[arg-type]
        (lambda: Utilisation(0), InvalidInput),  # type: ignore[arg-type]
        (lambda: Utilisation(exceeded=">>"), InvalidInput),  # type: ignore[arg-type]
        (DocumentValue, InvalidInput),
        (lambda: MissingFacts([]), InvalidInput),
        (lambda: MissingFacts(["order_amount"]), InvalidInput),
        (lambda: OldestOverdue(-1), InvalidInput),
        (lambda: OldestOverdue(1, unknown="maybe"), InvalidInput),  # type: ignore[arg-type]
        (lambda: Position("C", as_of=DAY, limit=Unset(), exposure=5.0), InvalidInput),  # type: ignore[arg-type]
        (lambda: Position("C", as_of=DAY, limit=UpTo(eur("1")), exposure=Money("1", "USD")), CurrencyMismatch),
        (lambda: Pool("G", "family", Unset(), eur("1")), InvalidInput),  # type: ignore[arg-type]
        (lambda: Checks([]).check(Order("O", "D", eur("1"), placed_on=DAY), position()), InvalidInput),
        (lambda: check_in_order(Checks([]), [order()], {}), InvalidInput),
        (lambda: check_in_order(Checks([]), [order(), order()], {"C": position()}), InvalidInput),
        (lambda: Checks([]).check_many({}, {}), InvalidInput),
    ],
)
def test_wrong_calls(make: Any, error: type[Exception]) -> None:
    """What cannot be meant is refused where it is written."""
    with pytest.raises(error):
        make()


def test_who_pays_changes_nothing() -> None:
    """Exposure counts by the party that ordered, so its room is asked for, whatever is known of the payer.

    C has 50 left of 100; P has none, and nothing of P's is asked.
    """
    one = Order("O-1", "C", eur("50.00"), placed_on=DAY, payer_id="P")
    ours = Position("C", as_of=DAY, limit=UpTo(eur("100.00")), exposure=eur("50.00"))
    payers = Position("P", as_of=DAY, limit=UpTo(eur("0.00")), exposure=eur("0.00"))
    for positions in ({"C": ours}, {"C": ours, "P": payers}):
        (decision,) = check_in_order(Checks([Utilisation()]), [one], positions)
        assert (decision.outcome, decision.position) == (Outcome.approve, ours)
    with pytest.raises(InvalidInput):
        Checks([Utilisation()]).check(one, payers)


def test_verify() -> None:
    """A condition over a field that is not declared, and one that nothing makes true."""
    rules = [
        ConditionCheck("a", Compare("score", "<", 80)),
        ConditionCheck("b", when("grade == 'A' and grade == 'B'")),
        ConditionCheck("c", when("grade == 'A'")),
    ]
    found = Checks(rules).verify(FIELDS)
    assert [(one.path, one.reason.code) for one in found] == [
        ("checks[0].fails_when", "condition_unfit"),
        ("checks[1].fails_when", "check_never_fails"),
    ]


def test_checks_travel() -> None:
    """Checks, positions and decisions are copied and pickled whole."""
    checks = Checks(
        [Utilisation(), ConditionCheck("a", when("grade == 'A'")), OldestOverdue(3)],
        exemptions=[Exemption("e", when("order_amount < 1"))],
    )
    decision = checks.check(order(), position(values={"grade": "A", "oldest_overdue_days": 1}))
    for twin in (copy.deepcopy(decision), pickle.loads(pickle.dumps(decision))):
        assert twin == decision
        assert twin.reasons == decision.reasons
    assert checks.inputs == ("grade", "oldest_overdue_days", "overdue_amount", "overdue_count")


def test_a_pool_is_drawn_on_in_each_currency_it_is_kept_in() -> None:
    """Two accounts of one entity, in euro and in dollars at 0.80: 40 euro of the one leave 50 of 100 dollars."""
    rates = Rates([Rate("USD", "EUR", "0.80", DAY)])

    def of(party: str, currency: str, limit: str) -> Position:
        none = Money("0", currency)
        pool = Pool("identity L", "identity", UpTo(Money(limit, currency)), none)
        return Position(party, as_of=DAY, limit=Unset(), exposure=none, pools=(pool,), rates=rates)

    positions = {"E": of("E", "EUR", "80"), "U": of("U", "USD", "100")}
    orders = [
        Order("1", "E", eur("40.00"), placed_on=DAY),
        Order("2", "U", Money("50.01", "USD"), placed_on=DAY),
        Order("3", "U", Money("50.00", "USD"), placed_on=DAY),
        Order("4", "E", eur("0.01"), placed_on=DAY),
    ]
    found = check_in_order(Checks([Utilisation()]), orders, positions)
    assert [decision.outcome.name for decision in found] == ["approve", "hold", "approve", "hold"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: Checks([]).check("O", position()),  # type: ignore[arg-type]
        lambda: Checks([]).check(order(), None),  # type: ignore[arg-type]
        lambda: check_in_order(Checks([]), ["O"], {}),  # type: ignore[list-item]
        lambda: check_in_order(Checks([]), [order()], {"C": None}),  # type: ignore[dict-item]
    ],
)
def test_no_order_and_no_position(call: Callable[[], object]) -> None:
    """Something else in their place is told by name."""
    with pytest.raises(InvalidInput):
        call()
