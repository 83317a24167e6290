"""The text of a policy as a tree of plain values: TOML or JSON, with every number exact."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

from creditkit.errors import InvalidInput, shown
from creditkit.policy._problems import PolicyError, Problems, under

Form: TypeAlias = Literal["toml", "json"]

FORMS: tuple[str, ...] = get_args(Form)

#: What a policy file may be long. The longest that ships has about 30,000 characters.
CHARACTERS = 1_000_000
#: How deep lists and tables may nest. A policy needs six levels.
LEVELS = 32

_DIGITS = re.compile(r"[0-9][0-9_]{4300,}")
_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\s*$")


class _Twice(dict[str, Any]):
    """A JSON object in which keys stand twice."""

    twice: tuple[str, ...] = ()


def tree_of(text: str, form: Form, source: str) -> dict[str, Any]:
    """The tree that a text holds.

    Raises:
        InvalidInput: no such form, or no text.
        PolicyError: the text is not TOML or JSON (one problem, with line and column), too long or too deep,
            or keys stand twice (a problem each).
    """
    if form not in FORMS:
        raise InvalidInput("form", form, ", ".join(FORMS))
    if not isinstance(text, str):
        raise InvalidInput("text", text, "the text of a policy", "for a path: creditkit.adapters.files.load_policy")
    problems = Problems()
    tree = _parsed(text.removeprefix("\ufeff"), form, problems)
    if not problems.found and _levels(tree) > LEVELS:
        problems.add("", "policy_too_large", given=f"{_levels(tree)} levels", accepted=f"at most {LEVELS} levels")
    if not problems.found:
        for path, key in _doubled(tree):
            problems.add(path, "policy_key_twice", given=key)
    if not problems.found and not isinstance(tree, dict):
        problems.add("", "policy_type_wrong", given=shown(tree), accepted="a table")
    if problems.found:
        raise PolicyError(problems.found, source)
    return tree  # type: ignore[no-any-return]


def _parsed(text: str, form: Form, problems: Problems) -> Any:
    if len(text) > CHARACTERS:
        accepted = f"at most {CHARACTERS} characters"
        return problems.add("", "policy_too_large", given=f"{len(text)} characters", accepted=accepted)
    try:
        return _toml(text) if form == "toml" else _json(text)
    except tomllib.TOMLDecodeError as error:
        return _misspelt(problems, text, str(error))
    except json.JSONDecodeError as error:
        return problems.add("", "policy_syntax", given=error.msg, line=error.lineno, column=error.colno)
    except RecursionError:
        return problems.add("", "policy_too_large", given="nested too deep", accepted=f"at most {LEVELS} levels")
    except ValueError as error:
        line, column = _place_of_digits(text)
        return problems.add("", "policy_syntax", given=str(error), line=line, column=column)


def _toml(text: str) -> Any:
    return tomllib.loads(text.replace("\r\n", "\n"), parse_float=_decimal)


def _json(text: str) -> Any:
    return json.loads(text, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_object)


def _decimal(text: str) -> Decimal:
    """A number as it is; what has an exponent beyond Decimal's as a number that is refused where it stands."""
    try:
        return Decimal(text)
    except ArithmeticError:
        below_one = "e-" in text.lower()
        return Decimal("-" * text.startswith("-") + ("1E-999999" if below_one else "Infinity"))


def _place_of_digits(text: str) -> tuple[int, int]:
    """Line and column of the first integer that is too long for Python to read."""
    found = _DIGITS.search(text)
    before = text[: found.start()] if found else ""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _constant(name: str) -> Decimal:
    """NaN or an infinity, which JSON does not have: read, and refused where it stands."""
    return Decimal(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) == len(pairs):
        return tree
    doubled = _Twice(tree)
    keys = [key for key, _ in pairs]
    doubled.twice = tuple(key for key in tree if keys.count(key) > 1)
    return doubled


def _misspelt(problems: Problems, text: str, message: str) -> object:
    """TOML's own message; what it says of the end of the document is told as line and column too."""
    found = _PLACE.search(message)
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if found and found["line"]:
        line, column = int(found["line"]), int(found["column"])
    said = message[: found.start()] if found else message
    return problems.add("", "policy_syntax", given=said, line=line, column=column)


def _levels(tree: Any) -> int:
    """How deep a tree nests; by levels, so that no depth can exhaust the stack."""
    levels, inside = 0, [tree]
    while inside:
        levels += 1
        inside = [part for one in inside for part in _parts(one)]
    return levels


def _parts(tree: Any) -> list[Any]:
    found = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [part for part in found if isinstance(part, (dict, list))]


def _doubled(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The paths of keys that stand twice."""
    if isinstance(tree, dict):
        yield from ((under(path, key), key) for key in getattr(tree, "twice", ()))
        for key, value in tree.items():
            yield from _doubled(value, under(path, key))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from _doubled(value, f"{path}[{i}]")
