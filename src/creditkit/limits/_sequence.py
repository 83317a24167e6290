"""Orders one after the other: each sees what was approved before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

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
        InvalidInput: there is no position for a party, or two orders have one id.
    """
    taken: dict[tuple[str, str], int] = {}
    decisions = []
    for order in _sorted(orders):
        party = order.party_id
        if party not in positions:
            raise InvalidInput(f"positions[{party!r}]", None, f"a position, for order {order.order_id!r}")
        position = _after(positions[party], taken)
        decision = checks.check(order, position)
        decisions.append(decision)
        if decision.outcome is Outcome.approve:
            _take_up(order, position, taken)
    return tuple(decisions)


def _sorted(orders: Iterable[Order]) -> list[Order]:
    given = sorted(orders, key=lambda order: (order.placed_on, order.order_id))
    ids = [order.order_id for order in given]
    twice = next((name for name in ids if ids.count(name) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise InvalidInput("orders", twice, "each order once")
    return given


def _take_up(order: Order, position: Position, taken: dict[tuple[str, str], int]) -> None:
    """Counts an approved order where it draws. Rates are there: without one it would not be approved."""
    case = Case(order, position)
    drawn = [("party", position.party_id, position.currency)]
    drawn += [("pool", pool.id, pool.exposure.currency) for pool in position.pools]
    for kind, name, currency in drawn:
        adds = case.uncovered if currency == order.amount.currency else case.adds(currency)
        taken[kind, name] = taken.get((kind, name), 0) + (adds or 0)


def _after(position: Position, taken: Mapping[tuple[str, str], int]) -> Position:
    """The position with what was taken up before."""
    own = taken.get(("party", position.party_id), 0)
    drawn = own or any(("pool", pool.id) in taken for pool in position.pools)
    if not drawn:
        return position
    more = Money.of_minor(own, position.currency)
    exposure = position.exposure
    if isinstance(exposure, Exposure):
        exposure = attrs.evolve(exposure, open_orders=exposure.open_orders + more)
    else:
        exposure = exposure + more
    pools = tuple(_pool_after(pool, taken.get(("pool", pool.id), 0)) for pool in position.pools)
    return attrs.evolve(position, exposure=exposure, pools=pools)


def _pool_after(pool: Pool, minor: int) -> Pool:
    return attrs.evolve(pool, exposure=pool.exposure + Money.of_minor(minor, pool.exposure.currency))
