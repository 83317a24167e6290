"""Fields, and what they let in: both doors refuse the same values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Amounts, Column, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.rules import (
    Compare,
    Field,
    declared,
    holds,
    holds_many,
    read_column,
    read_columns,
    read_record,
    read_value,
)

RATE = Field("rate", "number", decimals=2, least=0, most=1)
SCORE = Field("score", "number")
AMOUNT = Field("amount", "money", unit="EUR")
DAYS = Field("days", "days")
GRADE = Field("grade", "text", choices=["A", "B"])
FLAG = Field("flag", "flag")
DAY = Field("day", "date")

TAKEN: list[tuple[Field, object, Column]] = [
    (RATE, Decimal("0.970"), Numbers([970], 3)),
    (RATE, 0.97, np.array([0.97])),
    (RATE, np.float32(0.97), np.array([0.97], dtype=np.float32)),
    (RATE, None, Numbers([7], 3, np.array([True]))),
    (RATE, float("nan"), np.array([np.nan])),
    (SCORE, 1 / 3, np.array([1 / 3])),
    (AMOUNT, Decimal("12.50"), Amounts(np.array([1250]), "EUR")),
    (AMOUNT, None, Amounts(np.array([1250]), Labels([-1], ()))),
    (DAYS, np.int64(3), np.array([3])),
    (GRADE, "A", Labels.of(["A"])),
    (GRADE, np.str_("A"), np.array(["A"])),
    (GRADE, None, Labels.of([None])),
    (FLAG, np.bool_(True), np.array([True])),
    (FLAG, None, Numbers([0], 0, np.array([True]))),
    (DAY, date(2026, 1, 1), np.array(["2026-01-01"], dtype="datetime64[D]")),
    (DAY, None, np.array(["NaT"], dtype="datetime64[D]")),
]


@pytest.mark.parametrize(("field", "value", "column"), TAKEN)
def test_what_is_taken(field: Field, value: object, column: Column) -> None:
    """Each kind in each of its forms."""
    read_value(value, field)
    read_column(column, field)


REFUSED: list[tuple[Field, object, Column]] = [
    (RATE, "0.97", Labels.of(["0.97"])),
    (RATE, True, np.array([True])),
    (RATE, Decimal("0.975"), Numbers([975], 3)),
    (RATE, 0.975, np.array([0.975])),
    (RATE, np.float32(0.975), np.array([0.975], dtype=np.float32)),
    (RATE, Decimal("1.01"), Numbers([101], 2)),
    (RATE, -1, np.array([-1])),
    (RATE, 1.5, np.array([1.5])),
    (SCORE, float("inf"), np.array([np.inf])),
    (SCORE, "a", np.array(["a"])),
    (SCORE, date(2026, 1, 1), np.array(["2026-01-01"], dtype="datetime64[D]")),
    (SCORE, Money("1.00", "EUR"), Amounts(np.array([100]), "EUR")),
    (DAYS, Decimal("2.5"), Numbers([25], 1)),
    (GRADE, "C", Labels.of(["C"])),
    (GRADE, 1, np.array([1])),
    (FLAG, 1, np.array([1])),
    (FLAG, 2, Numbers([2])),
    (DAY, datetime(2026, 1, 1, tzinfo=UTC), np.array(["2026-01-01"], dtype="datetime64[s]")),
    (DAY, "2026-01-01", Labels.of(["2026-01-01"])),
]


@pytest.mark.parametrize(("field", "value", "column"), REFUSED)
def test_what_is_refused(field: Field, value: object, column: Column) -> None:
    """By path, in both doors."""
    with pytest.raises(InvalidInput) as caught:
        read_value(value, field)
    assert caught.value.path == field.name
    with pytest.raises(InvalidInput) as caught:
        read_column(column, field)
    assert caught.value.path in (field.name, f"{field.name}[0]")


def test_money_in_floats() -> None:
    """The scalar door refuses a float amount; a float column is taken where it holds whole minor units."""
    with pytest.raises(InvalidInput, match="Decimal"):
        read_value(12.5, AMOUNT)
    read_column(np.array([12.5, 0.29]), AMOUNT)
    with pytest.raises(InvalidInput, match=r"amount\[1\]"):
        read_column(np.array([12.5, 0.295]), AMOUNT)
    with pytest.raises(InvalidInput, match="USD"):
        read_column(Amounts(np.array([1]), "USD"), AMOUNT)


def test_nan_can_be_refused() -> None:
    """By option, in both doors, by row."""
    for refuse in (
        lambda: read_record({"score": float("nan")}, declared([SCORE]), nan="refuse"),
        lambda: read_columns({"score": np.array([1.0, np.nan])}, declared([SCORE]), nan="refuse"),
        lambda: read_columns({"day": np.array(["NaT"], dtype="datetime64[D]")}, declared([DAY]), nan="refuse"),
    ):
        with pytest.raises(InvalidInput):
            refuse()
    assert read_value(None, SCORE, nan="refuse") is None


def test_names_are_declared() -> None:
    """A name that is no field is refused with the nearest."""
    with pytest.raises(InvalidInput, match="'score'"):
        read_record({"scor": 1}, declared([SCORE]))


WRONG: list[tuple[object, object, Column]] = [
    (1, "a", Labels.of(["a"])),
    (1, True, np.array([True])),
    (1, float("inf"), np.array([np.inf])),
    (1, date(2026, 1, 1), np.array(["2026-01-01"], dtype="datetime64[D]")),
    ("A", 1, np.array([1])),
    (True, 1, np.array([1])),
    (True, "True", Labels.of(["True"])),
    (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), np.array(["2026-01-01"], dtype="datetime64[us]")),
    (date(2026, 1, 1), 1, np.array([1])),
]


@pytest.mark.parametrize(("constant", "value", "column"), WRONG)
def test_comparisons_are_strict_by_themselves(constant: Any, value: Any, column: Column) -> None:
    """Also where nothing was read under a field, the wrong type is refused by name."""
    condition = Compare("x", "==", constant)
    with pytest.raises(InvalidInput, match=r"^x"):
        holds(condition, {"x": value})
    with pytest.raises(InvalidInput, match=r"^x"):
        holds_many(condition, {"x": column})


def test_columns_that_no_edge_fits() -> None:
    """Several currencies, and more digits than float32 has, are refused."""
    mixed = Amounts(np.array([1, 2]), Labels.of(["EUR", "USD"]))
    with pytest.raises(InvalidInput, match="EUR, USD"):
        holds_many(Compare("x", "<", 1), {"x": mixed})
    with pytest.raises(InvalidInput, match="6 significant"):
        holds_many(Compare("x", "<", Decimal("0.1234567")), {"x": np.zeros(1, dtype=np.float32)})
    with pytest.raises(InvalidInput, match="float16"):
        holds_many(Compare("x", "<", 1), {"x": np.zeros(1, dtype=np.float16)})


@pytest.mark.parametrize(
    "build",
    [
        lambda: Field("and", "number"),
        lambda: Field("a b", "number"),
        lambda: Field("x", "colour"),
        lambda: Field("x", "text", decimals=2),
        lambda: Field("x", "number", decimals=19),
        lambda: Field("x", "number", choices=["a"]),
        lambda: Field("x", "text", choices=["a", "a"]),
        lambda: Field("x", "text", choices=[]),
        lambda: Field("x", "text", better="higher"),
        lambda: Field("x", "number", better="up"),  # type: ignore[arg-type]
        lambda: Field("x", "money", unit="EURO"),
        lambda: Field("x", "days", least=Decimal("0.5")),
        lambda: Field("x", "number", least=2, most=1),
        lambda: Field("x", "number", least=0.5),  # type: ignore[arg-type]
        lambda: declared([SCORE, SCORE]),
    ],
)
def test_fields_are_checked(build: Any) -> None:
    """An option that does not go with the kind is refused."""
    with pytest.raises(InvalidInput):
        build()
