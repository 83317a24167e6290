"""An adapter for an ERP is one generator of facts. The host's records are stood in for by small classes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from creditkit import Allocation, Document, Facts, Money, Party, Policy, assess, ready_made, review
from creditkit.facts import Fact
from creditkit.limits import UpTo


class Partner(NamedTuple):
    """A row of the host's partners."""

    id: int
    parent_id: int | None
    country: str


class Move(NamedTuple):
    """A row of the host's journal: what is owed is positive, what came in or was credited is negative."""

    name: str
    partner_id: int
    journal: str
    amount: str
    currency: str
    booked: date
    date_maturity: date | None
    create_date: datetime


class Reconcile(NamedTuple):
    """A match between two of them."""

    id: int
    debit: str
    credit: str
    amount: str
    currency: str
    max_date: date
    create_date: datetime


def at(year: int, month: int, day: int) -> datetime:
    """Nine in the morning, UTC."""
    return datetime(year, month, day, 9, tzinfo=UTC)


PARTNERS = [Partner(1, None, "DE"), Partner(2, 1, "DE")]
MOVES = [
    Move("INV/1", 1, "sale", "1190.00", "EUR", date(2025, 9, 1), date(2025, 10, 1), at(2025, 9, 1)),
    Move("INV/2", 2, "sale", "595.00", "EUR", date(2025, 11, 3), date(2025, 12, 3), at(2025, 11, 3)),
    Move("RINV/1", 1, "sale", "-190.00", "EUR", date(2025, 9, 20), None, at(2025, 9, 20)),
    Move("BNK/1", 1, "bank", "-1200.00", "EUR", date(2025, 10, 6), None, at(2025, 10, 8)),
]
RECONCILES = [
    Reconcile(1, "INV/1", "RINV/1", "190.00", "EUR", date(2025, 9, 20), at(2025, 9, 20)),
    Reconcile(2, "INV/1", "BNK/1", "1000.00", "EUR", date(2025, 10, 6), at(2025, 10, 8)),
]


def facts_of(partners: list[Partner], moves: list[Move], reconciles: list[Reconcile]) -> Iterator[Fact]:
    """Everything the host knows, as facts. Amounts go in as text: a float has lost the cent already."""
    journal = {move.name: move.journal for move in moves}
    for p in partners:
        yield Party(str(p.id), parent_id=str(p.parent_id) if p.parent_id else None, country=p.country)
    for m in moves:
        amount = Money(m.amount, m.currency)
        receipt = m.journal == "bank"
        yield Document(
            m.name,
            str(m.partner_id),
            -amount if receipt else amount,  # a negative invoice is a credit note, a receipt is positive
            kind="receipt" if receipt else "invoice",
            issued_on=m.booked,
            due_on=m.date_maturity,
            recorded_at=m.create_date,
        )
    for r in reconciles:
        yield Allocation(
            str(r.id),
            r.debit,
            Money(r.amount, r.currency),
            value_on=r.max_date,
            from_id=r.credit,
            kind="cash" if journal[r.credit] == "bank" else "credit_note",
            recorded_at=r.create_date,
        )


def refresh(facts: Facts, policy: Policy, today: date) -> None:
    """Prints what a host would write back to its partners: figures, grade and limit, and by which policy."""
    snapshot = facts.at(today)
    found = review(policy, snapshot)
    for party_id in snapshot.parties():
        seen = found.behaviour.of(party_id)
        buckets = {bucket: str(amount) for _, bucket, _, amount in found.aging.of(party_id)}
        print(f"partner {party_id}: on time {seen['on_time_rate']}, overdue {seen['overdue_amount']}, {buckets}")
        one = assess(policy, snapshot, party_id)
        limit = one.limit.amount if isinstance(one.limit, UpTo) else None
        print(f"  grade {one.grade.label}, limit {limit}, policy {one.policy[:8]}")


refresh(Facts(facts_of(PARTNERS, MOVES, RECONCILES)), ready_made("five-step"), today=date(2025, 12, 31))
