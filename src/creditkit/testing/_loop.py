"""Laws of the whole loop: what is said of one party and one order is what the review of all says of them."""

from __future__ import annotations

from collections.abc import Callable

from creditkit.columns import Columns, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts import Order, Snapshot
from creditkit.limits import Decision
from creditkit.loop import Assessment, Review, assess, check, review
from creditkit.policy import Policy
from creditkit.testing._contents import same_contents


def whole_review(policy: Policy) -> Callable[[Snapshot], object]:
    """Everything that a review says, as a calculation for the laws: its tables, KPIs, totals and findings."""

    def calculate(snapshot: Snapshot) -> object:
        found = review(policy, snapshot)
        return {**found.tables(), "kpis": found.kpis, "totals": found.totals, "findings": found.findings}

    return calculate


def check_review_agrees(
    policy: Policy,
    snapshot: Snapshot,
    *,
    one: Callable[[Policy, Snapshot, str], Assessment] = assess,
    order: Callable[[Policy, Snapshot, Order], Decision] = check,
    many: Callable[[Policy, Snapshot], Review] = review,
) -> None:
    """Law: both doors of the loop agree.

    Each party's grade, points, coverage, terms, limit, exposure and room are the same whether it is assessed
    alone or with all others, and each order's outcome, reasons and position whether it is checked alone or in
    the review. A party that cannot be scored is rejected by both.

    Args:
        policy: the policy.
        snapshot: what may be known.
        one: assesses one party.
        order: checks one order.
        many: reviews all; other doors may be held to the law.

    Raises:
        AssertionError: a party or an order for which they differ.
    """
    found = many(policy, snapshot)
    tables = found.tables()
    refused = {rejection.row for rejection in found.rejected}
    for row, party in enumerate(_texts(tables["scores"], "party_id")):
        alone = _assessed(one, policy, snapshot, party or "")
        assert (alone is None) == (row + 1 in refused), f"{party}: one door cannot score it, the other can"
        if alone is not None:
            same_contents(_of_one(alone), _of_row(found, row), f"{party} alone and in the review")
    for decision in found.decisions:
        asked = order(policy, snapshot, decision.order)
        same_contents(_of_order(asked), _of_order(decision), f"{decision.order.order_id} alone and in the review")


def _assessed(
    one: Callable[[Policy, Snapshot, str], Assessment], policy: Policy, snapshot: Snapshot, party: str
) -> Assessment | None:
    try:
        return one(policy, snapshot, party)
    except InvalidInput:
        return None


def _texts(columns: Columns, name: str) -> list[str | None]:
    column = columns[name]
    assert isinstance(column, Labels), f"{name} is no column of texts"
    return column.texts()


def _of_one(alone: Assessment) -> dict[str, object]:
    position = alone.position
    return {
        "points": alone.grade.points, "coverage": alone.score.coverage, "grade": alone.grade.label,
        "terms": alone.terms, "proposed": alone.proposed.limit, "limit": position.limit, "used": position.used,
        "room": position.headroom, "utilisation": position.utilisation, "problems": position.problems,
    }  # fmt: skip


def _of_row(found: Review, row: int) -> dict[str, object]:
    assert found.judged is not None, "the review was made without a policy"
    many = found.judged.portfolio
    position = many.positions[row]
    points, coverage = many.columns["score"], many.columns["coverage"]
    assert isinstance(points, Numbers)
    assert isinstance(coverage, Numbers)
    return {
        "points": points[row], "coverage": coverage[row], "grade": many.grade(row), "terms": many.terms[row],
        "proposed": many.proposed[row], "limit": position.limit, "used": position.used, "room": position.headroom,
        "utilisation": position.utilisation, "problems": position.problems,
    }  # fmt: skip


def _of_order(decision: Decision) -> dict[str, object]:
    return {
        "outcome": decision.outcome.name,
        "reasons": [(reason.code, dict(reason.figures)) for reason in decision.reasons],
        "warnings": [reason.code for reason in decision.warnings],
        "used": decision.position.used,
        "pools": [(pool.id, pool.exposure) for pool in decision.position.pools],
    }
