"""The ready-made policies: they parse, they are sound, and each of their figures says where it is from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.policy import READY_MADE, Policy, dump_policy, parse_policy, ready_made, verify
from creditkit.reasons._english import ENGLISH

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "ready-made.md").read_text(encoding="utf-8")
TREES = {name: tomllib.loads(text, parse_float=Decimal) for name, text in READY_MADE.items()}

#: What decides. A change here is a change of policy: raise the version, and say so in the news.
FINGERPRINTS = {
    "five-step": "ea952b405258565524e95012a4e9734139a9da5f1f5fc76a9357a4c4c08c0225",
    "credit-grade": "312102d12b9766e075754a5f8c2d8e78566657dd739dcc2a442b008281040dfe",
    "manufacturer": "4632fab0bc91edcc32cc21b49d5955d84ff4b466367b7efc5fa5f7192ca30cbb",
}

names = pytest.mark.parametrize("name", READY_MADE)


def test_there_are_three() -> None:
    """They go by the names that their texts give."""
    assert {name: tree["name"] for name, tree in TREES.items()} == {name: name for name in FINGERPRINTS}


@names
def test_they_are_read_once(name: Any) -> None:
    """Asked for twice, a policy is the same object."""
    assert isinstance(ready_made(name), Policy)
    assert ready_made(name) is ready_made(name)


def test_another_name_is_refused() -> None:
    """The nearest name is offered."""
    with pytest.raises(InvalidInput) as caught:
        ready_made("manufacter")  # type: ignore[arg-type]
    assert "manufacturer" in caught.value.remedy


@names
def test_their_fingerprints_stay(name: Any) -> None:
    """What decides does not change by accident."""
    assert ready_made(name).fingerprint == FINGERPRINTS[name]


@names
def test_they_travel(name: Any) -> None:
    """Written and read again, in both forms, they decide the same."""
    policy = ready_made(name)
    for form in ("toml", "json"):
        assert parse_policy(dump_policy(policy, form=form), form=form).fingerprint == policy.fingerprint  # type: ignore[arg-type]


def tables(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Every table in lists and sections, with whether a table around it has a reference."""
    for key, value in tree.items():
        if key in ("fields", "texts", "label"):
            continue
        for i, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, dict):
                yield f"{path}{key}[{i}]", one, "reference" in tree
                yield from (
                    (at, inner, told or "reference" in one or "reference" in tree)
                    for at, inner, told in tables(one, f"{path}{key}[{i}].")
                )


@names
def test_every_figure_says_where_it_is_from(name: str) -> None:
    """Each table that holds a number has a reference, or stands in one that has."""
    bare = [
        at
        for at, table, told in tables({k: v for k, v in TREES[name].items() if k != "reference"}, "")
        if not told
        and "reference" not in table
        and any(type(value) in (int, Decimal) or isinstance(value, list) for value in table.values())
    ]
    assert bare == []


@names
def test_the_page_has_the_points(name: str) -> None:
    """The reference page shows the edges and points that the policy has."""
    part = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    rows = {line.split("|")[1].strip(" `"): line for line in part.splitlines() if line.startswith("| `")}
    for one in TREES[name]["scorecard"]["characteristics"]:
        points = one["points"] if "points" in one else [bin_["points"] for bin_ in one["bins"]]
        cells = [cell.strip() for cell in rows[one["name"]].split("|")]
        assert cells[3] == ", ".join(map(str, points))
        assert cells[4] == str(one["missing"]["points"])
        if "edges" in one:
            edges = ", ".join(f"{int(e):,}" if float(e) >= 1000 else str(e) for e in one["edges"])
            assert cells[2].startswith(f"{edges}, {one['closed']}")


@names
def test_the_page_has_the_checks(name: str) -> None:
    """Each check and exemption of the manufacturer has its row on the page."""
    if name != "manufacturer":
        return
    tree = TREES[name]
    for one in [*tree["checks"], *tree["exemptions"]]:
        assert f"\n| `{one['code']}`" in PAGE


@names
def test_both_languages_are_there(name: str) -> None:
    """Labels and texts come in English and Chinese; each code of the policy has a text."""
    tree = TREES[name]
    labels = [table["label"] for _, table, _ in tables(tree, "") if "label" in table]
    assert all(set(label) == {"en", "zh"} for label in labels)
    assert set(tree["texts"]["en"]) == set(tree["texts"]["zh"])
    codes = {one["reason"] for one in tree.get("grading", {}).get("overrides", [])}
    codes |= {one["code"] for one in tree["checks"] if one["type"] == "condition"}
    assert codes <= {*tree["texts"]["en"], *ENGLISH}


@names
def test_hiding_never_pays(name: str) -> None:
    """What can be withheld earns nothing when it is missing, and nothing is weighted up."""
    for one in TREES[name]["scorecard"]["characteristics"]:
        assert isinstance(one["missing"], dict)
        if one.get("withholdable"):
            assert one["missing"]["points"] == 0


@names
def test_they_are_sound(name: Any) -> None:
    """Nothing is found that a reader should mend."""
    assert [finding for finding in verify(ready_made(name)) if finding.severity != "note"] == []


#: The first bin that holds, as a credit manual writes it: figure and points, best first.
AT_LEAST = {
    "on_time_rate": [("0.98", 18), ("0.95", 15), ("0.90", 11), ("0.80", 6), ("0.60", 2), (None, 0)],
    "fulfilment_rate": [("0.98", 7), ("0.95", 5), ("0.90", 3), (None, 0)],
    "current_ratio": [("1.5", 5), ("1.2", 4), ("1.0", 2), (None, 0)],
    "paid_in_capital": [("20000000", 6), ("5000000", 5), ("1000000", 3), (None, 1)],
    "months_in_business": [("120", 5), ("60", 4), ("36", 3), ("12", 1), (None, 0)],
    "bureau_score": [("80", 7), ("65", 5), ("50", 3), (None, 0)],
    "tenure_months": [("60", 6), ("24", 5), ("12", 3), ("6", 1), (None, 0)],
}
AT_MOST = {
    "days_beyond_terms": [("3", 12), ("10", 9), ("20", 6), ("40", 3), (None, 0)],
    "oldest_overdue_days": [("3", 8), ("15", 6), ("30", 4), ("60", 2), (None, 0)],
    "debt_ratio": [("0.50", 8), ("0.65", 6), ("0.80", 3), (None, 0)],
    "litigation_24m": [("0", 5), ("2", 3), ("5", 1), (None, 0)],
}


@pytest.mark.parametrize("field", [*AT_LEAST, *AT_MOST])
def test_the_value_at_an_edge_is_in_the_better_bin(field: str) -> None:
    """At least 98% includes 98%, at most 3 days includes 3; one step beyond does not."""
    card = ready_made("manufacturer").scorer
    bins, away = (AT_LEAST[field], -1) if field in AT_LEAST else (AT_MOST[field], 1)
    decimals = 4 if any("." in (edge or "") for edge, _ in bins) else 0
    for (edge, points), (_, below) in pairwise(bins):
        units = int(Fraction(edge or 0) * 10**decimals)
        value, beyond = scaled(units, decimals), scaled(units + away, decimals)
        assert (earned(card, field, value), earned(card, field, beyond)) == (points, below)


def earned(card: Any, field: str, value: Decimal) -> Decimal:
    return next(one.points for one in card.score({field: value}).contributions if one.characteristic == field)


def test_the_groups_weigh_as_they_say() -> None:
    """Willingness 45, ability 35, environment 20, in all 100."""
    weights: dict[str, Decimal] = {}
    for one in ready_made("manufacturer").scorer.characteristics:  # type: ignore[attr-defined]
        weights[one.group] = weights.get(one.group, 0) + int(one.maximum)
    assert weights == {"willingness": 45, "ability": 35, "environment": 20}


def test_the_fast_lane_never_passes_the_limit() -> None:
    """No exemption but that of small and of paid orders lifts the limit; none lifts sanctions or insolvency."""
    for one in TREES["manufacturer"]["exemptions"]:
        assert {"sanctions", "insolvency"} <= set(one["except"])
    (lane,) = (one for one in TREES["manufacturer"]["exemptions"] if one["code"] == "fast_lane")
    stops = {one["code"] for one in TREES["manufacturer"]["checks"] if one.get("then", one.get("otherwise")) != "warn"}
    assert stops - set(lane["except"]) == {"warning_line"}
