"""Laws: parts of a portfolio add up to it, and an invoice in parts counts as the whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.columns import Amounts
from creditkit.facts import Facts, Moment, Snapshot
from creditkit.money import Money
from creditkit.receivables import Ratio, behaviour, open_items
from creditkit.testing import (
    LAST_LOOK,
    aging_totals,
    check_parts_add_up,
    check_splitting_changes_nothing,
    days,
    facts,
    moments,
)

as_ofs = days(max_day=LAST_LOOK, latest_first=True)
known_ats = st.none() | moments()
GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=500)


@given(facts(), as_ofs, known_ats)
def test_parties_add_up(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Every cell of the ageing is the sum over the parties, each seen alone."""
    check_parts_add_up(known, as_of, known_at=known_at)


def behaviour_amounts(snapshot: Snapshot) -> Mapping[object, int]:
    """Every additive figure of behaviour: amounts, and both sides of each ratio."""
    found = behaviour(snapshot)
    out: dict[object, int] = {}
    rows = list(zip(found.party.texts(), found.currency.texts(), strict=True))
    for name, figure in found.figures.items():
        if isinstance(figure, Ratio):
            sides = {"numerator": figure.numerator.tolist(), "denominator": figure.denominator.tolist()}
        else:
            sides = {"": figure.minor.tolist()} if isinstance(figure, Amounts) else {}
        for side, values in sides.items():
            out.update({(name, side, *row): value for row, value in zip(rows, values, strict=True)})
    return out


@given(facts(), as_ofs, known_ats)
def test_behaviour_of_a_party_alone(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """A party's figures are the same in a portfolio of its own, whoever else pays its invoices."""
    check_parts_add_up(known, as_of, known_at=known_at, measure=behaviour_amounts)


@given(facts(), as_ofs, known_ats, st.sets(st.sampled_from(["C1", "C2", "C3", "C4", "C5"])))
def test_two_halves(known: Facts, as_of: date, known_at: Moment | None, chosen: set[str]) -> None:
    """Any split of the parties in two."""
    everyone = set(known.at(as_of, known_at).parties())
    check_parts_add_up(known, as_of, known_at=known_at, parts=[everyone & chosen, everyone - chosen])


@given(facts(), as_ofs, known_ats)
def test_splitting(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Two instalments due on the invoice's own day change no amount in any bucket."""
    check_splitting_changes_nothing(known, as_of, known_at=known_at)


def largest_party_only(snapshot: Snapshot) -> Mapping[object, int]:
    """Totals that leave out whoever is small beside the others of the same portfolio."""
    totals: dict[object, int] = {}
    for item in open_items(snapshot):
        totals[item.party_id] = totals.get(item.party_id, 0) + item.open.minor
    largest = max((abs(minor) for minor in totals.values()), default=0)
    return {party: minor for party, minor in totals.items() if abs(minor) == largest}


def shares_of_half(snapshot: Snapshot) -> Mapping[object, int]:
    """Half of each open item, rounded item by item: two halves of an item make more than the item's half."""
    return {"half": sum(-(-item.open.minor // 2) for item in open_items(snapshot))}


def test_broken_measures() -> None:
    """A figure that depends on the company it keeps, and one that rounds too early, are found."""

    @GENERATED
    @given(facts(), as_ofs)
    def alone(known: Facts, as_of: date) -> None:
        check_parts_add_up(known, as_of, measure=largest_party_only)

    @GENERATED
    @given(facts(), as_ofs)
    def whole(known: Facts, as_of: date) -> None:
        check_splitting_changes_nothing(known, as_of, measure=shares_of_half)

    with pytest.raises(AssertionError, match=r"sum of its parts"):
        alone()
    with pytest.raises(AssertionError, match=r"whole invoices and halves"):
        whole()


def test_parts_that_leave_someone_out() -> None:
    """Parts that are not all the parties do not add up."""

    @GENERATED
    @given(facts(), as_ofs)
    def run(known: Facts, as_of: date) -> None:
        check_parts_add_up(known, as_of, parts=[known.at(as_of).parties()[1:]])

    with pytest.raises(AssertionError, match=r"sum of its parts"):
        run()


def test_the_default_measure_counts_minor_units() -> None:
    """``aging_totals`` names amounts and disputed parts by currency and bucket."""
    from creditkit.facts import Document

    known = Facts([Document("1", "C", Money("1.00", "EUR"), issued_on=date(2025, 1, 1), disputed=True)])
    totals = cast("dict[tuple[str, str, str], int]", aging_totals(known.at(date(2025, 2, 1))))
    assert totals == {("amount", "EUR", "undetermined"): 100, ("disputed_amount", "EUR", "undetermined"): 100}
