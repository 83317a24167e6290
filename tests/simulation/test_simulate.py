"""Worked cases: hysteresis by a policy's own past, orders on the day they came up, and the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import numpy as np
import pytest

from creditkit.columns import Amounts, Columns, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment, Delivery, Document, Event, Fact, Facts, Observation, Order, Party, Standing
from creditkit.loop import assess, review
from creditkit.money import Money
from creditkit.policy import Policy, parse_policy
from creditkit.reasons import Reason
from creditkit.simulation import month_ends, simulate

ENDS = month_ends(date(2026, 1, 1), date(2026, 4, 30))
TEXT = """
    schema = 1
    name = "house"
    version = "1"
    currency = "CNY"
    [fields.rating]
    kind = "number"
    decimals = 0
    [[scorecard.characteristics]]
    type = "numeric"
    name = "rating"
    edges = [50, 80]
    points = [0, 20, 30]
    missing = { points = 0 }
    [grading]
    cutoffs = [["A", 30], ["B", 20], ["C", 0]]
    rises = { after_reviews = 2 }
    [[checks]]
    type = "utilisation"
    otherwise = "hold"
    """
HOUSE = parse_policy(TEXT)
STRICTER = parse_policy(
    TEXT.replace('["A", 30], ["B", 20]', '["A", 31], ["B", 30]').replace('version = "1"', 'version = "2"')
)


def cny(amount: str) -> Money:
    return Money(amount, "CNY")


def rated(rating: int, on: date) -> Observation:
    return Observation("P1", "rating", rating, source="sales", observed_on=on, recorded_at=on)


def order(number: str, amount: str, placed_on: date, recorded_at: date | datetime | None = None) -> Order:
    return Order(number, "P1", cny(amount), placed_on=placed_on, recorded_at=recorded_at)


def texts(columns: Columns, name: str) -> list[str | None]:
    return cast(Labels, columns[name]).texts()


def numbers(columns: Columns, name: str) -> list[int]:
    return [int(value) for value in cast(Numbers, columns[name]).values]


def grades_of(facts: list[Fact], policy: Policy = HOUSE) -> list[str | None]:
    """The grade of P1 on each month end."""
    return [look.grade[0] for look in simulate([policy], Facts(facts), on=ENDS).looks]


PARTY = Party("P1", credit_limit=cny("1000"))
RISING: list[Fact] = [PARTY, rated(10, date(2026, 1, 5)), rated(90, date(2026, 2, 5))]


def test_a_grade_falls_at_once_and_rises_at_the_second_day() -> None:
    """C in January; A is reached in February, and in force from March on."""
    assert grades_of(RISING) == ["C", "C", "A", "A"]
    assert grades_of([*RISING, rated(60, date(2026, 4, 2))]) == ["C", "C", "A", "B"]


def test_what_was_in_force_before_is_the_start() -> None:
    """A standing from before the first day holds the grade back on it, as in the review of that day."""
    before = Standing("P1", grade="C", computed="C", valid_from=date(2025, 12, 31))
    assert grades_of([PARTY, rated(90, date(2026, 1, 5)), before]) == ["C", "A", "A", "A"]


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 28), date(2026, 3, 31)])
@pytest.mark.parametrize("recorded_at", [None, date(2026, 2, 1)])
def test_recorded_grades_of_simulated_days_are_another_policy_s(day: date, recorded_at: date | None) -> None:
    """Whatever the policy in force gave from the first day on, and whenever that was recorded, changes nothing."""
    recorded = Standing("P1", grade="C", computed="C", valid_from=day, recorded_at=recorded_at)
    assert grades_of([*RISING, recorded]) == grades_of(RISING)


@pytest.mark.parametrize("recorded_at", [None, date(2026, 2, 1)])
def test_recorded_limits_of_simulated_days_stay(recorded_at: date | None) -> None:
    """A limit that people set with a standing of a simulated day is in force, grade or no grade."""
    recorded = Standing("P1", grade="C", limit=cny("7"), valid_from=ENDS[0], recorded_at=recorded_at)
    facts = [*RISING, recorded, order("O1", "8", date(2026, 2, 9)), order("O2", "7", date(2026, 2, 10))]
    found = simulate([HOUSE], Facts(facts), on=ENDS)
    assert texts(found.orders(), "outcome") == ["hold", "approve"]
    seen = found.facts_of(HOUSE).at(ENDS[1], known_at=ENDS[1])
    assert [(one.grade, one.limit) for one in seen.standings if one.valid_from == ENDS[0]] == [("C", cny("7"))]


def test_each_policy_has_a_past_of_its_own() -> None:
    """Under the stricter policy nobody was ever an A; under the other the grade stands."""
    found = simulate([HOUSE, STRICTER], Facts(RISING), on=ENDS)
    assert found.names == ("house 1", "house 2")
    assert [look.grade[0] for look in found.looks] == ["C", "C", "C", "C", "A", "B", "A", "B"]
    assert [one.grade for one in found.facts_of(STRICTER).at(ENDS[3]).standings] == ["C", "C", "B", "B"]


def test_a_simulated_day_can_be_reviewed_again() -> None:
    """The facts that a policy saw give its grade of any day, with the reasons."""
    found = simulate([HOUSE], Facts(RISING), on=ENDS)
    march = assess(HOUSE, found.facts_of(HOUSE).at(ENDS[2], known_at=ENDS[2]), "P1")
    assert (march.grade.label, march.grade.computed) == ("A", "A")
    with pytest.raises(InvalidInput, match="house 1"):
        found.facts_of(STRICTER)


def asked(facts: list[Fact], policy: Policy = HOUSE) -> list[tuple[str, str, str | None]]:
    """Order, day of the check, outcome."""
    found = simulate([policy], Facts([PARTY, *facts]), on=ENDS)
    return [(one.order.order_id, one.checked_on.isoformat(), one.outcome) for look in found.looks for one in look.asked]


def test_on_the_first_day_the_orders_that_wait_are_checked() -> None:
    """What was decided before the first day is no question any more."""
    facts: list[Fact] = [
        order("O1", "600", date(2026, 1, 9)),
        order("O2", "600", date(2026, 1, 10)),
        order("O3", "400", date(2026, 1, 11)),
        Event("P1", "reservation", on=date(2026, 1, 12), figures={"order_id": "O3"}),
    ]
    assert asked(facts) == [("O1", "2026-01-31", "approve"), ("O2", "2026-01-31", "hold")]


def test_later_orders_are_checked_on_the_day_they_came_up() -> None:
    """Placed on the 9th: checked on the 9th, though it went out on the 20th and was billed by the end of the month."""
    facts: list[Fact] = [
        order("O1", "600", date(2026, 2, 9)),
        Delivery("D1", "O1", cny("600"), shipped_on=date(2026, 2, 20)),
        Document("I1", "P1", cny("600"), issued_on=date(2026, 2, 20), due_on=date(2026, 3, 20), order_id="O1"),
        order("O2", "400.01", date(2026, 2, 27)),
        order("O3", "400", date(2026, 3, 1)),
    ]
    assert asked(facts) == [
        ("O1", "2026-02-09", "approve"), ("O2", "2026-02-27", "hold"), ("O3", "2026-03-01", "approve"),
    ]  # fmt: skip


def test_an_order_recorded_later_is_checked_when_it_was_known() -> None:
    """Nobody could decide on an order that the system did not have."""
    assert asked([order("O1", "600", date(2026, 2, 9), datetime(2026, 3, 2, 8, tzinfo=UTC))]) == [
        ("O1", "2026-03-02", "approve")
    ]


def test_a_corrected_order_is_checked_once_as_it_was() -> None:
    """The first version counts; a later one, on another day and with another amount, is the same order."""
    first = order("O1", "600", date(2026, 2, 9), date(2026, 2, 9))
    assert asked([first, order("O1", "5000", date(2026, 3, 9), date(2026, 3, 9))]) == [("O1", "2026-02-09", "approve")]
    moved = order("O1", "600", date(2026, 3, 9), datetime(2026, 2, 9, 23, tzinfo=UTC))
    early = order("O1", "600", date(2026, 2, 9), datetime(2026, 2, 9, 8, tzinfo=UTC))
    assert asked([early, moved]) == [("O1", "2026-03-09", "approve")]


@pytest.mark.parametrize("status", ["open", "shipped", "billed", "closed", "cancelled"])
def test_the_status_of_a_later_day_is_not_looked_at(status: str) -> None:
    """An export that knows only how orders stand now still has each of them checked, on its own day."""
    one = Order("O1", "P1", cny("600"), placed_on=date(2026, 2, 9), status=status)  # type: ignore[arg-type]
    assert asked([one]) == [("O1", "2026-02-09", "approve")]


def test_an_order_that_was_billed_at_once_is_not_checked() -> None:
    """It is among the open items already and would count twice; it is counted apart."""
    facts: list[Fact] = [
        PARTY,
        order("O1", "600", date(2026, 2, 9)),
        Document("I1", "P1", cny("600"), issued_on=date(2026, 2, 9), due_on=date(2026, 3, 9), order_id="O1"),
        order("O2", "400", date(2026, 2, 9)),
    ]
    found = simulate([HOUSE], Facts(facts), on=ENDS)
    assert texts(found.orders(), "outcome") == [None, "approve"]
    assert numbers(found.table(), "unchecked") == [0, 1, 0, 0]
    assert texts(found.outcomes(), "outcome") == ["approve", None]
    assert cast(Amounts, found.outcomes()["amount"]).minor.tolist() == [40_000, 60_000]


def test_a_delivery_of_the_same_day_changes_nothing() -> None:
    """What left on the day on which it was ordered is asked about like any other order."""
    assert asked(
        [order("O1", "600", date(2026, 2, 9)), Delivery("D1", "O1", cny("600"), shipped_on=date(2026, 2, 9))]
    ) == [("O1", "2026-02-09", "approve")]


def test_the_tables() -> None:
    """One row a day and policy, in the order in which the policies were given."""
    facts = Facts([*RISING, Party("P2"), order("O1", "600", date(2026, 2, 9)), order("O2", "600", date(2026, 3, 9))])
    found = simulate([STRICTER, HOUSE], facts, on=ENDS[:3])
    table = found.table()
    assert texts(table, "policy") == ["house 2", "house 1"] * 3
    assert texts(table, "fingerprint") == [STRICTER.fingerprint, HOUSE.fingerprint] * 3
    assert numbers(table, "parties") == numbers(table, "scored") == [2] * 6
    assert numbers(table, "mean_score") == [0, 0, 150_000, 150_000, 150_000, 150_000]
    assert numbers(table, "orders") == [0, 0, 1, 1, 1, 1]
    assert numbers(table, "hold") == [0, 0, 0, 0, 1, 1]
    grades = found.grades()
    rows = zip(texts(grades, "policy"), texts(grades, "grade"), numbers(grades, "parties"), strict=True)
    assert list(rows)[-4:] == [("house 2", "B", 1), ("house 2", "C", 1), ("house 1", "A", 1), ("house 1", "C", 1)]
    moves = found.transitions()
    moved = zip(texts(moves, "policy"), texts(moves, "from_grade"), texts(moves, "to_grade"), strict=True)
    assert [row for row in moved if row[1] != row[2]] == [("house 2", "C", "B"), ("house 1", "C", "A")]


def test_a_party_that_cannot_be_scored_has_no_grade_and_leaves_none_behind() -> None:
    """It is counted, its orders are held, and its last grade goes on counting."""
    policy = parse_policy(
        TEXT.replace('"numeric"', '"categorical"')
        .replace('kind = "number"\n    decimals = 0', 'kind = "text"')
        .replace(
            "edges = [50, 80]\n    points = [0, 20, 30]",
            'bins = [{ values = ["good"], points = 30 }]\n    unseen = "refuse"',
        )
    )
    said = [
        Observation("P1", "rating", value, source="sales", observed_on=day)
        for value, day in [("good", date(2026, 1, 5)), ("?", date(2026, 2, 5)), ("good", date(2026, 3, 5))]
    ]
    found = simulate([policy], Facts([PARTY, *said, order("O1", "1", date(2026, 2, 9))]), on=ENDS)
    assert [look.grade[0] for look in found.looks] == ["A", None, "A", "A"]
    assert numbers(found.table(), "scored") == [1, 0, 1, 1]
    assert cast(Numbers, found.table()["mean_score"])[1] is None
    assert texts(found.grades(), "grade") == ["A", None, "A", "A"]
    assert texts(found.orders(), "outcome") == ["hold"]
    assert [one.valid_from for one in found.facts_of(policy).at(ENDS[3]).standings] == [ENDS[0], ENDS[2], ENDS[3]]


def test_the_scale_of_a_sum_does_not_depend_on_later_days() -> None:
    """Points with a decimal in April leave the row of January as it was, to the type."""
    later = Adjustment("P1", Decimal("0.5"), valid_from=date(2026, 4, 2), reason=Reason("penalty"))
    tables = [simulate([HOUSE], Facts([*RISING, *more]), on=ENDS).table() for more in ([], [later])]
    without, found = (cast(Numbers, table["score_sum"]) for table in tables)
    assert found.take(np.arange(3)).same(without.take(np.arange(3)))
    assert found[3] == Decimal("30.5")


def test_policies_of_one_name_are_told_apart() -> None:
    """By the beginning of the fingerprint, which is a column as well."""
    other = parse_policy(TEXT.replace("after_reviews = 2", "after_reviews = 3"))
    names = simulate([HOUSE, other], Facts([PARTY]), on=ENDS).names
    assert names == (f"house 1 ({HOUSE.fingerprint[:8]})", f"house 1 ({other.fingerprint[:8]})")


def test_an_empty_ledger_and_days_in_any_order() -> None:
    """Nobody to judge is no error; days are sorted and each counts once."""
    found = simulate([HOUSE], Facts(), on=[ENDS[1], ENDS[0], ENDS[1]])
    assert found.days == ENDS[:2]
    assert numbers(found.table(), "parties") == [0, 0]
    assert [len(texts(columns, "policy")) for columns in (found.grades(), found.transitions(), found.orders())] == [
        0
    ] * 3


def test_one_day_is_the_review_of_that_day() -> None:
    """The orders of a simulation of one day are the decisions of the review."""
    facts = Facts([*RISING, order("O1", "600", date(2026, 2, 9)), order("O2", "600", date(2026, 2, 10))])
    reviewed = review(HOUSE, facts.at(ENDS[1], ENDS[1])).tables()["decisions"]
    simulated = simulate([HOUSE], facts, on=[ENDS[1]]).orders()
    for name in ("order_id", "party_id", "outcome", "reasons", "ways_to_pass"):
        assert texts(simulated, name) == texts(reviewed, name)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"policies": []}, "policies"),
        ({"policies": HOUSE}, "policies"),
        ({"policies": [HOUSE, "stricter.toml"]}, r"policies\[1\]"),
        ({"policies": [HOUSE, parse_policy(TEXT)]}, r"policies\[1\]"),
        ({"on": []}, "on"),
        ({"on": ENDS[0]}, "on"),
        ({"on": [datetime(2026, 1, 1, tzinfo=UTC)]}, r"on\[0\]"),
        ({"orders": "approved_only"}, "orders"),
        ({"orders": "both"}, "orders"),
    ],
)
def test_a_wrong_call_is_refused(change: dict[str, object], path: str) -> None:
    """With the argument that is wrong."""
    given: dict[str, object] = {"policies": [HOUSE], "on": ENDS, "orders": "as_happened", **change}
    with pytest.raises(InvalidInput, match=path):
        simulate(given.pop("policies"), Facts([PARTY]), **given)  # type: ignore[arg-type]
