"""Law: Σ buckets, less what is unapplied, is documents less allocations, by party and currency."""

from __future__ import annotations

from datetime import date
from typing import cast

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.aging import age
from creditkit.columns import Amounts, Columns
from creditkit.facts import Document, Facts, Moment, Snapshot
from creditkit.money import Money
from creditkit.receivables import open_items
from creditkit.testing import LAST_LOOK, check_tie_out, days, facts, moments

as_ofs = days(max_day=LAST_LOOK, latest_first=True)
GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=300)


@given(facts(), as_ofs, st.none() | moments())
def test_tie_out(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """On every ledger, as of any day and as known at any time."""
    check_tie_out(known, as_of, known_at=known_at)


def in_floats(snapshot: Snapshot) -> Columns:
    """An ageing that adds 32-bit floats of major units, as a spreadsheet export might."""
    columns = age(open_items(snapshot)).columns()
    amount = cast(Amounts, columns["amount"])
    major = np.rint(amount.minor.astype(np.float32) / np.float32(100) * np.float32(100)).astype(np.int64)
    return {**columns, "amount": Amounts(major, amount.currency)}


def test_a_float_loses_a_cent() -> None:
    """167,772.17 is 16,777,217 cents, one more than a 32-bit float can count."""
    known = Facts([Document("1", "C", Money("167772.17", "EUR"), issued_on=date(2025, 1, 1))])
    check_tie_out(known, date(2025, 3, 1))
    with pytest.raises(AssertionError, match=r"16777216 and 16777217"):
        check_tie_out(known, date(2025, 3, 1), calculate=in_floats)


def without_unapplied(snapshot: Snapshot) -> Columns:
    """An ageing that forgets receipts and credit notes."""
    items = open_items(snapshot)
    return age(items.where(~items.unapplied)).columns()


def disputes_beside(snapshot: Snapshot) -> Columns:
    """An ageing that takes the disputed part out of its bucket."""
    columns = age(open_items(snapshot)).columns()
    amount, disputed = cast(Amounts, columns["amount"]), cast(Amounts, columns["disputed_amount"])
    return {**columns, "amount": Amounts(amount.minor - disputed.minor, amount.currency)}


@pytest.mark.parametrize("broken", [without_unapplied, disputes_beside])
def test_broken_agings(broken: object) -> None:
    """What is left out of an ageing is missed."""

    @GENERATED
    @given(facts(), as_ofs)
    def run(known: Facts, as_of: date) -> None:
        check_tie_out(known, as_of, calculate=broken)  # type: ignore[arg-type]

    with pytest.raises(AssertionError):
        run()
