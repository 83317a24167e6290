"""The text of a condition cut into words, numbers, quoted texts and signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from creditkit.rules._errors import ConditionError

TokenKind: TypeAlias = Literal["name", "word", "number", "text", "op", "sign", "end"]

#: What a condition may be long: longer ones are programs, and belong in a plug-in.
CHARACTERS = 2_000

WORDS = frozenset(("and", "or", "not", "in", "is", "None", "True", "False"))

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)
    | (?P<name>[^\W\d]\w*)
    | (?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    | (?P<op><=|>=|==|!=|<|>)
    | (?P<sign>[-+()\[\],])
    | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)

#: The escapes of a quoted text, besides ``\uXXXX``.
ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "r": "\r", "t": "\t"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)

#: What else people write, and what to write instead.
_INSTEAD = {
    "=": ("a comparison: < <= > >= == !=", "write == to compare"),
    "&": ("'and' between conditions", "write and"),
    "|": ("'or' between conditions", "write or"),
    "!": ("'not' before a condition", "write not"),
    ".": ("a field by its plain name; attributes are not", ""),
    "'": ("a quoted text on one line", "close the quotes"),
    '"': ("a quoted text on one line", "close the quotes"),
    **dict.fromkeys("*/%^@~", ("a field against constants; arithmetic is not", "")),
    **dict.fromkeys("‘’“”", ("straight quotes, ' or \"", "")),
}


class Token(NamedTuple):
    """One piece of the text: what it is, as it is written, and where it begins."""

    kind: TokenKind
    text: str
    at: int


def tokens(text: str, path: str) -> Iterator[Token]:
    """The pieces of a condition, the last of kind ``end``.

    Raises:
        ConditionError: a sign that no condition has, or a number that runs into letters.
    """
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _refused(text, at, path)
        kind, piece = match.lastgroup, match[match.lastgroup]
        at = match.end()
        begin = at - len(piece)
        if kind == "number":
            _check_number(text, begin, at, path)
        token_kind: TokenKind = "word" if piece in WORDS else kind  # type: ignore[assignment]
        yield Token(token_kind, piece, begin)
        if kind == "end":
            return


def _refused(text: str, at: int, path: str) -> ConditionError:
    at += len(text[at:]) - len(text[at:].lstrip())
    accepted, remedy = _INSTEAD.get(text[at], ("fields, numbers, quoted texts, comparisons, and, or, not", ""))
    return ConditionError(path, text[at], accepted, remedy, text, at)


def _check_number(text: str, begin: int, end: int, path: str) -> None:
    tail = re.compile(r"[\w.%]*").match(text, end)
    if not tail or not tail[0]:
        return
    number = text[begin:end]
    remedy = f"write {_percent(number)}" if tail[0] == "%" else ""
    raise ConditionError(path, number + tail[0], "a number in plain digits", remedy, text, begin)


def _percent(number: str) -> str:
    """``5`` percent as the text ``0.05``."""
    whole, _, rest = number.replace("_", "").partition(".")
    whole = whole.rjust(3, "0")
    return f"{whole[:-2].lstrip('0') or '0'}.{whole[-2:]}{rest}".rstrip("0").rstrip(".")


def unquoted(token: Token, text: str, path: str) -> str:
    """What stands between the quotes, escapes resolved.

    Raises:
        ConditionError: an escape that is not one of these.
    """

    def resolved(match: re.Match[str]) -> str:
        code, letter = match.groups()
        if code is None and letter not in ESCAPES:
            at = token.at + 1 + match.start()
            raise ConditionError(path, match[0], r"\\ \' \" \n \r \t \uXXXX", "", text, at)
        return chr(int(code, 16)) if code else ESCAPES[letter]

    return _ESCAPE.sub(resolved, token.text[1:-1])
