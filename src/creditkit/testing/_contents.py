"""Results as plain values, so that they can be compared by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Labels, Numbers
from creditkit.money import Money

#: How many differences a message shows.
SHOWN = 5
_DAY = "a day"


def contents(value: object, *, dates: bool = True) -> object:
    """What a value says, in dictionaries, lists and plain values.

    How text is coded does not matter, nor what stands under a missing row. A result with ``columns()``
    (ageing, open items, behaviour) is what its columns say.

    Args:
        value: columns, an attrs value, a mapping, a sequence, or a plain value.
        dates: false hides every day, for results that may differ in days only.

    >>> contents({"kind": Labels([1, -1], ("a", "b")), "days": Numbers([12, 0], 1)})
    {'kind': ['b', None], 'days': ['Numbers', 1, [12, 0]]}
    """
    if isinstance(value, (Labels, Numbers, Amounts, np.ndarray)):
        return _column(value, dates)
    if isinstance(value, date):
        return value if dates else _DAY
    if value is None or isinstance(value, (str, int, float, bytes, Money)):
        return value
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, value))
    return _of_parts(value, dates)


def _of_parts(value: object, dates: bool) -> object:
    """A table, a mapping, an attrs value or a sequence, by what it is made of."""
    if callable(columns := getattr(value, "columns", None)):
        value = columns()
    elif attrs.has(type(value)):
        names: tuple[attrs.Attribute[Any], ...] = attrs.fields(cast(Any, type(value)))
        value = {f.name: getattr(value, f.name) for f in names}
    if isinstance(value, Mapping):
        return {key: contents(each, dates=dates) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [contents(each, dates=dates) for each in value]
    return value


def _column(column: Labels | Numbers | Amounts | np.ndarray[Any, Any], dates: bool) -> list[object]:
    if isinstance(column, Labels):
        return list(column.texts())
    if isinstance(column, Amounts):
        return list(zip(column.minor.tolist(), column.currencies.texts(), strict=True))
    if isinstance(column, Numbers):
        gone = np.zeros(len(column), np.bool_) if column.missing is None else column.missing
        rows = zip(column.values.tolist(), gone.tolist(), strict=True)
        return ["Numbers", column.decimals, [None if missing else value for value, missing in rows]]
    if column.dtype.kind == "M":
        return [None if day is None else contents(day, dates=dates) for day in column.tolist()]
    return [contents(None if each != each else each, dates=dates) for each in column.tolist()]


def differences(left: object, right: object, path: str = "") -> Iterable[str]:
    """Where two contents differ, as lines to read."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        for key in left:
            yield from differences(left[key], right[key], f"{path}.{key}" if path else str(key))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for i, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differences(one, other, f"{path}[{i}]")
    elif type(left) is not type(right) or left != right:
        yield f"{path or 'value'}: {left!r} and {right!r}"


def same_contents(left: object, right: object, what: str, *, dates: bool = True) -> None:
    """Raises AssertionError with the first differences unless both say the same.

    Args:
        left: anything that :func:`contents` takes.
        right: what it is compared with.
        what: how the message begins.
        dates: false to leave days out of it.

    >>> same_contents({"n": 1}, {"n": 2}, "two figures")
    Traceback (most recent call last):
    AssertionError: two figures differ:
      n: 1 and 2
    """
    found = differences(contents(left, dates=dates), contents(right, dates=dates))
    lines = list(islice(found, SHOWN + 1))
    if lines:
        more = ["  …"] if len(lines) > SHOWN else []
        raise AssertionError("\n  ".join([f"{what} differ:", *lines[:SHOWN], *more]))
