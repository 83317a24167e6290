"""Accounts of one legal entity are one debtor; groups reach over all accounts of an entity, and circles end."""

from __future__ import annotations

from datetime import date

from creditkit.facts import Facts, Party
from creditkit.loop._structure import Structure, structure

DAY = date(2026, 6, 30)


def _structure(*parties: Party) -> Structure:
    return structure(Facts(parties).at(DAY))


def test_accounts_with_one_registration_number_are_one_entity() -> None:
    """The entity is named by its first account, in whatever order the accounts came in."""
    found = _structure(Party("P2", identity="R1"), Party("P1", identity="R1"), Party("P3", identity="R2"), Party("P4"))
    assert found.accounts_of("P2") == ("P1", "P2") == found.accounts_of("P1")
    assert found.entity_of("P2") == "P1"
    assert found.accounts_of("P3") == ("P3",)
    assert found.accounts_of("nobody") == ("nobody",)


def test_one_account_that_names_the_parent_is_enough() -> None:
    """P2 names no parent itself; its legal entity does."""
    found = _structure(
        Party("G"), Party("P1", identity="R1", parent_id="G"), Party("P2", identity="R1"), Party("P3", parent_id="G")
    )
    assert found.parents_of("P2") == ("G",)
    assert found.groups() == {"G": ("G", "P1", "P2", "P3")}


def test_every_level_of_parents_counts_nearest_first() -> None:
    """Room is needed at every level of a group, and each level is named once."""
    found = _structure(Party("top"), Party("mid", parent_id="top"), Party("leaf", parent_id="mid"))
    assert found.parents_of("leaf") == ("mid", "top")
    assert found.groups() == {"mid": ("leaf", "mid"), "top": ("leaf", "mid", "top")}


def test_a_circle_of_parents_ends() -> None:
    """Two accounts that name each other are in one group, and nobody is his own parent."""
    found = _structure(Party("A", parent_id="B"), Party("B", parent_id="A"), Party("C", parent_id="C"))
    assert found.parents_of("A") == ("B",)
    assert found.parents_of("C") == ()
    assert found.groups()["A"] == ("A", "B")


def test_a_restriction_makes_no_pool_smaller() -> None:
    """What a party may owe depends on accounts that are not shown."""
    facts = Facts([Party("P1", identity="R1", parent_id="G"), Party("P2", identity="R1"), Party("G")])
    assert structure(facts.at(DAY).restrict(["P1"])).accounts_of("P1") == ("P1", "P2")
