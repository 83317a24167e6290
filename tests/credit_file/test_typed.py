"""Observed values under their fields: what fits, what it becomes, what is passed over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import scaled
from creditkit.credit_file._typed import cell_of, decimals_of, typed, value_of
from creditkit.errors import InvalidInput
from creditkit.rules import Field

SHARE = Field("debt_ratio", "number", decimals=4, least=0)
COUNT = Field("cases", "number", decimals=0, least=0)
OPEN = Field("turnover", "number")
MONEY = Field("equity", "money", unit="CNY")
DAYS = Field("left", "days")
FLAG = Field("match", "flag")
DAY = Field("visit", "date")
GRADE = Field("tax", "text", choices=("D", "C", "M", "B", "A"))
WORD = Field("bank", "text")


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ("0.97", SHARE, Decimal("0.9700")),
        (" 0.97 ", SHARE, Decimal("0.9700")),
        (0.1, SHARE, Decimal("0.1000")),
        ("0.61538461", SHARE, Decimal("0.6154")),
        ("0.00005", SHARE, Decimal("0.0000")),
        ("0.00015", SHARE, Decimal("0.0002")),
        (1, SHARE, Decimal("1.0000")),
        ("12", COUNT, 12),
        (Decimal("12.0"), COUNT, 12),
        (12.0, COUNT, 12),
        ("-5", OPEN, Decimal("-5.000000")),
        ("1250.10", MONEY, Decimal("1250.10")),
        (1250.1, MONEY, Decimal("1250.10")),
        (7, DAYS, 7),
        ("-3", DAYS, -3),
        ("Yes", FLAG, True),
        ("0", FLAG, False),
        (1, FLAG, True),
        ("否", FLAG, False),
        (False, FLAG, False),
        ("2026-01-31", DAY, date(2026, 1, 31)),
        (date(2026, 1, 31), DAY, date(2026, 1, 31)),
        ("B", GRADE, "B"),
        ("6222 0200", WORD, "6222 0200"),
    ],
)
def test_what_fits(given: Any, field: Field, value: Any) -> None:
    """Text and typed values become the same value; a share may come finer than it is kept."""
    found = typed(given, field)
    assert (type(found), str(found)) == (type(value), str(value))
    assert typed(None, field) is None
    assert typed(float("nan"), field) is None


@pytest.mark.parametrize(
    ("given", "field", "accepted"),
    [
        ("97%", SHARE, "a plain number"),
        ("1,5", SHARE, "a plain number"),
        ("٥", SHARE, "a plain number"),
        ("1e3", SHARE, "a plain number"),
        (True, SHARE, "a plain number"),
        (float("inf"), SHARE, "a plain number"),
        (Decimal("Infinity"), SHARE, "a plain number"),
        (Decimal("1E+999999"), SHARE, "a plain number"),
        (Decimal("1E-999999"), SHARE, "a plain number"),
        (Decimal("0E+999999"), SHARE, "a plain number"),
        ("1" + "0" * 25, SHARE, "a smaller number"),
        ("-0.1", SHARE, "at least 0"),
        ("1.5", COUNT, "a whole number"),
        (2.5, DAYS, "a whole number"),
        ("1.005", MONEY, "at most 2 decimals"),
        ("maybe", FLAG, "true, false"),
        (2, FLAG, "true, false"),
        (1.0, FLAG, "true, false"),
        ("31.01.2026", DAY, "2026-12-31"),
        ("20260131", DAY, "2026-12-31"),
        (datetime(2026, 1, 31, tzinfo=UTC), DAY, "2026-12-31"),
        (5, DAY, "2026-12-31"),
        ("E", GRADE, "D, C, M, B, A"),
        (3, GRADE, "text"),
        (True, WORD, "text"),
    ],
)
def test_what_does_not_fit(given: Any, field: Field, accepted: str) -> None:
    """It is refused by the field's name, with what is accepted; a huge exponent costs nothing."""
    with pytest.raises(InvalidInput, match=f"^{field.name}") as error:
        typed(given, field)
    assert accepted in error.value.accepted


@given(st.integers(-(10**9), 10**9), st.sampled_from([SHARE, COUNT, OPEN, MONEY, DAYS]))
def test_a_cell_is_the_value(number: int, field: Field) -> None:
    """A number as a cell and back is the same number, however it was written."""
    places = decimals_of(field)
    value = scaled(number, places)
    if field.least is not None and number < 0:
        return
    for form in (value, str(value), format(value, "f")):
        if "E" not in str(form):
            cell = cell_of(form, field, int)
            assert cell == number
            assert value_of(number, field, ()) == typed(form, field) == value
