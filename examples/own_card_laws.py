"""The house scorecard held to the public laws. With pytest the functions below run as they stand."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit import Facts, ready_made
from creditkit.columns import Record
from creditkit.ledger import MemoryStore
from creditkit.scoring import Numeric, Scorecard
from creditkit.testing import (
    check_monotone,
    check_no_look_ahead,
    check_scalar_equals_columns,
    check_store,
    facts,
    records,
)

CARD = Scorecard([Numeric("on_time_rate", edges=["0.8", "0.95"], points=[0, 20, 30], better="higher")])


@given(st.lists(records(CARD), min_size=1))
def test_both_doors_agree(rows: list[Record]) -> None:
    """One record and a column of them score the same."""
    check_scalar_equals_columns(CARD, rows)


@given(records(CARD))
def test_a_better_payer_never_scores_less(row: Record) -> None:
    """As the on-time rate rises, the score does not fall."""
    check_monotone(CARD, "on_time_rate", row)


@settings(max_examples=20, deadline=None)  # a whole review each time
@given(facts(max_parties=2))
def test_nothing_leaks_in(known: Facts) -> None:
    """What is recorded or dated later changes no review."""
    check_no_look_ahead(ready_made("five-step"), known, date(2025, 12, 31))


def test_our_store() -> None:
    """Where the ledger is kept is held to the same promises, whatever it is."""
    check_store(MemoryStore)


if __name__ == "__main__":
    for law in (
        test_both_doors_agree,
        test_a_better_payer_never_scores_less,
        test_nothing_leaks_in,
        test_our_store,
    ):
        law()
        print(f"{law.__name__}: holds")
