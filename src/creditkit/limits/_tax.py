"""From gross to net: limits are measured gross of tax, people enter orders net."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from creditkit.errors import InvalidInput
from creditkit.money import Money, Rounding, divided
from creditkit.rules._edges import edge


def largest_net(gross: Money, tax_rate: Decimal | int | str, *, rounding: Rounding = "half_even") -> Money:
    """The largest net amount whose gross, tax rounded to the minor unit, is not above the given one.

    Args:
        gross: what may be reached; zero or more.
        tax_rate: on the net amount, 0 or more: ``"0.13"``.
        rounding: of the tax on the whole net amount; tax that is rounded line by line may differ by a unit a line.

    Raises:
        InvalidInput: a negative amount or rate, or a rounding of no such name.

    >>> net = largest_net(Money("187654.33", "CNY"), "0.13")
    >>> net, net + net.times(Decimal("0.13"))
    (Money('166065.78', 'CNY'), Money('187654.33', 'CNY'))
    """
    rate = edge(tax_rate, "tax_rate")
    if rate < 0:
        raise InvalidInput("tax_rate", tax_rate, "zero or a positive number")
    if gross.minor < 0:
        raise InvalidInput("gross", str(gross), "zero or a positive amount")
    with_tax = 1 + Fraction(*rate.as_integer_ratio())
    # Rounding moves a gross by less than one unit, so the answer lies below (gross + 1) / (1 + rate).
    net = int((gross.minor + 1) / with_tax)
    while divided(net * with_tax.numerator, with_tax.denominator, rounding) > gross.minor:
        net -= 1
    return Money.of_minor(net, gross.currency)
