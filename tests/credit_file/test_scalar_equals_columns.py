"""Laws: the file of one party and the files of all say the same, and what plain bookkeeping says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.columns import Column, Labels, Numbers
from creditkit.credit_file import (
    CATALOGUE,
    CreditFiles,
    Measures,
    SourceRule,
    catalogue_fields,
    catalogue_rules,
    credit_file,
    credit_files,
)
from creditkit.facts import Document, Facts, Observation, Order, Party, Snapshot
from creditkit.money import Money, Rate, Rates, exponent
from creditkit.reasons import Finding
from creditkit.testing import (
    LAST_LOOK,
    PlainBook,
    check_credit_files_agree,
    days,
    facts,
    measures,
    observed_ledgers,
    source_rules,
)
from plain_files import PlainFile

DAYS = days(max_day=LAST_LOOK, latest_first=True)
RATES = Rates([Rate("EUR", "JPY", "163.27", date(2020, 1, 1)), Rate("KWD", "EUR", "2.9871", date(2020, 1, 1))])
LEDGER = frozenset(name for name, fact in CATALOGUE.items() if fact.from_ledger) - {"frozen", "promises_broken_open"}


def at(known: Facts, day: date) -> Snapshot:
    """The facts with rates between some of their currencies."""
    return Facts(known, rates=RATES).at(day)


@settings(max_examples=30)
@given(observed_ledgers(), DAYS, source_rules(), measures(), st.sampled_from(["JPY", "EUR", "KWD", "CNY"]))
def test_one_and_many(known: Facts, day: date, rules: Sequence[SourceRule], how: Measures, currency: str) -> None:
    """Corrections, instalments, disputes, several currencies with and without rates, odd observations."""
    check_credit_files_agree(at(known, day), None, rules, measures=how, currency=currency)


@settings(max_examples=15)
@given(observed_ledgers(), DAYS)
def test_parts_of_a_snapshot(known: Facts, day: date) -> None:
    """A restriction changes nothing in the files that are left."""
    snapshot = known.at(day)
    whole = credit_files(snapshot, None, catalogue_rules(), currency="EUR")
    for party in snapshot.parties():
        part = credit_files(snapshot.restrict([party]), None, catalogue_rules(), currency="EUR")
        assert part.of(party) == whole.of(party)


@given(facts(), DAYS, measures(), st.sampled_from(["JPY", "EUR", "KWD"]))
def test_plain_bookkeeping(known: Facts, day: date, how: Measures, currency: str) -> None:
    """Every figure of the ledger equals the plain loop over records, rounded once, half to even."""
    snapshot = at(known, day)
    book = PlainBook(known, day)
    fields = {name: field for name, field in catalogue_fields(currency).items() if name in LEDGER}
    orders = list(snapshot.records("orders"))
    for party in snapshot.parties():
        file = credit_file(snapshot, party, fields, measures=how)
        plain = PlainFile(book, orders, party, how, RATES, currency)  # type: ignore[arg-type]
        for name, value in plain.figures.items():
            places = exponent(currency) if fields[name].kind.value == "money" else fields[name].decimals or 0
            shown = file.known[name].value if name in file.known else "absent"
            wanted = None if value is None else round(value * 10**places)
            assert (None if shown is None else Fraction(shown) * 10**places) == wanted, (party, name, shown, value)
        assert set(file.known) == set(plain.figures)


# Whoever breaks the law is caught.

LEDGER_OF_ONE = Facts(
    [
        Party("C1", currency="EUR", industry="steel"),
        Document("1", "C1", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31)),
        Order("O", "C1", Money("10.00", "EUR"), placed_on=date(2025, 2, 1)),
        Observation("C1", "debt_ratio", "0.5", source="registry", observed_on=date(2025, 1, 1)),
        Observation("C1", "debt_ratio", "0.6", source="sales", observed_on=date(2025, 2, 1)),
    ]
)
DAY = date(2025, 3, 2)


class Broken(CreditFiles):
    """Files with one column replaced."""

    column: tuple[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.column[1] if name == self.column[0] else super().__getitem__(name)


class Silent(CreditFiles):
    """Files that find nothing."""

    findings: tuple[Finding, ...] = ()  # type: ignore[assignment]


class Forgetful(CreditFiles):
    """Files that say of each party what is known without a rule."""

    def of(self, party_id: str) -> Any:
        return credit_file(self._snapshot, party_id)


def _as(kind: type[CreditFiles], column: tuple[str, Column] | None = None) -> Any:
    def broken(*given: Any, **options: Any) -> CreditFiles:
        files = credit_files(*given, **options)
        files.__class__ = kind
        if column is not None:
            files.column = column  # type: ignore[attr-defined]
        return files

    return broken


def _twins() -> Iterator[tuple[str, Any]]:
    yield "overdue_amount", _as(Broken, ("overdue_amount", Numbers([6001], 2)))
    yield "debt_ratio", _as(Broken, ("debt_ratio", Numbers([5000], 4)))
    yield "industry", _as(Broken, ("industry", Labels([-1], ("steel",))))
    yield "findings differ", _as(Silent)
    yield "debt_ratio", _as(Forgetful)


@pytest.mark.parametrize(("said", "files"), list(_twins()))
def test_a_broken_twin_is_noticed(said: str, files: Any) -> None:
    """A wrong column, a finding left out and a rule ignored are each told."""
    rules = [SourceRule("debt_ratio", ("sales", "registry"))]
    check_credit_files_agree(LEDGER_OF_ONE.at(DAY), None, rules)
    with pytest.raises(AssertionError, match=said):
        check_credit_files_agree(LEDGER_OF_ONE.at(DAY), None, rules, files=files)
