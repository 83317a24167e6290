"""The orders that wait for a decision.

An open order waits unless somebody has decided it: a delivery went out against it, an event ``reservation``
names it, or an event ``release`` names it and still covers it. What is decided is part of the exposure; what waits is
checked, and consumes nothing until it is approved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from creditkit.columns import Record
from creditkit.errors import CreditkitError
from creditkit.facts import Event, Order, Snapshot
from creditkit.limits import Release
from creditkit.money import Money

RELEASE, RESERVATION = "release", "reservation"


def in_order(order: Order) -> tuple[date, str]:
    """Orders are checked by the day they were placed, then by number."""
    return order.placed_on, order.order_id


def waiting_orders(snapshot: Snapshot) -> tuple[Order, ...]:
    """The open orders that nobody has decided yet, in the order in which they are checked."""
    open_ones = [order for order in open_orders(snapshot) if order.status == "open"]
    if not open_ones:
        return ()
    delivered = set(snapshot.view("deliveries").labels("order_id").texts())
    decided = _by_order(snapshot)
    waiting = (
        order
        for order in open_ones
        if order.order_id not in delivered
        and not any(_decides(event, order, snapshot.as_of) for event in decided.get(order.order_id, ()))
    )
    return tuple(sorted(waiting, key=in_order))


def open_orders(snapshot: Snapshot) -> Iterator[Order]:
    """The orders of a snapshot."""
    return (cast("Order", order) for order in snapshot.records("orders"))


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
