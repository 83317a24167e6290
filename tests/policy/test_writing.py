"""What the writers write reads back as the same tree."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.policy._writing import json_text, toml

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_NUMBER = st.integers(-(10**12), 10**12) | st.integers(-(10**9), 10**9).map(lambda n: Decimal(f"{n}E-4"))
_VALUE = st.recursive(
    st.booleans() | _NUMBER | _TEXT | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=10,
)
_TABLE = st.dictionaries(_TEXT, _VALUE, max_size=3)
_TREES = st.fixed_dictionaries(
    {},
    optional={
        "name": _TEXT,
        "label": _TABLE,
        "checks": st.lists(_TABLE, max_size=3),
        "terms": st.fixed_dictionaries(
            {}, optional={"hit": _TEXT, "rows": st.lists(_TABLE, max_size=3), "a b": _TABLE}
        ),
        "fields": st.dictionaries(_TEXT, _TABLE, max_size=3),
        "texts": st.dictionaries(_TEXT, _TABLE, max_size=2),
    },
)


@given(_TREES)
def test_toml_reads_back(tree: dict[str, Any]) -> None:
    """Keys in any script, control characters, nested tables, and numbers with their type."""
    again = tomllib.loads(toml(tree), parse_float=Decimal)
    assert again == tree
    assert _types(again) == _types(tree)


@given(_TREES)
def test_json_reads_back(tree: dict[str, Any]) -> None:
    """The same, with days as text."""
    again = json.loads(json_text(tree), parse_float=Decimal)
    assert again == _with_text_days(tree)
    assert _types(again) == _types(_with_text_days(tree))


def _types(tree: Any) -> Any:
    """To Python 1 equals True and Decimal(1)."""
    if isinstance(tree, dict):
        return {key: _types(value) for key, value in tree.items()}
    return [_types(value) for value in tree] if isinstance(tree, list) else type(tree)


def _with_text_days(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _with_text_days(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_with_text_days(value) for value in tree]
    return tree.isoformat() if isinstance(tree, date) else tree


@pytest.mark.parametrize("number", [Decimal(1), Decimal("1E+3"), Decimal("-0.50"), Decimal("1E-9")])
def test_a_decimal_keeps_its_point(number: Decimal) -> None:
    """So that it is no whole number to whoever reads it."""
    for again in (
        tomllib.loads(toml({"a": number}), parse_float=Decimal),
        json.loads(json_text({"a": number}), parse_float=Decimal),
    ):
        assert again["a"] == number
        assert isinstance(again["a"], Decimal)


def test_a_long_list_takes_a_line_a_value() -> None:
    """And reads back."""
    values = [f"value number {i}" for i in range(20)]
    text = toml({"a": values})
    assert max(map(len, text.splitlines())) < 60
    assert tomllib.loads(text) == {"a": values}
