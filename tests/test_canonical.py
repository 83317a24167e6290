"""Canonical JSON: one text for one content."""

from __future__ import annotations

import hashlib
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.canonical import LARGEST_INTEGER, canonical, check_text, digest, numeral
from creditkit.errors import InvalidInput

PUBLISHED = tomllib.loads((Path(__file__).parent / "cases" / "jcs.toml").read_text(encoding="utf-8"))
CASES, FILES = PUBLISHED["case"], PUBLISHED["file"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_reference_suite(case: dict[str, str]) -> None:
    """What the published cases give, byte by byte, and again from its own text."""
    assert canonical(json.loads(case["input"])) == case["output"]
    assert canonical(json.loads(case["output"])) == case["output"]
    assert digest(json.loads(case["input"])) == hashlib.sha256(case["output"].encode()).hexdigest()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["name"])
def test_every_file_of_the_reference_suite(file: dict[str, str]) -> None:
    """It gives the published bytes, or it is refused where and why the case says."""
    value = json.loads(file["input"])
    if "bytes" in file:
        assert canonical(value).encode() == bytes.fromhex(file["bytes"])
        return
    with pytest.raises(InvalidInput) as refused:
        canonical(value)
    assert (refused.value.path, refused.value.accepted) == (file["refused"], file["accepted"])


@pytest.mark.parametrize(
    "value",
    [0.5, Decimal("0.5"), {"é": 1}, {1: 2}, "A\u030a", "\ud83d", 2**53, -(2**53), (1, 2), [{"a": [float("nan")]}]],
)
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    """Floats, keys outside ASCII, texts in another form, integers that readers disagree about."""
    with pytest.raises(InvalidInput):
        canonical(value)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("0.80", "0.8"), ("0.8", "0.8"), ("-0.0", "0"), ("0E+9", "0"), ("1E+3", "1000"), ("100", "100"),
        ("-2.500", "-2.5"), ("1E-7", "0.0000001"), ("0.1234567890123456789", "0.1234567890123456789"),
    ],
)  # fmt: skip
def test_numerals(given: str, text: str) -> None:
    """Plain digits, no spare zeros, no sign of nothing."""
    assert numeral(Decimal(given)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
@pytest.mark.own_decimal
def test_equal_numbers_have_one_numeral(number: Decimal) -> None:
    """However many zeros they are written with."""
    assert Decimal(numeral(number)) == number
    assert numeral(Decimal(f"{number:f}000")) == numeral(number)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.sampled_from(["", "é", "€", "\0", "\u2028"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abAB1 \n", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON)
def test_a_reader_of_json_reads_it_back(value: Any) -> None:
    """And the order of keys leaves no trace."""
    text = canonical(value)
    assert json.loads(text) == value
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: canonical({"a": {"é": 1}}),
         "value.a.é: 'é' given; accepted: an ASCII key. What a user names is a value, not a key"),
        (lambda: canonical({7: 1}),  # type: ignore[dict-item]
         "value.7: 7 given; accepted: an ASCII key. What a user names is a value, not a key"),
        (lambda: canonical([1, {"a": [0.5]}]),  # type: ignore[list-item]
         "value[1].a[0]: 0.5 given; accepted: text, an integer below 2**53, true, false or null"),
        (lambda: canonical(2**53),
         "value: 9007199254740992 given; accepted: text, an integer below 2**53, true, false or null"),
        (lambda: canonical(["e\u0301"]), "value[0]: 'e\u0301' given; accepted: text in Unicode's form C"),
        (lambda: canonical({"a": "\ud800"}),
         "value.a: '\\ud800' given; accepted: text without halves of surrogate pairs"),
        (lambda: check_text("x\udfff", "name"),
         "name: 'x\\udfff' given; accepted: text without halves of surrogate pairs"),
    ],
)  # fmt: skip
def test_what_a_refusal_says(call: Any, message: str) -> None:
    """Where, what was given, what is accepted."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message


def test_the_edges_of_what_is_taken() -> None:
    """The largest integers of either sign, true and false, characters on either side of the surrogates."""
    assert canonical([LARGEST_INTEGER, -LARGEST_INTEGER]) == "[9007199254740991,-9007199254740991]"
    assert canonical([True, False, None, 0, ""]) == '[true,false,null,0,""]'
    assert canonical(["\ud7fb\ue000", "😂"]) == '["\ud7fb\ue000","😂"]'


def test_every_half_of_a_pair_is_refused() -> None:
    """From the first to the last, and behind other text."""
    for half in (0xD800, 0xDBFF, 0xDC00, 0xDFFF):
        with pytest.raises(InvalidInput):
            canonical("é" + chr(half))
