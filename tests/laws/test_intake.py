"""Law: allocations are let in by one rule, each judged by what was known when it was recorded."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Amounts
from creditkit.facts import take

START = date(2025, 1, 1)


@attrs.frozen
class Claim:
    """An allocation row: ids and amounts small enough that they collide."""

    name: str
    to: int
    source: int | None
    minor: int
    value: int
    reversed_on: int | None
    recorded: int


claims = st.builds(
    Claim,
    st.sampled_from("abcd"),
    st.integers(0, 1),
    st.none() | st.integers(2, 3),
    st.integers(1, 10),
    st.integers(0, 6),
    st.none() | st.integers(0, 9),
    st.integers(0, 4),
)


def admitted(rows: list[Claim], amounts: list[int]) -> list[Claim]:
    """Which of these versions fit, in order of (value date, id); a reversal gives back on its day."""
    taken: list[Claim] = []
    for row in sorted(rows, key=lambda r: (r.value, r.name)):
        held = [r for r in taken if r.reversed_on is None or r.reversed_on > row.value]
        room = [
            amounts[document] - sum(r.minor for r in held if document in (r.to, r.source))
            for document in (row.to, row.source)
            if document is not None
        ]
        if min(room) >= row.minor:
            taken.append(row)
    return taken


def plainly(rows: list[Claim], amounts: list[int]) -> list[int]:
    """The row numbers of what is above the balance: moment by moment, with the versions known then."""
    out: set[int] = set()
    for moment in sorted({row.recorded for row in rows}):
        latest: dict[str, int] = {}
        for i, row in sorted(enumerate(rows), key=lambda pair: pair[1].recorded):
            if row.recorded <= moment and i not in out:
                latest[row.name] = i
        fits = [id(row) for row in admitted([rows[i] for i in latest.values()], amounts)]
        out |= {i for i in latest.values() if rows[i].recorded == moment and id(rows[i]) not in fits}
    return sorted(i + 1 for i in out)


def on(days: list[int | None]) -> np.ndarray:
    return np.array([None if n is None else START + timedelta(days=n) for n in days], dtype="datetime64[D]")


@given(
    st.lists(claims, max_size=9, unique_by=lambda c: (c.name, c.recorded)),
    st.lists(st.integers(1, 20), min_size=4, max_size=4),
)
def test_above_the_balance(rows: list[Claim], amounts: list[int]) -> None:
    """Corrections, moves, reversals and shared receipts: the same rows are set aside as by a plain loop."""
    documents = {
        "document_id": ["0", "1", "2", "3"],
        "party_id": ["C"] * 4,
        "amount": Amounts(amounts, "EUR"),
        "kind": ["invoice", "invoice", "receipt", "credit_note"],
        "issued_on": on([0] * 4),
        "due_on": on([None] * 4),
    }
    given_rows = {
        "allocation_id": [r.name for r in rows],
        "to_id": [str(r.to) for r in rows],
        "from_id": [None if r.source is None else str(r.source) for r in rows],
        "amount": Amounts([r.minor for r in rows], "EUR"),
        "value_on": on([r.value for r in rows]),
        "reversed_on": on([r.reversed_on for r in rows]),
        "recorded_at": on([r.recorded for r in rows]),
    }
    rejected = take({"invoices": documents, "allocations": given_rows}).rejected
    assert {r.reason.code for r in rejected} <= {"allocation_above_balance"}
    assert [r.row for r in rejected] == plainly(rows, amounts)
