"""The constants that values are compared with, and what each of them means to a type of number.

An edge is a decimal of at most 15 significant digits. It has one meaning for every type that can
hold the value: ``int`` and ``Decimal`` compare with it exactly, scaled integers with the integer
that decides, a float with the edge rounded to the float's own type. The last needs the digits:
decimals of 15 digits survive the way to float64 and back, those of 6 digits the way to float32
(``DBL_DIG`` and ``FLT_DIG`` of C). So the rounding keeps their order, and no two become one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from creditkit.errors import InvalidInput

Op: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]
FloatType: TypeAlias = Literal["float64", "float32"]

#: Significant digits of an edge, by the float type it is to be compared with.
DIGITS: dict[FloatType, int] = {"float64": 15, "float32": 6}

#: An edge lies below 10**18 and has at most 18 decimals: what scaled int64 can hold.
LARGEST_EXPONENT = 18

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def edge(value: Decimal | int | str, path: str = "edge") -> Decimal:
    """A number that others are compared with, checked.

    Raises:
        InvalidInput: a float, not a finite number, more than 15 significant digits or 18 decimals,
            or 10**18 and above.

    >>> edge("0.80"), edge(60)
    (Decimal('0.80'), Decimal('60'))
    """
    number = _decimal(value, path)
    if not number.is_finite():
        raise InvalidInput(path, value, "a finite number")
    if number and number.adjusted() >= LARGEST_EXPONENT:
        raise InvalidInput(path, value, "numbers below 10**18")
    if decimals_of(number) > LARGEST_EXPONENT:
        raise InvalidInput(path, value, "at most 18 decimals")
    if digits_of(number) > DIGITS["float64"]:
        raise InvalidInput(path, value, "at most 15 significant digits", "more do not survive the way to a float")
    return number


def _decimal(value: Decimal | int | str, path: str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**LARGEST_EXPONENT:
            raise InvalidInput(path, value, "numbers below 10**18")
        return Decimal(value)
    remedy = f"a float is not exact: pass its text, {str(value)!r}" if isinstance(value, float) else ""
    raise InvalidInput(path, value, "Decimal, int, or a plain number as text", remedy)


def digits_of(number: Decimal) -> int:
    """How many digits stand between the first and the last that is not zero."""
    return len("".join(map(str, number.as_tuple().digits)).strip("0"))


def decimals_of(number: Decimal) -> int:
    """How many decimals a finite number needs; ``0.80`` needs one."""
    _, digits, exponent = number.as_tuple()
    written = "".join(map(str, digits))
    spare = len(written) - len(written.rstrip("0"))
    return max(0, -int(exponent) - spare) if written.strip("0") else 0


def deciding_integer(number: Decimal, op: Op, decimals: int = 0) -> int | None:
    """The integer that stands for an edge where values are ``integer / 10**decimals``.

    ``x < e`` and ``x >= e`` ask about the ceiling of the scaled edge, ``x <= e`` and ``x > e`` about its
    floor. None where ``==`` and ``!=`` ask about a number that no such integer is.

    >>> deciding_integer(Decimal("0.3"), "<"), deciding_integer(Decimal("0.3"), "<=")
    (1, 0)
    >>> deciding_integer(Decimal("0.25"), "==", 2), deciding_integer(Decimal("0.255"), "==", 2)
    (25, None)
    """
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * int(10**decimals), denominator)
    if not rest:
        return whole
    if op in ("==", "!="):
        return None
    return whole + 1 if op in ("<", ">=") else whole


def rounded_edge(number: Decimal, to: FloatType = "float64", path: str = "edge") -> float:
    """The edge rounded to a float type, half-even, as the Python float of that value.

    Raises:
        InvalidInput: more digits than the type keeps apart (float32: 6).

    >>> rounded_edge(Decimal("0.3")), rounded_edge(Decimal("0.3"), "float32")
    (0.3, 0.30000001192092896)
    """
    if digits_of(number) > DIGITS[to]:
        raise InvalidInput(path, number, f"at most {DIGITS[to]} significant digits in a {to} column")
    return float(number) if to == "float64" else _to_float32(number)


def _to_float32(number: Decimal) -> float:
    """The nearest float32. By way of float64 alone a number would be rounded twice."""
    near = np.float32(float(number))
    around = (np.nextafter(near, np.float32(-np.inf)), near, np.nextafter(near, np.float32(np.inf)))
    exact = Fraction(*number.as_integer_ratio())
    return float(min(around, key=lambda x: (abs(Fraction(float(x)) - exact), int(x.view(np.uint32)) % 2)))


def check_distinct(edges: Sequence[Decimal], to: FloatType = "float64", path: str = "edges") -> None:
    """Raises InvalidInput where the edges do not rise, or where two of them become one in the float type.

    >>> check_distinct([Decimal("0.95"), Decimal("0.80")])
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: edges[1]: Decimal('0.80') given; accepted: a number above 0.95 in float64
    """
    floats = [rounded_edge(number, to, f"{path}[{i}]") for i, number in enumerate(edges)]
    for i in range(1, len(edges)):
        if not (edges[i - 1] < edges[i] and floats[i - 1] < floats[i]):
            raise InvalidInput(f"{path}[{i}]", edges[i], f"a number above {edges[i - 1]} in {to}")
