"""One order against one position: the integers that every check compares, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from creditkit.columns import Record, Value, scaled
from creditkit.facts import Order
from creditkit.limits._kinds import Unset, UpTo
from creditkit.limits._position import Position, highest, nearest
from creditkit.money import Money, divided, exponent
from creditkit.reasons import Reason

_NONE: frozenset[str] = frozenset()


class Line(NamedTuple):
    """A limit that the order draws on, in minor units of its own currency.

    Args:
        of: the party, or the id of a pool.
        limit: how much is allowed; None where it is unlimited.
        used: the exposure before the order.
        adds: what the order adds: the part of it that is not covered by a prepayment.
        currency: of the three.

    >>> from datetime import date
    >>> from creditkit.limits import Case
    >>> room = Position("C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("1800", "EUR"))
    >>> [line] = Case(Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1)), room).lines
    >>> line.of, line.limit - line.used - line.adds
    ('C-7', -10000)
    """

    of: str
    limit: int | None
    used: int
    adds: int
    currency: str


class Case:
    """An order before a position. Amounts of the order are minor units of its currency.

    Args:
        order: under check.
        position: of its party; without the order.
        names: which of :data:`ORDER_VALUES` conditions will look at.

    Attributes:
        amount: of the order, gross.
        prepaid: cleared and earmarked for it.
        due: what the terms require before, share × amount, half-even.
        uncovered: the amount less what is prepaid or has to be, whichever is more; never below zero.
        shortfall: what is due and not prepaid; never below zero.

    >>> from datetime import date
    >>> from creditkit.limits import Terms
    >>> terms, none = Terms(30, "0.5", due="before_shipment"), Money("0", "EUR")
    >>> position = Position("C-7", as_of=date(2026, 7, 1), limit=Unset(), exposure=none, terms=terms)
    >>> case = Case(Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1)), position)
    >>> case.money(case.due), case.money(case.shortfall), case.money(case.uncovered)
    (Money('150.00', 'EUR'), Money('150.00', 'EUR'), Money('150.00', 'EUR'))
    """

    __slots__ = (
        "_lines", "_names", "_values", "amount", "due", "order", "position", "prepaid", "shortfall", "uncovered",
    )  # fmt: skip

    def __init__(self, order: Order, position: Position, names: frozenset[str] = _NONE) -> None:
        amount = order.amount.minor
        prepaid = 0 if order.prepaid is None else order.prepaid.minor
        terms = position.terms
        due = 0
        if terms is not None and terms.prepayment_share:
            due = part_of(amount, terms.prepayment_share)
        covered = prepaid if prepaid > due else due  # noqa: FURB136  (max is a call, and this is asked of every order)
        self.order = order
        self.position = position
        self.amount = amount
        self.prepaid = prepaid
        self.due = due
        self.uncovered = amount - covered if amount > covered else 0
        self.shortfall = due - prepaid if due > prepaid else 0
        self._lines: tuple[Line, ...] | None = None
        self._names = names
        self._values: Record | None = None if names else position.values

    @property
    def values(self) -> Record:
        """The position's values, and those named; made when somebody looks at them."""
        if self._values is None:
            self._values = {**self.position.values, **{name: _OWN[name](self) for name in self._names}}
        return self._values

    def seen(self, fields: Iterable[str]) -> list[Value]:
        """Some of the values, in that order."""
        get, own = self.position.values.get, self._names
        return [_OWN[name](self) if name in own else get(name) for name in fields]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The limits that are set, own first; one in a currency without a rate is not among them."""
        if self._lines is None:
            self._lines = self._drawn()
        return self._lines

    def _drawn(self) -> tuple[Line, ...]:
        position, order_currency = self.position, self.order.amount.currency
        exposure, own = position.exposure, position.limit
        if not position.pools and type(own) is UpTo and exposure.currency == order_currency:
            return (Line(position.party_id, own.amount.minor, exposure.minor, self.uncovered, order_currency),)
        given = [(position.party_id, position.limit, exposure.minor, exposure.currency)]
        given += [(pool.id, pool.limit, pool.exposure.minor, pool.exposure.currency) for pool in position.pools]
        lines = []
        for of, limit, used, currency in given:
            if type(limit) is Unset:
                continue
            adds = self.uncovered if currency == order_currency else self.adds(currency)
            if adds is not None:
                allowed = limit.amount.minor if type(limit) is UpTo else None
                lines.append(Line(of, allowed, used, adds, currency))
        return tuple(lines)

    @property
    def unset(self) -> bool:
        """Whether nobody has decided on a limit, neither of the party nor of a pool."""
        position = self.position
        return type(position.limit) is Unset and all(type(pool.limit) is Unset for pool in position.pools)

    def adds(self, currency: str) -> int | None:
        """What the order adds to an exposure in that currency, with the haircut; None without a rate."""
        ratio = self.position.ratio(self.order.amount.currency, currency, weighed=True)
        return None if ratio is None else divided(self.uncovered * ratio.numerator, ratio.denominator)

    @property
    def problems(self) -> tuple[Reason, ...]:
        """Why the figures cannot be relied on: what the position says, and each rate that is missing."""
        position, base = self.position, self.order.amount.currency
        exposure = position.exposure
        found = position.problems if type(exposure) is Money else (*exposure.problems, *position.problems)
        if position.pools or exposure.currency != base:
            found = (*found, *self._without_rate(base))
        return found

    def _without_rate(self, base: str) -> tuple[Reason, ...]:
        position = self.position
        wanted = dict.fromkeys((position.currency, *(pool.exposure.currency for pool in position.pools)))
        return tuple(
            Reason("rate_missing", {"base": base, "quote": quote, "on": position.as_of})
            for quote in wanted
            if position.ratio(base, quote) is None
        )

    def money(self, minor: int) -> Money:
        """Minor units of the order's currency as money."""
        return Money.of_minor(minor, self.order.amount.currency)

    def shown(self, minor: int) -> Decimal | None:
        """An amount of the order in the currency of the position's values; None without a rate."""
        position = self.position
        currency = self.order.amount.currency
        wanted = position.values_currency or position.exposure.currency
        if wanted == currency:
            return scaled(minor, exponent(currency))
        found = position.converted(self.money(minor), wanted)
        return None if found is None else found.amount


@lru_cache(maxsize=256)
def ratio_of(share: Decimal) -> tuple[int, int]:
    """A share as a ratio of integers. Policies have few shares, and orders ask for them all day."""
    return share.as_integer_ratio()


def part_of(amount: int, share: Decimal) -> int:
    """A share of an amount in minor units, rounded once, half to even."""
    numerator, denominator = ratio_of(share)
    return nearest(amount * numerator, denominator)


def _used(case: Case) -> Decimal | None:
    return highest([(line.used, line.limit) for line in case.lines])


def _used_after(case: Case) -> Decimal | None:
    return highest([(line.used + line.adds, line.limit) for line in case.lines])


def _share(case: Case) -> Decimal | None:
    return highest([(line.adds, line.limit) for line in case.lines])


_OWN: Mapping[str, Callable[[Case], Value]] = MappingProxyType(
    {
        "order_amount": lambda case: case.shown(case.amount),
        "prepaid_amount": lambda case: case.shown(case.prepaid),
        "uncovered_amount": lambda case: case.shown(case.uncovered),
        "prepayment_due": lambda case: case.shown(case.due),
        "prepayment_shortfall": lambda case: case.shown(case.shortfall),
        "utilisation": _used,
        "utilisation_after": _used_after,
        "uncovered_share_of_limit": _share,
    }
)

#: The names that an order check adds to the values of a position. Amounts are in major units of the currency
#: of the values; ``utilisation``, ``utilisation_after`` and ``uncovered_share_of_limit`` are shares at six
#: decimals, the highest among own limit and pools: zero where nothing is limited, missing where no limit is
#: set or an amount stands against a limit of zero.
ORDER_VALUES: tuple[str, ...] = tuple(_OWN)
