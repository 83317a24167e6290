"""Law: facts are the same whether they came in as records or as columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.columns import Amounts, Labels
from creditkit.facts import Document, Fact, Facts, Moment, take
from creditkit.money import Money
from creditkit.testing import (
    LAST_LOOK,
    check_records_equal_columns,
    contents,
    days,
    every_figure,
    facts,
    moments,
    tables_of,
    taken,
)

as_ofs = days(max_day=LAST_LOOK, latest_first=True)
GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=300)


@given(facts(), as_ofs, st.none() | moments())
def test_both_doors(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Every figure, and the records as they come back."""
    check_records_equal_columns(known, as_of, known_at=known_at)


@given(facts())
def test_records_come_back(known: Facts) -> None:
    """Facts made again from their own records are the same, row by row."""
    assert Facts(list(known)).same(known)


@given(facts(), as_ofs, st.none() | moments(), st.randoms(use_true_random=False))
def test_in_any_order(known: Facts, as_of: date, known_at: Moment | None, shuffle: object) -> None:
    """The order in which facts are given changes no figure."""
    records: list[Fact] = list(known)
    shuffled = records.copy()
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert figures(shuffled, as_of, known_at) == figures(records, as_of, known_at)


def figures(records: Sequence[Fact], as_of: date, known_at: Moment | None) -> object:
    """Figures in an order of their own: open items, findings and kept facts sorted, rows of parties too."""
    found = every_figure(Facts(records).at(as_of, known_at))
    items = sorted(map(repr, found.pop("open_items")))
    plain = contents({k: v for k, v in found.items() if k not in ("kept", "records", "findings")})
    return plain, items, sorted(map(repr, found["findings"]))


def one_more_cent(known: Facts) -> Facts:
    """A way in that adds a cent to the first invoice."""
    tables = tables_of(known)
    if "invoices" not in tables:
        return taken(known)
    amount = cast(Amounts, tables["invoices"]["amount"])
    minor = amount.minor.copy()
    minor[0] += 1
    return take({"invoices": {**tables["invoices"], "amount": Amounts(minor, amount.currency)}}).facts


def drops_the_last(known: Facts) -> Facts:
    """A way in that loses a party's country."""
    tables = tables_of(known)
    if "parties" in tables:
        country = cast(Labels, tables["parties"]["country"])
        gone = Labels.of([None] * len(country))
        tables["parties"] = {**tables["parties"], "country": gone}
    return take(tables).facts.and_also(known.kept)


@pytest.mark.parametrize("broken", [one_more_cent, drops_the_last])
def test_broken_adapters(broken: object) -> None:
    """An adapter that alters a row is found."""

    @GENERATED
    @given(facts(), as_ofs)
    def run(known: Facts, as_of: date) -> None:
        check_records_equal_columns(known, as_of, through=broken)  # type: ignore[arg-type]

    with pytest.raises(AssertionError, match=r"records and from columns differ"):
        run()


def test_a_rejected_row_is_told() -> None:
    """Columns that lose a row on the way in fail with the row's reason."""
    known = Facts([Document("1", "C", Money("1.00", "EUR"), issued_on=date(2025, 1, 1))])
    row = attrs.evolve(next(iter(known)), document_id="2")  # type: ignore[type-var]
    assert len(taken(known.and_also([row]))) == 2  # type: ignore[list-item]
