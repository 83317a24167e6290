"""Orders one after the other: each sees what was approved before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import attrs

from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._exposure import Exposure
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Pool, Position
from creditkit.money import Money

if TYPE_CHECKING:
    from creditkit.limits._decision import Decision
    from creditkit.limits._engine import Checks


#: What is drawn on: ``party`` or ``pool``, its id, and the currency in which it is counted.
_Line: TypeAlias = tuple[str, str, str]


def check_in_order(checks: Checks, orders: Iterable[Order], positions: Mapping[str, Position]) -> tuple[Decision, ...]:
    """Checks orders by (placed_on, order_id), each against what was approved before it.

    An approved order takes up its uncovered amount, of its party and of every pool of the party's position; an
    order that is not approved takes up nothing. So the order of rows in a file changes nothing.

    Args:
        checks: what decides.
        orders: under check; no position contains one of them.
        positions: of each party that ordered: who pays changes nothing, for exposure counts by the party that
            ordered. Positions that name a pool by the same id draw on the same room.

    Returns:
        A decision for each order, in the order of checking; its position shows what was taken up before.

    Raises:
        InvalidInput: there is no position for a party, or two orders have one id; no order, or no position.

    >>> from datetime import date
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> day, checks = date(2026, 7, 1), Checks([Utilisation()])
    >>> position = Position("C-7", as_of=day, limit=UpTo(Money("500", "EUR")), exposure=Money("0", "EUR"))
    >>> orders = [Order(f"SO-{i}", "C-7", Money("300", "EUR"), placed_on=day) for i in (1, 2)]
    >>> [decision.outcome.name for decision in check_in_order(checks, orders, {"C-7": position})]
    ['approve', 'hold']
    """
    taken: dict[_Line, int] = {}
    pools = _currencies(positions)
    decisions = []
    for order in _sorted(orders):
        party = order.party_id
        if party not in positions:
            raise InvalidInput(f"positions[{party!r}]", None, f"a position, for order {order.order_id!r}")
        position = _after(positions[party], taken)
        decision = checks.check(order, position)
        decisions.append(decision)
        if decision.outcome is Outcome.approve:
            _take_up(order, position, pools, taken)
    return tuple(decisions)


def _sorted(orders: Iterable[Order]) -> list[Order]:
    given = list(orders)
    for i, order in enumerate(given):
        if not isinstance(order, Order):
            raise InvalidInput(f"orders[{i}]", order, "an Order")
    given.sort(key=lambda order: (order.placed_on, order.order_id))
    ids = [order.order_id for order in given]
    twice = next((name for name in ids if ids.count(name) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise InvalidInput("orders", twice, "each order once")
    return given


def _currencies(positions: Mapping[str, Position]) -> Mapping[str, Collection[str]]:
    """The currencies in which each pool is counted: accounts of one entity may differ."""
    found: dict[str, set[str]] = {}
    for party, position in positions.items():
        if not isinstance(position, Position):
            raise InvalidInput(f"positions[{party!r}]", position, "a Position")
        for pool in position.pools:
            found.setdefault(pool.id, set()).add(pool.exposure.currency)
    return found


def _take_up(order: Order, position: Position, pools: Mapping[str, Collection[str]], taken: dict[_Line, int]) -> None:
    """Counts an approved order where it draws. Rates are there: without one it would not be approved."""
    case = Case(order, position)
    drawn = [("party", position.party_id, position.currency)]
    drawn += [("pool", pool.id, currency) for pool in position.pools for currency in pools[pool.id]]
    for line in drawn:
        adds = case.uncovered if line[2] == order.amount.currency else case.adds(line[2])
        taken[line] = taken.get(line, 0) + (adds or 0)


def _after(position: Position, taken: Mapping[_Line, int]) -> Position:
    """The position with what was taken up before."""
    own = taken.get(("party", position.party_id, position.currency), 0)
    drawn = own or any(("pool", pool.id, pool.exposure.currency) in taken for pool in position.pools)
    if not drawn:
        return position
    more = Money.of_minor(own, position.currency)
    exposure = position.exposure
    if isinstance(exposure, Exposure):
        exposure = attrs.evolve(exposure, open_orders=exposure.open_orders + more)
    else:
        exposure = exposure + more
    pools = tuple(_pool_after(pool, taken.get(("pool", pool.id, pool.exposure.currency), 0)) for pool in position.pools)
    return attrs.evolve(position, exposure=exposure, pools=pools)


def _pool_after(pool: Pool, minor: int) -> Pool:
    return attrs.evolve(pool, exposure=pool.exposure + Money.of_minor(minor, pool.exposure.currency))
