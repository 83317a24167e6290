"""Collection priority: the table, its edges, small amounts, and what verify finds."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.aging import Priority, Small
from creditkit.columns import Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money, Rate, Rates
from creditkit.testing import (
    check_priority_agrees,
    check_priority_monotone,
    collection_cases,
    collection_rates,
    priorities,
)

ROWS = {"A": (3, 2, 2, 1), "B": (3, 2, 1, 1), "C": (2, 2, 1, 1), "D": (2, 1, 1, 1), "E": (1, 1, 1, 1)}
PRIORITY = Priority(rows=ROWS, small=Small(Money(5000, "CNY")))
DAY = date(2026, 3, 31)
RATES = Rates([Rate("EUR", "CNY", "8", date(2026, 3, 30))])


@pytest.mark.parametrize(
    ("grade", "days", "expected"),
    [("A", 1, 3), ("A", 30, 3), ("A", 31, 2), ("A", 90, 2), ("A", 91, 1), ("C", 60, 2), ("C", 61, 1), ("E", 1, 1)],
)
def test_an_edge_belongs_to_the_span_that_it_ends(grade: str, days: int, expected: int) -> None:
    """Day 30 is still in 1–30, as in the ageing."""
    assert PRIORITY.of(grade, days) == expected


@pytest.mark.parametrize("days", [0, -5, None])
def test_what_is_not_overdue_has_no_class(days: int | None) -> None:
    """Neither what falls due today nor what has no due date is collected."""
    assert PRIORITY.of("A", days) is None
    assert PRIORITY.of_many(Labels.of(["A"]), Numbers([days or 0], 0, [days is None])).tolist() == [0]


@pytest.mark.parametrize(
    ("grade", "days", "amount", "expected"),
    [
        ("D", 31, "4999.99", 2),
        ("D", 31, "5000", 1),
        ("A", 1, "1", 3),
        ("A", 91, "1", 1),
        ("E", 90, "1", 2),
    ],
)
def test_small_amounts_are_called_one_class_later_but_not_when_oldest(
    grade: str, days: int, amount: str, expected: int
) -> None:
    """The threshold itself is not small, the last class is the last, the oldest span is never put off."""
    assert PRIORITY.of(grade, days, Money(amount, "CNY")) == expected


def test_small_counts_in_another_currency_where_a_rate_says_so() -> None:
    """At 8 CNY a euro the threshold is EUR 625, to the cent; without a rate nothing is small."""
    below, at = Money("624.99", "EUR"), Money("625.00", "EUR")
    assert [PRIORITY.of("D", 31, one, rates=RATES, on=DAY) for one in (below, at)] == [2, 1]
    assert PRIORITY.of("D", 31, below) == 1
    assert PRIORITY.of("D", 31, below, rates=RATES, on=DAY, max_rate_age_days=0) == 1
    assert PRIORITY.of("D", 31, Money(1, "USD"), rates=RATES, on=DAY) == 1


def test_up_to_days_ends_the_rule_earlier() -> None:
    """From the span after that edge on small amounts are like others."""
    early = Priority(rows=ROWS, small=Small(Money(5000, "CNY"), classes=2, up_to_days=30))
    assert [early.of("E", days, Money(1, "CNY")) for days in (30, 31)] == [3, 1]


def test_without_a_grade_the_last_row_counts() -> None:
    """Of whom nothing is known is called as early as the worst; a grade without a row is refused."""
    assert PRIORITY.of(None, 1) == 1
    assert PRIORITY.of_many(Labels.of([None, "A"]), np.array([1, 1])).tolist() == [1, 3]
    with pytest.raises(InvalidInput, match="'F' given; accepted: A, B, C, D, E"):
        PRIORITY.of("F", 1)
    with pytest.raises(InvalidInput, match=r"grades\[1\]: 'F'"):
        PRIORITY.of_many(Labels.of(["A", "F"]), np.array([1, -1]))


def test_without_rows_the_age_alone_decides() -> None:
    """The first span last, the last span first, whatever the grade."""
    assert [Priority().of("any", days) for days in (1, 31, 61, 91)] == [3, 2, 2, 1]
    assert [Priority((10,)).of(None, days) for days in (1, 11)] == [3, 1]
    assert Priority(()).of(None, 1) == 1


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"edges": (0, 30)}, "edges[0]"),
        ({"edges": (30, 30)}, "edges[1]"),
        ({"edges": (30.0,)}, "edges[0]"),
        ({"rows": {"A": (1, 2)}}, "rows[0][A]"),
        ({"rows": {"A": (1, 2, 3, 4)}}, "rows[0][A][3]"),
        ({"rows": {"A": (1, 2, 3, True)}}, "rows[0][A][3]"),
        ({"rows": {"": (1, 1, 1, 1)}}, "rows[0]"),
        ({"small": Small(Money(1, "CNY"), up_to_days=45)}, "small.up_to_days"),
    ],
)
def test_a_table_that_is_none_is_refused(given: dict[str, Any], path: str) -> None:
    """Each fault with its path."""
    with pytest.raises(InvalidInput) as error:
        Priority(**given)
    assert error.value.path == path


@pytest.mark.parametrize("given", [{"below": Money(0, "CNY")}, {"below": 5000}, {"classes": 0}])
def test_a_rule_for_small_amounts_that_is_none_is_refused(given: dict[str, Any]) -> None:
    """The threshold is money above zero, and one class at least."""
    with pytest.raises(InvalidInput):
        Small(**{"below": Money(1, "CNY"), **given})


def test_wrong_calls_are_refused() -> None:
    """Days that are no whole numbers, rates without a day, columns of two lengths."""
    with pytest.raises(InvalidInput, match="days_past_due"):
        PRIORITY.of("A", 1.5)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="days_past_due"):
        PRIORITY.of_many(None, np.array([1.5]))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="days_past_due"):
        PRIORITY.of_many(None, Numbers([15], 1))
    with pytest.raises(InvalidInput, match="on: None given"):
        PRIORITY.of("A", 1, Money(1, "EUR"), rates=RATES)
    with pytest.raises(InvalidInput, match="1 rows, as the days have"):
        PRIORITY.of_many(Labels.of(["A", "B"]), np.array([1]))


def test_it_travels() -> None:
    """A priority survives pickling, and equal ones hash the same."""
    again = pickle.loads(pickle.dumps(PRIORITY))
    assert again == PRIORITY
    assert hash(again) == hash(PRIORITY)


def test_verify_finds_what_is_older_and_called_later() -> None:
    """With the ages as witness, and where in the policy."""
    [finding] = Priority(rows={"A": (3, 2, 3, 1)}).verify()
    assert (finding.severity, finding.path, finding.reason.code) == (
        "warning", "priority.rows[0]", "priority_later_with_age",
    )  # fmt: skip
    assert dict(finding.witness or {}) == {"grade": "A", "days_past_due": 61, "than": 31}


def test_verify_finds_a_worse_grade_that_is_called_later() -> None:
    """The order of the grades, where it is given, wins over the order of the rows."""
    rows = {"A": (2, 2, 1, 1), "B": (3, 2, 1, 1)}
    [finding] = Priority(rows=rows).verify()
    assert (finding.path, finding.reason.code) == ("priority.rows[1]", "priority_later_with_grade")
    assert not Priority(rows=rows).verify(["B", "A"])


def test_verify_finds_a_grade_without_a_row() -> None:
    """A grade that the policy can give would be refused on the day."""
    [finding] = PRIORITY.verify(["A", "B", "C", "D", "E", "F"])
    assert (finding.severity, finding.reason.code) == ("error", "priority_grade_without_row")
    assert not PRIORITY.verify(ROWS)  # type: ignore[arg-type]
    assert not Priority().verify(["X"])


# Laws


@given(st.data())
def test_both_doors_agree(data: st.DataObject) -> None:
    """Row i of of_many is `of` of row i."""
    priority = data.draw(priorities())
    check_priority_agrees(priority, data.draw(collection_cases(priority)), rates=data.draw(collection_rates()))


@given(priorities(), st.integers(1, 10_000))
def test_verify_says_whether_the_law_holds(priority: Priority, minor: int) -> None:
    """No finding: older, worse and larger is never later. A finding: the law fails."""
    if not priority.verify():
        check_priority_monotone(priority, amount=Money.of_minor(minor, "CNY"))
    else:
        with pytest.raises(AssertionError):
            check_priority_monotone(priority)


@given(priorities(monotone=True))
def test_a_monotone_table_has_no_findings(priority: Priority) -> None:
    """Nothing is found where there is nothing."""
    assert not priority.verify()


def test_a_door_that_searches_from_the_other_side_is_found_out() -> None:
    """Broken twin: day 30 in the span above it."""

    def right(priority: Priority, grades: Labels, days: Numbers, *more: Any, **by_name: Any) -> Any:
        return priority.of_many(grades, Numbers(days.values + 1, 0, days.missing), *more, **by_name)

    with pytest.raises(AssertionError, match="class 3 scalar, 2 columnar"):
        check_priority_agrees(PRIORITY, [("A", 30, None)], of_many=right)


def test_a_threshold_that_is_converted_and_rounded_is_found_out() -> None:
    """Broken twin: yen rounded to whole yen before they are compared."""
    rates = Rates([Rate("JPY", "CNY", "0.048", DAY)])

    def rounded(priority: Priority, grades: Labels, days: Numbers, amounts: Any, **by_name: Any) -> Any:
        small = [
            rates.convert(Money.of_minor(int(m), "JPY"), "CNY", DAY) < Money("5000.00", "CNY") for m in amounts.minor
        ]
        return np.where(small, 2, 1)

    case = ("D", 31, Money(104_167, "JPY"))
    check_priority_agrees(PRIORITY, [case], rates=rates, on=DAY)
    with pytest.raises(AssertionError):
        check_priority_agrees(
            Priority(rows=ROWS, small=Small(Money("5000.02", "CNY"))), [case], rates=rates, on=DAY, of_many=rounded
        )


def test_a_class_that_falls_with_age_is_found_out() -> None:
    """Broken twin: the oldest are given up."""

    def given_up(priority: Priority, grade: str, days: int, amount: Money | None) -> int:
        return 3 if days > 90 else (priority.of(grade, days, amount) or 0)

    with pytest.raises(AssertionError, match="day 91 is class 3"):
        check_priority_monotone(PRIORITY, of=given_up)


def test_small_amounts_that_come_first_are_found_out() -> None:
    """Broken twin: little is called before much."""

    def easy_first(priority: Priority, grade: str, days: int, amount: Money | None) -> int:
        return 1 if amount is not None and amount < Money(2, "CNY") else (priority.of(grade, days) or 0)

    with pytest.raises(AssertionError, match="twice the amount"):
        check_priority_monotone(PRIORITY, amount=Money(1, "CNY"), of=easy_first)
