"""Trees as text: TOML and JSON by a small writer of our own, exact in every number.

No writer of TOML is among the dependencies, and ``json.dumps`` knows no Decimal. What is written reads back
as the same tree: a Decimal keeps its point, a whole number gets none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: A list longer than this is written one value a line.
_WIDTH = 100
_INDENT = "    "

#: The lists of tables that are written under a header each.
LISTED = frozenset(
    (
        "scorecard.characteristics", "grading.overrides", "limits.parts", "terms.rows", "checks", "exemptions",
        "collection.steps", "repair.penalties", "repair.rules",
    )
)  # fmt: skip
#: Tables at the top that say something for people and stay on one line.
SAID = frozenset(("label", "description", "reference", "source", "unit"))
#: The tables whose tables get headers of their own.
NAMED = frozenset(("fields", "file", "texts"))


def toml(tree: Mapping[str, Any]) -> str:
    """A tree as TOML: plain keys first, then tables; a list of tables under a header each.

    >>> print(toml({"schema": 1, "terms": {"hit": "first", "rows": [{"when": "a", "then": {"days": 30}}]}}))
    schema = 1
    <BLANKLINE>
    [terms]
    hit = "first"
    <BLANKLINE>
    [[terms.rows]]
    when = "a"
    then = { days = 30 }
    <BLANKLINE>
    """
    return "\n".join(_lines(tree, "")).lstrip("\n") + "\n"


def _lines(tree: Mapping[str, Any], path: str) -> Iterator[str]:
    """The plain keys of a table, and then its tables under headers of their own."""
    headed = [key for key, value in tree.items() if _has_header(value, f"{path}.{key}".lstrip("."))]
    for key, value in tree.items():
        if key not in headed:
            yield f"{_key(key)} = {_value(value)}"
    for key in headed:
        where = f"{path}.{_key(key)}".lstrip(".")
        yield from _listed(tree[key], where) if isinstance(tree[key], list) else _headed(tree[key], where)


def _listed(tables: list[Mapping[str, Any]], where: str) -> Iterator[str]:
    for table in tables:
        yield from ("", f"[[{where}]]", *(f"{_key(name)} = {_value(value)}" for name, value in table.items()))


def _headed(table: Mapping[str, Any], where: str) -> Iterator[str]:
    """A table under its header, which is left out where only tables follow."""
    inside = list(_lines(table, where))
    if not inside or inside[0]:
        yield from ("", f"[{where}]")
    yield from inside


def _has_header(value: object, path: str) -> bool:
    """Whether a value gets a header: every table at the top, what the user names, and the lists of tables."""
    parent, _, _ = path.rpartition(".")
    if isinstance(value, list):
        return path in LISTED and all(isinstance(one, Mapping) for one in value) and bool(value)
    return isinstance(value, Mapping) and (path not in SAID if not parent else parent in NAMED)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_inline(inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if not isinstance(value, list):
        return _scalar(value)
    one_line = _inline(value)
    if len(one_line) <= _WIDTH:
        return one_line
    return "\n".join(["[", *(f"{_INDENT}{_inline(one)}," for one in value), "]"])


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return _value(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    return _number(value)


def _number(value: Decimal | int) -> str:
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return f"{text}.0" if isinstance(value, Decimal) and "." not in text else text


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    """A basic string: control characters escaped, all else as it is."""
    return '"' + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if _control(c) else c) for c in text) + '"'


def _control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def json_text(tree: Mapping[str, Any]) -> str:
    """A tree as JSON, indented by two; days as text.

    >>> print(json_text({"schema": 1, "edges": [Decimal("0.80"), 1]}))
    {
      "schema": 1,
      "edges": [0.80, 1]
    }
    <BLANKLINE>
    """
    return _json(tree, "") + "\n"


def _json(value: Any, indent: str) -> str:
    if isinstance(value, Mapping):
        return _gathered("{}", [f"{_said(key)}: {_json(one, indent + '  ')}" for key, one in value.items()], indent)
    if isinstance(value, list):
        plain = not any(isinstance(one, (Mapping, list)) for one in value)
        parts = [_json(one, "" if plain else indent + "  ") for one in value]
        return f"[{', '.join(parts)}]" if plain else _gathered("[]", parts, indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return _said(value.isoformat())
    return _said(value) if isinstance(value, str) else _number(value)


def _gathered(brackets: str, parts: list[str], indent: str) -> str:
    if not parts:
        return brackets
    inside = ",\n".join(f"{indent}  {part}" for part in parts)
    return f"{brackets[0]}\n{inside}\n{indent}{brackets[1]}"


def _said(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
