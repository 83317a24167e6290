"""The worklist: who is on it, in which order, and what it counts."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.aging import Collection, Priority, Small, Step, worklist
from creditkit.columns import Amounts, Columns, Labels, Numbers, rows_of
from creditkit.errors import AmountTooLarge, InvalidInput, RateMissing
from creditkit.money import Money, Rate, Rates, exponent
from creditkit.receivables import OpenItems
from creditkit.testing import collection_plans, collection_rates, item_columns, priorities

AS_OF = date(2026, 3, 31)
ROWS = {"A": (3, 2, 2, 1), "C": (2, 2, 1, 1), "E": (1, 1, 1, 1)}
PRIORITY = Priority(rows=ROWS, small=Small(Money(5000, "CNY")))
PLAN = Collection([Step(0, "due"), Step(3, "call"), Step(30, "plan")], {"A": 3}, Money(500, "CNY"))
NAMES = [
    "rank", "party_id", "currency", "priority", "overdue_amount", "oldest_days_past_due", "score", "next_step",
]  # fmt: skip


def items(*rows: tuple[str, str, int | None], **more: Any) -> OpenItems:
    """Items as (party, amount with its currency, days past due)."""
    money = [Money(*amount.split()) for _, amount, _ in rows]  # type: ignore[arg-type]
    return OpenItems(
        as_of=AS_OF,
        party=Labels.of([party for party, _, _ in rows]),
        open=Amounts([one.minor for one in money], Labels.of([one.currency for one in money])),
        due=np.array([None if d is None else AS_OF - timedelta(days=d) for *_, d in rows], dtype="datetime64[D]"),
        **more,
    )


def graded(**grades: str | None) -> Columns:
    """Grades by party, with scores 10, 20, 30 …"""
    scores = Numbers([10 * (i + 1) for i in range(len(grades))])
    return {"party_id": Labels.of(list(grades)), "grade": Labels.of(list(grades.values())), "score": scores}


def listed(table: Columns) -> list[tuple[Any, ...]]:
    """The table as rows, amounts as Money."""
    assert list(table) == NAMES
    columns: list[list[Any]] = []
    for column in table.values():
        if isinstance(column, Amounts):
            each = zip(column.minor.tolist(), column.currencies.texts(), strict=True)
            columns.append([Money.of_minor(minor, currency or "XXX") for minor, currency in each])
        else:
            columns.append([column[i] for i in range(len(column))])
    return list(zip(*columns, strict=True))


def test_a_worklist() -> None:
    """Priority first, then the larger amount; rank starts again in each currency."""
    given = items(
        ("a", "9000 CNY", 95), ("b", "20000 CNY", 10), ("c", "30000 CNY", 10), ("a", "100 EUR", 1), ("d", "1 CNY", 0)
    )
    grades = graded(a="C", b="E", c="A", e="E")
    assert listed(worklist(given, PRIORITY, PLAN, graded=grades)) == [
        (1, "b", "CNY", 1, Money(20_000, "CNY"), 10, 20, "call"),
        (2, "a", "CNY", 1, Money(9000, "CNY"), 95, 10, "plan"),
        (3, "c", "CNY", 3, Money(30_000, "CNY"), 10, 30, "call"),
        (1, "a", "EUR", 2, Money(100, "EUR"), 1, 10, "due"),
    ]


def test_equal_rows_are_ordered_by_age_and_then_by_party() -> None:
    """Nothing is left to chance."""
    given = items(("b", "9 CNY", 5), ("c", "9 CNY", 6), ("a", "9 CNY", 5))
    assert worklist(given)["party_id"].texts() == ["c", "a", "b"]  # type: ignore[union-attr]


def test_what_is_disputed_is_not_collected() -> None:
    """Amount, age and priority are those of the undisputed part; the row stays while any is left."""
    given = items(
        ("a", "100 CNY", 95), ("a", "100 CNY", 5), ("b", "100 CNY", 95), disputed=[10_000, 4000, 9999],
    )  # fmt: skip
    assert [row[1:6] for row in listed(worklist(given))] == [
        ("b", "CNY", 1, Money("0.01", "CNY"), 95),
        ("a", "CNY", 3, Money(60, "CNY"), 5),
    ]
    assert rows_of(worklist(items(("b", "100 CNY", 95), disputed=[10_000]))) == 0


def test_the_most_urgent_span_gives_the_priority() -> None:
    """And small is what is little in all that the party has overdue in the currency."""
    given = items(("a", "4000 CNY", 5), ("a", "10 CNY", 40), ("a", "999.99 CNY", 45))
    assert worklist(given, PRIORITY, graded=graded(a="A"))["priority"].values.tolist() == [2]  # type: ignore[union-attr]
    less = items(("a", "4000 CNY", 5), ("a", "10 CNY", 40), ("a", "989.98 CNY", 45))
    assert worklist(less, PRIORITY, graded=graded(a="A"))["priority"].values.tolist() == [3]  # type: ignore[union-attr]


def test_unapplied_money_is_not_taken_off_and_negative_items_are() -> None:
    """An item with a minus belongs to its span; a receipt that is not matched does not."""
    loose = items(
        ("a", "100 CNY", 5), ("a", "-80 CNY", None), ("b", "100 CNY", 5), ("b", "-80 CNY", 50),
        unapplied=np.array([False, True, False, False]),
    )  # fmt: skip
    assert [row[1:6] for row in listed(worklist(loose))] == [
        ("a", "CNY", 3, Money(100, "CNY"), 5),
        ("b", "CNY", 3, Money(20, "CNY"), 5),
    ]


def test_a_party_that_was_not_graded_is_called_like_the_worst() -> None:
    """Its score is missing, and the schedule stands as written."""
    [row] = listed(worklist(items(("x", "9000 CNY", 3)), PRIORITY, PLAN, graded=graded(a="A")))
    assert row[3:] == (1, Money(9000, "CNY"), 3, None, "call")


def test_an_account_below_the_minimum_is_listed_without_a_step() -> None:
    """Leaving it out would hide that something is owed."""
    [row] = listed(worklist(items(("x", "499.99 CNY", 3)), PRIORITY, PLAN))
    assert row[-1] is None


def test_thresholds_hold_in_other_currencies_by_the_rate_of_the_day() -> None:
    """Without a rate nothing is small and no minimum holds back."""
    given = items(("a", "60 EUR", 40))
    rates = Rates([Rate("EUR", "CNY", "8", date(2026, 3, 1))])
    plain, converted, stale = (
        listed(worklist(given, PRIORITY, PLAN, **more))[0]
        for more in ({}, {"rates": rates}, {"rates": rates, "max_rate_age_days": 5})
    )
    assert (plain[3], plain[-1]) == (stale[3], stale[-1]) == (1, "plan")
    assert (converted[3], converted[-1]) == (2, None)


def test_an_empty_ledger() -> None:
    """No items, no rows, all columns."""
    assert listed(worklist(items())) == []


def test_wrong_grades_are_refused() -> None:
    """A grade without a row, a party twice, columns that do not fit."""
    given = items(("a", "1 CNY", 1))
    with pytest.raises(InvalidInput, match=r"graded\['grade'\]\[0\]: 'Z'"):
        worklist(given, PRIORITY, graded=graded(a="Z"))
    with pytest.raises(InvalidInput, match="each party once"):
        worklist(given, graded={"party_id": Labels.of(["a", "b", "a"])})
    with pytest.raises(InvalidInput, match=r"graded\['score'\]: 'ndarray' given"):
        worklist(given, graded={"party_id": Labels.of(["a"]), "score": np.array([1])})
    with pytest.raises(InvalidInput, match="1 rows, as party_id has"):
        worklist(given, graded={"party_id": Labels.of(["a"]), "score": Numbers([1, 2])})


def test_a_sum_that_could_wrap_is_refused() -> None:
    """As everywhere."""
    given = items(("a", "1 JPY", 1), ("a", "1 JPY", 1))
    large = OpenItems(as_of=AS_OF, party=given.party, open=Amounts([2**62, 2**62], "JPY"), due=given.due)
    with pytest.raises(AmountTooLarge):
        worklist(large)


def test_labels_that_stand_twice_are_one_party() -> None:
    """A host's codes may name one text twice; and many parties in many currencies are told apart."""
    twice = Labels(np.array([0, 1]), ("a", "a"))
    given = OpenItems(as_of=AS_OF, party=twice, open=Amounts([100, 200], "EUR"), due=["2026-03-01"] * 2)
    assert [row[1:5] for row in listed(worklist(given))] == [("a", "EUR", 3, Money(3, "EUR"))]
    many = OpenItems(
        as_of=AS_OF, party=Labels.of([f"p{i:06}" for i in range(40_000)]),
        open=Amounts(np.arange(40_000) + 1, Labels.of(["EUR", "CNY"] * 20_000)), due=["2026-03-01"] * 40_000,
    )  # fmt: skip
    found = worklist(many)
    assert rows_of(found) == 40_000
    assert (found["party_id"][0], found["party_id"][20_000]) == ("p039999", "p039998")
    assert found["rank"][20_000] == 1


# The plain loop


def plain(
    given: OpenItems, priority: Priority, plan: Collection, grades: dict[str, str | None], rates: Rates | None
) -> list[tuple[Any, ...]]:
    """The worklist as it is said: item by item, Fractions for money."""
    spans: dict[tuple[str, str], dict[int, int]] = {}
    oldest: dict[tuple[str, str], int] = {}
    for i in range(len(given)):
        days = given.days_past_due[i]
        if given.unapplied[i] or days is None or days <= 0:
            continue
        pair = (given.party[i] or "", given.open.currencies[i] or "")
        span = sum(days > edge for edge in priority.edges)
        part = int(given.open.minor[i] - given.disputed[i])
        sums = spans.setdefault(pair, {})
        sums[span] = sums.get(span, 0) + part
        if part > 0:
            oldest[pair] = max(oldest.get(pair, 0), int(days))
    rows = []
    for (party, currency), sums in spans.items():
        total = sum(sums.values())
        if total <= 0:
            continue
        grade, days = grades.get(party), oldest[party, currency]
        urgency = min(cell(priority, grade, span, total, currency, rates) for span, part in sums.items() if part > 0)
        step = due(plan, grade, days, total, currency, rates)
        rows.append((currency, urgency, -total, -days, party, step))
    ranked, ranks = [], dict.fromkeys((row[0] for row in rows), 0)
    for currency, urgency, total, days, party, step in sorted(rows, key=lambda row: row[:5]):
        ranks[currency] += 1
        ranked.append((ranks[currency], party, currency, urgency, Money.of_minor(-total, currency), -days, step))
    return ranked


def below(total: int, currency: str, threshold: Money | None, rates: Rates | None) -> bool:
    """Whether minor units are worth less than a threshold."""
    if threshold is None:
        return False
    if currency == threshold.currency:
        return total < threshold.minor
    try:
        ratio = (rates or Rates()).ratio(currency, threshold.currency, AS_OF)
    except RateMissing:
        return False
    major = Fraction(total, 10 ** exponent(currency)) * ratio
    return major < Fraction(threshold.minor, 10 ** exponent(threshold.currency))


def cell(priority: Priority, grade: str | None, span: int, total: int, currency: str, rates: Rates | None) -> int:
    """The class of one span."""
    spans = len(priority.edges) + 1
    if not priority.rows:
        found = 1 if span == spans - 1 else 3 if span == 0 else 2
    else:
        found = priority.rows[grade or list(priority.rows)[-1]][span]
    small = priority.small
    last = max((*priority.edges, 0)) if small is None or small.up_to_days is None else small.up_to_days
    held = small is not None and span < spans - 1 and priority.edges[span] <= last
    later = small is not None and held and below(total, currency, small.below, rates)
    return min(3, found + (small.classes if small is not None and later else 0))


def due(plan: Collection, grade: str | None, days: int, total: int, currency: str, rates: Rates | None) -> str | None:
    """The id of the last step that has come."""
    if below(total, currency, plan.minimum, rates):
        return None
    found = None
    for step in plan.steps:
        on = step.day + (plan.by_grade.get(grade or "", 0) if step.day > 0 else 0)
        if on <= days and not below(total, currency, step.minimum, rates):
            found = step.id
    return found


@given(st.data())
def test_the_columns_equal_the_plain_loop(data: st.DataObject) -> None:
    """Every row, in every order of the items."""
    given, priority, plan = data.draw(item_columns()), data.draw(priorities()), data.draw(collection_plans())
    rates = data.draw(collection_rates())
    grade = st.sampled_from([None, *priority.rows])
    grades = data.draw(st.dictionaries(st.sampled_from(["C-1", "C-2", "C-3", "X"]), grade))
    known = graded(**grades)
    shuffled = given.where(np.array(data.draw(st.permutations(range(len(given)))), dtype=np.int64))
    for one in (given, shuffled):
        found = listed(worklist(one, priority, plan, graded=known, rates=rates))
        assert [(*row[:6], row[7]) for row in found] == plain(given, priority, plan, grades, rates)
        scores = dict(zip(grades, known["score"].values.tolist(), strict=True))  # type: ignore[union-attr]
        assert [row[6] for row in found] == [scores.get(row[1]) for row in found]


@given(item_columns())
def test_what_is_listed_is_what_is_overdue_and_undisputed(given: OpenItems) -> None:
    """The amounts tie out with the ledger wherever nothing is negative."""
    positive = given.where(given.open.minor > 0)
    found = worklist(positive)
    late = [i for i in range(len(positive)) if (positive.days_past_due[i] or 0) > 0 and not positive.unapplied[i]]
    owed = sum(int(positive.open.minor[i] - positive.disputed[i]) for i in late)
    assert sum(found["overdue_amount"].minor.tolist()) == owed  # type: ignore[union-attr]
