"""What the tables name: parties with brackets in their ids, and which check could not be decided."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from creditkit.columns import Labels
from creditkit.facts import Document, Facts, Order, Party
from creditkit.loop import assess, review
from creditkit.money import Money
from creditkit.policy import ready_made

DAY = date(2026, 6, 30)


@pytest.mark.parametrize("party", ["A]B", "P[1]", "parties[x].y", "A].orders[B", '上海,"公司"', "a\nb"])
def test_findings_name_the_party_whatever_its_id(party: str) -> None:
    """Each finding about it has its id, whole; a shorter id that begins it is another party."""
    facts = Facts(
        [
            Party(party, currency="CNY"),
            Party("A", currency="CNY"),
            Document("1", party, Money("10", "EUR"), issued_on=DAY, due_on=DAY),
            Order("O", party, Money("10000", "CNY"), placed_on=DAY),
        ]
    )
    table = review(ready_made("manufacturer"), facts.at(DAY)).tables()["findings"]
    codes = cast(Labels, table["code"]).texts()
    named = dict(zip(codes, cast(Labels, table["party_id"]).texts(), strict=True))
    assert (named["rate_missing"], named["file_stale"]) == (party, party)


def test_decisions_say_which_check_could_not_be_decided() -> None:
    """Nobody looked for sanctions or insolvency: two reasons, not one twice."""
    facts = Facts([Party("P", currency="CNY"), Order("O", "P", Money("10", "CNY"), placed_on=DAY)])
    table = review(ready_made("manufacturer"), facts.at(DAY)).tables()["decisions"]
    (reasons,) = cast(Labels, table["reasons"]).texts()
    assert str(reasons).startswith("condition_unknown(sanctions); condition_unknown(insolvency); ")


def test_suppliers_are_not_scored() -> None:
    """A review grades customers; a supplier is assessed when somebody asks for it."""
    facts = Facts([Party("C-1"), Party("S-1", kind="supplier")])
    snapshot = facts.at(date(2026, 6, 30))
    policy = ready_made("manufacturer")
    scores = review(policy, snapshot).tables()["scores"]
    assert scores["party_id"].texts() == ["C-1"]  # type: ignore[union-attr]
    assert assess(policy, snapshot, "S-1").party_id == "S-1"
