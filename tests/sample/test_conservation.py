"""Amounts of the sample tie out: every allocation fits, at any day and as known at any moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.facts import Allocation, Delivery, Document, Fact, Facts, Order
from creditkit.money import Money
from creditkit.sample import sample_records


def when(fact: Any) -> datetime:
    """When a fact was learned: never recorded is always known, a date is its end."""
    recorded = fact.recorded_at
    if recorded is None:
        return datetime.min.replace(tzinfo=UTC)
    if isinstance(recorded, datetime):
        return recorded
    return datetime.combine(recorded, time.max, UTC)


def versions(facts: Sequence[Any], key: str) -> dict[str, list[Any]]:
    """The records of each id, as they were learned."""
    found: dict[str, list[Any]] = defaultdict(list)
    for fact in sorted(facts, key=when):
        found[getattr(fact, key)].append(fact)
    return found


def known(history: Sequence[Any], moment: datetime) -> Any:
    """The last version learned up to a moment, or None."""
    return next((fact for fact in reversed(history) if when(fact) <= moment), None)


def active(claim: Allocation, day: date) -> bool:
    """Whether an allocation counts on a day."""
    return claim.value_on <= day and (claim.reversed_on is None or claim.reversed_on > day)


def faults(records: Sequence[Fact]) -> Iterator[str]:
    """What is wrong with the allocations, by plain loops."""
    documents = versions([f for f in records if isinstance(f, Document)], "document_id")
    claims = versions([f for f in records if isinstance(f, Allocation)], "allocation_id")
    touching: dict[str, list[list[Allocation]]] = defaultdict(list)
    for history in claims.values():
        yield from twice(history)
        for claim in history:
            yield from misfits(claim, documents)
        for end in {history[0].to_id, history[0].from_id} - {None}:
            touching[str(end)].append(history)
    for histories in documents.values():
        yield from twice(histories)
    for document_id, histories in touching.items():
        yield from overdrawn(document_id, documents.get(document_id, []), histories)


def twice(history: Sequence[Any]) -> Iterator[str]:
    """Two records of one id at one moment contradict each other."""
    if len({when(fact) for fact in history}) < len(history):
        yield f"{history[0]} is recorded twice at once"


def misfits(claim: Allocation, documents: dict[str, list[Document]]) -> Iterator[str]:
    """An allocation needs documents that are known, of the right kind and currency, and there by its day."""
    invoice = known(documents.get(claim.to_id, []), when(claim))
    source = known(documents.get(claim.from_id or "", []), when(claim))
    if invoice is None or invoice.kind != "invoice" or invoice.amount.currency != claim.amount.currency:
        yield f"{claim.allocation_id} settles no known invoice of its currency"
        return
    starts = invoice.issued_on
    if claim.from_id is not None:
        if source is None or source.kind == "invoice" or source.amount.currency != claim.amount.currency:
            yield f"{claim.allocation_id} uses up nothing that is known"
            return
        if source.kind == "receipt":
            starts = min(starts, source.issued_on)
        if claim.value_on < source.issued_on:
            yield f"{claim.allocation_id} counts before its {source.kind}"
    if claim.value_on < starts:
        yield f"{claim.allocation_id} counts before its invoice"


def overdrawn(document_id: str, document: list[Document], histories: list[list[Allocation]]) -> Iterator[str]:
    """At every moment of recording, on every day, what counts is at most the amount known then."""
    for moment in sorted({when(claim) for history in histories for claim in history}):
        holds = known(document, moment)
        claims = [claim for history in histories if (claim := known(history, moment)) is not None]
        for day in {claim.value_on for claim in claims}:
            taken = sum(claim.amount.minor for claim in claims if active(claim, day))
            if holds is None or taken > holds.amount.minor:
                yield f"{document_id} is overdrawn on {day} as known at {moment}"


def test_every_allocation_fits(ledger: tuple[Fact, ...]) -> None:
    """The ledger of the usual size is without a fault, and none of its allocations is set aside."""
    assert not list(faults(ledger))
    facts = Facts(ledger)
    for day in (date(2024, 8, 31), date(2025, 6, 30), date(2025, 12, 31)):
        for known_at in (None, day):
            assert not [f for f in facts.at(day, known_at).findings if f.severity != "note"]


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_every_seed_fits(seed: int) -> None:
    """It is so by construction, not by a lucky seed."""
    assert not list(faults(sample_records(seed=seed, parties=24, months=12)))


def _swap(records: Sequence[Fact], old: Allocation, **changes: Any) -> list[Fact]:
    return [attrs.evolve(old, **changes) if fact is old else fact for fact in records]


def _plain(records: Sequence[Fact]) -> Allocation:
    """An allocation of a receipt that pays one invoice whole."""
    documents = versions([f for f in records if isinstance(f, Document)], "document_id")
    return next(
        f
        for f in records
        if isinstance(f, Allocation)
        and f.kind == "cash"
        and f.recorded_at is not None
        and f.from_id is not None
        and f.amount == documents[f.to_id][-1].amount
    )


BREAKS: dict[str, Callable[[Sequence[Fact], Allocation], Sequence[Fact]]] = {
    "a cent more": lambda r, a: _swap(r, a, amount=a.amount + Money.of_minor(1, a.amount.currency)),
    "currency": lambda r, a: _swap(r, a, amount=Money.of_minor(1, "USD")),
    "too early": lambda r, a: _swap(r, a, value_on=a.value_on - timedelta(days=900)),
    "recorded too early": lambda r, a: _swap(r, a, recorded_at=date(2001, 1, 1)),
    "to nothing": lambda r, a: _swap(r, a, to_id="nothing"),
    "from nothing": lambda r, a: _swap(r, a, from_id="nothing"),
    "to a receipt": lambda r, a: _swap(r, a, to_id=a.from_id),
    "recorded twice": lambda r, a: [*r, a],
    "spent twice": lambda r, a: [*r, attrs.evolve(a, allocation_id="again", recorded_at=date(2027, 1, 1))],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_check_can_fail(ledger: tuple[Fact, ...], name: str) -> None:
    """A ledger with one bad allocation is seen."""
    party = [f for f in ledger if getattr(f, "party_id", "C-0002") == "C-0002"]
    numbers = {f.document_id for f in party if isinstance(f, Document)}
    mine = [f for f in party if not isinstance(f, Allocation) or f.to_id in numbers]
    assert not list(faults(mine))
    assert list(faults(BREAKS[name](mine, _plain(mine))))


def test_orders_are_delivered_in_full(ledger: tuple[Fact, ...]) -> None:
    """What left against a billed order is what was ordered, to the cent, and is invoiced at that amount."""
    orders = versions([f for f in ledger if isinstance(f, Order)], "order_id")
    left: dict[str, int] = defaultdict(int)
    for fact in ledger:
        if isinstance(fact, Delivery):
            left[fact.order_id] += fact.amount.minor
    ended = [history[-1] for history in orders.values()]
    assert all(left[order.order_id] <= order.amount.minor for order in ended)
    billed = [order for order in ended if order.status == "billed"]
    whole = sum(left[order.order_id] == order.amount.minor for order in billed)
    assert whole >= len(billed) * 0.99  # a delivery of the last days may not be posted yet
    assert not [order for order in ended if order.status == "cancelled" and left[order.order_id]]
