"""The reference of the policy file says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creditkit.policy import parse_policy
from creditkit.policy._compounds import Many, Named, OrPlugin, Tagged, WordOr
from creditkit.policy._root import ROOT
from creditkit.policy._shapes import Shape
from creditkit.policy._tree import to_tree
from policy_page import SECTIONS, described

PAGE = (Path(__file__).parent.parent.parent / "docs" / "reference" / "policy-file.md").read_text(encoding="utf-8")


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no heading {title!r}"
    lines = [line.strip()[2:-2].split(" | ") for line in found[1].splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


@pytest.mark.parametrize(
    ("level", "title", "shape"), SECTIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_keys_of_a_section(level: int, title: str, shape: Shape) -> None:
    """In order, with what they hold and their defaults, each with a meaning."""
    found = [[cell.strip() for cell in row] for row in rows(title)]
    assert [row[:3] for row in found] == [described(key) for key in shape.keys]
    assert all(len(row) == 4 and row[3] for row in found)
    assert f"\n{'#' * level} {title}\n" in PAGE


def shapes(kind: object) -> list[Shape]:
    """The shapes inside a kind."""
    if isinstance(kind, Shape):
        return [kind, *(inner for key in kind.keys for inner in shapes(key.kind))]
    if isinstance(kind, (Many, Named)):
        return shapes(kind.of)
    if isinstance(kind, (OrPlugin, WordOr)):
        return shapes(kind.shape)
    return [inner for shape in kind.shapes.values() for inner in shapes(shape)] if isinstance(kind, Tagged) else []


def test_no_table_is_left_out() -> None:
    """Each has a section, save those that a line of another section shows whole."""
    listed = {tuple(shape.names) for _, _, shape in SECTIONS}
    small = {("when", "then"), ("name",), ("points",), ("value", "points"), ("values", "points"), ("grade", "en", "zh")}
    share = next(tuple(shape.names)[:-1] for _, title, shape in SECTIONS if title == "Share")
    assert {tuple(shape.names) for shape in shapes(ROOT)} == (listed - {("use", "version", "with")}) | small | {share}


def test_the_defaults_are_those_of_the_parts() -> None:
    """What the page calls a default is what a part has when nothing is said."""
    bare = parse_policy('schema = 1\nname = "house"\ncurrency = "EUR"')
    assert ROOT.canon(to_tree(bare)) == {"schema": 1, "name": "house", "currency": "EUR"}


LEAST = {
    "scorecard": '[[scorecard.characteristics]]\ntype = "numeric"\nname = "debt_ratio"\nedges = []\npoints = [1]\n'
    '[[scorecard.characteristics]]\ntype = "categorical"\nname = "country"\nbins = [{ values = ["CN"], points = 1 }]',
    "grading": '[grading]\ncutoffs = [["A", 1]]\nrises = {}\n[[grading.overrides]]\nwhen = "score > 1"\ncap = "A"\n'
    'reason = "x"',
    "limits": '[[limits.parts]]\ntype = "grade_table"\namounts = [["A", 1]]\n[[limits.parts]]\ntype = "need"\n'
    'sales = "annual_sales"\n[[limits.parts]]\ntype = "share"\nof = "equity"\nshare = 1\n'
    'otherwise = { of = "paid_in_capital", share = 1 }\n[[limits.parts]]\ntype = "starter"\n'
    'when = "score > 1"\nstart = 1',
    "terms": '[[terms.rows]]\nwhen = "score > 1"\nthen = { days = 1 }',
    "checks": "\n".join(
        f'[[checks]]\ntype = "{name}"\n{more}'
        for name, more in {
            "utilisation": "", "oldest_overdue": "days = 1", "overdue_amount": "above = 1",
            "document_value": "above = 1", "prepayment": "", "missing_facts": 'facts = ["country"]', "holds": "",
            "condition": 'code = "x"\nfails_when = "score > 1"',
        }.items()
    ),
    "exemptions": '[[exemptions]]\ncode = "x"\nwhen = "score > 1"',
    "priority": "[priority]\nsmall = { below = 1 }",
    "collection": '[[collection.steps]]\nday = 1\nid = "x"',
    "dispute": "[dispute]\nlapses_after_days = 1\ndeadlines_days = { registered = 1 }",
    "repair": '[[repair.penalties]]\nevent = "x"\npoints = -1\nexpires_days = 1\n'
    '[[repair.rules]]\noutcome = "y"\neffect = "restore"',
    "measures": "[measures]\nresidue = { amount = 1 }",
}  # fmt: skip


@pytest.mark.parametrize("name", LEAST)
def test_the_defaults_inside_tables_too(name: str) -> None:
    """With no more than the required keys, nothing else is there in canonical form."""
    text = f'schema = 1\nname = "house"\ncurrency = "EUR"\n{LEAST[name]}'
    policy = parse_policy(text)
    canon = ROOT.canon(to_tree(policy))
    assert set(canon) == {"schema", "name", "currency", name}
    written = sum(len(re.findall(rf"\b{key}\b", LEAST[name])) >= 1 for key in keys_of(canon[name]))
    assert written == len(keys_of(canon[name])), (canon[name], LEAST[name])


def keys_of(tree: object) -> set[str]:
    """All keys in a tree."""
    if isinstance(tree, dict):
        return set(tree).union(*map(keys_of, tree.values()))
    return set().union(*map(keys_of, tree)) if isinstance(tree, list) else set()


def test_a_page_that_leaves_out_a_key_is_noticed() -> None:
    """The broken twin: without one row the table is another."""
    assert [row[:3] for row in rows("Residue")[1:]] != [described(key) for key in SECTIONS[4][2].keys]
