"""What the refusals of an entry say, word for word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import LONGEST_NAME, Entry
from tampered import DAY


def entry(**parts: Any) -> Entry:
    return Entry(**{"entry_id": "a", "stream": "c", "type": "t", "valid_from": DAY, **parts})


CASES = [
    (lambda: entry(points=1.5), "points: 1.5 given; accepted: Decimal, str or int. Write points='-12.5'"),
    (lambda: entry(points=True), "points: True given; accepted: Decimal, str or int. Write points='-12.5'"),
    (lambda: entry(points="twelve"), "points: 'twelve' given; accepted: a number in plain digits"),
    (
        lambda: entry(points="NaN"),
        "points: 'NaN' given; accepted: a number below 10**9 with at most 6 decimals, as scores have",
    ),
    (
        lambda: entry(points="1e9"),
        "points: '1e9' given; accepted: a number below 10**9 with at most 6 decimals, as scores have",
    ),
    (
        lambda: entry(points="1e-7"),
        "points: '1e-7' given; accepted: a number below 10**9 with at most 6 decimals, as scores have",
    ),
    (
        lambda: entry(points=Decimal("sNaN")),
        "points: Decimal('sNaN') given; accepted: a number below 10**9 with at most 6 decimals, as scores have",
    ),
    (
        lambda: entry(points="1e-99"),
        "points: '1e-99' given; accepted: a number below 10**9 with at most 6 decimals, as scores have",
    ),
    (lambda: entry(payload="x"), "payload: 'x' given; accepted: texts by key. Write payload={'why': '…'}"),
    (lambda: entry(effect=5), "effect: 5 given; accepted: texts by key. Write effect={'why': '…'}"),
    (lambda: entry(causes=None), "causes: None given; accepted: entry ids in a sequence. Write causes=('…',)"),
    (
        lambda: entry(stream="户" * 667),
        f"stream: '{'户' * 78}… given; accepted: at most 2,000 bytes in UTF-8. Long texts go into the payload",
    ),
    (
        lambda: entry(causes=["b", "x" * 2001]),
        f"causes[1]: '{'x' * 78}… given; accepted: at most 2,000 bytes in UTF-8. Long texts go into the payload",
    ),
    (lambda: entry(entry_id=""), "entry_id: '' given; accepted: a text that is not empty"),
    (
        lambda: entry(entry_id="a\0"),
        "entry_id: 'a\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none",
    ),
    (lambda: entry(stream="e\u0301"), "stream: 'é' given; accepted: text in Unicode's form C"),
    (lambda: entry(stream=7), "stream: 7 given; accepted: a text that is not empty"),
    (lambda: entry(type="\ud800"), "type: '\\ud800' given; accepted: text without halves of surrogate pairs"),
    (lambda: entry(type="\0"), "type: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none"),
    (lambda: entry(payload={"who": 7}), "payload.who: 7 given; accepted: text. Write numbers as text: '12.50'"),
    (lambda: entry(payload={7: "x"}), "payload.7: 7 given; accepted: text. Write numbers as text: '12.50'"),
    (
        lambda: entry(payload={"谁": "x"}),
        "payload.谁: '谁' given; accepted: an ASCII key. What a user names is a value, not a key",
    ),
    (lambda: entry(payload={"e\u0301": "x"}), "payload.é: 'é' given; accepted: text in Unicode's form C"),
    (lambda: entry(payload={"a": "b", "who": "e\u0301"}), "payload.who: 'é' given; accepted: text in Unicode's form C"),
    (
        lambda: entry(payload={"who": "\0"}),
        "payload.who: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none",
    ),
    (lambda: entry(effect={"amount": 12}), "effect.amount: 12 given; accepted: text. Write numbers as text: '12.50'"),
    (lambda: entry(effect={"points": "1"}), "effect.points: '1' given; accepted: points as an argument of its own"),
    (lambda: entry(effect={"repairs": "b"}), "effect.repairs: 'b' given; accepted: repairs as an argument of its own"),
    (
        lambda: entry(effect={"reverses": "c"}),
        "effect.reverses: 'c' given; accepted: reverses as an argument of its own",
    ),
    (lambda: entry(repairs=""), "repairs: '' given; accepted: a text that is not empty"),
    (
        lambda: entry(repairs="\0"),
        "repairs: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none",
    ),
    (lambda: entry(reverses="e\u0301"), "reverses: 'é' given; accepted: text in Unicode's form C"),
    (lambda: entry(policy="\0"), "policy: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none"),
    (lambda: entry(causes="abc"), "causes: 'abc' given; accepted: entry ids in a sequence. Write causes=('…',)"),
    (lambda: entry(causes=["a", " "]), "causes[1]: ' ' given; accepted: the id of an entry"),
    (lambda: entry(causes=[7]), "causes[0]: 7 given; accepted: text. Write numbers as text: '12.50'"),
    (lambda: entry(causes=["\ud800"]), "causes[0]: '\\ud800' given; accepted: text without halves of surrogate pairs"),
    (
        lambda: entry(valid_to=DAY.replace(year=2025)),
        "valid_to: datetime.date(2025, 3, 1) given; accepted: a date on or after 2026-03-01",
    ),
    (lambda: entry(valid_from="2026-03-01"), "valid_from: '2026-03-01' given; accepted: a datetime.date"),
    (lambda: entry(valid_to="2026-03-01"), "valid_to: '2026-03-01' given; accepted: a datetime.date"),
]


@pytest.mark.parametrize(("call", "message"), CASES)
def test_what_a_refusal_says(call: Callable[[], object], message: str) -> None:
    """Where, what was given, what is accepted, and what to do."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message


@pytest.mark.parametrize("part", ["entry_id", "stream", "type", "repairs", "reverses", "policy"])
def test_names_that_an_index_takes(part: str) -> None:
    """Up to 2,000 bytes for every store, and not one more, whatever the letters."""
    assert LONGEST_NAME == 2_000
    for name in ("x" * 2_000, "户" * 666 + "xx", "x" * 500):
        assert getattr(entry(**{part: name}), part) == name
    for name in ("x" * 2_001, "户" * 666 + "xxx"):
        with pytest.raises(InvalidInput) as caught:
            entry(**{part: name})
        assert caught.value.path == part
