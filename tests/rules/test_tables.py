"""Decision tables: hit policies, unknown fields, and refusals."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from creditkit.errors import InvalidInput
from creditkit.rules import Compare, Field, Match, Row, Table, declared, parse

FIELDS = declared([Field("score", "number"), Field("custom_made", "flag"), Field("grade", "text")])


def table(hit: str, *rows: tuple[str, int]) -> Table[int]:
    """Rows from their text; 0 otherwise."""
    return Table(hit, [Row(parse(when, FIELDS), then) for when, then in rows], 0)  # type: ignore[arg-type]


def test_first_takes_the_first() -> None:
    """Rows after the first that is true do not count, and what is unknown in them does not either."""
    terms = table("first", ("score >= 80", 60), ("score >= 60 and custom_made == False", 30), ("score >= 0", 10))
    assert terms.decide({"score": 90}) == Match(60, 0)
    assert terms.decide({"score": 70, "custom_made": False}) == Match(30, 1)
    assert terms.decide({"score": 70}) == Match(10, 2, ("custom_made",))
    assert terms.decide({}) == Match(0, -1, ("score", "custom_made"))
    assert terms.inputs == ("score", "custom_made")


def test_unknown_is_no_match() -> None:
    """A row whose condition is unknown, or whose opposite is, does not match."""
    terms = table("first", ("not score >= 80", 60))
    assert terms.decide({}) == Match(0, -1, ("score",))
    assert terms.decide_many({"score": np.array([np.nan, 70.0, 90.0])}).tolist() == [-1, 0, -1]


def test_unique_refuses_two() -> None:
    """Two true rows are a flaw of the table and are said, not resolved."""
    terms = table("unique", ("score >= 80", 60), ("score <= 80", 30))
    assert terms.decide({"score": 81}) == Match(60, 0)
    with pytest.raises(InvalidInput, match=r"\[0, 1\]"):
        terms.decide({"score": 80})
    with pytest.raises(InvalidInput, match="record 1"):
        terms.decide_many({"score": np.array([81, 80])})


def test_collect_takes_all() -> None:
    """In the order of the rows; otherwise where there is none."""
    rules = table("collect", ("score < 80", 1), ("custom_made == True", 2))
    assert rules.collect({"score": 1, "custom_made": True}) == (Match(1, 0), Match(2, 1))
    assert rules.collect({"score": 1}) == (Match(1, 0, ("custom_made",)),)
    assert rules.collect({}) == (Match(0, -1, ("score", "custom_made")),)
    assert rules.collect_many({"score": np.array([1, 99])}).tolist() == [[True, False], [False, False]]


def test_each_policy_has_its_question() -> None:
    """A table that collects has no single decision, and the others nothing to collect."""
    with pytest.raises(InvalidInput, match="hit"):
        table("collect", ("score < 80", 1)).decide({})
    with pytest.raises(InvalidInput, match="hit"):
        table("first", ("score < 80", 1)).collect_many({})


def test_tables_are_values() -> None:
    """Equal content is equal, and they can be copied and pickled."""
    terms = table("first", ("score < 80", 1))
    assert terms == table("first", ("score < 80.0", 1))
    for twin in (copy.deepcopy(terms), pickle.loads(pickle.dumps(terms))):
        assert twin == terms
        assert twin.decide({"score": 1}) == Match(1, 0)
    assert hash(terms) == hash(copy.copy(terms))


def test_refused() -> None:
    """No such policy, a value of the wrong type."""
    with pytest.raises(InvalidInput, match="hit"):
        Table("any", [Row(Compare("score", "<", 1), 1)], 0)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="score"):
        table("first", ("score < 80", 1)).decide({"score": "70"})


def test_without_rows_otherwise_decides() -> None:
    """A table may say the same of everyone."""
    for hit in ("unique", "first"):
        bare = Table(hit, (), 7)  # type: ignore[arg-type]
        assert bare.decide({}) == Match(7, -1)
        assert bare.decide_many({"score": np.array([1, 2])}).tolist() == [-1, -1]
