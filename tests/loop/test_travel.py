"""What the loop says travels: to another process by pickle, and into deep copies, with everything that was said."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from creditkit.facts import Document, Event, Fact, Facts, Order, Party, Snapshot
from creditkit.loop import assess, check, review
from creditkit.money import Money, Rate, Rates
from creditkit.policy import READY_MADE, ready_made
from creditkit.testing._contents import same_contents

DAY = date(2026, 6, 30)
FACTS: list[Fact] = [
    Party("P", credit_limit=Money("1000", "CNY"), identity="L", parent_id="G"),
    Party("G", credit_limit=Money("5000", "CNY")),
    Document("1", "P", Money("10", "EUR"), issued_on=date(2026, 5, 1), due_on=date(2026, 5, 31)),
    Order("A", "P", Money("999", "CNY"), placed_on=DAY),
    Event("P", "note", on=DAY, figures={"why": "x"}),
]
ASKED = Order("B", "P", Money("5000", "CNY"), placed_on=DAY)


def snapshot() -> Snapshot:
    return Facts(FACTS, rates=Rates([Rate("EUR", "CNY", "8", on=DAY)])).at(DAY)


@pytest.mark.parametrize("travel", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
@pytest.mark.parametrize("name", READY_MADE)
def test_everything_travels(travel: Callable[[Any], Any], name: str) -> None:
    """A twin says the same, its ways to pass and its findings included, also of a part of the portfolio."""
    policy, seen = ready_made(name), snapshot()  # type: ignore[arg-type]
    assert travel(policy) == policy
    for part in (seen, seen.restrict(["P"])):
        assert travel(part).parties() == part.parties()
        decision = check(policy, part, ASKED)
        again = travel(decision)
        assert (again.outcome, again.reasons, again.position) == (decision.outcome, decision.reasons, decision.position)
        assert again.checks.ways_to_pass(again) == decision.checks.ways_to_pass(decision)
        alone = assess(policy, part, "P")
        twin = travel(alone)
        assert (twin.standing(), twin.position, twin.findings) == (alone.standing(), alone.position, alone.findings)
        assert twin.grade.reasons == alone.grade.reasons
        assert travel(alone.grade).reasons == alone.grade.reasons
        assert travel(alone.score).contributions == alone.score.contributions
        whole = review(policy, part)
        same_contents(dict(travel(whole).tables()), dict(whole.tables()), "the tables")
    plain = review(None, seen)
    same_contents(dict(travel(plain).tables()), dict(plain.tables()), "the tables without a policy")
