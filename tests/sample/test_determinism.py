"""The same seed is the same ledger."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.facts import Allocation, Document, Fact, Order, Party
from creditkit.sample import sample_facts, sample_rates, sample_records
from creditkit.sample._dice import Dice

LAST = date(2025, 12, 31)


def fingerprint(records: tuple[Fact, ...]) -> str:
    """A digest of every field of every record."""
    return hashlib.sha256("\n".join(map(repr, records)).encode()).hexdigest()


def test_the_same_seed_gives_equal_records() -> None:
    """Two calls agree in every field, and in their order."""
    one, other = (sample_records(seed=3, parties=40, months=8) for _ in range(2))
    assert one == other
    assert fingerprint(one) == fingerprint(other)


def essence(records: tuple[Fact, ...]) -> str:
    """A digest of what matters of documents and allocations, whatever other fields records may get."""
    lines = [
        f"{f.document_id} {f.kind} {f.amount} {f.issued_on} {f.due_on} {f.replaces_id} {f.recorded_at}"
        if isinstance(f, Document)
        else f"{f.allocation_id} {f.to_id} {f.from_id} {f.amount} {f.value_on} {f.recorded_at}"
        for f in records
        if isinstance(f, (Document, Allocation))
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_ledger_of_a_seed_is_fixed() -> None:
    """A seed's ledger changes only on purpose: whoever changes it changes this digest and says so."""
    known = "9459298bcba761b89f10a26fae0e340aadcc805b56c1284a32be06bc45021a55"
    assert essence(sample_records(seed=1, parties=20, months=6)) == known


def test_another_seed_gives_another_ledger() -> None:
    """The seed is used."""
    assert sample_records(seed=1, parties=5, months=3) != sample_records(seed=2, parties=5, months=3)
    assert sample_rates(seed=1) != sample_rates(seed=2)


def test_more_accounts_change_nothing_for_the_first_ones() -> None:
    """An account draws from a stream of its own."""
    few, many = (sample_records(seed=5, parties=n, months=6) for n in (15, 50))
    codes = {fact.party_id for fact in few if isinstance(fact, Party)}
    mine = [f for f in many if getattr(f, "party_id", None) in codes]
    assert mine == [f for f in few if hasattr(f, "party_id")]


def test_the_global_stream_is_left_alone() -> None:
    """Nothing is drawn from Python's shared generator."""
    import random

    before = random.getstate()
    sample_records(seed=1, parties=3, months=2)
    assert random.getstate() == before


def test_facts_are_those_of_the_records() -> None:
    """Both functions tell of the same ledger."""
    records = sample_records(seed=4, parties=25, months=9)
    facts = sample_facts(seed=4, parties=25, months=9)
    assert len(facts) == len(records)
    assert facts.rates == sample_rates(seed=4, months=9)


def _days(fact: Fact) -> list[date]:
    """The days on which something happened, planned ones left out."""
    names = (
        "issued_on",
        "value_on",
        "reversed_on",
        "settled_on",
        "disputed_on",
        "placed_on",
        "shipped_on",
        "on",
    )
    return [day for name in (*names, "observed_on") if (day := getattr(fact, name, None)) is not None]


@settings(max_examples=12)
@given(
    st.integers(0, 2**40),
    st.integers(1, 30),
    st.integers(1, 14),
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
)
def test_nothing_is_later_than_the_last_day(seed: int, parties: int, months: int, last: date) -> None:
    """No fact is dated or recorded after the end, and every size makes facts that stand."""
    for fact in sample_facts(seed=seed, parties=parties, months=months, last_day=last):
        recorded = fact.recorded_at
        day = recorded.date() if isinstance(recorded, datetime) else recorded
        assert all(d <= last for d in [*_days(fact), *([day] if day else [])])
        if isinstance(fact, (Document, Order, Allocation)):
            assert min(_days(fact)) >= date(last.year - months // 12 - 2, 1, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("seed", -1), ("seed", 1.0), ("seed", True), ("parties", 0), ("months", 0), ("months", "3")],
)
def test_a_wrong_argument_is_named(name: str, value: object) -> None:
    """The message says which argument is out of its range."""
    given: dict[str, object] = {"seed": 1, "parties": 2, "months": 2, name: value}
    with pytest.raises(InvalidInput, match=name):
        sample_records(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("last", [LAST, date(2025, 12, 17), date(2024, 2, 29), date(2025, 6, 1)])
def test_rates_are_weekly_and_of_each_months_end(last: date) -> None:
    """EUR in CNY on Fridays, month ends and the last day, within a plausible band and never far apart."""
    rates = list(sample_rates(seed=9, months=30, last_day=last))
    days = [rate.on for rate in rates]
    assert {(rate.base, rate.quote) for rate in rates} == {("EUR", "CNY")}
    assert days == sorted(set(days))
    assert days[-1] == last
    assert all(day.weekday() == 4 or (day + timedelta(1)).day == 1 or day == last for day in days)
    assert max((later - day).days for day, later in pairwise(days)) <= 7
    assert len([day for day in days if (day + timedelta(1)).day == 1]) >= 29
    assert all(74_000 <= int(rate.rate * 10_000) <= 83_500 for rate in rates)


def test_dice_are_fair_enough() -> None:
    """Chances and spreads come out near what they say."""
    dice = Dice(11)
    assert 2_700 < sum(dice.chance(30) for _ in range(10_000)) < 3_300
    assert {dice.between(1, 6) for _ in range(1_000)} == {1, 2, 3, 4, 5, 6}
    assert {dice.near(0, 2) for _ in range(1_000)} == {-2, -1, 0, 1, 2}
    drawn = sorted(dice.spread(1_000) for _ in range(4_001))
    assert 900 < drawn[2_000] < 1_100
    assert sorted(dice.shuffled(range(50))) == list(range(50))


def test_the_streams_rest_on_the_two_stable_methods() -> None:
    """Python promises that random() and getrandbits() of a seed never change; nothing else is asked of it."""
    source = Random(7)
    dice = Dice(7)
    assert dice.between(0, 999_999) == int(source.random() * 1_000_000)
    assert dice.child().between(0, 9) == int(Random(source.getrandbits(64)).random() * 10)
