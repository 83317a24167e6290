"""Columns: doors, exactness, read-only arrays, sameness."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import (
    Amounts,
    Labels,
    Numbers,
    check_sums,
    join_labels,
    readonly,
    rows_of,
    same_column,
    same_columns,
    scaled,
)
from creditkit.errors import AmountTooLarge, InvalidInput

texts = st.lists(st.none() | st.sampled_from(["a", "b", "", "正常", "é"]))


@given(st.integers(-(2**80), 2**80), st.integers(0, 18))
def test_scaled_is_exact(value: int, decimals: int) -> None:
    """Any integer at any number of decimals, whatever Decimal context the host has set."""
    found = scaled(value, decimals)
    sign, digits, exponent = found.as_tuple()
    assert exponent == -decimals
    assert int("".join(map(str, digits))) * (-1 if sign else 1) == value


@given(texts)
def test_labels_keep_every_text(given: list[str | None]) -> None:
    """What is coded reads as it was given, missing cells too."""
    labels = Labels.of(given)
    assert labels.texts() == given
    assert [labels[i] for i in range(len(labels))] == given
    assert labels.same(labels.compact())
    assert labels.compact().labels == tuple(sorted({text for text in given if text is not None}))


@given(st.lists(texts, min_size=1, max_size=4))
def test_joined_labels_share_one_pool(parts: list[list[str | None]]) -> None:
    """Equal texts get equal codes, in whichever column they stand."""
    pool, codes = join_labels([Labels.of(part) for part in parts])
    assert [Labels(each, pool).texts() for each in codes] == parts


@pytest.mark.parametrize(
    "column",
    [
        Numbers([1, 2], 2, [True, False]),
        Numbers([1, 2]),
        Labels.of(["a", None]),
        Amounts([1, 2], "EUR"),
        Amounts([1, 2], Labels.of(["EUR", "JPY"])),
    ],
)
@pytest.mark.parametrize("again", [lambda c: pickle.loads(pickle.dumps(c)), copy.deepcopy, copy.copy])
def test_copies_stay_read_only(column: Numbers | Labels | Amounts, again: object) -> None:
    """numpy forgets the flag in pickles and deep copies; the columns restore it."""
    copied = again(column)  # type: ignore[operator]
    assert same_column(copied, column)
    for name in ("values", "missing", "codes", "minor"):
        array = getattr(copied, name, None)
        if array is not None:
            assert not array.flags.writeable
            with pytest.raises(ValueError, match=r"read-only"):
                array[0] = 1


def test_what_is_given_stays_writeable() -> None:
    """A column takes a view: the caller's own array keeps its flag."""
    mine = np.array([1, 2])
    column = Numbers(mine)
    assert mine.flags.writeable
    assert not column.values.flags.writeable
    assert not readonly(mine).flags.writeable


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Numbers([0.5]), "values"),
        (lambda: Numbers([[1]]), "values"),
        (lambda: Numbers([1], 19), None),
        (lambda: Numbers([1], 0, [True, False]), "missing"),
        (lambda: Numbers(np.array([2**63], dtype=np.uint64)), "values"),
        (lambda: Numbers(["1"]), "values"),
        (lambda: Numbers([True]), "values"),
        (lambda: Labels([0, 2], ("a", "b")), "codes"),
        (lambda: Labels([-2], ("a",)), "codes"),
        (lambda: Labels.of(["a", 1]), "texts"),  # type: ignore[list-item]
        (lambda: Amounts([1, 2], Labels.of(["EUR"])), "currency"),
    ],
)
def test_wrong_columns(make: object, path: str | None) -> None:
    """A float, text or flag where integers belong, wrong shapes and codes without a label are refused."""
    with pytest.raises(ValueError) as raised:
        make()  # type: ignore[operator]
    if path is not None:
        assert isinstance(raised.value, InvalidInput)
        assert raised.value.path == path


def test_same_looks_at_content() -> None:
    """Coding does not matter, nor what stands under a missing row; decimals, dtype and missing rows do."""
    assert Labels.of(["a", "b"]).same(Labels([1, 0], ("b", "a")))
    assert Numbers([1, 7], 0, [False, True]).same(Numbers([1, 9], 0, [False, True]))
    assert not Numbers([10], 1).same(Numbers([1], 0))
    assert not Numbers([1], 0).same(Numbers([1], 0, [True]))
    assert Numbers([1]).same(Numbers([1], 0, [False]))
    assert Amounts([1], "EUR").same(Amounts([1], Labels.of(["EUR"])))
    assert not Amounts([1], "EUR").same(Amounts([1], "USD"))
    assert same_column(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]))
    assert same_column(np.array(["NaT"], "M8[D]"), np.array(["NaT"], "M8[D]"))
    assert not same_column(np.array([1]), np.array([1.0]))
    assert not same_column(np.array([1]), Numbers([1]))
    assert not same_columns({"a": np.array([1])}, {"b": np.array([1])})


def test_rows() -> None:
    """Columns are as long as each other; a missing number is None."""
    assert rows_of({}) == 0
    with pytest.raises(InvalidInput, match=r"^b: '2 rows' given; accepted: 1 rows"):
        rows_of({"a": np.array([1]), "b": np.array([1, 2])})
    assert Numbers([125, 0], 2, [False, True])[0] == Decimal("1.25")
    assert Numbers([125, 0], 2, [False, True])[1] is None
    assert Numbers([1, 2, 3]).take(np.array([2, 0])).values.tolist() == [3, 1]


@given(st.lists(st.integers(-(2**62), 2**62), max_size=6))
def test_sums_that_are_let_through_do_not_wrap(minor: list[int]) -> None:
    """Where the check passes, no sum over any of the amounts leaves int64."""
    try:
        check_sums(np.array(minor, dtype=np.int64))
    except AmountTooLarge:
        assert sum(map(abs, minor)) >= 2**62 - 2**12
    else:
        assert sum(map(abs, minor)) < 2**63


def test_the_least_integer_is_too_large() -> None:
    """The absolute value of −2**63 is not an int64."""
    with pytest.raises(AmountTooLarge):
        check_sums(np.array([-(2**63)]))
