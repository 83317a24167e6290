"""Worked cases from outside: formulas, countback, concentration, ageing to the cent."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from creditkit.aging import Buckets, _formulas, age, concentration_of, countback_dso
from creditkit.facts import Allocation, Document, Facts
from creditkit.money import Money
from creditkit.receivables import open_items

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "receivables.toml").read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["what"]) for case in CASES[name]]


def figure(text: str) -> Fraction:
    return Fraction(text)


def rounded_as(exact: Fraction, shown: str) -> Fraction:
    """The fraction at as many decimals as the text shows."""
    scale = 10 ** len(shown.partition(".")[2])
    return Fraction(round(exact * scale), scale)


def pairs(rows: list[list[Any]]) -> list[tuple[Fraction, int]]:
    return [(figure(amount), days) for amount, days in rows]


@pytest.mark.parametrize("case", cases("formula"))
def test_formulas(case: Mapping[str, Any]) -> None:
    """Each published figure comes out at the decimals it was published with."""
    kinds: dict[type, Any] = {str: figure, int: int, list: pairs}
    given = {name: kinds[type(value)](value) for name, value in case["given"].items()}
    found: Callable[..., Fraction] = getattr(_formulas, case["call"])
    assert rounded_as(found(**given), case["expect"]) == figure(case["expect"])


@pytest.mark.parametrize("case", cases("countback"))
def test_countback(case: Mapping[str, Any]) -> None:
    """Days, and what the history does not explain."""
    found = countback_dso(figure(case["receivables"]), pairs(case["months"]))
    assert rounded_as(found.days, case["days"]) == figure(case["days"])
    assert found.unexplained == figure(case["unexplained"])


@pytest.mark.parametrize("case", cases("concentration"))
def test_concentration(case: Mapping[str, Any]) -> None:
    """Herfindahl index, effective number and the largest share."""
    found = concentration_of(map(figure, case["balances"]))
    for name, exact in (("hhi", found.hhi), ("effective_n", found.effective_n), ("top_1", found.top[0])):
        assert rounded_as(exact, case[name]) == figure(case[name])
    assert found.top[-1] == 1


def facts_of(case: Mapping[str, Any]) -> Facts:
    documents = [
        Document(row.pop("id"), "C-1", Money(row.pop("amount"), "CNY"), **row)
        for row in [dict(row) for row in case["documents"]]
    ]
    allocations = [
        Allocation(row.pop("id"), row.pop("to_id"), Money(row.pop("amount"), "CNY"), **row)
        for row in [dict(row) for row in case.get("allocations", [])]
    ]
    return Facts([*documents, *allocations])


@pytest.mark.parametrize("case", cases("aging"))
def test_aging(case: Mapping[str, Any]) -> None:
    """Every bucket to the cent, nothing in any other, and the total."""
    items = open_items(facts_of(case).at(case["as_of"]))
    aged = age(items, Buckets(case["edges"]))
    assert {bucket: str(amount.amount) for _, bucket, _, amount in aged.of("C-1")} == case["buckets"]
    assert aged.total("CNY") == Money(case["total"], "CNY")
    late = {item.document_id: item.days_past_due for item in items if item.days_past_due is not None}
    assert late == case.get("days_past_due", late)
