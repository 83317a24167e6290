"""The record door's first look says what the screen would say, and reads the columns that the screen would keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import same_column, same_columns
from creditkit.errors import CreditkitError
from creditkit.facts import (
    Allocation,
    Delivery,
    Document,
    Fact,
    Facts,
    Instalment,
    Observation,
    Order,
    Party,
    _record_columns,
    take,
)
from creditkit.facts._entry import enter
from creditkit.facts._from_records import sort_out, sources_of
from creditkit.facts._glance import looked_over
from creditkit.facts._record_columns import PAYMENT_TERMS, columns_of
from creditkit.facts._relations import Ledger, room_for_all
from creditkit.facts._schema import TABLES
from creditkit.money import Money
from creditkit.testing import facts, tables_of

START = date(2025, 1, 1)
LARGE = 2**53

days = st.integers(0, 3).map(lambda n: START + timedelta(days=n))
recorded = st.none() | days
ids, people = st.sampled_from("abcd"), st.sampled_from("CD")
minors = st.integers(1, 6) | st.sampled_from([0, LARGE - 1, LARGE, 2**62])
money = st.builds(Money.of_minor, minors, st.sampled_from(("EUR", "EUR", "EUR", "JPY")))
any_money = st.builds(Money.of_minor, st.integers(-1, 1) | minors, st.just("EUR"))


def eur(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


def _document(name: str, amount: Money, parts: Sequence[int], **more: Any) -> Document:
    instalments = [Instalment(START, Money.of_minor(part, amount.currency)) for part in parts]
    rest = Money.of_minor(amount.minor - sum(parts), amount.currency)
    own = [*instalments, Instalment(START, rest)] if instalments else []
    return Document(name, more.pop("party_id"), amount, instalments=own, **more)


records: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        _document, ids, money, st.just(()) | st.lists(st.integers(0, 2), max_size=1), party_id=people, issued_on=days,
        kind=st.sampled_from(("invoice", "invoice", "receipt", "credit_note")), recorded_at=recorded,
    ),
    st.builds(
        Allocation, ids, ids, money.filter(bool), value_on=days, from_id=st.none() | ids,
        reversed_on=st.none() | days, recorded_at=recorded,
    ),
    st.builds(
        Party, people, currency=st.sampled_from((None, "EUR", "EURO", "JPY")), recorded_at=recorded,
        credit_limit=st.sampled_from((None, "unlimited", Decimal("1.50"), Decimal("1.505"))),
        registered_capital=st.sampled_from((None, Decimal(7), Decimal("0.000010"), Decimal(10**13 - 1))),
    ),
    st.builds(Party, people, registered_capital=any_money),
    st.builds(Order, ids, people, money, placed_on=days, prepaid=st.none(), recorded_at=recorded),
    st.builds(Delivery, ids, ids, any_money, shipped_on=days, recorded_at=recorded),
    st.builds(
        Observation, people, st.sampled_from("xy"), st.sampled_from((None, 1, "a", float("nan"))),
        source=st.just("s"), observed_on=st.none() | days, recorded_at=recorded,
    ),
)  # fmt: skip


@given(st.lists(records, max_size=8))
def test_the_first_look_is_never_wrongly_sure(given_records: list[Fact]) -> None:
    """Where it is sure, the screen sets nothing aside, keeps the same columns, and finds the same corrections."""
    rows = sort_out(given_records).rows
    corrected = looked_over(rows)
    if corrected is None:
        return
    tables = columns_of(rows)
    entered = enter(sources_of(sort_out(given_records), tables))
    assert entered.rejected == ()
    screened = Facts.from_columns(entered.tables)
    for name, columns in tables.items():
        assert same_columns({k: v for k, v in columns.items() if k != PAYMENT_TERMS}, entered.tables[name])
    assert {name for name in TABLES if screened.corrected(name)} == corrected
    assert screened.uncontested


@given(st.lists(records, max_size=8))
def test_what_is_let_in_is_what_the_screen_lets_in(given_records: list[Fact]) -> None:
    """The door raises just where the screen sets a row aside."""
    same_rows_are_let_in(given_records)


def same_rows_are_let_in(given_records: list[Fact]) -> None:
    """The check behind the law."""
    try:
        entered = enter(sources_of(given := sort_out(given_records), columns_of(given.rows)))
        stands = not entered.rejected
    except CreditkitError:
        stands = False
    try:
        Facts(given_records)
    except CreditkitError:
        assert not stands
    else:
        assert stands


def test_the_law_sees_a_look_that_is_wrongly_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that finds everything well lets an allocation above the balance in."""
    monkeypatch.setattr("creditkit.facts._facts.looked_over", lambda rows: frozenset())
    invoice = Document("1", "C", Money(1, "EUR"), issued_on=START)
    same_rows_are_let_in([invoice])
    with pytest.raises(AssertionError):
        same_rows_are_let_in([invoice, Allocation("a", "1", Money(2, "EUR"), value_on=START)])


@given(facts())
def test_columns_of_records_are_the_columns_that_are_taken(known: Facts) -> None:
    """Each column, in type, order of rows and content, and whatever of it is asked for first."""
    other = take(tables_of(known)).facts
    for name in TABLES:
        ours, theirs = known.columns(name), other.columns(name)
        assert list(ours) == list(theirs)
        for field in reversed([*ours]):
            assert field == PAYMENT_TERMS or same_column(ours[field], theirs[field]), (name, field)
        assert known.count(name) == other.count(name)
        assert known.corrected(name) == other.corrected(name)
    ledger = Ledger(other.columns("invoices"))
    assert known.uncontested == room_for_all(other.columns("allocations"), ledger)


def test_usual_records_need_one_look_only() -> None:
    """Payments in part, an advance, a correction, an over-long text: nothing of it needs the screen."""
    usual: list[Fact] = [
        Party("C", credit_limit=eur(100_00), registered_capital=Decimal(1000000)),
        Document("1", "C", eur(100), issued_on=START + timedelta(days=5)),
        Document("1", "C", eur(90), issued_on=START + timedelta(days=4), recorded_at=START + timedelta(days=9)),
        Document("r", "C", eur(50), issued_on=START, kind="receipt"),
        Allocation("a", "1", eur(50), value_on=START, from_id="r"),
        Allocation("b", "1", eur(40), value_on=START + timedelta(days=5)),
        Observation("C", "x" * 1_000, "y", source="s"),
    ]
    assert looked_over(sort_out(usual).rows) == frozenset({"invoices"})
    over = Allocation("c", "1", eur(1), value_on=START + timedelta(days=6))
    assert looked_over(sort_out([*usual, over]).rows) is None


def test_long_tables_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """And say the same."""
    rows = [Document(str(i), "C", Money(1, "EUR"), issued_on=START) for i in range(4)]
    lazy = Facts(rows)
    monkeypatch.setattr(_record_columns, "_LONG", 3)
    assert Facts(rows).same(lazy)
    assert Facts(rows).count("invoices") == 4


def test_columns_of_records_refuse_writes() -> None:
    """Arrays that are read late are sealed as well."""
    columns = Facts([Document("1", "C", Money(1, "EUR"), issued_on=START), Party("C")]).columns
    for name in ("invoices", "parties"):
        for column in columns(name).values():
            if isinstance(column, np.ndarray):
                assert not column.flags.writeable
