"""What was said to customers and decided about their orders: notices, promises, reservations, releases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from creditkit.columns import Value, scaled
from creditkit.facts import Delivery, Event, Order
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment

#: Who is reminded.
LATE = ("slow", "erratic", "partial", "stops", "slipping")

#: Per cent of the orders that wait at the end: taken by hand, and released over a check.
RESERVED, RELEASED = 8, 5


def dealings(account: Account, book: Book) -> None:
    """Writes the events of a customer."""
    if account.temperament.name in LATE and account.party.kind == "customer":
        _reminded(account, book)
    for order in _waiting(book):
        _decided(account, book, order)


def _reminded(account: Account, book: Book) -> None:
    """Notices, and to some of them a promise: kept, broken and kept later, or broken."""
    dice = account.dice
    for level in (1, 2):
        day = dice.between(book.first, book.last)
        _said(account, book, "notice", day, {"level": level})
        if not dice.chance(50):
            continue
        promise = {"promise_id": f"PR-{account.code}-{level}"}
        amount = scaled(account.order_size * dice.between(1, 3), 2)
        _said(account, book, "promise", day + 2, {**promise, "amount": amount, "by": date.fromordinal(day + 14)})
        if dice.chance(70):
            _said(account, book, "promise_kept", day + 13, promise)
        else:
            _said(account, book, "promise_broken", day + 15, promise)
            if dice.chance(60):
                _said(account, book, "promise_kept", day + 40, promise)


def _waiting(book: Book) -> list[Order]:
    """The orders of the account that are open at the end, and of which nothing has left."""
    orders = {fact.order_id: fact for fact in book.facts if isinstance(fact, Order)}
    gone = {fact.order_id for fact in book.facts if isinstance(fact, Delivery)}
    return [order for order in orders.values() if order.status == "open" and order.order_id not in gone]


def _decided(account: Account, book: Book, order: Order) -> None:
    """A few orders were let through already; some of the releases have lapsed since."""
    dice, placed = account.dice, order.placed_on.toordinal()
    figures: dict[str, Value] = {"order_id": order.order_id, "amount": order.amount.amount}
    figures["currency"] = order.amount.currency
    if dice.chance(RESERVED):
        _said(account, book, "reservation", placed + dice.between(0, 2), figures)
    elif dice.chance(RELEASED):
        day = max(placed, book.last - dice.between(0, 10))
        _said(account, book, "release", day, {**figures, "role": "credit_manager"})


def _said(account: Account, book: Book, kind: str, day: int, figures: Mapping[str, Value]) -> None:
    stamp = book.stamp(day)
    serial = sum(isinstance(fact, Event) and fact.event_id is not None for fact in book.facts) + 1
    fact = Event(
        account.party.party_id, kind, on=date.fromordinal(day), figures=figures,
        event_id=f"EV-{account.code}-{serial}", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)
