"""Typed figures as the texts of an effect, and back.

An effect is text by key. Which of the texts are numbers or days stands beside them under one key, ``types``, so
that whoever reads the event later gets the very values back, and whoever queries the store reads plain texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from creditkit.columns import Value
from creditkit.errors import InvalidInput

#: The key that says which figures are no texts.
TYPES = "types"
_KEY = re.compile(r"[!-9;-~]+")
_FLAGS = {"yes": True, "no": False}
#: A number with more digits than this is a slip.
_MOST_DIGITS = 40


def texts_of(figures: Mapping[str, Value]) -> dict[str, str]:
    """The figures as texts, with ``types`` where some of them are no texts.

    Args:
        figures: text, int, Decimal, float, bool, date or None, by an ASCII name without spaces and colons.

    Raises:
        InvalidInput: another name, a number that is not finite or has more than 40 digits, or a value of another
            kind.

    >>> texts_of({"order_id": "SO-7", "amount": Decimal("1250.00"), "valid_days": 5})
    {'order_id': 'SO-7', 'amount': '1250.00', 'valid_days': '5', 'types': 'amount:number valid_days:integer'}
    """
    out, types = {}, []
    for name, value in figures.items():
        if not _KEY.fullmatch(name) or name == TYPES:
            raise InvalidInput(f"figures.{name}", name, f"an ASCII name without spaces and colons, other than {TYPES}")
        kind, out[name] = _text(value, f"figures.{name}")
        if kind != "text":
            types.append(f"{name}:{kind}")
    return {**out, TYPES: " ".join(types)} if types else out


def figures_of(effect: Mapping[str, str]) -> dict[str, Value]:
    """The figures of an effect that :func:`texts_of` wrote; keys that it did not write are texts.

    Raises:
        InvalidInput: a text that is not of the type that stands beside it.

    >>> figures_of({"amount": "1250.00", "starts_on": "2026-07-01", "types": "amount:number starts_on:day"})
    {'amount': Decimal('1250.00'), 'starts_on': datetime.date(2026, 7, 1)}
    """
    types = dict(_pair(part) for part in effect.get(TYPES, "").split())
    return {key: _value(text, types.get(key, "text"), f"effect.{key}") for key, text in effect.items() if key != TYPES}


def _pair(part: str) -> tuple[str, str]:
    key, _, kind = part.rpartition(":")
    if not key or kind not in _READERS:
        raise InvalidInput(f"effect.{TYPES}", part, f"name:type, the type one of {', '.join(_READERS)}")
    return key, kind


def _text(value: Value, path: str) -> tuple[str, str]:
    if isinstance(value, str):
        return "text", value
    if value is None:
        return "nothing", ""
    if isinstance(value, bool):
        return "flag", "yes" if value else "no"
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise InvalidInput(path, value, "a finite number")
        return "float", repr(float(value))
    if not isinstance(value, (int, Decimal)):
        raise InvalidInput(path, value, "text, int, Decimal, float, bool, date or None")
    return _numeral(value, path)


def _numeral(value: int | Decimal, path: str) -> tuple[str, str]:
    """In plain digits, with the zeros that it came with."""
    number = Decimal(value)
    power = number.as_tuple().exponent
    if not isinstance(power, int) or max(number.adjusted() + 1, -power, len(number.as_tuple().digits)) > _MOST_DIGITS:
        raise InvalidInput(path, value, f"a finite number with at most {_MOST_DIGITS} digits")
    return "integer" if isinstance(value, int) else "number", format(number, "f")


def _nothing(text: str) -> None:
    if text:
        raise ValueError(text)


def _number(text: str) -> Decimal:
    """Plain digits only."""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(text)
    return Decimal(text)


_READERS: Mapping[str, Callable[[str], Value]] = {
    "text": str, "nothing": _nothing, "flag": _FLAGS.__getitem__, "day": date.fromisoformat,
    "float": float, "integer": int, "number": _number,
}  # fmt: skip


def _value(text: str, kind: str, path: str) -> Value:
    try:
        return _READERS[kind](text)
    except (ValueError, KeyError):
        raise InvalidInput(path, text, f"a {kind}, as {TYPES} says") from None
