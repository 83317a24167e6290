"""Codes of any width: kept as they came, and never added or multiplied in less than 64 bits."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.aging import age
from creditkit.columns import Amounts, Column, Columns, Labels, join_labels
from creditkit.errors import InvalidInput
from creditkit.facts import Facts, take
from creditkit.receivables import OpenItems, behaviour, open_items
from creditkit.rules import Compare, Condition, In, Missing, Not, Or, holds, holds_many
from creditkit.testing import LAST_LOOK, check_records_equal_columns, contents, days, facts, tables_of

WIDTHS = (np.int8, np.int16, np.int32, np.int64)
#: As many labels as int8 can number: one more code than 127 steps from 0.
MANY = tuple(f"L{i:03}" for i in range(128))
AS_OF = date(2025, 6, 30)


def every_code(width: type, *, missing: bool = False) -> Labels:
    """Each of 128 labels in a row, the last first, and perhaps a row without one."""
    return Labels(np.arange(-1 if missing else 0, 128)[::-1].astype(width), MANY)


@pytest.mark.parametrize("width", WIDTHS)
def test_codes_are_kept_and_widened(width: type) -> None:
    """What came stays as narrow as it came, through taking rows and travelling; ``codes`` are int64."""
    labels = every_code(width, missing=True)
    for each in (labels, labels.take(np.arange(5)), pickle.loads(pickle.dumps(labels)), copy.deepcopy(labels)):
        assert each.stored.dtype == width
        assert each.codes.dtype == np.int64
        assert each.stored.tolist() == each.codes.tolist()
        assert not each.stored.flags.writeable
        assert not each.codes.flags.writeable
    assert (labels.complete, labels.take(labels.stored >= 0).complete) == (False, True)
    assert labels.texts() == [*reversed(MANY), None]
    assert [labels[i] for i in range(129)] == labels.texts()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_made_of_codes(width: type) -> None:
    """Sorted, joined and counted labels: the greatest code of int8 is one below the first that would wrap."""
    labels = every_code(width, missing=True)
    assert labels.present() == list(MANY)
    assert labels.compact().same(labels)
    assert labels.compact().labels == MANY
    pool, (own, other) = join_labels([labels, Labels(labels.stored, tuple(reversed(MANY)))])
    assert Labels(own, pool).same(labels)
    assert Labels(other, pool).texts() == [*MANY, None]


def test_codes_that_are_no_codes() -> None:
    """Out of range whatever the width; unsigned and other integers become int64."""
    for codes in (np.array([-2], np.int8), np.array([128], np.int16), np.array([-128], np.int8)):
        with pytest.raises(InvalidInput, match=r"codes"):
            Labels(codes, MANY)
    with pytest.raises(InvalidInput, match=r"codes"):
        Labels(np.zeros((1, 1), np.int8), MANY)
    assert Labels(np.array([127], np.uint8), MANY).stored.dtype == np.int64
    assert Labels([], ()).stored.dtype == np.int64


def narrowed(column: Column, width: type) -> Column:
    """The same column with codes as narrow as that, where they fit."""
    if isinstance(column, Labels) and len(column.labels) <= np.iinfo(width).max + 1:
        return Labels(column.codes.astype(width), column.labels)
    if isinstance(column, Amounts) and isinstance(column.currency, Labels):
        return Amounts(column.minor, narrowed(column.currency, width))  # type: ignore[arg-type]
    return column


def narrow_door(known: Facts) -> Facts:
    """The facts once more, taken as columns of int8 codes."""
    tables: Mapping[str, Columns] = {
        name: {field: narrowed(column, np.int8) for field, column in columns.items()}
        for name, columns in tables_of(known).items()
    }
    intake = take(tables, rates=known.rates)
    assert not intake.rejected
    return intake.facts.and_also(known.kept) if known.kept else intake.facts


@given(facts(), days(max_day=LAST_LOOK, latest_first=True))
def test_facts_of_narrow_codes_say_the_same(known: Facts, as_of: date) -> None:
    """Every figure, through the columnar door with int8 codes in every column of text."""
    check_records_equal_columns(known, as_of, through=narrow_door)


def book(width: type) -> Facts:
    """Two invoices of each of 128 parties in one of two currencies, 128 receipts that pay a part of some."""
    rows = np.arange(256)
    invoices: dict[str, Column] = {
        "document_id": Labels(rows, tuple(f"D{i}" for i in range(256))),
        "party_id": Labels(rows % 128, MANY),
        "entity_id": Labels(rows // 2, MANY),
        "amount": Amounts(1_000 + rows, Labels(rows % 3 % 2, ("EUR", "USD"))),
        "issued_on": np.datetime64("2025-01-01") + rows,
        "due_on": np.datetime64("2025-01-31") + rows,
    }
    paid = rows[::2]
    allocations: dict[str, Column] = {
        "allocation_id": Labels(np.arange(128), MANY),
        "to_id": Labels(np.arange(128), tuple(f"D{i}" for i in paid)),
        "amount": Amounts(np.full(128, 7), Labels(paid % 3 % 2, ("EUR", "USD"))),
        "value_on": np.datetime64("2025-03-01") + paid,
        "recorded_at": np.datetime64("2025-03-01") + paid,
    }
    intake = take(
        {
            name: {field: narrowed(column, width) for field, column in columns.items()}
            for name, columns in (("invoices", invoices), ("allocations", allocations))
        }
    )
    assert not intake.rejected
    return intake.facts


@pytest.mark.parametrize("width", WIDTHS[:3])
def test_keys_of_several_narrow_codes(width: type) -> None:
    """Party × currency × entity is far more than int8 can number; no group runs into another."""
    narrow, wide = (book(each).at(AS_OF + timedelta(days=90)) for each in (width, np.int64))
    assert contents(open_items(narrow)) == contents(open_items(wide))
    assert contents(behaviour(narrow)) == contents(behaviour(wide))
    items, others = open_items(narrow), open_items(wide)
    for by in (("party_id", "currency"), ("entity_id", "party_id", "currency"), ("currency", "entity_id")):
        assert contents(age(items, by=by)) == contents(age(others, by=by))
        assert age(items, by=by).total("EUR") == age(others, by=by).total("EUR")
    assert narrow.restrict(MANY[:3]).parties() == MANY[:3]


@pytest.mark.parametrize("width", WIDTHS[:3])
def test_own_items_of_narrow_codes(width: type) -> None:
    """Items that a host codes itself: 128 parties with a missing one, and 128 documents."""
    codes = np.arange(-1, 128)
    sums = []
    for each in (width, np.int64):
        labels = Labels(codes.astype(each), MANY)
        items = OpenItems(
            as_of=AS_OF, party=labels, open=Amounts(np.arange(129) + 1, "EUR"), document=labels,
            due=np.datetime64(AS_OF, "D") - np.arange(129), attributes={"region": labels, "seller": labels},
        )  # fmt: skip
        sums.append(contents(age(items, by=("party_id", "region", "seller"))))
    assert sums[0] == sums[1]


names = st.sets(st.sampled_from(MANY), min_size=1).map(lambda some: tuple(sorted(some)))
conditions: st.SearchStrategy[Condition] = st.one_of(
    names.map(lambda some: In("x", some)),
    names.map(lambda some: Not(In("x", some))),
    names.map(lambda some: Or((In("x", some), Missing("x")))),
    st.builds(Compare, st.just("x"), st.sampled_from(("==", "!=")), st.sampled_from((*MANY, "unheard of"))),
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("missing", [False, True])
@given(condition=conditions)
def test_conditions_on_codes_of_any_width(width: type, missing: bool, condition: Condition) -> None:
    """Compared one by one, looked up or translated: the answer is that of the record."""
    column = every_code(width, missing=missing)
    assert list(holds_many(condition, {"x": column})) == [holds(condition, {"x": text}) for text in column.texts()]


@pytest.mark.parametrize("share", [1, 5, 40, 100, 127, 128])
def test_conditions_in_long_columns(share: int) -> None:
    """More rows than a block, the last one odd; answers do not depend on the width of the codes."""
    codes = np.arange(200_001) % 129 - 1
    condition = In("x", MANY[:share])
    found = [holds_many(condition, {"x": Labels(codes.astype(width), MANY)}) for width in WIDTHS]
    wanted = (codes >= 0) & (codes < share)
    for truth in found:
        assert np.array_equal(truth.true, wanted)
        assert np.array_equal(truth.known, codes >= 0)


@pytest.mark.parametrize("gap", [0, 65_535, 65_536, 150_000, 200_000])
def test_one_gap_in_a_long_column(gap: int) -> None:
    """Wherever the first row stands that is not known, the rows before and after it are."""
    codes = np.zeros(200_001, np.int8)
    codes[gap] = -1
    truth = holds_many(In("x", ("a",)), {"x": Labels(codes, ("a", "b"))})
    assert np.flatnonzero(~truth.known).tolist() == np.flatnonzero(~truth.true).tolist() == [gap]
