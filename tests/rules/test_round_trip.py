"""Law: a condition printed and read again is the same tree."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.rules import And, Compare, Condition, Field, Fields, Not, Or, declared, parse, show
from creditkit.testing._rules import conditions, field_sets


def check_round_trip(condition: Condition, fields: Fields, write: Callable[[Condition], str] = show) -> None:
    """parse(show(c)) == c, and the text is settled: printed again it does not change."""
    again = parse(write(condition), fields)
    assert again == condition
    assert write(again) == write(condition)


@given(st.data())
def test_show_and_parse(data: st.DataObject) -> None:
    """Over trees of every form."""
    fields = data.draw(field_sets())
    check_round_trip(data.draw(conditions(fields)), fields)


@given(st.text(max_size=20))
def test_any_text_can_be_quoted(text: str) -> None:
    """Quotes, backslashes, line ends and every other character survive."""
    check_round_trip(Compare("name", "==", text), declared([Field("name", "text")]))


def test_sixteen_levels_are_printed_within_the_limit() -> None:
    """The deepest tree that can be built is one that can be read."""
    fields = declared([Field("n", "number")])
    tree: Condition = Compare("n", "<", 1)
    for level in range(15):
        tree = (
            Not(tree)
            if level % 2
            else And([Or([tree, tree]) if level == 0 else tree, Compare("n", ">", 2)])
            if level
            else Not(tree)
        )
    assert not isinstance(tree, Compare)
    check_round_trip(tree, fields)


def no_parentheses(condition: Condition) -> str:
    """Broken: forgets that an or inside an and needs parentheses."""
    return show(condition).replace("(", "").replace(")", "")


def test_the_law_can_fail() -> None:
    """A text without its parentheses is another tree."""
    one, other = Compare("n", "<", 1), Compare("n", ">", 2)
    with pytest.raises(AssertionError):
        check_round_trip(And([Or([one, other]), one]), declared([Field("n", "number")]), no_parentheses)
