"""The ledger of points that goes with the sample."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from creditkit.facts import Facts
from creditkit.ledger import Ledger, to_lines
from creditkit.loop import apply_ledger
from creditkit.sample import sample_facts, sample_ledger, sample_pseudonyms

DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Eighty accounts over two years."""
    return sample_facts(seed=11, parties=80)


@pytest.fixture(scope="module")
def ledger(facts: Facts) -> Ledger:
    """Their points."""
    return sample_ledger(facts, seed=11)


def test_it_is_sound(ledger: Ledger) -> None:
    """And recorded in order, up to the last day."""
    assert ledger.verify() == ()
    assert max(one.recorded_at.date() for one in ledger.events()) <= DAY


def test_every_kind_is_there(ledger: Ledger) -> None:
    """Penalties, restorations, waivers, a reversal, good conduct."""
    types = Counter(one.type for one in ledger.events())
    assert {"promise_broken", "contract_breached", "customer_fault_performed", "our_fault", "good_conduct"} <= set(
        types
    )
    assert any("reverses" in one.figures for one in ledger.events())
    assert any("share" in one.figures for one in ledger.events())


def test_broken_promises_are_those_of_the_facts(facts: Facts, ledger: Ledger) -> None:
    """Each once, under the pseudonym of its party."""
    names = sample_pseudonyms(seed=11)
    events = [one for one in facts.at(DAY).events if one.kind == "promise_broken"]
    found = {one.entry_id for one in ledger.events() if one.type == "promise_broken"}
    assert found == {f"promise_broken/{names.of(one.party_id)}/{one.event_id}" for one in events}


def test_its_streams_are_of_the_parties(facts: Facts, ledger: Ledger) -> None:
    """Nobody is lost, and nobody above zero."""
    parties = sample_pseudonyms(seed=11).map(facts.at(DAY).parties())
    applied = apply_ledger(facts, ledger, DAY, parties=parties)
    assert applied.findings == ()
    totals = [ledger.accounts().balance(stream, DAY).total for stream in applied.accounts.streams]
    assert min(totals) < 0
    assert max(totals) <= 0


def test_the_same_arguments_give_the_same_ledger(facts: Facts, ledger: Ledger) -> None:
    """To the byte; another seed gives another."""
    lines = list(to_lines(ledger.store))
    assert list(to_lines(sample_ledger(facts, seed=11).store)) == lines
    assert list(to_lines(sample_ledger(facts, seed=12).store)) != lines
