"""What an entry takes, and how it is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Entry
from tampered import DAY


@pytest.mark.parametrize(
    ("given", "text"),
    [("-12", "-12"), (5, "5"), (Decimal("-0.50"), "-0.5"), ("1E+2", "100"), ("1.000000000", "1"), ("-0", "0"),
     ("0E-99", "0"), ("999999999.999999", "999999999.999999"), ("1e-6", "0.000001")],
)  # fmt: skip
def test_points_stand_in_plain_digits(given: Any, text: str) -> None:
    """One text for one number."""
    assert Entry("a", "c", "t", points=given, valid_from=DAY).figures == {"points": text}


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"points": 1.5}, "points"),
        ({"points": True}, "points"),
        ({"points": "twelve"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"points": "Infinity"}, "points"),
        ({"points": "1e9"}, "points"),
        ({"points": "-1e999999"}, "points"),
        ({"points": "1e-7"}, "points"),
        ({"points": "1e-999999"}, "points"),
        ({"points": Decimal("sNaN")}, "points"),
        ({"entry_id": ""}, "entry_id"),
        ({"entry_id": 7}, "entry_id"),
        ({"entry_id": "a\x00"}, "entry_id"),
        ({"stream": " "}, "stream"),
        ({"stream": "e\u0301"}, "stream"),
        ({"type": "\ud800"}, "type"),
        ({"valid_from": "2026-03-01"}, "valid_from"),
        ({"valid_to": DAY.replace(year=2025)}, "valid_to"),
        ({"payload": {"who": 7}}, "payload.who"),
        ({"payload": {"who": None}}, "payload.who"),
        ({"payload": {7: "x"}}, "payload.7"),
        ({"payload": {"谁": "x"}}, "payload.谁"),
        ({"payload": {"who": "e\u0301"}}, "payload.who"),
        ({"payload": {"who": "\x00"}}, "payload.who"),
        ({"effect": {"amount": 12}}, "effect.amount"),
        ({"effect": {"points": "1"}}, "effect.points"),
        ({"effect": {"repairs": "1"}}, "effect.repairs"),
        ({"effect": {"reverses": "1"}}, "effect.reverses"),
        ({"repairs": ""}, "repairs"),
        ({"reverses": " "}, "reverses"),
        ({"causes": "abc"}, "causes"),
        ({"causes": ["a", ""]}, "causes[1]"),
        ({"causes": [7]}, "causes[0]"),
        ({"causes": ["\ud800"]}, "causes[0]"),
        ({"policy": ""}, "policy"),
    ],
)
def test_what_an_entry_refuses(parts: dict[str, Any], path: str) -> None:
    """By the path of the argument, as the caller wrote it."""
    with pytest.raises(InvalidInput) as caught:
        Entry(**{"entry_id": "a", "stream": "c", "type": "t", "valid_from": DAY, **parts})
    assert caught.value.path == path


def test_equal_entries() -> None:
    """By content: points by their number, texts by key in any order."""
    one = Entry("a", "c", "t", points="1.0", valid_from=DAY, payload={"a": "1", "b": "2"}, causes=["x"])  # type: ignore[arg-type]
    other = Entry("a", "c", "t", points=1, valid_from=DAY, payload={"b": "2", "a": "1"}, causes=("x",))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Entry("a", "c", "t", points=1, valid_from=DAY, payload={"b": "2"}, causes=("x",))
