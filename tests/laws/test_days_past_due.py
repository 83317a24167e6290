"""Law: ageing depends on as_of − due alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.aging import age
from creditkit.facts import Facts, Moment, Snapshot
from creditkit.receivables import open_items
from creditkit.testing import LAST_LOOK, check_aging_depends_on_days_past_due, days, facts, moments

as_ofs = days(max_day=LAST_LOOK, latest_first=True)
shifts = st.integers(-2_000, 2_000)


@given(facts(), as_ofs, shifts, st.none() | moments())
def test_a_shift_changes_nothing(known: Facts, as_of: date, shift: int, known_at: Moment | None) -> None:
    """Across leap days, ends of year and whatever else a calendar has."""
    check_aging_depends_on_days_past_due(known, as_of, days=shift, known_at=known_at)


@given(facts(), as_ofs, shifts)
def test_open_items_too(known: Facts, as_of: date, shift: int) -> None:
    """Open items as well, their days apart."""
    check_aging_depends_on_days_past_due(known, as_of, days=shift, calculate=open_items)


def by_month(snapshot: Snapshot) -> object:
    """An ageing by calendar months, which some systems call the same."""
    items = open_items(snapshot)
    return [(item.open, item.due_on and snapshot.as_of.month - item.due_on.month) for item in items]


def from_a_fixed_day(snapshot: Snapshot) -> object:
    """An ageing as of the end of a year, whatever day is asked for."""
    items = open_items(snapshot)
    return [(item.open, item.due_on and (date(2026, 12, 31) - item.due_on).days) for item in items]


@pytest.mark.parametrize("broken", [by_month, from_a_fixed_day])
def test_broken_agings(broken: object) -> None:
    """Ages that depend on where in the calendar one stands are found."""

    @settings(phases=[Phase.generate], derandomize=True, max_examples=300)
    @given(facts(), as_ofs, shifts)
    def run(known: Facts, as_of: date, shift: int) -> None:
        check_aging_depends_on_days_past_due(known, as_of, days=shift, calculate=broken)  # type: ignore[arg-type]

    with pytest.raises(AssertionError, match=r"shift of"):
        run()


def test_the_days_of_a_table_may_differ() -> None:
    """The table of open items holds due dates; the law leaves days out and nothing else."""

    @given(facts(max_parties=2), as_ofs)
    @settings(max_examples=20)
    def run(known: Facts, as_of: date) -> None:
        check_aging_depends_on_days_past_due(
            known, as_of, days=1, calculate=lambda s: age(open_items(s), basis="issue")
        )

    run()
