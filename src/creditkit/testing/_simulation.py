"""Laws of simulation: nothing that lies ahead is seen, and each simulated day is the review of that day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np

from creditkit.columns import Amounts, Columns, Labels, Numbers
from creditkit.facts import Fact, Facts
from creditkit.loop import Review, review
from creditkit.policy import Policy
from creditkit.simulation import Look, Simulation, simulate
from creditkit.testing._contents import same_contents
from creditkit.testing._reshaped import known

#: Whatever simulates policies on days.
Simulate: TypeAlias = Callable[[Sequence[Policy], Facts, Sequence[date]], Simulation]


def _simulated(policies: Sequence[Policy], facts: Facts, on: Sequence[date]) -> Simulation:
    return simulate(policies, facts, on=on)


def _tables(found: Simulation) -> dict[str, Columns]:
    return {
        "table": found.table(), "grades": found.grades(), "transitions": found.transitions(),
        "outcomes": found.outcomes(), "orders": found.orders(),
    }  # fmt: skip


def check_simulation_no_look_ahead(
    policies: Sequence[Policy],
    facts: Facts,
    on: Sequence[date],
    *,
    later: Iterable[Fact] = (),
    run: Simulate = _simulated,
) -> None:
    """Law: what is recorded or dated after a simulated day changes nothing of that day.

    The simulation of all days is compared, up to each of them, with that of a ledger in which nothing after it has
    happened yet.

    Args:
        policies: the policies.
        facts: the ledger, with its future.
        on: the days, ascending.
        later: further facts, recorded or dated after the last day.
        run: the simulation, to hold others to it.

    Raises:
        AssertionError: a table that differs.
    """
    whole = facts.and_also(later) if later else facts
    for last in range(1, len(on) + 1):
        days = on[:last]
        before = known(whole, days[-1], days[-1])
        found, wanted = _tables(run(policies, whole, on)), _tables(run(policies, before, days))
        for name, columns in wanted.items():
            same_contents(
                _until(found[name], days[-1]), columns, f"{name} up to {days[-1]} with and without what follows"
            )


def _until(columns: Columns, day: date) -> dict[str, object]:
    """The rows up to a day."""
    rows = np.flatnonzero(np.asarray(columns["as_of"]) <= np.datetime64(day, "D"))
    return {
        name: column.take(rows) if isinstance(column, (Amounts, Labels, Numbers)) else column[rows]
        for name, column in columns.items()
    }


def check_simulation_is_review(
    policies: Sequence[Policy], facts: Facts, on: Sequence[date], *, run: Simulate = _simulated
) -> None:
    """Law: on the first day a simulation says what the review of the day says, of parties and of orders.

    On every other day grades, scores, exposures and proposed limits are those of the review of the facts that
    the policy saw (``simulation.facts_of``), what it left behind for later days is what ``assess`` would have the host
    record, and each order counts once.

    Args:
        policies: the policies.
        facts: the ledger.
        on: the days, ascending.
        run: the simulation, to hold others to it.

    Raises:
        AssertionError: a day, a policy or an order for which they differ.
    """
    found = run(policies, facts, on)
    for place, look in enumerate(found.looks):
        policy = policies[place % len(policies)]
        seen = facts if look.as_of == on[0] else found.facts_of(policy)
        snapshot = seen.at(look.as_of, look.as_of)
        reviewed = review(policy, snapshot)
        same_contents(_of_look(look), _of_review(reviewed), f"{policy!r} on {look.as_of} simulated and reviewed")
        if look.as_of == on[0]:
            same_contents(_of_orders(look), _of_decisions(reviewed), f"orders waiting on {look.as_of}")
        _left_behind(look, reviewed)
    _each_once(found)


def _of_look(look: Look) -> dict[str, object]:
    return {
        "party": look.party, "grade": look.grade, "score": look.score, "exposure": look.exposure,
        "proposed": [look.proposed[row] for row in range(len(look.party))],
    }  # fmt: skip


def _of_review(found: Review) -> dict[str, object]:
    assert found.judged is not None, "the review was made without a policy"
    many = found.judged.portfolio
    used = [position.used for position in many.positions]
    return {
        "party": many.party, "grade": many.columns["grade"], "score": many.columns["score"],
        "exposure": Amounts([one.minor for one in used], Labels.of([one.currency for one in used])),
        "proposed": [many.proposed[row] for row in range(len(used))],
    }  # fmt: skip


def _of_orders(look: Look) -> list[object]:
    return [(one.order.order_id, one.outcome) for one in look.asked]


def _of_decisions(found: Review) -> list[object]:
    return [(one.order.order_id, one.outcome.name) for one in found.decisions]


def _left_behind(look: Look, found: Review) -> None:
    """The standings of a day have the grades that assessments of the day would record."""
    own = {one.party_id: one for one in look.standings()}
    for row, party in enumerate(look.party.texts()):
        if party is not None and look.scored[row]:
            wanted = found.party(party).standing()
            mine = own[party]
            same_contents(
                (mine.grade, mine.computed, mine.valid_from),
                (wanted.grade, wanted.computed, wanted.valid_from),
                f"what {look.as_of} leaves behind for {party}",
            )
        else:
            assert party not in own, f"{party} was not scored on {look.as_of} and has a grade"


def _each_once(found: Simulation) -> None:
    for place in range(len(found.policies)):
        asked = [one.order.order_id for look in found.looks if look.policy == place for one in look.asked]
        assert len(asked) == len(set(asked)), "an order was checked twice"
