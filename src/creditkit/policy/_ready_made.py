"""Policies that are ready to be read, tried and changed."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from creditkit.errors import InvalidInput
from creditkit.policy._parse import parse_policy
from creditkit.policy._policy import Policy
from creditkit.policy._ready import credit_grade, five_step, manufacturer

ReadyMade: TypeAlias = Literal["five-step", "credit-grade", "manufacturer"]

#: The ready-made policies: the text of each, in TOML, by name.
READY_MADE = MappingProxyType({one.NAME: one.TEXT for one in (five_step, credit_grade, manufacturer)})


def ready_made(name: ReadyMade) -> Policy:
    """A ready-made policy by its name; read once in a process.

    Args:
        name: ``five-step`` and ``credit-grade``, illustrations of two practice articles, or ``manufacturer``, a
            first real policy. Each of their figures has a ``reference`` that says how far to trust it.

    Raises:
        InvalidInput: there is none of that name; the nearest is offered.

    >>> ready_made("manufacturer").grading.labels
    ('A', 'B', 'C', 'D', 'E')
    """
    if name not in READY_MADE:
        near = get_close_matches(str(name), READY_MADE, n=1)
        raise InvalidInput("name", name, ", ".join(READY_MADE), f"did you mean {near[0]!r}?" if near else "")
    return _read(name)


@cache
def _read(name: str) -> Policy:
    return parse_policy(READY_MADE[name], source=f"<{name}>")
