"""Strategies and laws of credit files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.columns import Column, Labels, Numbers, Value, scaled
from creditkit.credit_file import CATALOGUE, CreditFile, CreditFiles, Measures, SourceRule, credit_file, credit_files
from creditkit.facts import Facts, Observation, Snapshot
from creditkit.money import Money
from creditkit.reasons import Finding
from creditkit.receivables import Residue
from creditkit.rules import Fields, Kind
from creditkit.testing._ledgers import facts
from creditkit.testing._values import CURRENCIES_DRAWN, FIRST_DAY, LAST_DAY, days, stamps

#: Sources that are drawn; our own books may be misquoted by others.
SOURCES = ("registry", "bureau", "sales", "ledger", "party")
#: Fields that are drawn beside those of the ledger: one of each kind, and some that our own books give too.
_NAMES = (
    "debt_ratio", "litigation_24m", "tax_credit_grade", "sanctions_match", "annual_accounts", "paid_in_capital",
    "guarantee_days_left", "industry", "registered_on", "tenure_months", "on_time_rate", "overdue_amount",
)  # fmt: skip
_DEFAULT = Measures()


def measures() -> SearchStrategy[Measures]:
    """Ways to measure the ledger, with and without residue, tolerance, a longer window and open disputes."""
    residue = st.builds(
        Residue,
        st.none() | st.sampled_from([Money("5", code) for code in CURRENCIES_DRAWN]),
        st.none() | st.integers(0, 100).map(lambda percent: scaled(percent, 2)),
        st.sampled_from(["larger", "smaller"]),
    )
    return st.builds(
        Measures,
        window_days=st.sampled_from([365, 90, 1]),
        tolerance_days=st.integers(0, 5),
        weight=st.sampled_from(["count", "amount"]),
        residue=st.none() | residue,
        minimum_items=st.integers(0, 3),
        extend_to_days=st.none() | st.sampled_from([365, 730]),
        disputed=st.sampled_from(["count", "exclude"]),
    )


def source_rules(*, fields: Sequence[str] = _NAMES) -> SearchStrategy[tuple[SourceRule, ...]]:
    """Rules for some of the fields: sources in any order, some left out, with and without an age."""
    orders = st.lists(st.sampled_from(SOURCES), unique=True)
    rules = st.builds(SourceRule, st.sampled_from(list(fields)), orders, st.none() | st.integers(0, 400))
    return st.lists(rules, unique_by=lambda rule: rule.field, max_size=len(fields)).map(tuple)


def _observed(name: str) -> SearchStrategy[Value]:
    """Values that fit the field, as typed values and as text, and some that do not fit."""
    field = CATALOGUE[name].field
    numbers = (
        st.integers(-2, 3) | st.integers(-20_000, 20_000).map(lambda n: scaled(n, 4)) | st.sampled_from([0.5, 0.1])
    )
    fitting: dict[Kind, SearchStrategy[Value]] = {
        Kind.text: st.sampled_from(field.choices or ("steel", "food")),
        Kind.flag: st.booleans() | st.sampled_from(["yes", "false", 1]),
        Kind.date: days() | days().map(date.isoformat),
    }
    fit = fitting.get(field.kind, numbers | numbers.map(str))
    return st.none() | fit | fit | fit | st.sampled_from(["?", True, 0, "0", date(2025, 1, 1), Decimal("1E+30")])


@st.composite
def observations_of(
    draw: DrawFn,
    name: str,
    *,
    party_ids: Sequence[str] = ("C1", "C2"),
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> Observation:
    """Observations of one catalogued fact, dated and undated, some of which do not fit it."""
    return Observation(
        draw(st.sampled_from(list(party_ids))),
        name,
        draw(_observed(name)),
        source=draw(st.sampled_from(SOURCES)),
        observed_on=draw(st.none() | days(min_day=min_day, max_day=max_day)),
        recorded_at=draw(stamps(min_day=min_day, max_day=max_day)),
    )


@st.composite
def observed_ledgers(draw: DrawFn, *, max_parties: int = 3) -> Facts:
    """Whole ledgers with observations of catalogued facts: several sources, stale, in conflict, unfit."""
    known = draw(facts(max_parties=max_parties))
    names = [f"C{i}" for i in range(1, max_parties + 1)]
    one = st.sampled_from([*_NAMES, "no_such_fact"]).flatmap(
        lambda name: observations_of(name if name in CATALOGUE else "litigation", party_ids=names)
    )
    told = draw(st.lists(one, max_size=12, unique_by=_key))
    return known.and_also(told) if told else known


def _key(fact: Observation) -> object:
    return fact.party_id, fact.name, fact.source, fact.observed_on


def check_credit_files_agree(
    snapshot: Snapshot,
    fields: Fields | None = None,
    rules: Sequence[SourceRule] = (),
    *,
    measures: Measures = _DEFAULT,
    currency: str | None = None,
    files: Callable[..., CreditFiles] = credit_files,
) -> None:
    """Law: the files of all parties say what each party's file says, in every column, and find the same.

    Args:
        snapshot: what may be known.
        fields: what to look for; None is the whole catalogue.
        rules: whom to believe.
        measures: how the figures of the ledger are measured.
        currency: of the amounts; to be named where there are several.
        files: what is held to the law.

    Raises:
        AssertionError: a party whose files differ, or a column that reads another value than its file.
    """
    options: dict[str, Any] = {"measures": measures, "currency": currency}
    many = files(snapshot, fields, rules, **options)
    assert many.party_ids == snapshot.parties(), "a row a party, sorted"
    found: set[Finding] = set()
    for row, party in enumerate(many.party_ids):
        one = credit_file(snapshot, party, fields, rules, **options)
        _same_file(one, many.of(party))
        found.update(one.findings)
        read = {name: _cell(column, row) for name, column in many.items()}
        assert read.pop("party_id") == party, f"row {row} is of {party}"
        known = {name: value for name, value in one.values.items() if value is not None}
        shown = {name: _as_read(value) for name, value in read.items() if value is not None}
        assert shown == {name: _as_read(value) for name, value in known.items()}, (
            f"{party}: columns {shown}, file {known}"
        )
    assert found == set(many.findings), f"findings differ: {found ^ set(many.findings)}"
    assert len(many.findings) == len(set(many.findings)), "a finding stands once"


def _same_file(one: CreditFile, other: CreditFile) -> None:
    for name in {**one.known, **other.known}:
        mine, theirs = one.known.get(name), other.known.get(name)
        assert mine == theirs, f"{one.party_id}.{name}: {mine} of one, {theirs} of many"
    assert one == other, f"{one.party_id}: findings {one.findings} of one, {other.findings} of many"


def _cell(column: Column, row: int) -> Value:
    if isinstance(column, (Labels, Numbers)):
        return column[row]
    return cast("Value", cast("np.ndarray[Any, Any]", column)[row].item())


def _as_read(value: Value) -> Value:
    """A flag reads 0 or 1 in a column, a count as a Decimal."""
    return int(value) if isinstance(value, bool) else value
