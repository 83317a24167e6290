"""The orders that wait for a decision.

An open order waits unless somebody has decided it: a delivery went out against it, an invoice bills it, an event
``reservation`` names it, or an event ``release`` names it and still covers it. What is decided is part of the
exposure; what waits is checked, and consumes nothing until it is approved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias, cast

import attrs

from creditkit.columns import Record, rows_where
from creditkit.errors import CreditkitError
from creditkit.facts import DocumentKind, Event, Order, Snapshot
from creditkit.facts._schema import DOCUMENT_KINDS, ORDER_STATUSES
from creditkit.facts._to_records import records
from creditkit.limits import Release
from creditkit.money import Money
from creditkit.receivables import book

#: Number of an order, party, currency.
_Link: TypeAlias = tuple[str, str, str]
RELEASE, RESERVATION = "release", "reservation"


def in_order(order: Order) -> tuple[date, str]:
    """Orders are checked by the day they were placed, then by number."""
    return order.placed_on, order.order_id


def waiting_orders(snapshot: Snapshot) -> tuple[Order, ...]:
    """The open orders that nobody has decided yet, in the order in which they are checked."""
    if not len(snapshot.view("orders")):
        return ()
    open_ones = list(open_orders(snapshot))
    if not open_ones:
        return ()
    gone = set(snapshot.view("deliveries").labels("order_id").texts())
    billed = {(number, party) for number, party, _ in _named(snapshot, "invoice")}
    decided = _by_order(snapshot)
    waiting = (
        with_receipts(snapshot, order)
        for order in open_ones
        if order.order_id not in gone
        and (order.order_id, order.party_id) not in billed
        and not any(_decides(event, order, snapshot.as_of) for event in decided.get(order.order_id, ()))
    )
    return tuple(sorted(waiting, key=in_order))


def with_receipts(snapshot: Snapshot, order: Order) -> Order:
    """The order with what has come in for it: receipts that name it are its prepayment, whatever it says itself.

    They count with what nothing has used of them, and exposure leaves them out: so they count once.
    """
    found = _named(snapshot, "receipt").get((order.order_id, order.party_id, order.amount.currency))
    return order if found is None else attrs.evolve(order, prepaid=Money.of_minor(found, order.amount.currency))


def as_asked(snapshot: Snapshot, order: Order) -> Order:
    """An order that somebody asks about, with what has come in for it.

    A prepayment that he names counts as named, unless it is only what the stored order says.
    """
    cleared = with_receipts(snapshot, order)
    if cleared is order or order.prepaid is None:
        return cleared
    stored = next((one for one in open_orders(snapshot) if one.order_id == order.order_id), None)
    return cleared if stored is not None and stored.prepaid == order.prepaid else order


def _named(snapshot: Snapshot, kind: DocumentKind) -> Mapping[_Link, int]:
    """By order, party and currency, what is unapplied of the documents of a kind that name an order."""
    return snapshot.memo(("documents of orders", kind), lambda: _naming(snapshot, DOCUMENT_KINDS.index(kind)))


def _naming(snapshot: Snapshot, kind: int) -> Mapping[_Link, int]:
    documents = snapshot.invoices
    order, party = documents.labels("order_id"), documents.labels("party_id")
    if not order.labels:
        return {}
    left, currency = book(snapshot).unapplied, documents.amounts().currencies
    found: dict[_Link, int] = {}
    for row in rows_where((order.codes >= 0) & (documents.labels("kind").codes == kind)).tolist():
        link = (order[row] or "", party[row] or "", currency[row] or "")
        found[link] = found.get(link, 0) + int(left[row])
    return found


def open_orders(snapshot: Snapshot) -> Iterator[Order]:
    """The orders of a snapshot whose status is open. Most orders of a ledger are done: those become no records."""
    orders = snapshot.view("orders")
    shown = orders.restrict(orders.labels("status").codes == ORDER_STATUSES.index("open"))
    return (cast("Order", order) for order in records("orders", {"orders": shown.columns()}))


def _by_order(snapshot: Snapshot) -> Mapping[object, list[Event]]:
    found: dict[object, list[Event]] = {}
    for event in snapshot.events:
        if event.kind in (RELEASE, RESERVATION):
            found.setdefault(event.figures.get("order_id"), []).append(event)
    return found


def _decides(event: Event, order: Order, day: date) -> bool:
    """Whether an event settles that the order may go. A release that cannot be read settles nothing."""
    if event.party_id != order.party_id:
        return False
    if event.kind == RESERVATION:
        return True
    try:
        return _release(event.figures, order, event.on).covers(order.amount, day)
    except CreditkitError:
        return False


def _release(figures: Record, order: Order, on: date) -> Release:
    """What a release event says; without an amount it was at the order's own."""
    amount = figures.get("amount")
    currency = cast(str, figures.get("currency", order.amount.currency))
    given = {name: figures[name] for name in ("tolerance", "valid_days") if name in figures}
    return Release(
        order.order_id,
        order.amount if amount is None else Money(cast("Decimal | str | int", amount), currency),
        on,
        **given,  # type: ignore[arg-type]
    )
