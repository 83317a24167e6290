"""Invoices as they are issued: due dates from the terms, instalments, advances."""

from __future__ import annotations

from datetime import date

from creditkit.dates import PaymentTerms
from creditkit.facts import Instalment
from creditkit.sample._desk import Desk, Item
from creditkit.sample._trade import Sale

#: Per cent of invoices that leave their due date to the contract.
LEFT_TO_TERMS = 3


def invoice(
    desk: Desk, minor: int, day: int, *, replaces: Item | None = None, due: int = 0, order_id: str | None = None
) -> Item:
    """Issues an invoice; without agreed terms it carries no due date unless one is given."""
    terms = desk.account.terms
    planned = due or terms.planned(day)
    stated = bool(due or (terms.contract and not desk.dice.chance(LEFT_TO_TERMS)))
    due_on = date.fromordinal(planned) if stated else None
    return desk.document("IN", minor, day, due=planned, replaces=replaces, due_on=due_on, order_id=order_id)


def in_instalments(desk: Desk, sale: Sale, terms: PaymentTerms) -> Item:
    """Issues an invoice in parts with their own due dates."""
    schedule = terms.schedule(date.fromordinal(sale.day), desk.money(sale.minor))
    parts = [Instalment(due, money) for due, money in schedule]
    last = parts[-1].due_on
    return desk.document(
        "IN", sale.minor, sale.day, due=last.toordinal(), due_on=last, instalments=parts, order_id=sale.order_id
    )  # fmt: skip


def use_advance(desk: Desk, item: Item, sale: Sale) -> None:
    """The money that came with the order: counted from its own day, or from the invoice's."""
    receipt = desk.receipt(sale.prepaid, sale.prepaid_on, order_id=sale.order_id)
    minor = min(item.open, receipt.open)
    value = sale.prepaid_on if desk.dice.chance(50) else item.day
    desk.settle(item, minor, min(value, item.day), "cash", receipt, posted=item.day)
    if receipt.open:
        desk.spare.append(receipt)
