"""Terms of an order: how long the buyer may take, and how much of it is paid before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

import attrs

from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.rules._edges import decimals_of, edge

#: By when a prepayment has to be there.
Due: TypeAlias = Literal["before_shipment", "before_production"]

DUES: tuple[str, ...] = get_args(Due)

#: Shares have at most so many decimals; what is shown is what was compared.
SHARE = 4


def share_of(value: Decimal | int | str, path: str) -> Decimal:
    """A share from 0 to 1, at most four decimals.

    Raises:
        InvalidInput: it is none; a percent sign is not read.
    """
    share = edge(value, path)
    if share < 0 or share > 1 or decimals_of(share) > SHARE:
        raise InvalidInput(path, value, f"0 to 1 with at most {SHARE} decimals", "write half as 0.5")
    return share


def _share(value: Decimal | int | str) -> Decimal:
    return share_of(value, "prepayment_share")


def _count(least: int) -> Any:
    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if type(value) is not int or value < least:
            raise InvalidInput(attribute.name, value, f"a whole number from {least}")

    return check


def _due(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and value not in DUES:
        raise InvalidInput(attribute.name, value, f"{', '.join(DUES)}, or None")


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise InvalidInput(attribute.name, value, "a text that is not empty, or None")


@attrs.frozen
class Terms:
    """On which terms an order is taken; the outcome of a policy's table of terms.

    Args:
        days: from delivery or invoice to payment, as the policy counts them; 0 or more.
        prepayment_share: of the order's gross amount, 0 to 1 with at most four decimals: ``"0.3"``.
        instalments: in how many parts the rest is paid; 1 or more.
        due: by when the prepayment has to be there: ``before_shipment``, ``before_production``, or None.
        contract: the kind of contract that goes with it, as the host names it.

    Raises:
        InvalidInput: any of these is not so.

    >>> new = Terms(30, "0.5", due="before_shipment")
    >>> new.prepayment(Money("150000.00", "CNY"))
    Money('75000.00', 'CNY')
    """

    days: int = attrs.field(validator=_count(0))
    prepayment_share: Decimal = attrs.field(default=Decimal(0), converter=_share)
    instalments: int = attrs.field(default=1, validator=_count(1))
    due: Due | None = attrs.field(default=None, kw_only=True, validator=_due)
    contract: str | None = attrs.field(default=None, kw_only=True, validator=_text)

    def prepayment(self, amount: Money) -> Money:
        """What the terms require before: the share of the amount, rounded once, half to even."""
        return amount.times(self.prepayment_share)
