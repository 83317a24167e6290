"""Strategies for documents, their instalments, and allocations that fit them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.facts import Allocation, AllocationKind, Document, DocumentKind, Instalment
from creditkit.money import Money
from creditkit.testing._values import CURRENCIES_DRAWN, FIRST_DAY, LAST_DAY, amounts, days, moments

_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
_SETTLEMENTS: tuple[AllocationKind, ...] = get_args(AllocationKind)


def instalments(
    amount: Money, *, first_due: date, max_parts: int = 3, max_gap: int = 60
) -> SearchStrategy[tuple[Instalment, ...]]:
    """Instalments that sum to the amount, each due up to ``max_gap`` days after the one before."""
    parts = st.lists(st.tuples(st.integers(1, 3), st.integers(0, max_gap)), min_size=1, max_size=max_parts)
    return parts.map(lambda drawn: _schedule(amount, first_due, drawn))


def _schedule(amount: Money, due: date, drawn: Sequence[tuple[int, int]]) -> tuple[Instalment, ...]:
    shares = amount.allocate([weight for weight, _ in drawn])
    out = []
    for share, (_, gap) in zip(shares, drawn, strict=True):
        if share:
            out.append(Instalment(due, share))
        due += timedelta(days=gap)
    return tuple(out)


@st.composite
def documents(
    draw: DrawFn,
    *,
    document_ids: Sequence[str] = ("D1", "D2", "D3"),
    party_ids: Sequence[str] = ("C1", "C2"),
    kinds: Sequence[DocumentKind] = _KINDS,
    codes: Sequence[str] = CURRENCIES_DRAWN,
    max_minor: int = 1_000_000,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> Document:
    """Documents: due or undated, disputed or not, settled in one go or not, some in instalments."""
    amount = draw(amounts(codes=codes, max_minor=max_minor))
    issued = draw(days(min_day=min_day, max_day=max_day))
    plain = Document(
        draw(st.sampled_from(list(document_ids))), draw(st.sampled_from(list(party_ids))), amount,
        issued_on=issued, kind=draw(st.sampled_from(list(kinds))),
        recorded_at=draw(st.none() | moments(min_day=min_day, max_day=max_day)),
    )  # fmt: skip
    return draw(varied(plain))


@st.composite
def varied(draw: DrawFn, document: Document) -> Document:
    """The document with a due date, settlement, dispute or instalments that fit it, or none of them."""
    issued = document.issued_on
    after = _later(issued)
    due = draw(st.none() | after)
    disputed, started = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
    out = attrs.evolve(
        document, due_on=due, settled_on=draw(st.none() | after), disputed=disputed,
        disputed_on=draw(after) if started else None,
    )  # fmt: skip
    if disputed or started:
        part = draw(st.none() | st.integers(0, document.amount.minor))
        money = None if part is None else Money.of_minor(part, document.amount.currency)
        out = attrs.evolve(out, disputed_amount=money, dispute_ended_on=draw(st.none() | after))
    if due is not None and out.kind == "invoice" and draw(st.integers(0, 3)) == 3:
        out = attrs.evolve(out, instalments=draw(instalments(out.amount, first_due=due)))
    return out


def _later(day: date) -> SearchStrategy[date]:
    return st.integers(0, 150).map(lambda n: day + timedelta(days=n))


@st.composite
def allocations(
    draw: DrawFn,
    documents: Sequence[Document],
    *,
    allocation_ids: Sequence[str] = ("A1", "A2", "A3"),
    max_days: int = 150,
) -> Allocation:
    """Allocations to one of the invoices given, each within its amount; some use up a receipt or credit note.

    Raises:
        IndexError: when drawn, if there is no invoice among the documents.
    """
    to = draw(st.sampled_from([document for document in documents if document.kind == "invoice"]))
    sources = [d for d in documents if d.kind != "invoice" and d.amount.currency == to.amount.currency]
    source = draw(st.sampled_from([None, *sources]))
    room = to.amount.minor if source is None else min(to.amount.minor, source.amount.minor)
    first = to.issued_on if source is None else max(to.issued_on, source.issued_on)
    value_on = first + timedelta(days=draw(st.integers(0, max_days)))
    return Allocation(
        draw(st.sampled_from(list(allocation_ids))), to.document_id,
        Money.of_minor(draw(st.integers(1, max(room, 1))), to.amount.currency),
        value_on=value_on, from_id=None if source is None else source.document_id,
        kind=draw(st.sampled_from(_SETTLEMENTS)),
        reversed_on=draw(st.none() | _later(value_on)),
    )  # fmt: skip
