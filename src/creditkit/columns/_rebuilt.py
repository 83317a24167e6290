"""How a value travels that pickle would not take as it is."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any

import attrs


def rebuilt(self: object) -> tuple[Any, ...]:
    """For ``__reduce__`` of attrs values: the call that made it, so what was compiled is compiled again.

    >>> import pickle
    >>> from creditkit.aging import Collection
    >>> pickle.loads(pickle.dumps(Collection(by_grade={"A": 3}))).by_grade
    mappingproxy({'A': 3})
    """
    given: dict[str, Any] = {}
    for attribute in attrs.fields(type(self)):  # type: ignore[arg-type]
        if attribute.init:
            found = getattr(self, attribute.name)
            given[attribute.alias] = dict(found) if isinstance(found, MappingProxyType) else found
    return partial(type(self), **given), ()
