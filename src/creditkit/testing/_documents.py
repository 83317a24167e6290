"""Strategies for documents, their instalments, and allocations that fit them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.facts import Allocation, AllocationKind, Document, DocumentKind, Instalment, Moment
from creditkit.money import Money
from creditkit.testing._values import CURRENCIES_DRAWN, FIRST_DAY, LAST_DAY, amounts, days, stamps

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
    order_ids: Sequence[str] = ("O1", "O2"),
) -> SearchStrategy[Document]:
    """Documents: due or undated, disputed (some by our fault) or not, settled in one go or not, some in instalments."""
    return st.builds(
        _document,
        st.tuples(st.sampled_from(list(document_ids)), st.sampled_from(list(party_ids))),
        amounts(codes=codes, max_minor=max_minor),
        days(min_day=min_day, max_day=max_day),
        st.sampled_from(list(kinds)),
        stamps(min_day=min_day, max_day=max_day),
        st.tuples(_MAYBE, _SELDOM),
        st.tuples(st.integers(-8, 8), _MAYBE, _SELDOM, st.integers(-300, 150)),
        st.tuples(st.integers(-3, 3), st.integers(0, 60)),
        st.sampled_from([None, *order_ids]),
    )


#: Delays of one day more than they say; zero and less is none. One plain number each: such ledgers draw
#: and shrink several times faster than ones of optional values.
_MAYBE = st.integers(-150, 150)
_SELDOM = st.integers(-450, 150)


def _document(  # noqa: PLR0913, PLR0917  (what is drawn)
    ids: tuple[str, str],
    amount: Money,
    issued: date,
    kind: DocumentKind,
    recorded: Moment | None,
    dates: tuple[int, int],
    dispute: tuple[int, int, int, int],
    schedule: tuple[int, int],
    order_id: str | None,
) -> Document:
    """A document of plain numbers: delays after its issue, eighths in dispute, parts and their gap."""
    due_on, settled_on = (_later(issued, delay) for delay in dates)
    eighths, started, ended, found = dispute
    disputed = eighths > 0
    part = Money.of_minor(amount.minor * eighths // 8, amount.currency) if 0 < eighths < 8 else None
    parts, gap = schedule
    several = due_on is not None and parts > 1 and kind == "invoice"
    return Document(
        *ids,
        amount,
        issued_on=issued,
        due_on=due_on,
        kind=kind,
        recorded_at=recorded,
        settled_on=settled_on,
        disputed=disputed and started <= 0,
        disputed_on=_later(issued, started) if disputed else None,
        disputed_amount=part,
        dispute_ended_on=_later(issued, ended) if disputed else None,
        our_fault_on=_later(issued, found),
        order_id=order_id,
        instalments=_schedule(amount, due_on, [(n + 1, gap) for n in range(parts)]) if several and due_on else (),
    )


def _later(day: date, delay: int) -> date | None:
    return None if delay <= 0 else day + timedelta(days=delay - 1)


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
        draw(st.sampled_from(list(allocation_ids))),
        to.document_id,
        Money.of_minor(draw(st.integers(1, max(room, 1))), to.amount.currency),
        value_on=value_on,
        from_id=None if source is None else source.document_id,
        kind=draw(st.sampled_from(_SETTLEMENTS)),
        reversed_on=_later(value_on, draw(_MAYBE)),
    )
