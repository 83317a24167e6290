"""Canonical JSON: one text for one content, so that a hash of it names the content.

The part of RFC 8785 that needs no floats: keys are ASCII and sorted, integers keep below 2**53, all other
numbers are texts in plain digits, texts are in Unicode's form C. What a user names is a value in a list,
never a key, so names in any script stay out of the question how keys sort.
"""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from typing import TypeAlias
from unicodedata import is_normalized

from creditkit.errors import InvalidInput

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

#: Whole numbers up to here are the same to every reader of JSON.
LARGEST_INTEGER = 2**53 - 1


def canonical(value: Json) -> str:
    """The one text of a value.

    Raises:
        InvalidInput: a key that is not ASCII, a number that is no integer or too large, a text that is not in
            form C or holds half a surrogate pair.

    >>> canonical({"b": [1, "ü"], "a": None})
    '{"a":null,"b":[1,"ü"]}'
    """
    _check(value, "value")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(value: Json) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits.

    >>> digest({"b": 1, "a": None}) == digest({"a": None, "b": 1}), digest({})[:8]
    (True, '44136fa3')
    """
    return sha256(canonical(value).encode()).hexdigest()


def numeral(number: Decimal | int) -> str:
    """A number in plain digits, without spare zeros: one text for one number.

    >>> numeral(Decimal("0.80")), numeral(Decimal("1E+2")), numeral(Decimal("-0.0"))
    ('0.8', '100', '0')
    """
    text = format(Decimal(number), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _check(value: object, path: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise InvalidInput(f"{path}.{key}", key, "an ASCII key", "what a user names is a value, not a key")
            _check(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            _check(inner, f"{path}[{i}]")
    elif isinstance(value, str):
        check_text(value, path)
    elif type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise InvalidInput(path, value, "text, an integer below 2**53, true, false or null")


def check_text(text: str, path: str) -> None:
    """Raises InvalidInput for a text that canonical JSON does not take.

    >>> check_text("u" + chr(0x308), "name")  # two code points, of which form C makes one
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: name: ... given; accepted: text in Unicode's form C
    """
    if text.isascii():
        return
    if not is_normalized("NFC", text):
        raise InvalidInput(path, text, "text in Unicode's form C")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidInput(path, text, "text without halves of surrogate pairs")
