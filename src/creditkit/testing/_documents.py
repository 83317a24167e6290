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


def documents(
    *,
    document_ids: Sequence[str] = ("D1", "D2", "D3"),
    party_ids: Sequence[str] = ("C1", "C2"),
    kinds: Sequence[DocumentKind] = _KINDS,
    codes: Sequence[str] = CURRENCIES_DRAWN,
    max_minor: int = 1_000_000,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Document]:
    """Documents: due or undated, disputed or not, settled in one go or not, some in instalments."""
    plain = st.builds(
        Document,
        st.sampled_from(list(document_ids)),
        st.sampled_from(list(party_ids)),
        amounts(codes=codes, max_minor=max_minor),
        issued_on=days(min_day=min_day, max_day=max_day),
        kind=st.sampled_from(list(kinds)),
        recorded_at=st.none() | moments(min_day=min_day, max_day=max_day),
    )
    return st.builds(_varied, plain, _DELAYS, _RARE_DELAYS, _DISPUTES, _SCHEDULES)


_DELAYS = st.none() | st.integers(0, 150)
_RARE_DELAYS = st.none() | st.none() | _DELAYS
#: Undated or the delay of the first day; eighths of the amount, or all; the delay of the end.
_DISPUTES = st.none() | st.none() | st.tuples(_DELAYS, st.none() | st.integers(0, 8), _RARE_DELAYS)
_PARTS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60)), min_size=1, max_size=3)
_SCHEDULES = st.none() | st.none() | _PARTS


def _varied(
    document: Document,
    due: int | None,
    settled: int | None,
    dispute: tuple[int | None, int | None, int | None] | None,
    schedule: Sequence[tuple[int, int]] | None,
) -> Document:
    """The document with a due date, settlement, dispute and instalments, or none of them."""
    out = attrs.evolve(document, due_on=_later(document, due), settled_on=_later(document, settled))
    if dispute is not None:
        started, eighths, ended = dispute
        minor = None if eighths is None else Money.of_minor(out.amount.minor * eighths // 8, out.amount.currency)
        out = attrs.evolve(
            out,
            disputed=started is None,
            disputed_on=_later(document, started),
            disputed_amount=minor,
            dispute_ended_on=_later(document, ended),
        )
    if schedule is None or out.due_on is None or out.kind != "invoice":
        return out
    return attrs.evolve(out, instalments=_schedule(out.amount, out.due_on, schedule))


def _later(document: Document, days_after: int | None) -> date | None:
    return None if days_after is None else document.issued_on + timedelta(days=days_after)


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
        reversed_on=value_on + timedelta(days=back) if (back := draw(_DELAYS)) is not None else None,
    )  # fmt: skip
