"""Invoices as they are issued: due dates from the terms, instalments, advances."""

from __future__ import annotations

from datetime import date

from creditkit.facts import Instalment
from creditkit.sample._desk import Desk, Item
from creditkit.sample._trade import Sale

#: Per cent of invoices that leave their due date to the contract.
LEFT_TO_TERMS = 3


def invoice(desk: Desk, minor: int, day: int, *, replaces: Item | None = None, due: int | None = None) -> Item:
    """Issues an invoice; without agreed terms it carries no due date unless one is given."""
    terms = desk.account.terms
    planned = due or terms.planned(day)
    stated = due or (planned if terms.contract and not desk.dice.chance(LEFT_TO_TERMS) else None)
    return desk.document("IN", minor, day, due=stated, plan_due=planned, replaces=replaces)


def in_instalments(desk: Desk, minor: int, day: int) -> Item:
    """Issues an invoice in parts with their own due dates."""
    contract = desk.account.terms.contract
    assert contract is not None
    parts = [Instalment(due, money) for due, money in contract.schedule(date.fromordinal(day), desk.money(minor))]
    last = parts[-1].due_on.toordinal()
    return desk.document("IN", minor, day, due=last, plan_due=last, instalments=parts)


def use_advance(desk: Desk, item: Item, sale: Sale) -> None:
    """The money that came with the order: counted from its own day, or from the invoice's."""
    receipt = desk.receipt(sale.prepaid, sale.prepaid_on)
    minor = min(item.open, sale.prepaid)
    value = sale.prepaid_on if desk.dice.chance(50) else item.day
    desk.settle(item, minor, min(value, item.day), "cash", receipt, posted=item.day)
    if receipt.open:
        desk.spare.append(receipt)
