"""The fingerprint: moved by each figure that decides, and by nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from creditkit.policy import PolicyError, dump_policy, parse_policy
from creditkit.policy._tree import canonical_tree
from creditkit.policy._writing import json_text
from house_policy import HOUSE, changed

POLICY = parse_policy(HOUSE)
TREE = json.loads(dump_policy(POLICY, form="json"), parse_float=Decimal)
PROSE = {"label", "description", "reference", "source", "texts", "labels", "groups"}


#: Two that go together: neither moves without the other.
BOUND = [("priority", "edges", 0), ("priority", "small", "up_to_days")]


def leaves(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all scalars that are not prose."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in PROSE:
                yield from leaves(value, (*at, key))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from leaves(value, (*at, i))
    else:
        yield at


def moved(value: Any) -> list[Any]:
    """Other values of the same type, near and far."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, Decimal):
        return [Decimal(f"{value}1"), Decimal("0.015")]
    others = ["2025-06-30", "hold", "refuse", "none", "right", "left", "higher", "lower", "count", "note", "pass", "D"]
    number = [f"{value}1"] if value.replace(".", "").isdigit() else []
    return [*number, *others, "tenure_months < 7", "unique", "down", "half_even", "warn", "USD", "party", "policy", "x"]


@pytest.mark.parametrize("at", list(leaves(TREE)), ids=lambda at: ".".join(map(str, at)))
def test_what_decides_moves_it(at: tuple[Any, ...]) -> None:
    """Each scalar of the file in turn, wherever another value is one that can be read."""
    if at == ("schema",):
        return
    tried = 0
    for other in moved(_get(TREE, at)):
        tree = copy.deepcopy(TREE)
        _get(tree, at[:-1])[at[-1]] = other
        if other == _get(TREE, at):
            continue
        try:
            policy = parse_policy(json_text(tree), form="json")
        except PolicyError:
            continue
        tried += 1
        if tried > 2:
            break
        assert policy.fingerprint != POLICY.fingerprint, f"{at} = {other}"
        assert policy != POLICY
    assert tried or isinstance(_get(TREE, at), str) or at in BOUND, f"{at}: no other value could be read"


def _get(tree: Any, at: tuple[Any, ...]) -> Any:
    for step in at:
        tree = tree[step]
    return tree


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("for tests", "for other tests"),
        ("按期", "准时"),
        ("credit manual 3.2", "creditkit default"),
        ("overdue for {oldest_overdue_days} days", "late"),
        ('label = { en = "Will", zh = "意愿" }', 'label = "Will"'),
        ("edges = [0.80, 0.95]", "edges = [0.8, 0.9500]"),
        ("edges = [300]", "edges = [3_00.0]"),
        ('closed = "right"\n', 'unit = "points"\nclosed = "right"\n'),
        ("window_days = 360", "window_days = 360  # a bank's year"),
        ("window_days = 360", 'window_days = 360\ndisputed = "count"'),
        ('hit = "first"\n', ""),
        ('otherwise = "hold"\n', ""),
        ("2_000_000", '"2000000.00"'),
        ("order_amount <= 5000", "( order_amount<=5000.00 )"),
        ("6 <= tenure_months < 120", "(tenure_months >= 6 and (tenure_months < 120.0))"),
        ('components = ["open_items", "open_orders"]', 'components = ["open_orders", "open_items"]'),
        ("prepayment_share = 1,", "prepayment_share = 1.0,"),
    ],
)
def test_what_does_not_decide_leaves_it(old: str, new: str) -> None:
    """Prose, spaces, comments, defaults, and how a number or a condition is written."""
    assert parse_policy(changed((old, new))).fingerprint == POLICY.fingerprint


def test_the_unit_of_money_decides_and_that_of_days_does_not() -> None:
    """A unit is prose everywhere else."""
    euro = parse_policy(changed(('kind = "money"\n', 'kind = "money"\nunit = "EUR"\n')))
    own = parse_policy(changed(('kind = "money"\n', 'kind = "money"\nunit = "CNY"\n')))
    index = parse_policy(changed(('better = "higher"\ndecimals', 'better = "higher"\nunit = "points"\ndecimals')))
    assert euro.fingerprint != POLICY.fingerprint
    assert own.fingerprint == index.fingerprint == POLICY.fingerprint


def test_open_disputes_decide_once_they_are_left_out() -> None:
    """To count them is how it always was: policies that say nothing of them keep their fingerprints."""
    left_out = parse_policy(changed(("window_days = 360", 'window_days = 360\ndisputed = "exclude"')))
    assert left_out.measures.disputed == "exclude"
    assert left_out.fingerprint != POLICY.fingerprint
    assert parse_policy(dump_policy(left_out)) == left_out


def test_what_users_name_is_no_key() -> None:
    """So that names in any script sort alike everywhere."""
    text = dump_policy(POLICY, form="json").replace("bureau_index", "征信分").replace("branch", "行业")
    policy = parse_policy(text, form="json")
    assert parse_policy(dump_policy(policy)).fingerprint == policy.fingerprint
    fields = canonical_tree(policy)["fields"]
    assert isinstance(fields, list)
    assert {one["name"] for one in fields if isinstance(one, dict)} >= {"征信分", "行业"}
    assert len(policy.fingerprint) == 64


def test_a_golden_fingerprint() -> None:
    """Schema 1 does not change: what was decided under this fingerprint stays told by it."""
    plain = parse_policy('schema = 1\nname = "house"\ncurrency = "EUR"')
    assert canonical_tree(plain) == {"schema": 1, "name": "house", "currency": "EUR"}
    assert plain.fingerprint == "9638b4fa2c53f2815dd2ebab5c1c3646f23351d2976a75ef44d09e99c96d7e62"
