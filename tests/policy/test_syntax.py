"""Text that is no tree: one problem, with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditkit.errors import InvalidInput
from creditkit.policy import PolicyError, parse_policy
from creditkit.policy._syntax import LEVELS, tree_of
from creditkit.reasons import Finding


def problem_of(text: str, form: str) -> Finding:
    """The one problem of a text."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, form=form, source="x")  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("toml", "schema = 1\nname = \n", 2, 8),
        ("toml", "schema = 1\nname = 'a", 2, 10),
        ("toml", "a = 1\na = 2", 2, 6),
        ("toml", "a = 1\r\nb = }", 2, 5),
        ("json", '{"schema": 1,\n "name" 2}', 2, 9),
        ("json", "", 1, 1),
        ("json", f'{{"a": {"9" * 5000}}}', 1, 7),
    ],
)
def test_syntax_errors_have_a_place(form: str, text: str, line: int, column: int) -> None:
    """Line and column from 1."""
    problem = problem_of(text, form)
    assert (problem.path, problem.reason.code) == ("", "policy_syntax")
    assert (problem.reason.figures["line"], problem.reason.figures["column"]) == (line, column)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("toml", "a = " + "[" * 5000 + "]" * 5000),
        ("json", "[" * 100_000 + "]" * 100_000),
        ("json", '{"a": ' * (LEVELS + 1) + "1" + "}" * (LEVELS + 1)),
        ("toml", "x" * 1_000_001),
    ],
)
def test_too_much(form: str, text: str) -> None:
    """Depth and length are bounded before anything is built."""
    assert problem_of(text, form).reason.code == "policy_too_large"


def test_keys_that_stand_twice_in_json() -> None:
    """Each by its path; Python's reader keeps the last in silence."""
    with pytest.raises(PolicyError) as caught:
        parse_policy('{"name": "a", "name": "b", "checks": [{"type": "holds", "type": "holds"}]}', form="json")
    found = [(one.path, one.reason.code) for one in caught.value.problems]
    assert found == [("name", "policy_key_twice"), ("checks[0].type", "policy_key_twice")]


def test_a_list_is_no_policy() -> None:
    """A policy is a table."""
    assert problem_of("[]", "json").reason.code == "policy_type_wrong"


def test_numbers_are_exact() -> None:
    """In both forms."""
    assert tree_of("a = 0.10", "toml", "x") == tree_of('{"a": 0.10}', "json", "x") == {"a": Decimal("0.10")}


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    """Editors write them."""
    assert tree_of("\ufeffa = 1\r\nb = 2\r\n", "toml", "x") == {"a": 1, "b": 2}


def test_wrong_calls() -> None:
    """Another form, and bytes."""
    with pytest.raises(InvalidInput, match="form"):
        parse_policy("", form="yaml")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="load_policy"):
        parse_policy(b"")  # type: ignore[arg-type]


def test_half_a_surrogate_pair_is_no_text() -> None:
    """JSON can write it, and no hash can take it."""
    assert problem_of('{"schema": 1, "name": "\\ud83d", "currency": "EUR"}', "json").path == "name"


def test_names_that_look_alike_are_alike() -> None:
    """Text is brought into Unicode's form C where it is read."""
    head = 'schema = 1\ncurrency = "EUR"\nname = '
    composed, decomposed = parse_policy(f'{head}"caf\u00e9"'), parse_policy(f'{head}"cafe\u0301"')
    assert composed.name == decomposed.name
    assert composed.fingerprint == decomposed.fingerprint
