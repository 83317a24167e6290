"""Docstrings name things as ``:class:`~creditkit.money.Money```; the site shows them as links."""

from __future__ import annotations

import re
from typing import Any

import griffe

ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):`(~?)([\w.]+)`")


def linked(text: str, scope: griffe.Object) -> str:
    """The text with each role replaced by code that links to its target where the site has one."""

    def link(match: re.Match[str]) -> str:
        short, name = match.groups()
        shown = name.rpartition(".")[2] if short or name.startswith("creditkit.") else name
        return f'<autoref optional identifier="{target(name, scope)}"><code>{shown}</code></autoref>'

    return ROLE.sub(link, text)


def target(name: str, scope: griffe.Object | None) -> str:
    """The public path of a name as seen from an object: among its own members, else further out."""
    first = name.split(".", maxsplit=1)[0]
    while scope is not None and first != "creditkit":
        if first in scope.members:
            return public(f"{scope.path}.{name}")
        scope = scope.parent
    return public(name)


def public(path: str) -> str:
    """The path without private modules: things are documented where users import them from."""
    return ".".join(part for part in path.split(".") if not part.startswith("_"))


class Roles(griffe.Extension):
    """Rewrites the docstrings before mkdocstrings renders them."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for every module, class, function and attribute, members included."""
        if obj.docstring is not None:
            obj.docstring.value = linked(obj.docstring.value, obj)
