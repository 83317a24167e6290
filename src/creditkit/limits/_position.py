"""What an order check looks at: one party's limit, exposure, terms, values and pools on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs

from creditkit.columns import Record, Value, rebuilt, scaled
from creditkit.errors import CurrencyMismatch, InvalidInput, RateMissing
from creditkit.limits._exposure import Exposure
from creditkit.limits._exposures import haircut_of
from creditkit.limits._kinds import Limit, Unset, UpTo
from creditkit.limits._terms import Terms
from creditkit.money import Money, Rates, divided, exponent
from creditkit.reasons import Reason

#: Several accounts of one legal entity, or the companies of a group.
PoolKind: TypeAlias = Literal["identity", "group"]

#: Shares that conditions compare (``utilisation_after`` …) are rounded once, half-even, to so many decimals.
SHARE_DECIMALS = 6

_NOTHING: Mapping[str, Value] = MappingProxyType({})


def _fits(limit: Limit, currency: str) -> None:
    if isinstance(limit, UpTo) and limit.amount.currency != currency:
        raise CurrencyMismatch(limit.amount.currency, currency)


@attrs.frozen
class Pool:
    """A limit that several parties share: there is room only if each of the pools has room.

    Args:
        id: of the pool; positions that name the same id draw on the same room.
        kind: ``identity`` (one legal entity under several codes) or ``group``.
        limit: of the pool.
        exposure: of all its parties together.

    Raises:
        CurrencyMismatch: limit and exposure are in different currencies.

    >>> from creditkit.limits import UpTo
    >>> zero, group = Money(0, "EUR"), Pool("group-1", "group", UpTo(Money("900", "EUR")), Money("800", "EUR"))
    >>> Position("C-7", as_of=date(2026, 7, 1), limit=Unset(), exposure=zero, pools=[group]).headroom
    Money('100.00', 'EUR')
    """

    id: str
    kind: PoolKind
    limit: Limit
    exposure: Money

    def __attrs_post_init__(self) -> None:
        if self.kind not in ("identity", "group"):
            raise InvalidInput("kind", self.kind, "identity, group")
        _fits(self.limit, self.exposure.currency)


@attrs.frozen
class Position:
    """One party on a day, as an order check sees it. Made by the loop, or by a host from figures of its own.

    Args:
        party_id: who.
        as_of: the day.
        limit: in force on the day.
        exposure: without the order under check, which counts once, in the check. An
            :class:`~creditkit.limits.Exposure` brings its problems along.
        terms: on which orders are taken; None asks for no prepayment.
        values: the credit file's values and the computed ones, for conditions.
        pools: what it shares with others.
        holds: why the account is frozen; each holds the order unless a ``Holds`` check says otherwise.
        problems: why the figures cannot be relied on; each holds the order, whatever the checks say.
        overdue: overdue items as (days past due, amount in the position's currency): what a payment takes off.
        later: limits that start on later days, for the way of waiting.
        rates: to convert orders and pools in other currencies; without a rate an order is held.
        max_rate_age_days: how old a rate may be.
        haircut: by which share an order in another currency weighs more on the limit.
        values_currency: of the money in ``values``; None is the currency of the exposure.

    The currency of the position is that of the exposure.

    Raises:
        CurrencyMismatch: the limit is in another currency than the exposure.
        InvalidInput: the exposure is no Money and no Exposure.

    >>> from creditkit.limits import UpTo
    >>> one = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "CNY")), exposure=Money("1800", "CNY"))
    >>> one.headroom, one.utilisation
    (Money('200.00', 'CNY'), Decimal('0.900000'))
    """

    party_id: str
    as_of: date = attrs.field(kw_only=True)
    limit: Limit = attrs.field(kw_only=True)
    exposure: Exposure | Money = attrs.field(kw_only=True)
    terms: Terms | None = attrs.field(default=None, kw_only=True)
    values: Record = attrs.field(default=_NOTHING, kw_only=True, hash=False)
    pools: tuple[Pool, ...] = attrs.field(default=(), kw_only=True)
    holds: tuple[Reason, ...] = attrs.field(default=(), kw_only=True)
    problems: tuple[Reason, ...] = attrs.field(default=(), kw_only=True)
    overdue: tuple[tuple[int, Money], ...] = attrs.field(default=(), kw_only=True)
    later: tuple[tuple[date, Limit], ...] = attrs.field(default=(), kw_only=True)
    rates: Rates | None = attrs.field(default=None, kw_only=True, repr=False)
    max_rate_age_days: int | None = attrs.field(default=None, kw_only=True)
    haircut: Decimal | None = attrs.field(default=None, kw_only=True)
    values_currency: str | None = attrs.field(default=None, kw_only=True)

    __reduce__ = rebuilt

    def __attrs_post_init__(self) -> None:
        given: Any = self.exposure
        if type(given) is Money or isinstance(given, Exposure):
            currency = given.currency
        else:
            raise InvalidInput("exposure", given, "Money or Exposure")
        limit = self.limit
        if type(limit) is UpTo and limit.amount.currency != currency:
            raise CurrencyMismatch(limit.amount.currency, currency)

    @property
    def currency(self) -> str:
        """The currency of limit and exposure."""
        return self.exposure.currency

    @property
    def used(self) -> Money:
        """The exposure as one amount."""
        return self.exposure if isinstance(self.exposure, Money) else self.exposure.total

    @property
    def headroom(self) -> Money | None:
        """The least room that the own limit and the pools leave, negative where one is exceeded.

        None where nothing limits: no limit is set, or none at all. A pool in a currency that cannot be
        converted leaves no room.
        """
        rooms = [room for limit, used in self._lines() if (room := self._room(limit, used)) is not None]
        return min(rooms, default=None)

    def _lines(self) -> tuple[tuple[Limit, Money], ...]:
        return ((self.limit, self.used), *((pool.limit, pool.exposure) for pool in self.pools))

    def _room(self, limit: Limit, used: Money) -> Money | None:
        if not isinstance(limit, UpTo):
            return None
        return self.converted(limit.amount - used, self.currency) or Money(0, self.currency)

    @property
    def utilisation(self) -> Decimal | None:
        """Exposure over limit, the highest of own limit and pools, half-even to six decimals.

        Zero where nothing is limited; None where no limit is set, or an amount stands against a limit of zero.
        """
        lines = [
            (used.minor, limit.amount.minor if isinstance(limit, UpTo) else None)
            for limit, used in self._lines()
            if kind_is_set(limit)
        ]
        return highest(lines)

    def ratio(self, base: str, quote: str, *, weighed: bool = False) -> Fraction | None:
        """Minor units of ``quote`` for one of ``base`` on the day; None where there is no rate, or an old one.

        Args:
            base: the currency to go from.
            quote: the currency to go to.
            weighed: with the haircut, as exposure counts it.
        """
        if base == quote:
            return Fraction(1)
        if self.rates is None:
            return None
        try:
            major = self.rates.ratio(base, quote, self.as_of, max_age_days=self.max_rate_age_days)
        except RateMissing:
            return None
        ratio = major * Fraction(10 ** exponent(quote), 10 ** exponent(base))
        return ratio * haircut_of(self.haircut) if weighed else ratio

    def converted(self, amount: Money, currency: str, *, weighed: bool = False) -> Money | None:
        """An amount in another currency, rounded once, half-even; None where there is no rate."""
        if amount.currency == currency:
            return amount
        ratio = self.ratio(amount.currency, currency, weighed=weighed)
        if ratio is None:
            return None
        return Money.of_minor(divided(amount.minor * ratio.numerator, ratio.denominator), currency)


def kind_is_set(limit: Limit) -> bool:
    """Whether somebody has decided on the limit."""
    return not isinstance(limit, Unset)


def highest(lines: list[tuple[int, int | None]]) -> Decimal | None:
    """The highest of some amounts over their limits, rounded once; a limit of None is none.

    None where there is no line, or an amount above zero stands against a limit of zero: no share says that.
    """
    best: tuple[int, int] | None = None
    for amount, limit in lines:
        over = (0, 1) if limit is None or (limit == 0 and amount <= 0) else (amount, limit)
        if over[1] == 0:
            return None
        if best is None or over[0] * best[1] > best[0] * over[1]:
            best = over
    if best is None:
        return None
    return scaled(nearest(best[0] * 10**SHARE_DECIMALS, best[1]), SHARE_DECIMALS)


def nearest(numerator: int, denominator: int) -> int:
    """The quotient by a positive denominator, half to even: what :func:`creditkit.money.divided` gives, sooner."""
    whole, rest = divmod(numerator, denominator)
    if 2 * rest < denominator or (2 * rest == denominator and not whole % 2):
        return whole
    return whole + 1
