"""An amount of money: an exact integer of minor units and its currency."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, final

import attrs

from creditkit.errors import AmountTooLarge, CurrencyMismatch, InvalidInput
from creditkit.money._currencies import EXPONENTS, unknown
from creditkit.money._parsing import minor_of, text_of
from creditkit.money._rounding import Rounding, divided

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Amounts keep inside int64, the type of the columns; the range is symmetric, so that negation never fails.
LIMIT = 2**63


@final
@attrs.frozen(init=False, repr=False)
class Money:
    """An exact amount in one currency.

    Amounts of one currency add, subtract and compare; two currencies raise
    :class:`~creditkit.errors.CurrencyMismatch`, except that ``==`` is simply false.
    Nothing rounds but :meth:`times`. An amount is true unless it is zero.

    Args:
        amount: major units, exact: ``Decimal``, text (``"12.50"``, ``"-3"``, ``"1E+3"``) or ``int``. At most
            as many decimals as the currency has; further zeros are fine. No float: 0.1 is not a tenth.
        currency: an ISO 4217 code in capitals, from :data:`creditkit.money.CURRENCIES`.

    Attributes:
        minor: the amount in minor units (cents, fils …), ``abs(minor) < 2**63``.
        currency: the code.

    Raises:
        InvalidInput: not a number, not finite, too many decimals, a float, an unknown currency.
        AmountTooLarge: 2**63 minor units or more.

    >>> Money("12.50", "EUR") + Money(1, "EUR")
    Money('13.50', 'EUR')
    >>> str(Money("-0.005", "KWD")), Money("1200", "JPY").minor
    ('-0.005 KWD', 1200)
    """

    minor: int
    currency: str

    def __init__(self, amount: Decimal | str | int, currency: str) -> None:
        if type(currency) is not str:
            currency = _code(currency)
        decimals = EXPONENTS.get(currency)
        if decimals is None:
            raise unknown(currency)
        minor = minor_of(amount, decimals)
        if not -LIMIT < minor < LIMIT:
            _too_large(currency)
        _set_minor(self, minor)
        _set_currency(self, currency)

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Money:
        """The amount of so many minor units.

        Args:
            minor: any whole number, numpy's too; no bool, no float.
            currency: an ISO 4217 code in capitals.

        Raises:
            InvalidInput: ``minor`` is not a whole number, or the currency is unknown.
            AmountTooLarge: 2**63 minor units or more.

        >>> Money.of_minor(1250, "EUR")
        Money('12.50', 'EUR')
        """
        if type(minor) is not int:
            minor = _whole("minor", minor)
        if type(currency) is not str:
            currency = _code(currency)
        if currency not in EXPONENTS:
            raise unknown(currency)
        if not -LIMIT < minor < LIMIT:
            _too_large(currency)
        made = _new(Money)
        _set_minor(made, minor)
        _set_currency(made, currency)
        return made

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact, with all of the currency's decimals.

        >>> Money(12, "EUR").amount
        Decimal('12.00')
        """
        return Decimal(text_of(self.minor, EXPONENTS[self.currency]))

    def __str__(self) -> str:
        return f"{text_of(self.minor, EXPONENTS[self.currency])} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({text_of(self.minor, EXPONENTS[self.currency])!r}, {self.currency!r})"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return _made(self.minor + _same(self, other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return _made(self.minor - _same(self, other).minor, self.currency)

    def __neg__(self) -> Money:
        return _made(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return _made(abs(self.minor), self.currency)

    def __mul__(self, factor: int) -> Money:
        if type(factor) is not int:
            factor = _whole("factor", factor, "for a ratio, write amount.times(ratio), which rounds once")
        return _made(self.minor * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < _same(self, other).minor

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor <= _same(self, other).minor

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor > _same(self, other).minor

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor >= _same(self, other).minor

    def times(self, ratio: Fraction | Decimal | int, rounding: Rounding = "half_even") -> Money:
        """The amount times a ratio, rounded once to the minor unit.

        Args:
            ratio: exact; no float.
            rounding: see :data:`creditkit.money.Rounding`.

        Raises:
            InvalidInput: the ratio is a float or not finite, or the rounding has no such name.
            AmountTooLarge: the product has 2**63 minor units or more.

        >>> Money("0.05", "EUR").times(Fraction(1, 2)), Money("0.05", "EUR").times(Decimal("0.5"), "half_up")
        (Money('0.02', 'EUR'), Money('0.03', 'EUR'))
        """
        numerator, denominator = _ratio(ratio)
        return _made(divided(self.minor * numerator, denominator, rounding), self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Splits by weights; the parts add up to the amount.

        Each part is its share cut to the minor unit; the units left over go to the largest remainders,
        on a tie to the earlier part (Hamilton's method). A negative amount splits as its positive
        does, with the sign turned. A weight of zero gets nothing.

        Args:
            weights: whole numbers, none negative, not all zero.

        Raises:
            InvalidInput: no weights, a weight that is negative or not whole, or all of them zero.

        >>> Money("100.00", "EUR").allocate([1, 1, 1])
        (Money('33.34', 'EUR'), Money('33.33', 'EUR'), Money('33.33', 'EUR'))
        """
        whole = _weights(weights)
        parts = _shares(abs(self.minor), whole)
        return tuple(_made(-part if self.minor < 0 else part, self.currency) for part in parts)

    def split(self, n: int) -> tuple[Money, ...]:
        """Splits into ``n`` parts that differ by at most one minor unit, the larger ones first.

        Raises:
            InvalidInput: ``n`` is below one.

        >>> Money("-0.05", "EUR").split(2)
        (Money('-0.03', 'EUR'), Money('-0.02', 'EUR'))
        """
        if _whole("n", n) < 1:
            raise InvalidInput("n", n, "a whole number from 1")
        return self.allocate([1] * n)


_new = object.__new__

#: The slots' own setters: they pass by the frozen ``__setattr__`` and are a third faster than ``object``'s.
_set_minor: Any = vars(Money)["minor"].__set__
_set_currency: Any = vars(Money)["currency"].__set__


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts of one currency; of none, zero in that currency.

    The currency is asked for because an empty sum has one too. (The built-in ``sum`` would start
    from a bare 0, which is in no currency; it works with ``start=Money(0, "EUR")``.)

    Raises:
        CurrencyMismatch: an amount is in another currency.
        AmountTooLarge: the sum has 2**63 minor units or more.

    >>> total([Money("1.10", "EUR"), Money("2.20", "EUR")], "EUR"), total([], "JPY")
    (Money('3.30', 'EUR'), Money('0', 'JPY'))
    """
    minor = 0
    for amount in amounts:
        if amount.currency != currency:
            raise CurrencyMismatch(currency, amount.currency)
        minor += amount.minor
    return Money.of_minor(minor, currency)


def _made(minor: int, currency: str) -> Money:
    """An amount whose currency is known to be good."""
    if not -LIMIT < minor < LIMIT:
        _too_large(currency)
    made = _new(Money)
    _set_minor(made, minor)
    _set_currency(made, currency)
    return made


def _too_large(currency: str) -> NoReturn:
    raise AmountTooLarge(f"the amount has 2**63 minor units of {currency} or more")


def _same(left: Money, right: Money) -> Money:
    if left.currency != right.currency:
        raise CurrencyMismatch(left.currency, right.currency)
    return right


def _code(currency: object) -> str:
    """A subclass of ``str`` (numpy's) as a plain one."""
    if not isinstance(currency, str):
        raise unknown(currency)
    return str.__str__(currency)


def _whole(path: str, value: object, remedy: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise InvalidInput(path, value, "a whole number", remedy)
    return index(value)


def _ratio(ratio: object) -> tuple[int, int]:
    if isinstance(ratio, bool) or not isinstance(ratio, (Fraction, Decimal, int)):
        raise InvalidInput("ratio", ratio, "Fraction, Decimal or int", "write Decimal('0.19'), not 0.19")
    if isinstance(ratio, Decimal) and not ratio.is_finite():
        raise InvalidInput("ratio", ratio, "a finite number")
    return ratio.as_integer_ratio()


def _weights(weights: Sequence[int]) -> list[int]:
    whole = [_whole(f"weights[{i}]", weight) for i, weight in enumerate(weights)]
    negative = next((i for i, weight in enumerate(whole) if weight < 0), None)
    if negative is not None:
        raise InvalidInput(f"weights[{negative}]", whole[negative], "a whole number from 0")
    if not any(whole):
        raise InvalidInput("weights", weights, "at least one weight above zero")
    return whole


def _shares(amount: int, weights: list[int]) -> list[int]:
    """Largest remainder. Fewer units are left than remainders exceed zero, so a weight of zero gets none."""
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: -remainders[i])
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts
