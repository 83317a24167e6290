"""Exchange rates as facts with a date; looking one up never sees a later day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

from creditkit.errors import InvalidInput, RateMissing
from creditkit.money._currencies import exponent
from creditkit.money._money import Money
from creditkit.money._parsing import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from creditkit.money._rounding import Rounding

#: A rate has its first digit below 10**18 and at most 18 decimals: beyond lies a slip, not a price.
MAX_RATE_DIGITS = 18


def _as_rate(value: Decimal | str | int) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(_number(value))


def _number(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InvalidInput("rate", value, "Decimal, str or int", f"pass the rate as text: {str(value)!r}")
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        raise InvalidInput("rate", value, "a plain positive number, such as '1.0842'")
    return value


def _sensible(_: object, attribute: attrs.Attribute[Any], rate: Decimal) -> None:
    sign, digits, power = rate.as_tuple()
    small = isinstance(power, int) and power >= -MAX_RATE_DIGITS and rate.adjusted() < MAX_RATE_DIGITS
    if sign or not any(digits) or not small:
        raise InvalidInput(attribute.name, rate, "above 0, below 10**18, at most 18 decimals")


def _currency(_: object, attribute: attrs.Attribute[Any], code: str) -> None:
    try:
        exponent(code)
    except InvalidInput as error:
        raise InvalidInput(attribute.name, code, error.accepted, error.remedy) from None


def _day(_: object, attribute: attrs.Attribute[Any], value: date) -> None:
    _check_day(attribute.name, value)


def _check_day(path: str, value: object) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidInput(path, value, "a datetime.date without a time")


@attrs.frozen
class Rate:
    """What one unit of ``base`` cost in ``quote`` on a day: EUR, USD, 1.0842 reads 1 EUR = 1.0842 USD.

    Args:
        base: the currency of the one unit.
        quote: the currency it is expressed in; another than ``base``.
        rate: exact and positive, ``Decimal``, text or ``int``; below 10**18 with at most 18 decimals.
        on: the day from which it holds, until a later rate.

    Raises:
        InvalidInput: any of these is not so.

    >>> Rate("EUR", "USD", "1.0842", date(2026, 3, 2)).rate
    Decimal('1.0842')
    """

    base: str = attrs.field(validator=_currency)
    quote: str = attrs.field(validator=_currency)
    rate: Decimal = attrs.field(converter=_as_rate, validator=_sensible)
    on: date = attrs.field(validator=_day)

    def __attrs_post_init__(self) -> None:
        if self.base == self.quote:
            raise InvalidInput("quote", self.quote, f"another currency than {self.base}")


def _ordered(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """Sorted, each once; two prices of one pair on one day contradict each other and are refused."""
    each = (_checked(i, rate) for i, rate in enumerate(rates))
    kept = sorted(dict.fromkeys(each), key=attrgetter("base", "quote", "on"))
    for one, other in pairwise(kept):
        if (one.base, one.quote, one.on) == (other.base, other.quote, other.on):
            path = f"rates[{one.base}/{one.quote} {one.on}]"
            raise InvalidInput(path, f"{one.rate} and {other.rate}", "one rate for a pair and a day")
    return tuple(kept)


def _checked(i: int, rate: object) -> Rate:
    if not isinstance(rate, Rate):
        raise InvalidInput(f"rates[{i}]", rate, "a creditkit.money.Rate")
    return rate


def _by_pair(rates: Rates) -> Mapping[tuple[str, str], list[Rate]]:
    pairs: dict[tuple[str, str], list[Rate]] = {}
    for rate in rates.rates:
        pairs.setdefault((rate.base, rate.quote), []).append(rate)
    return pairs


@attrs.frozen
class Rates:
    """Dated exchange rates; nothing is fetched, the host injects what it knows.

    Args:
        rates: any :class:`Rate` values, in any order; a repeated one counts once.

    Attributes:
        rates: the same, sorted by base, quote and day.

    Raises:
        InvalidInput: two different rates for the same pair and day.

    >>> march = Rate("EUR", "USD", "1.10", date(2026, 3, 2)), Rate("EUR", "USD", "1.20", date(2026, 3, 9))
    >>> rates = Rates(march)
    >>> rates.convert(Money("100", "EUR"), "USD", date(2026, 3, 8))
    Money('110.00', 'USD')
    >>> rates.convert(Money("110", "USD"), "EUR", date(2026, 3, 8))
    Money('100.00', 'EUR')
    """

    rates: tuple[Rate, ...] = attrs.field(converter=_ordered, default=())
    _pairs: Mapping[tuple[str, str], list[Rate]] = attrs.field(
        default=attrs.Factory(_by_pair, takes_self=True), init=False, repr=False, eq=False
    )

    def __len__(self) -> int:
        return len(self.rates)

    def __iter__(self) -> Iterator[Rate]:
        return iter(self.rates)

    def latest(self, base: str, quote: str, on: date, *, max_age_days: int | None = None) -> Rate:
        """The rate in force between two currencies on a day, as it was quoted: direct or inverse.

        The later dated of the two wins; on a tie, the direct one.

        Args:
            base: the currency to go from.
            quote: the currency to go to.
            on: the day; a rate of that day counts, a later one does not exist.
            max_age_days: how many days old the rate may be; None takes any age.

        Raises:
            RateMissing: no rate on or before the day, or only one that is too old.
            InvalidInput: an unknown currency, or ``on`` is not a plain date.
        """
        _check_day("on", on)
        exponent(base)
        exponent(quote)
        found = [r for r in (self._at(base, quote, on), self._at(quote, base, on)) if r is not None]
        if not found:
            raise RateMissing(base, quote, on)
        rate = max(found, key=attrgetter("on"))  # of equals, max takes the first: the direct one
        age = (on - rate.on).days
        if max_age_days is not None and age > max_age_days:
            why = f"the latest is of {rate.on}, {age} days old; at most {max_age_days} are allowed"
            raise RateMissing(base, quote, on, why)
        return rate

    def _at(self, base: str, quote: str, on: date) -> Rate | None:
        dated = self._pairs.get((base, quote), [])
        position = bisect_right(dated, on, key=attrgetter("on"))
        return dated[position - 1] if position else None

    def ratio(
        self, base: str, quote: str, on: date, *, max_age_days: int | None = None, through: str | None = None
    ) -> Fraction:
        """Major units of ``quote`` for one of ``base`` on a day, exact; the rest is as in :meth:`convert`.

        >>> Rates([Rate("EUR", "USD", "1.25", date(2026, 3, 2))]).ratio("USD", "EUR", date(2026, 3, 2))
        Fraction(4, 5)
        """
        if base == quote:
            exponent(base)
            return Fraction(1)
        if through is not None and through not in (base, quote):
            legs = ((base, through), (through, quote))
            first, second = (self.ratio(*leg, on, max_age_days=max_age_days) for leg in legs)
            return first * second
        rate = self.latest(base, quote, on, max_age_days=max_age_days)
        direct = Fraction(*rate.rate.as_integer_ratio())
        return direct if rate.base == base else 1 / direct

    def convert(
        self,
        money: Money,
        to: str,
        on: date,
        *,
        max_age_days: int | None = None,
        through: str | None = None,
        rounding: Rounding = "half_even",
    ) -> Money:
        """An amount in another currency at the rate in force on a day, rounded once to the minor unit.

        Of the direct and the inverse rate the later dated wins, on a tie the direct one. An amount in
        the currency asked for is returned as it is. Rates are never chained unasked.

        Args:
            money: the amount.
            to: the currency wanted.
            on: the day; a rate of that day counts, a later one does not.
            max_age_days: how many days old a rate may be; None takes any age.
            through: a third currency to go by, each leg at its own rate, with no rounding between.
            rounding: see :data:`creditkit.money.Rounding`.

        Raises:
            RateMissing: no rate on or before the day, or only one that is too old.
            InvalidInput: an unknown currency, or ``on`` is not a plain date.
            AmountTooLarge: the result has 2**63 minor units or more.
        """
        _check_day("on", on)
        if money.currency == to:
            return money
        ratio = self.ratio(money.currency, to, on, max_age_days=max_age_days, through=through)
        scale = Fraction(10 ** exponent(to), 10 ** exponent(money.currency))
        return Money.of_minor(money.minor, to).times(ratio * scale, rounding)

    def until(self, day: date) -> Rates:
        """The rates dated on or before a day: what could be known of them then.

        Raises:
            InvalidInput: ``day`` is not a plain date.
        """
        _check_day("day", day)
        return Rates(rate for rate in self.rates if rate.on <= day)
