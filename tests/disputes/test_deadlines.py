"""Deadlines, what is over them, and the table of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from creditkit.columns import Amounts, Labels, Numbers, rows_of
from creditkit.disputes import (
    Case,
    DisputedItem,
    DisputeRules,
    case_columns,
    deadline,
    open_case,
    overdue_cases,
)
from creditkit.money import Money
from creditkit.reasons import text

DAY = date(2026, 3, 2)
RULES = DisputeRules(deadlines_days={"registered": 2, "investigating": 10, "mediating": 30, "resolved": 5})


def case(case_id: str = "D-118", on: date = DAY, code: str = "EUR") -> Case:
    return open_case(case_id, "C-7", [DisputedItem("0451", Money("80", code))], category="price", on=on)


def test_a_deadline_counts_from_the_day_of_the_state() -> None:
    """On the deadline it is in time, the day after it is one day over; closed cases have none."""
    one = case().step("investigate", on=date(2026, 3, 4), responsible="quality")
    assert deadline(one, RULES) == date(2026, 3, 14)
    assert overdue_cases([one], RULES, date(2026, 3, 14)) == ()
    [row] = overdue_cases([one], RULES, date(2026, 3, 15))
    assert (row.state, row.since, row.due_on, row.days_over) == (
        "investigating", date(2026, 3, 4), date(2026, 3, 14), 1,
    )  # fmt: skip
    assert (row.responsible, row.disputed) == ("quality", Money("80", "EUR"))
    assert deadline(one.step("withdraw", on=date(2026, 3, 5)), RULES) is None
    assert deadline(one, DisputeRules()) is None
    assert deadline(case(on=date.max), RULES) is None


def test_every_state_that_waits_is_said() -> None:
    """Each with its own sentence, in both languages."""
    looked = case().step("investigate", on=DAY)
    waiting = [case(), looked, looked.step("mediate", on=DAY), looked.step("resolve", on=DAY, outcome="unfounded")]
    said = {
        text(row.finding.reason, language)
        for row in overdue_cases(waiting, RULES, date(2026, 6, 1))
        for language in ("en", "zh")
    }
    assert len(said) == 8
    assert all("2026-03-02" in one and "D-118" in one for one in said)


def test_the_longest_over_comes_first() -> None:
    """Then by number; a case of a later day is not there yet; nor is a step that was not recorded by then."""
    rows = overdue_cases(
        [case("B"), case("A"), case("C", date(2026, 2, 1)), case("Z", date(2026, 9, 1))], RULES, DAY.replace(day=9)
    )
    assert [row.case_id for row in rows] == ["C", "A", "B"]
    late = case().step("investigate", on=DAY, recorded_at=datetime(2026, 3, 20, tzinfo=UTC))
    assert overdue_cases([late], RULES, date(2026, 3, 9)) == ()
    [row] = overdue_cases([late], RULES, date(2026, 3, 9), known_at=date(2026, 3, 9))
    assert row.state == "registered"


def test_the_table() -> None:
    """A row a case, as it stood on the day; amounts of each currency in its own minor units."""
    done = case(code="JPY").step("investigate", on=DAY, root_cause="packing")
    done = done.step("resolve", on=date(2026, 3, 5), outcome="our_fault")
    columns = case_columns([done, case("A"), case("Z", date(2026, 9, 1))], RULES, date(2026, 3, 12))
    assert rows_of(columns) == 2
    plain = {name: column.texts() if isinstance(column, Labels) else None for name, column in columns.items()}
    assert plain["state"] == ["resolved", "registered"]
    assert plain["outcome"] == ["our_fault", None]
    assert plain["root_cause"] == ["packing", None]
    amounts, over, due = columns["credit_due"], columns["days_over"], columns["due_on"]
    assert isinstance(amounts, Amounts)
    assert isinstance(over, Numbers)
    assert isinstance(due, np.ndarray)
    assert amounts.minor.tolist() == [80, 0]
    assert over.values.tolist() == [2, 8]
    assert due.tolist() == [date(2026, 3, 10), date(2026, 3, 4)]
    assert rows_of(case_columns([], RULES, DAY)) == 0
