"""Whom to believe about a field, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from creditkit.errors import InvalidInput

#: The names under which our own books speak.
LEDGER, PARTY = "ledger", "party"


def _sources(_: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    if not all(isinstance(source, str) and source for source in value) or len(set(value)) < len(value):
        raise InvalidInput(attribute.name, value, "names of sources, each once")


def _as_tuple(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise InvalidInput("sources", value, "several sources", f"write ({value!r},)")
    return tuple(value)


def _age(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise InvalidInput(attribute.name, value, "a whole number of days, or None for any age")


@attrs.frozen
class SourceRule:
    """Sources of a field in order of trust; what is older than ``max_age_days`` is stale.

    Args:
        field: the name of the field.
        sources: the most trusted first. Sources that are not named come after all that are: the ledger and
            the party's own data before others, and these by name.
        max_age_days: an observation is stale after so many days; an undated one then always is. None is any age.

    Raises:
        InvalidInput: a source named twice, or a negative age.

    >>> SourceRule("bureau_score", ("bureau", "sales"), max_age_days=180).rank("sales")
    (0, 1, '')
    """

    field: str = attrs.field(validator=attrs.validators.instance_of(str))
    sources: tuple[str, ...] = attrs.field(default=(), converter=_as_tuple, validator=_sources)
    max_age_days: int | None = attrs.field(default=None, validator=_age)

    def rank(self, source: str) -> tuple[int, int, str]:
        """Where a source stands: the least is the most trusted."""
        if source in self.sources:
            return 0, self.sources.index(source), ""
        return _UNNAMED.get(source) or (3, 0, source)


_UNNAMED: dict[str, tuple[int, int, str]] = {LEDGER: (1, 0, ""), PARTY: (2, 0, "")}
