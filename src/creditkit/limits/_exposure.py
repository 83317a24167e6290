"""The exposure to one party: what it owes and what it is about to owe, by stage."""

from __future__ import annotations

import attrs

from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.money import Money
from creditkit.reasons import Reason

#: The stages that an order goes through; a step moves value from one to a later one and keeps the total.
COMPONENTS = ("open_orders", "delivered", "billed", "open_items", "bills")
#: The same with what is taken off.
PARTS = (*COMPONENTS, "unapplied")


@attrs.frozen
class Exposure:
    """What a party owes and what it is about to owe, in one currency, gross of tax.

    Args:
        open_orders: ordered, not delivered, not prepaid.
        delivered: delivered, not billed, not prepaid.
        billed: billed, not yet posted as an item; the facts know no such stage, so it is the host's to give.
        open_items: posted and open, disputed items included: a dispute never frees room.
        bills: settled by a bill that is not honoured yet; the host's to give.
        unapplied: receipts and credit notes that nothing has used yet; it is taken off.
        problems: why the figures are not complete (``rate_missing``); an order check holds on each.

    Raises:
        CurrencyMismatch: two components are in different currencies.

    >>> one = Exposure.of("CNY", open_items=Money("900", "CNY"), unapplied=Money("100", "CNY"))
    >>> one.total
    Money('800.00', 'CNY')
    """

    open_orders: Money
    delivered: Money
    billed: Money
    open_items: Money
    bills: Money
    unapplied: Money
    problems: tuple[Reason, ...] = attrs.field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        for name in PARTS:
            part = getattr(self, name)
            if not isinstance(part, Money):
                raise InvalidInput(name, part, "Money")
            if part.currency != self.open_orders.currency:
                raise CurrencyMismatch(self.open_orders.currency, part.currency)

    @classmethod
    def of(cls, currency: str, *, problems: tuple[Reason, ...] = (), **components: Money) -> Exposure:
        """An exposure of the components that are named; the others are zero.

        Raises:
            InvalidInput: there is no such component.
        """
        unknown = sorted(components.keys() - set(PARTS))
        if unknown:
            raise InvalidInput(unknown[0], components[unknown[0]], f"one of {', '.join(PARTS)}")
        none = Money(0, currency)
        return cls(*(components.get(name, none) for name in PARTS), problems=problems)

    @property
    def currency(self) -> str:
        """The currency of every component."""
        return self.open_orders.currency

    @property
    def minor(self) -> int:
        """The total in minor units; below zero where more is unapplied than owed."""
        owed = self.open_orders.minor + self.delivered.minor + self.billed.minor
        return owed + self.open_items.minor + self.bills.minor - self.unapplied.minor

    @property
    def total(self) -> Money:
        """The sum of the components less what is unapplied."""
        return Money.of_minor(self.minor, self.currency)
