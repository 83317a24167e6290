"""The orders of a simulation: which are asked about on which day, and what a policy says.

An order is asked about once, on the first day on which it was known: the day on which it was placed, or
that of its recording where this is later. That is the day on which the desk had to decide. The first simulated day
has no day before it: there it is the orders that wait, as in a review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import cast

import numpy as np

from creditkit.columns import Ints, Labels, Mask
from creditkit.facts import Facts, Order, Snapshot
from creditkit.facts._moments import ALWAYS, DAY_US, day_number, day_of, integers
from creditkit.facts._schema import DOCUMENT_KINDS
from creditkit.facts._to_records import records
from creditkit.loop import check
from creditkit.loop._desk import desk
from creditkit.loop._orders import decisions
from creditkit.loop._waiting import in_order
from creditkit.policy import Policy
from creditkit.simulation._look import Asked

_INVOICE = DOCUMENT_KINDS.index("invoice")


class Calendar:
    """The days on which orders come up, from the day after ``first`` on to ``last``.

    A version of an order can first be seen on the later of its two days. A later version may move the order to
    another day before it was ever seen; so each of these days is looked at, and the first that shows it counts.

    Args:
        facts: the ledger.
        first, last: of the simulation.
    """

    def __init__(self, facts: Facts, first: date, last: date) -> None:
        self._first, self._ids = first, cast(Labels, facts.columns("orders")["order_id"])
        shown = _days_of(facts)
        inside = np.flatnonzero((shown > day_number(first)) & (shown <= day_number(last)))
        found: dict[date, set[str]] = {}
        for row in inside.tolist():
            found.setdefault(day_of(int(shown[row])), set()).add(self._ids[row] or "")
        self._named: Mapping[date, set[str]] = dict(sorted(found.items()))

    def between(self, before: date, day: date) -> Iterator[tuple[date, set[str]]]:
        """The days after one day up to another, and the orders that may first be seen on each."""
        return ((when, names) for when, names in self._named.items() if before < when <= day)


def _days_of(facts: Facts) -> Ints:
    """The first day on which each version of an order can be seen, as days since 1970."""
    columns = facts.columns("orders")
    recorded, placed = integers(columns["recorded_at"]), integers(columns["placed_on"])
    return np.where(recorded == ALWAYS, placed, np.maximum(placed, recorded // DAY_US))


def shown_on(snapshot: Snapshot) -> set[str]:
    """The orders that a snapshot shows."""
    return set(cast("list[str]", snapshot.view("orders").labels("order_id").texts()))


def waiting_on(policy: Policy, snapshot: Snapshot) -> tuple[Asked, ...]:
    """What a review of the day says of the orders that wait."""
    found = decisions(desk(policy, snapshot))
    return tuple(Asked(decision.order, snapshot.as_of, decision) for decision in found)


def asked_on(policy: Policy, snapshot: Snapshot, names: set[str]) -> tuple[Asked, ...]:
    """What a policy says of the orders named, as far as the snapshot shows them, in the order of checking.

    The status is not looked at: it may be of a later day, where an export knows only how things stand now.
    """
    view = snapshot.view("orders")
    rows = _rows_named(view.labels("order_id"), names)
    found = cast("Iterator[Order]", records("orders", {"orders": view.restrict(rows).columns()}))
    orders = sorted(found, key=in_order)
    billed = _billed(snapshot) if orders else frozenset[tuple[str | None, str | None]]()
    return tuple(_ask(policy, snapshot, order, (order.order_id, order.party_id) in billed) for order in orders)


def _ask(policy: Policy, snapshot: Snapshot, order: Order, billed: bool) -> Asked:
    return Asked(order, snapshot.as_of, None if billed else check(policy, snapshot, order))


def _rows_named(ids: Labels, names: Iterable[str]) -> Mask:
    wanted = frozenset(names)
    inside = np.array([*(label in wanted for label in ids.labels), False], dtype=np.bool_)
    return cast("Mask", inside[ids.codes])


def _billed(snapshot: Snapshot) -> frozenset[tuple[str | None, str | None]]:
    """The orders, with their parties, that an invoice names: they are among the open items and would count twice."""
    documents = snapshot.invoices
    bills = np.flatnonzero((documents.labels("kind").codes == _INVOICE) & (documents.labels("order_id").codes >= 0))
    order, party = documents.labels("order_id").take(bills), documents.labels("party_id").take(bills)
    return frozenset(zip(order.texts(), party.texts(), strict=True))
