"""Order checks in their order: each against what was approved before it."""

from __future__ import annotations

from collections.abc import Iterable

from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Order, Snapshot
from creditkit.limits import Decision, Position, check_in_order
from creditkit.loop._assess import assessed
from creditkit.loop._desk import Desk, desk
from creditkit.loop._position import position
from creditkit.loop._waiting import as_asked, in_order
from creditkit.policy import Policy
from creditkit.reasons import Reason


def check(policy: Policy, snapshot: Snapshot, order: Order) -> Decision:
    """May this order go?

    The order is checked after the orders of the snapshot that wait for a decision and come before it, by
    (placed_on, order_id), of its party and of whoever shares room with it: each against what was approved before
    it, and held ones consume nothing. So the answer is the one that :func:`review` gives for it. Orders that
    were decided already count as exposure: those with a delivery or an invoice, an event ``reservation``, or an
    event ``release`` that still covers them. The order itself may be in the snapshot or not; it counts once, as given.
    Where it names no prepayment, or only what the stored order says, receipts that name it are its prepayment.

    Args:
        policy: the policy.
        snapshot: what may be known.
        order: what is asked for.

    Raises:
        UnknownParty: no known fact is about the party, or the snapshot is restricted to others.
        InvalidInput: something that is no policy, snapshot or order.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.money import Money
    >>> from creditkit.policy import ready_made
    >>> snapshot = Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30))
    >>> order = Order("SO-1", "C-7", Money("9200.00", "CNY"), placed_on=date(2026, 6, 30))
    >>> check(ready_made("manufacturer"), snapshot, order).outcome.name
    'hold'
    """
    work = desk(policy, snapshot)
    if not isinstance(order, Order):
        raise InvalidInput("order", order, "an Order")
    _is_shown(snapshot, order.party_id)
    order = as_asked(work.whole, order)
    waiting = [one for one in work.waiting if one.order_id != order.order_id and in_order(one) < in_order(order)]
    if waiting:
        sharing = work.sharing(order.party_id)
        waiting = [one for one in waiting if one.party_id in sharing]
    asked = [*waiting, order]
    return check_in_order(policy.checks, asked, positions(work, asked, besides=order))[-1]


def _is_shown(snapshot: Snapshot, party_id: str) -> None:
    """Refuses a party that no fact is about, or that a restricted snapshot leaves out."""
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)


def decisions(work: Desk) -> tuple[Decision, ...]:
    """The decisions on the orders that wait, in order; of the parties that are looked at."""
    if work.waiting:
        work.prepare()
    found = check_in_order(work.policy.checks, work.waiting, positions(work, work.waiting))
    shown = frozenset(work.snapshot.parties())
    return tuple(decision for decision in found if decision.order.party_id in shown)


def decisions_of(policy: Policy, snapshot: Snapshot, party_id: str) -> tuple[Decision, ...]:
    """The decisions on one party's orders that wait, each as :func:`check` gives it.

    Raises:
        UnknownParty: no known fact is about the party, or the snapshot is restricted to others.
        InvalidInput: something that is no policy or snapshot.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.money import Money
    >>> from creditkit.policy import ready_made
    >>> order = Order("SO-1", "C-7", Money("9200.00", "CNY"), placed_on=date(2026, 6, 30))
    >>> snapshot = Facts([Party("C-7", currency="CNY"), order]).at(date(2026, 6, 30))
    >>> [(one.order.order_id, one.outcome.name) for one in decisions_of(ready_made("manufacturer"), snapshot, "C-7")]
    [('SO-1', 'hold')]
    """
    work = desk(policy, snapshot)
    _is_shown(snapshot, party_id)
    sharing = work.sharing(party_id)
    orders = [order for order in work.waiting if order.party_id in sharing]
    found = check_in_order(policy.checks, orders, positions(work, orders))
    return tuple(decision for decision in found if decision.order.party_id == party_id)


def positions(work: Desk, orders: Iterable[Order], besides: Order | None = None) -> dict[str, Position]:
    """The position of each party that has an order: without the orders that wait, and without one more."""
    without = work.without(besides)
    return {party: _position(work, party, without) for party in dict.fromkeys(order.party_id for order in orders)}


def _position(work: Desk, party_id: str, without: frozenset[str]) -> Position:
    """A party that cannot be scored is held and the reason told: one bad value stops no other order."""
    try:
        found = assessed(work, party_id, work.whole, work.policy.asked_plan)
    except InvalidInput as error:
        refused = Reason("value_refused", {"characteristic": error.path, "given": str(error.given)})
        return position(
            work, party_id, work.in_force(party_id).limit, work.policy.terms.otherwise, {}, without=without,
            problems=(refused,),
        )  # fmt: skip
    return position(work, party_id, found.limit, found.terms, found.values, without=without)
