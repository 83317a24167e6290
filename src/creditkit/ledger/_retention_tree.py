"""Retention rules as plain values, such as a TOML or JSON file gives them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

import attrs

from creditkit.errors import InvalidInput
from creditkit.ledger._periods import Period
from creditkit.ledger._retention import Keep, LegalHold, Retention

_Made = TypeVar("_Made", Keep, LegalHold)
_DAYS = ("valid_from", "valid_to")


def read_retention(tree: Mapping[str, Any]) -> Retention:
    """Retention rules from plain values: tables ``rules`` and ``holds``, with the keys of `Keep` and `LegalHold`.

    Days are dates or texts such as ``2026-03-01``.

    Raises:
        InvalidInput: by its path (``rules[2].at_most``).

    >>> read_retention({"rules": [{"types": ["*"], "at_most": "3 years", "reason": "no longer needed"}]}).rules[0].types
    ('*',)
    """
    if not isinstance(tree, Mapping):
        raise InvalidInput("tree", tree, "a table with rules and holds")
    _known(tree, ("rules", "holds"), "")
    if "rules" not in tree:
        raise InvalidInput("rules", None, "a list of rules")
    return Retention(rules=_made(Keep, tree["rules"], "rules"), holds=_made(LegalHold, tree.get("holds", []), "holds"))


def retention_tree(retention: Retention) -> dict[str, Any]:
    """The same as plain values; what stands at its default is left out.

    >>> retention_tree(read_retention({"rules": [{"types": ["*"], "at_most": "90 days", "reason": "notes"}]}))
    {'rules': [{'types': ['*'], 'at_most': '90 days', 'reason': 'notes'}]}
    """
    tree = {"rules": [_plain(rule) for rule in retention.rules], "holds": [_plain(hold) for hold in retention.holds]}
    return tree if retention.holds else {"rules": tree["rules"]}


def _plain(value: Keep | LegalHold) -> dict[str, Any]:
    return {
        one.name: _plain_value(given)
        for one in attrs.fields(type(value))
        if (given := getattr(value, one.name)) != one.default
    }


def _plain_value(value: object) -> object:
    if isinstance(value, Period):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _made(kind: type[_Made], tables: object, path: str) -> tuple[_Made, ...]:
    if not isinstance(tables, list):
        raise InvalidInput(path, tables, "a list of tables")
    return tuple(_one(kind, table, f"{path}[{i}]") for i, table in enumerate(tables))


def _one(kind: type[_Made], table: object, path: str) -> _Made:
    if not isinstance(table, Mapping):
        raise InvalidInput(path, table, "a table")
    fields = {one.name: one for one in attrs.fields(kind)}
    _known(table, tuple(fields), path)
    for name, one in fields.items():
        if one.default is attrs.NOTHING and name not in table:
            raise InvalidInput(f"{path}.{name}", None, "a value")
    try:
        return kind(**{name: _value(name, value) for name, value in table.items()})
    except InvalidInput as error:
        raise error.under(path) from None


def _value(name: str, value: object) -> Any:
    if name in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidInput(name, value, "a day such as 2026-03-01") from None
    if name in ("types", "streams", "entries") and not isinstance(value, list):
        raise InvalidInput(name, value, "a list of texts")
    return value


def _known(table: Mapping[str, Any], names: tuple[str, ...], path: str) -> None:
    for name in table:
        if name not in names:
            near = get_close_matches(str(name), names, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else ""
            raise InvalidInput(f"{path}.{name}".lstrip("."), name, ", ".join(names), remedy)
