"""Laws that every calculator keeps: no look-ahead, one meaning through both doors of the facts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from creditkit.credit_file import CATALOGUE, CreditFile, catalogue_rules, credit_file, credit_files
from creditkit.facts import Facts, Moment, Observation, Snapshot
from creditkit.testing import (
    LAST_LOOK,
    check_no_look_ahead,
    check_records_equal_columns,
    contents,
    days,
    moments,
    observed_ledgers,
)

DAYS = days(max_day=LAST_LOOK, latest_first=True)


def files(snapshot: Snapshot) -> object:
    """Every column, every finding and every file."""
    seen = credit_files(snapshot, None, catalogue_rules(), currency="EUR")
    return contents(dict(seen)), seen.findings, [seen.of(party) for party in seen.party_ids]


@settings(max_examples=25)
@given(observed_ledgers(), DAYS, moments())
def test_no_look_ahead(known: Facts, day: date, known_at: Moment) -> None:
    """What is recorded later, or dated later, changes nothing in a file."""
    check_no_look_ahead(files, known, day, known_at)


@settings(max_examples=25)
@given(observed_ledgers(), DAYS)
def test_records_equal_columns(known: Facts, day: date) -> None:
    """The files are the same whether facts came as records or as columns."""
    check_records_equal_columns(known, day, calculate=files)


def test_a_file_that_looks_ahead_is_noticed() -> None:
    """The law can fail: a file that reads every observation of the facts knows too much."""
    ahead = Observation("C", "litigation", 3, source="court", observed_on=date(2026, 7, 1))
    known = Facts([Observation("C", "litigation", 0, source="court", observed_on=date(2026, 6, 1)), ahead])

    def clairvoyant(snapshot: Snapshot) -> CreditFile:
        return credit_file(snapshot._facts.at(date.max), "C")

    check_no_look_ahead(files, known, date(2026, 6, 30))
    with pytest.raises(AssertionError):
        check_no_look_ahead(clairvoyant, known, date(2026, 6, 30))


@settings(max_examples=25)
@given(observed_ledgers(), DAYS)
def test_asking_for_less_changes_nothing(known: Facts, day: date) -> None:
    """A field alone has the value that it has among all fields."""
    snapshot = known.at(day)
    names = [name for name, fact in CATALOGUE.items() if fact.origin in ("ledger", "party")]
    for party in snapshot.parties():
        whole = credit_file(snapshot, party, currency="EUR").known
        for name in names[:: len(names) // 6]:
            alone = credit_file(snapshot, party, {name: CATALOGUE[name].field}, currency="EUR").known
            assert alone.get(name) == whole.get(name)
