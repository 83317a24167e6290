"""Policies on past days: one after the other, each day as it was known then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, TypeAlias, get_args

import attrs

from creditkit.errors import InvalidInput
from creditkit.facts import Facts
from creditkit.loop._desk import desk
from creditkit.policy import Policy
from creditkit.simulation._asked import Calendar, asked_on, shown_on, waiting_on
from creditkit.simulation._days import in_turn
from creditkit.simulation._look import Asked, Look, look
from creditkit.simulation._past import Past
from creditkit.simulation._simulation import Simulation

#: What becomes of the ledger where a policy would have said no: nothing; or it loses what such orders led to.
OrdersMode: TypeAlias = Literal["as_happened", "approved_only"]


def simulate(
    policies: Sequence[Policy], facts: Facts, *, on: Iterable[date], orders: OrdersMode = "as_happened"
) -> Simulation:
    """What each of several policies would have said on past days.

    Each day is seen as it was known at its end: ``facts.at(day, known_at=day)``. What is recorded later or dated
    later changes nothing. A policy is judged by its own past: the grades that it came to on one day are what is
    in force for it on the next, and the recorded grades of these days, which another policy gave, are left
    out. Limits in force stay as people set them.

    Args:
        policies: the policies, in any number, whatever day they take effect.
        facts: the ledger. Facts without ``recorded_at`` count as always known.
        on: the days, in any order, such as :func:`month_ends`; the grades of each are in force on the next.
        orders: ``as_happened``: the ledger stays as it was. Each order that came up after the first day is checked
            once, on the day on which it was first known; on the first day the orders that wait are checked.
            ``approved_only`` is refused: see below.

    Raises:
        InvalidInput: no policy, the same policy twice, no day; ``approved_only``. Without the orders that a
            policy holds the ledger would have to lose their invoices, what was paid on them and what the customer
            bought instead; facts say too little of that for an exact answer.

    >>> from creditkit.facts import Order, Party
    >>> from creditkit.money import Money
    >>> from creditkit.policy import ready_made
    >>> facts = Facts(
    ...     [
    ...         Party("C-7", credit_limit=Money("10000", "CNY")),
    ...         Order("SO-1", "C-7", Money("9200.00", "CNY"), placed_on=date(2026, 3, 9)),
    ...     ]
    ... )
    >>> found = simulate([ready_made("manufacturer")], facts, on=[date(2026, 2, 28), date(2026, 3, 31)])
    >>> found.table()["orders"].values.tolist(), found.orders()["outcome"].texts()
    ([0, 1], ['hold'])
    """
    given, days = _each_once(policies), in_turn(on)
    if orders not in get_args(OrdersMode):
        raise InvalidInput("orders", orders, "as_happened")
    if orders != "as_happened":
        raise InvalidInput(
            "orders", orders, "as_happened", "what a held order would have changed later is not in the facts"
        )
    runs = [tuple(_run(place, policy, facts, days)) for place, policy in enumerate(given)]
    looks = tuple(run[i][0] for i in range(len(days)) for run in runs)
    return Simulation(policies=given, days=days, looks=looks, pasts=tuple(run[-1][1] for run in runs))


def _each_once(policies: Sequence[Policy]) -> tuple[Policy, ...]:
    if isinstance(policies, Policy):
        raise InvalidInput("policies", policies, "several policies", "write [policy]")
    seen: set[str] = set()
    for place, policy in enumerate(policies):
        if not isinstance(policy, Policy):
            raise InvalidInput(f"policies[{place}]", policy, "a Policy", "load_policy(path) or ready_made(name)")
        if policy.fingerprint in seen:
            raise InvalidInput(f"policies[{place}]", policy, "each policy once")
        seen.add(policy.fingerprint)
    if not seen:
        raise InvalidInput("policies", (), "at least one policy")
    return tuple(policies)


def _run(place: int, policy: Policy, facts: Facts, days: Sequence[date]) -> Iterator[tuple[Look, Past]]:
    """One policy, day after day, with its past after each."""
    past, calendar = Past(facts, days[0]), Calendar(facts, days[0], days[-1])
    seen: set[str] = set()
    for i, day in enumerate(days):
        known = past.facts()
        snapshot = known.at(day, known_at=day)
        asked: tuple[Asked, ...]
        if i == 0:
            asked, seen = waiting_on(policy, snapshot), shown_on(snapshot)
        else:
            asked = tuple(_asked(policy, known, calendar.between(days[i - 1], day), seen))
        said = attrs.evolve(look(place, desk(policy, snapshot)), asked=asked)
        past = past.after(said.standings())
        yield said, past


def _asked(policy: Policy, known: Facts, days: Iterable[tuple[date, set[str]]], seen: set[str]) -> Iterator[Asked]:
    """The orders that came up on some days; ``seen`` grows by them."""
    for day, names in days:
        if names - seen:
            found = asked_on(policy, known.at(day, known_at=day), names - seen)
            seen.update(one.order.order_id for one in found)
            yield from found
