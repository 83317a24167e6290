"""Major units to minor units and back, exactly: no float and no Decimal context comes near."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from operator import index
from typing import NoReturn, SupportsFloat, SupportsIndex

from creditkit.errors import AmountTooLarge, InvalidInput

#: What a number may look like as text. Blanks, marks for thousands, foreign digits: a file reader's work.
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")

#: Text up to this length goes the short way; 19 digits, a sign and a point are all an amount can use.
_SHORT = 24

#: A number whose first digit stands at this power of ten or above is past 2**63 in every currency.
_TOP = 19

#: 10**n for every exponent that a currency has.
_POWERS = (1, 10, 100, 1_000, 10_000)


def minor_of(amount: Decimal | str | int, decimals: int) -> int:
    """An amount in major units as an exact count of minor units; the size is not checked.

    Raises:
        InvalidInput: not a number, not finite, a float, or more decimals than the currency has.
        AmountTooLarge: far past 2**63, where writing the integer out would only cost time.
    """
    if isinstance(amount, str):
        return _of_text(amount, decimals)
    if isinstance(amount, Decimal):
        return _of_decimal(amount, decimals)
    return (amount if type(amount) is int else _whole(amount)) * _POWERS[decimals]


def _of_text(text: str, decimals: int) -> int:
    whole, _, cents = text.partition(".")
    if len(text) <= _SHORT and len(cents) <= decimals and text.isascii():
        digits = whole[1:] if whole[:1] in ("-", "+") else whole
        if digits.isdigit() and (cents.isdigit() or not cents):
            return int(whole + cents) * _POWERS[decimals - len(cents)]
    if not NUMBER.fullmatch(text):
        _refuse_text(text)
    return _of_decimal(Decimal(text), decimals, text)


def _of_decimal(number: Decimal, decimals: int, given: object = None) -> int:
    if not number.is_finite():
        raise InvalidInput("amount", number, "a finite amount")
    if not number:
        return 0
    if number.adjusted() >= _TOP:
        raise AmountTooLarge("the amount has 2**63 minor units or more")
    if number.adjusted() >= -decimals:
        numerator, denominator = number.as_integer_ratio()
        minor, rest = divmod(numerator * _POWERS[decimals], denominator)
        if not rest:
            return minor
    many = f"at most {decimals} decimals" if decimals else "no decimals in this currency"
    raise InvalidInput("amount", number if given is None else given, many, "round it where it is made")


def _whole(amount: object) -> int:
    if isinstance(amount, SupportsIndex) and not isinstance(amount, bool):
        return index(amount)
    remedy = ""
    if isinstance(amount, SupportsFloat) and not isinstance(amount, (bool, Fraction)):
        remedy = f"a float is not exact: pass its text, Money({str(amount)!r}, …)"
    raise InvalidInput("amount", amount, "Decimal, str or int", remedy)


def _refuse_text(text: str) -> NoReturn:
    if re.fullmatch(r"\s*[+-]?(?:s?nan\d*|inf(?:inity)?)\s*", text, re.IGNORECASE):
        raise InvalidInput("amount", text, "a finite amount")
    raise InvalidInput("amount", text, "a plain number, such as '-1234.50', without blanks or commas")


def text_of(minor: int, decimals: int) -> str:
    """Minor units as the text of major units, with every decimal shown.

    >>> text_of(-5, 2), text_of(1200, 0)
    ('-0.05', '1200')
    """
    if not decimals:
        return str(minor)
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"
