"""One cell of text as one value, and why a cell cannot be read.

These are the definitions. The columns of ``_columns`` are fast ways to the same values, and
hand every cell that their fast way does not cover to the functions here. A reader returns
None for a cell that it cannot take; only for the rows that are rejected does :func:`fault`
say why, so that a good cell never pays for a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias

from creditkit.adapters.files._spelling import ISO_DATE, InputMapping, nearest
from creditkit.columns import Value
from creditkit.errors import SHOWN
from creditkit.facts._moments import DAY_US, micros
from creditkit.facts._schema import Field, Kind
from creditkit.money._parsing import text_of
from creditkit.reasons import Reason

#: A cell that was not taken: its row (from 0), its cleaned text, and the code where that is known.
Fault: TypeAlias = "tuple[int, str, str | None]"
#: Decimals that an amount may use. No currency of ISO 4217 has more than 4; the intake holds
#: each amount to its own currency's.
AMOUNT_DECIMALS = 6
#: Decimals that a plain number may use: a rate such as 0.0000625 needs more than money does.
NUMBER_DECIMALS = 12
#: The first integer that int64 cannot hold.
TOO_LARGE = 2**63
#: Decimals that survive where a column holds both very precise and very large amounts: as many
#: as any currency has.
CURRENCY_DECIMALS = 4
#: More digits than this before the decimal mark are past 2**63 whatever follows.
_WHOLE_DIGITS = 19
#: No date that any format describes is longer; what is longer need not be tried.
_LONGEST_DATE = 64
#: A byte that the careful way through a file could not decode.
UNDECODED = re.compile("[\ud800-\udfff]")
#: What no text of a book holds: such a byte, or a NUL.
UNREADABLE = re.compile("[\0\ud800-\udfff]")

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]"
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)
_CODES: Mapping[Kind, str] = {
    "date": "date_invalid",
    "moment": "date_invalid",
    "flag": "flag_invalid",
    "choice": "choice_unknown",
}
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)|#num!|#div/0!", re.IGNORECASE)
_EXPONENT = re.compile(r"[+-]?([0-9]*)(?:\.([0-9]*))?[eE]([+-]?[0-9]+)")


def clean(text: str, mapping: InputMapping) -> str:
    """The cell without white space around it; nothing at all where it is a word for empty."""
    text = text.strip()
    return "" if text in mapping.empty else text


# Dates


def day_of(text: str, date_format: str = ISO_DATE) -> int | None:
    """Days since 1970, or None for text that is no day in this format.

    ISO dates are strict: four, two and two ASCII digits. Other formats are strptime's, which
    takes digits with or without leading zeros; digits of other scripts are refused there too.

    >>> day_of("1970-01-02"), day_of("1970-1-2"), day_of("1/2/1970", "%m/%d/%Y")
    (1, None, 1)
    """
    when = _read_date(text, date_format)
    return None if when is None else when.toordinal() - _EPOCH_DAY


def _read_date(text: str, date_format: str) -> datetime | None:
    if len(text) > _LONGEST_DATE:
        return None
    if date_format == ISO_DATE and not _ISO_DAY.fullmatch(text):
        return None
    if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
        return None
    try:
        if date_format == ISO_DATE:
            return datetime.fromisoformat(text)
        return datetime.strptime(text, date_format)  # noqa: DTZ007
    except ValueError:
        return None


def moment_of(text: str, date_format: str = ISO_DATE) -> int | None:
    """Microseconds since 1970 in UTC, or None for text that names no instant.

    A day stands for its last microsecond. An ISO date and time is read under every format and
    must carry ``Z`` or an offset: without one it names a different instant in every time zone.
    A format of its own with a time of day must have ``%z`` for the same reason.

    >>> moment_of("1970-01-01T08:00:00+08:00"), moment_of("1970-01-01"), moment_of("1970-01-01T08:00")
    (0, 86399999999, None)
    """
    try:
        if _ISO_MOMENT.fullmatch(text):
            return micros(datetime.fromisoformat(text))
        when = _read_date(text, date_format)
        if when is None:
            return None
        if when.tzinfo is not None:
            return micros(when)
    except (ValueError, OverflowError):
        return None
    if re.search("%[HIMSfp]", date_format):
        return None
    return (when.toordinal() - _EPOCH_DAY + 1) * DAY_US - 1


# Numbers


def _whole(thousands: str | None) -> str:
    """Digits before the decimal mark: one run, or groups, the last of three and others of two or three."""
    if thousands is None:
        return "[0-9]+"
    mark = re.escape(thousands)
    return f"(?:[0-9]{{1,3}}(?:{mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|[0-9]+)"


@lru_cache(maxsize=64)
def number_pattern(decimal: str, thousands: str | None) -> re.Pattern[str]:
    """How a number may look: a sign before, or a minus behind as SAP writes it; digits; decimals.

    Groups are well-formed or refused (1,234,567 and 12,34,567 are, 1,23 is not). There is no
    exponent: spreadsheets write ``1E+05`` where they have already lost digits.
    """
    point = re.escape(decimal)
    some = f"(?P<whole>{_whole(thousands)})(?:{point}(?P<part>[0-9]*))?|{point}(?P<only>[0-9]+)"
    return re.compile(f"(?P<sign>[+-]?)(?:{some})(?P<behind>-?)")


@lru_cache(maxsize=64)
def plain_pattern(decimal: str, thousands: str | None, decimals: int) -> re.Pattern[str]:
    """Lines of the numbers that ``float`` reads too, with at most so many non-zero decimals, one a line.

    A subset of :func:`number_pattern`. The repetition is possessive, so that a million digits
    are matched in one pass without a stack of places to come back to.
    """
    number = rf"[+-]?{_whole(thousands)}(?:{re.escape(decimal)}[0-9]{{0,{decimals}}}0*)?"
    return re.compile(rf"(?:{number}\n)*+")


@lru_cache(maxsize=64)
def even_pattern(decimal: str, thousands: str | None, decimals: int) -> re.Pattern[str]:
    """Lines of numbers that all have exactly so many decimals and, without their marks, fit int64."""
    whole = "[0-9]{1,12}+"
    if thousands is not None:
        mark = re.escape(thousands)
        whole = f"(?:[0-9]{{1,3}}(?:{mark}[0-9]{{2,3}}){{0,2}}{mark}[0-9]{{3}}|[0-9]{{1,12}}+)"
    point = f"{re.escape(decimal)}[0-9]{{{decimals}}}" if decimals else ""
    return re.compile(rf"(?:[+-]?{whole}{point}\n)*+")


def number_of(text: str, mapping: InputMapping, most_decimals: int) -> tuple[int, int] | str:
    """The number as (integer, decimals) with as few decimals as it needs, or the code of what is wrong.

    >>> number_of("1.234,50-", InputMapping(decimal=",", thousands="."), 6)
    (-12345, 1)
    >>> number_of("1.234,50", InputMapping(), 6), number_of("1e400", InputMapping(), 6)
    ('amount_invalid', 'amount_too_large')
    """
    match = number_pattern(mapping.decimal, mapping.thousands).fullmatch(text)
    if match is None or (match["sign"] and match["behind"]):
        return _not_a_number(text)
    whole = (match["whole"] or "").replace(mapping.thousands or " ", "").lstrip("0")
    part = (match["part"] or match["only"] or "").rstrip("0")
    if len(whole) > _WHOLE_DIGITS:
        return "amount_too_large"
    if len(part) > most_decimals:
        return "amount_too_precise"
    value = int(whole + part or "0")
    if value >= TOO_LARGE:
        return "amount_too_large"
    return (-value if match["sign"] == "-" or match["behind"] else value), len(part)


def _not_a_number(text: str) -> str:
    if _NOT_FINITE.fullmatch(text):
        return "amount_not_finite"
    match = _EXPONENT.fullmatch(text)
    return "amount_too_large" if match and _is_huge(match[1], match[2] or "", match[3]) else "amount_invalid"


def _is_huge(whole: str, part: str, exponent: str) -> bool:
    """Whether a number with an exponent has its first digit at 10**19 or above."""
    digits = whole + part
    first = len(digits) - len(digits.lstrip("0"))
    if first == len(digits):
        return False
    size = exponent.lstrip("+-0")
    power = 10**6 if len(size) > 6 else int(size or "0")
    return len(whole) - first + (-power if exponent.startswith("-") else power) > _WHOLE_DIGITS


def limit_of(text: str, mapping: InputMapping) -> str | None:
    """A limit in canonical text: ``unlimited``, or plain digits with ``.``; None for anything else.

    >>> limit_of("250.000,00", InputMapping(decimal=",", thousands="."))
    '250000'
    """
    if text.casefold() == "unlimited":
        return "unlimited"
    number = number_of(text, mapping, AMOUNT_DECIMALS)
    if isinstance(number, str):
        return None
    value, decimals = number
    return text_of(value, decimals)


# Words


def flag_words(mapping: InputMapping) -> Mapping[str, bool]:
    """What each word for true and false means; the keys are casefolded."""
    words = {word.casefold(): True for word in mapping.true}
    return words | {word.casefold(): False for word in mapping.false}


def choice_words(field: Field, mapping: InputMapping) -> Mapping[str, str]:
    """Which choice each word means: the choices themselves, and the file's own words for them."""
    words = {choice: choice for choice in field.choices}
    for name in (field.name, *field.aliases):
        given = mapping.choices.get(name, {})
        words |= {word: choice for choice, those in given.items() for word in those}
    return words


# Why not


def fault(field: Field, text: str, mapping: InputMapping, code: str | None = None) -> Reason:
    """Why a cell of this field is not taken; ``text`` is cleaned, ``code`` is given where it is known."""
    if not text:
        return Reason("id_missing" if field.kind == "id" else "field_missing")
    figures: dict[str, Value] = {"given": _begun(text)}
    if UNREADABLE.search(text):
        return Reason("text_unreadable", {**figures, "accepted": mapping.encoding})
    if code is None or field.kind == "number":
        code = _code(field.kind, text, mapping)
    accepted = _accepted(field, mapping, code)
    figures |= {"accepted": accepted} if accepted else {}
    if code == "amount_too_precise":
        crowded = not isinstance(number_of(text, mapping, AMOUNT_DECIMALS), str)
        figures["decimals"] = CURRENCY_DECIMALS if crowded else AMOUNT_DECIMALS
    if code == "choice_unknown" and (close := nearest(text, choice_words(field, mapping))):
        figures["nearest"] = close
    return Reason(code, figures)


def unreadable(given: str, accepted: str) -> Reason:
    """A record that could not be turned into text."""
    return Reason("text_unreadable", {"given": _begun(given), "accepted": accepted})


def _code(kind: Kind, text: str, mapping: InputMapping) -> str:
    if kind in ("amount", "limit"):
        number = number_of(text, mapping, AMOUNT_DECIMALS)
        return number if isinstance(number, str) else "amount_too_large"
    return _CODES.get(kind, "number_invalid")


def _accepted(field: Field, mapping: InputMapping, code: str) -> str:
    if field.kind == "date":
        return mapping.date_format
    if field.kind == "moment":
        return f"{mapping.date_format}, 2012-12-31T18:30:00Z, 2012-12-31T18:30:00+08:00"
    if field.kind == "flag":
        return ", ".join((*mapping.true, *mapping.false))
    if field.kind == "choice":
        return ", ".join(choice_words(field, mapping))
    if code not in ("amount_invalid", "number_invalid"):
        return ""
    example = f"1{mapping.thousands or ''}234{mapping.decimal}50"
    return f"{example}, unlimited" if field.kind == "limit" else example


def printable(text: str) -> str:
    """A text that can be written: bytes that were not decoded are shown by their hexadecimal number."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _begun(text: str) -> str:
    return printable(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
