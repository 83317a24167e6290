"""What has changed between two policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from creditkit.canonical import Json, canonical
from creditkit.policy._compounds import Many, Named, OrPlugin, Tagged, Tuple, WordOr
from creditkit.policy._kinds import Kind
from creditkit.policy._policy import Policy
from creditkit.policy._problems import under
from creditkit.policy._root import ROOT
from creditkit.policy._shapes import REQUIRED, Shape
from creditkit.policy._tree import to_tree


@attrs.frozen
class Change:
    """One figure of a policy before and after.

    Args:
        path: where it stands; things with a name by their name: ``scorecard.characteristics[on_time_rate].points``.
        before, after: in canonical text; None where there is nothing.

    >>> [change] = diff(Policy(name="house", currency="EUR"), Policy(name="house", currency="CNY"))
    >>> change.path, change.before, change.after
    ('currency', 'EUR', 'CNY')
    """

    path: str
    before: str | None
    after: str | None


def diff(before: Policy, after: Policy) -> tuple[Change, ...]:
    """What decides differently, in the order of the file; empty for equal fingerprints.

    Prose is left out, defaults count as if they were written. Characteristics, checks, fields and steps are
    matched by their names, cut-offs by their grades, rows of tables by their place.

    Raises:
        InvalidInput: a part of the host's own for which ``used`` names no plug-in.

    >>> from creditkit.limits import Terms
    >>> from creditkit.rules import Table
    >>> old = Policy(name="house", currency="EUR")
    >>> new = attrs.evolve(old, version="2", terms=Table("first", (), Terms(14)))
    >>> diff(old, new)
    (Change(path='version', before='', after='2'), Change(path='terms.otherwise.days', before='0', after='14'))
    """
    return tuple(_changes(ROOT, to_tree(before), to_tree(after), ""))


def _changes(kind: Kind, before: Any, after: Any, path: str) -> Iterator[Change]:
    """The changes of one value; None is nothing there."""
    if before is None or after is None:
        old, new = _text(kind, before), _text(kind, after)
        if old != new:
            yield Change(path, old, new)
    elif isinstance(kind, Shape):
        yield from _of_table(kind, before, after, path)
    elif isinstance(kind, (OrPlugin, Tagged)) and kind.of(before) is kind.of(after):
        yield from _of_table(kind.of(before), before, after, path)
    elif isinstance(kind, Named):
        names = dict.fromkeys([*before, *after])
        for name in names:
            yield from _changes(kind.of, before.get(name), after.get(name), under(path, name))
    elif isinstance(kind, Many) and isinstance(kind.of, (Shape, Tagged, Tuple)):
        yield from _of_list(kind, before, after, path)
    elif isinstance(kind, WordOr) and isinstance(before, dict) and isinstance(after, dict):
        yield from _of_table(kind.shape, before, after, path)
    else:
        old, new = _text(kind, before), _text(kind, after)
        if old != new:
            yield Change(path, old, new)


def _of_table(shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Change]:
    old, new = (given if shape.bare is None else shape.bare(given) for given in (before, after))
    for key in shape.keys:
        if not key.prose:
            usual = None if key.default is REQUIRED else key.default
            left, right = (usual if given.get(key.name) is None else given[key.name] for given in (old, new))
            yield from _changes(key.kind, left, right, under(path, key.name))


def _of_list(kind: Many, before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    old, new = _by_name(kind, before), _by_name(kind, after)
    for name in dict.fromkeys([*old, *new]):
        yield from _changes(kind.of, old.get(name), new.get(name), f"{path}[{name}]")
    shared = [name for name in old if name in new]
    if shared != [name for name in new if name in old]:
        yield Change(path, ", ".join(shared), ", ".join(name for name in new if name in old))


def _by_name(kind: Many, values: list[Any]) -> dict[str, Any]:
    """Elements by the name that tells them apart, else by their place; a name that repeats gets a number."""
    found: dict[str, Any] = {}
    for i, value in enumerate(values):
        name = _name(kind, value, i)
        again = sum(1 for known in found if known == name or known.startswith(f"{name}#"))
        found[f"{name}#{again + 1}" if again else name] = value
    return found


def _name(kind: Many, value: Any, place: int) -> str:
    if isinstance(kind.of, Tuple):
        return str(value[0])
    if kind.known_by is None:
        return str(place)
    return str(value.get(kind.known_by) or value.get("use") or place)


def _text(kind: Kind, value: Any) -> str | None:
    if value is None:
        return None
    canon: Json = kind.canon(value)
    return canon if isinstance(canon, str) else canonical(canon)
