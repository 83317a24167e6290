"""A discount for paying early: what it takes off, and the yearly rate that it amounts to."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from creditkit.errors import InvalidInput

if TYPE_CHECKING:
    from creditkit.money import Money, Rounding

#: For the one figure here that is no fraction. It is ours alone, so the host's settings do not matter.
_OWN = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, flags=[], traps=[])

#: A share has at most as many decimals as an exchange rate.
MAX_DECIMALS = 18

_SHARE = re.compile(r"[0-9]?\.[0-9]+")
_ACCEPTED = f"Decimal or str above 0 and below 1, at most {MAX_DECIMALS} decimals"

#: The compounded rate is shown with this many decimals.
_SIX_DECIMALS = Decimal("0.000001")


def _as_share(value: Decimal | str) -> Decimal:
    if isinstance(value, str) and _SHARE.fullmatch(value):
        return Decimal(value)
    return _decimal(value)


def _decimal(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise InvalidInput("share", value, _ACCEPTED, "two percent is '0.02'")
    return value


def _proper(_: object, attribute: attrs.Attribute[Any], share: Decimal) -> None:
    sign, digits, power = share.as_tuple()
    fine = isinstance(power, int) and power >= -MAX_DECIMALS and share.adjusted() < 0
    if sign or not any(digits) or not fine:
        raise InvalidInput(attribute.name, share, _ACCEPTED, "two percent is '0.02'")


def _whole(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidInput(attribute.name, value, "a whole number from 0")


@attrs.frozen
class EarlyPayment:
    """A share off the amount for paying within some days: 2/10 is ``EarlyPayment("0.02", 10)``.

    Args:
        share: of the amount, above 0 and below 1, exact; at most 18 decimals.
        days: counted from where the terms start to count; a payment on the last day still earns it.

    Raises:
        InvalidInput: either is not so.

    >>> EarlyPayment("0.02", 10).annualised(30)
    Fraction(73, 196)
    """

    share: Decimal = attrs.field(converter=_as_share, validator=_proper)
    days: int = attrs.field(validator=_whole)

    def off(self, amount: Money, rounding: Rounding = "half_even") -> Money:
        """What may be deducted, rounded once to the minor unit.

        >>> from creditkit.money import Money
        >>> EarlyPayment("0.02", 10).off(Money("99.99", "EUR"))
        Money('2.00', 'EUR')
        """
        return amount.times(self.share, rounding)

    def annualised(self, net_days: int, year_days: int = 365) -> Fraction:
        """The simple yearly rate of not taking the discount: ``d / (1 - d) * year / (net - days)``.

        Args:
            net_days: when the whole amount is due, counted like ``days``; more than those.
            year_days: 365 or 360, as your bank counts.

        Raises:
            InvalidInput: ``net_days`` is not above ``days``, or ``year_days`` not above 0.

        >>> EarlyPayment("0.02", 10).annualised(30, 360)
        Fraction(18, 49)
        """
        return self._premium * self._periods(net_days, year_days)

    def compounded(self, net_days: int, year_days: int = 365) -> Decimal:
        """The yearly rate with interest on interest: ``(1 + d / (1 - d)) ** (year / (net - days)) - 1``.

        Six decimals, half-even. A statistic: nothing is decided by it. Arguments and errors as in
        :meth:`annualised`.

        >>> EarlyPayment("0.02", 10).compounded(30)
        Decimal('0.445853')
        """
        base, power = (
            _OWN.divide(Decimal(f.numerator), Decimal(f.denominator))
            for f in (1 + self._premium, self._periods(net_days, year_days))
        )
        return _OWN.quantize(_OWN.subtract(_OWN.power(base, power), Decimal(1)), _SIX_DECIMALS)

    @property
    def _premium(self) -> Fraction:
        share = Fraction(*self.share.as_integer_ratio())
        return share / (1 - share)

    def _periods(self, net_days: int, year_days: int) -> Fraction:
        if net_days <= self.days:
            raise InvalidInput("net_days", net_days, f"more than the {self.days} days of the discount")
        if year_days <= 0:
            raise InvalidInput("year_days", year_days, "365 or 360")
        return Fraction(year_days, net_days - self.days)
