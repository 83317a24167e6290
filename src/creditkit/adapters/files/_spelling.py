"""How one input is written: names of columns, dates, marks in numbers, words, bytes.

The defaults are the canonical CSV. Nothing about a file is guessed from its content:
``1.234,56`` and ``1,234.56`` look alike to a guesser and differ by a factor of a thousand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeAlias, TypeVar

import attrs

from creditkit.errors import SHOWN, InvalidInput

ISO_DATE = "%Y-%m-%d"

#: What strptime understands and this library lets through. Left out are those that say nothing
#: about the day (``%a``, ``%U``) and the shapes that the host's locale chooses (``%x``, ``%c``).
_DIRECTIVES = frozenset("YymbBdjHIMSfpz%")

#: Named in a message about an unknown encoding; every text encoding of Python's is accepted.
_ENCODINGS = ("utf-8", "gbk", "gb18030", "big5", "shift_jis", "cp1252", "latin-1", "utf-16")

#: Per column of choices: each choice with the file's words for it.
Choices: TypeAlias = "Mapping[str, Mapping[str, tuple[str, ...]]]"
_T = TypeVar("_T")


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The accepted name closest to what was given, if one is close.

    >>> nearest("ammount", ["amount", "currency"])
    'amount'
    """
    return next(iter(get_close_matches(given[:SHOWN], list(names), n=1)), None)


def did_you_mean(given: str, names: Iterable[str]) -> str:
    """A remedy that names the closest accepted name; empty where none is close."""
    close = nearest(given, names)
    return f"did you mean {close!r}?" if close else ""


def _read_only(given: Mapping[str, _T]) -> Mapping[str, _T]:
    return MappingProxyType(dict(given))


def _read_only_texts(given: Mapping[str, str]) -> Mapping[str, str]:
    return _read_only(given)


def _read_only_words(given: Mapping[str, Mapping[str, Iterable[str]]]) -> Choices:
    choices = {}
    for name, words in given.items():
        choices[name] = _read_only({choice: tuple(those) for choice, those in words.items()})
    return _read_only(choices)


def is_date_format(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """A strptime format that fixes the day: year, month and day of the month, or year and ``%j``."""
    marks = re.findall(r"%(.?)", value, re.DOTALL)
    named = [mark for mark in marks if mark != "%"]
    day = {"m", "b", "B"} & set(named) and "d" in named
    if not {"Y", "y"} & set(named) or not (day or "j" in named):
        raise InvalidInput(attribute.name, value, "year, month and day, such as %d.%m.%Y")
    if not _DIRECTIVES.issuperset(marks) or len(set(named)) < len(named):
        accepted = "each at most once of " + " ".join(f"%{mark}" for mark in "YymbBdjHIMSfpz")
        raise InvalidInput(attribute.name, value, accepted)


def is_mark(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """One character that cannot be part of a number otherwise."""
    if len(value) != 1 or value.isalnum() or value in '+-"\r\n\0':
        raise InvalidInput(attribute.name, value, "one character that is no letter, digit, sign or quote")


def is_sign(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """Who says whether an amount is owed or paid."""
    if value not in ("kind", "ledger"):
        raise InvalidInput(attribute.name, value, "kind, ledger")


def is_delimiter(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """One character that can stand between cells."""
    if len(value) != 1 or value in '"\r\n\0':
        raise InvalidInput(attribute.name, value, "one character, such as ',', ';' or a tab")


def is_encoding(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """The name of a text encoding."""
    try:
        io.TextIOWrapper(io.BytesIO(), value).close()
    except (LookupError, ValueError):
        accepted = f"a text encoding, such as {', '.join(_ENCODINGS)}"
        raise InvalidInput(attribute.name, value, accepted, did_you_mean(value, _ENCODINGS)) from None


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


@attrs.frozen(kw_only=True)
class InputMapping:
    """How one input is written; the defaults are the canonical CSV.

    Args:
        columns: canonical name to the name in the file's header.
        constants: canonical name to a cell's text that stands in every row; it wins over a column.
        choices: per canonical column of choices, each choice with the file's words for it. The
            choices themselves are always understood.
        date_format: as strptime takes it, year, month and day included; month names follow the
            process's locale. The default is strict ISO, ``2012-01-05``; with ``%m/%d/%Y`` both
            ``1/5/2012`` and ``01/05/2012`` are read.
        decimal: the decimal mark.
        thousands: the mark between groups of digits; None where there is none.
        true: words for true, in any case; they replace the default ones.
        false: words for false, likewise.
        empty: words that mean an empty cell, such as ``NULL`` or ``00.00.0000``.
        sign: ``kind``: amounts are positive and the kind gives the sign; ``ledger``: receipts come with
            a minus, as in an account; one without is then refused.
        encoding: of the file's bytes; a byte-order mark is accepted.
        delimiter: between cells.

    Raises:
        InvalidInput: a value outside its domain, or two that contradict each other.

    >>> InputMapping(decimal=",", thousands=".", constants={"currency": "EUR"}).date_format
    '%Y-%m-%d'
    """

    columns: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only_texts)
    constants: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only_texts)
    choices: Choices = attrs.field(factory=dict, converter=_read_only_words)
    date_format: str = attrs.field(default=ISO_DATE, validator=is_date_format)
    decimal: str = attrs.field(default=".", validator=is_mark)
    thousands: str | None = attrs.field(default=None, validator=attrs.validators.optional(is_mark))
    true: tuple[str, ...] = attrs.field(default=("true", "yes", "y", "1", "是"), converter=tuple)
    false: tuple[str, ...] = attrs.field(default=("false", "no", "n", "0", "否"), converter=tuple)
    empty: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    sign: str = attrs.field(default="kind", validator=is_sign)
    encoding: str = attrs.field(default="utf-8", validator=is_encoding)
    delimiter: str = attrs.field(default=",", validator=is_delimiter)

    def __attrs_post_init__(self) -> None:
        marks, words = (self.decimal, self.thousands), (self.true, self.false)
        for clash in clashes(self.columns, self.constants, self.choices, marks, words):
            raise clash


def clashes(
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    choices: Choices,
    marks: tuple[str, str | None],
    words: tuple[tuple[str, ...], tuple[str, ...]],
) -> list[InvalidInput]:
    """What in a mapping contradicts itself: all of it, in the order of the arguments.

    Args:
        columns: as in :class:`InputMapping`.
        constants: likewise.
        choices: likewise.
        marks: the decimal mark and the one for thousands.
        words: those for true and those for false.
    """
    accepted, remedy = "a column or a constant, not both", "remove one of the two"
    both = sorted(columns.keys() & constants.keys())
    found = [InvalidInput(f"columns.{name}", columns[name], accepted, remedy) for name in both]
    for name, those in choices.items():
        found += _ambiguous(name, those)
    if marks[0] == marks[1]:
        found.append(InvalidInput("thousands", marks[1], "a mark other than the decimal mark"))
    accepted, remedy = "words that do not also mean false", "set both true and false"
    both = sorted(_folded(words[0]) & _folded(words[1]))
    return found + [InvalidInput("true", word, accepted, remedy) for word in both]


def _ambiguous(name: str, words: Mapping[str, tuple[str, ...]]) -> list[InvalidInput]:
    """The words that would mean two choices."""
    owner: dict[str, str] = {}
    return [
        InvalidInput(f"choices.{name}.{choice}", word, f"a word that does not also mean {owner[word]}")
        for choice, those in words.items()
        for word in those
        if owner.setdefault(word, choice) != choice
    ]
