"""Orders, deliveries and what is to be invoiced for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from creditkit.facts import Delivery, Order
from creditkit.money import Money
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment

OrderStatus = Literal["open", "shipped", "billed", "closed", "cancelled"]

#: Domestic sales carry value-added tax; exports are zero-rated.
VAT_PERCENT = {"CNY": 13, "EUR": 0}


@attrs.frozen
class Sale:
    """Goods of an order, to be invoiced on a day; ``prepaid`` minor units came in on ``prepaid_on``, ordinals both."""

    order_id: str
    day: int
    minor: int
    prepaid: int = 0
    prepaid_on: int = 0


@attrs.frozen
class Advance:
    """Minor units that come in for an order before it leaves, and the ordinal of the day."""

    minor: int
    day: int


NO_ADVANCE = Advance(0, 0)


def sales(account: Account, book: Book, first: date, last: date) -> list[Sale]:
    """Writes the account's orders and deliveries; what they lead to, by day of invoice."""
    made: list[Sale] = []
    for serial, placed in enumerate(_order_days(account, first, last), start=1):
        made += _order(account, book, f"{account.code}-{serial:04d}", placed)
    return sorted(made, key=lambda sale: (sale.day, sale.minor, sale.order_id))


def _order_days(account: Account, first: date, last: date) -> Iterator[int]:
    """Days of orders: the season and the growth set how many fall into a month."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    dice = account.dice
    for month in range(months if account.orders_a_month else 0):
        index = first.year * 12 + first.month - 1 + month
        opens, closes = (date((index + k) // 12, (index + k) % 12 + 1, 1).toordinal() for k in (0, 1))
        growth = max(20, 1000 + account.growth * month)
        expected = account.orders_a_month * account.season[index % 12] * growth
        orders = expected // 10_000_000 + dice.chance(expected % 10_000_000 / 100_000)
        days = sorted(dice.between(opens, closes - 1) for _ in range(orders))
        yield from (day for day in days if account.starts <= day <= min(last.toordinal(), account.stops + 60))


def gross(account: Account, net: int) -> int:
    """Net and value-added tax, to the minor unit, half up."""
    return net + (net * VAT_PERCENT[account.currency] + 50) // 100


def _order(account: Account, book: Book, code: str, placed: int) -> list[Sale]:
    dice = account.dice
    pieces = max(1, dice.spread(account.order_size) // account.unit_price)
    in_two = pieces > 1 and dice.chance(12)
    first_lot = pieces * dice.between(30, 70) // 100 if in_two else pieces
    lots = [gross(account, lot * account.unit_price) for lot in (first_lot, pieces - first_lot) if lot]
    ships = placed + dice.between(6, 35)
    shipments = [(ships + i * dice.between(5, 20), minor) for i, minor in enumerate(lots)]
    cancelled = dice.chance(2)
    order = Order(
        f"SO-{code}", account.party.party_id, Money.of_minor(sum(lots), account.currency),
        placed_on=date.fromordinal(placed), ship_on=date.fromordinal(ships),
    )  # fmt: skip
    if cancelled:
        _post(book, order, placed, placed + dice.between(1, 9), "cancelled")
        return []
    return _fulfil(account, book, order, placed, shipments)


def _fulfil(account: Account, book: Book, order: Order, placed: int, shipments: list[tuple[int, int]]) -> list[Sale]:
    dice = account.dice
    advance = Advance(order.amount.minor * account.advance // 100, placed + dice.between(1, 5))
    billed = [day + dice.pick((0, 0, 0, 1, 1, 2, 3)) for day, _ in shipments]
    done: OrderStatus = "billed" if billed[-1] <= book.last else "shipped"
    _post(book, order, placed, billed[-1] if done == "billed" else shipments[-1][0], done, advance)
    for i, (day, minor) in enumerate(shipments, start=1):
        stamp = book.stamp(day)
        fact = Delivery(
            f"DN{order.order_id[2:]}-{i}", order.order_id, Money.of_minor(minor, account.currency),
            shipped_on=date.fromordinal(day), recorded_at=moment(stamp),
        )  # fmt: skip
        book.post(fact, day, stamp)
    made = [Sale(order.order_id, day, minor) for day, (_, minor) in zip(billed, shipments, strict=True)]
    return [attrs.evolve(made[0], prepaid=advance.minor, prepaid_on=advance.day), *made[1:]]


def _post(book: Book, order: Order, placed: int, day: int, status: OrderStatus, advance: Advance = NO_ADVANCE) -> None:
    """The order as placed, as prepaid, and as it ended; an untimed book knows only how it stands now."""
    stamp = book.stamp(placed)
    if not book.timed and book.knows(day, None):
        book.post(attrs.evolve(order, status=status), day, stamp)
        return
    book.post(attrs.evolve(order, recorded_at=moment(stamp)), placed, stamp)
    if advance.minor:
        stamp = book.stamp(advance.day, stamp)
        order = attrs.evolve(order, prepaid=Money.of_minor(advance.minor, order.amount.currency))
        book.post(attrs.evolve(order, recorded_at=moment(stamp)), advance.day, stamp)
    stamp = book.stamp(day, stamp)
    book.post(attrs.evolve(order, status=status, recorded_at=moment(stamp)), day, stamp)
