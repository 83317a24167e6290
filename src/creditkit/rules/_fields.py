"""Fields: what a name in a record or in columns means, and which values it can take."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs

from creditkit.errors import InvalidInput
from creditkit.money import exponent, is_currency
from creditkit.rules._edges import decimals_of, edge


class Kind(Enum):
    """What kind of value a field holds.

    >>> Field("on_time_rate", "number").kind, Field("industry", Kind.text).kind.value
    (<Kind.number: 'number'>, 'text')
    """

    number = "number"
    money = "money"
    days = "days"
    date = "date"
    text = "text"
    flag = "flag"


#: The kinds whose values are numbers.
NUMERIC = (Kind.number, Kind.money, Kind.days)


def _name(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value.isidentifier() or keyword.iskeyword(value):
        raise InvalidInput(attribute.name, value, "a name of letters, digits and underscores")


def _kind(value: Kind | str) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        raise InvalidInput("kind", value, ", ".join(kind.value for kind in Kind)) from None


def _choices(value: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _bound(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else edge(value, "bound")


@attrs.frozen
class Field:
    """One field of a record.

    Args:
        name: a name as in Python, letters of any script; not a keyword.
        kind: a :class:`Kind` or its name. ``days`` counts days; ``money`` is in major units of one currency.
        decimals: the values are whole multiples of ``10**-decimals``; reading refuses a finer value. None
            says: of days 0, of money as many as the currency in ``unit`` has, else any number of them.
        better: which end is better. Text needs ``choices``, which then stand in rising order; of a flag
            True is the higher.
        choices: the texts that can occur, and no others.
        unit: what is counted, for people; of money the currency.
        least, most: the smallest and the largest value, both included, where there is one. A share lies
            between 0 and 1, a count is not negative: with that, no proof speaks of a tenure of -1 months.

    Raises:
        InvalidInput: an option that does not go with the kind.

    >>> Field("on_time_rate", Kind.number, decimals=4, better="higher", least=0, most=1).grid
    4
    """

    name: str = attrs.field(validator=_name)
    kind: Kind = attrs.field(converter=_kind)
    decimals: int | None = attrs.field(default=None, kw_only=True)
    better: Literal["higher", "lower"] | None = attrs.field(default=None, kw_only=True)
    choices: tuple[str, ...] | None = attrs.field(default=None, converter=_choices, kw_only=True)
    unit: str | None = attrs.field(default=None, kw_only=True)
    least: Decimal | None = attrs.field(default=None, converter=_bound, kw_only=True)
    most: Decimal | None = attrs.field(default=None, converter=_bound, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.kind not in NUMERIC and (self.decimals, self.least, self.most) != (None, None, None):
            raise InvalidInput("decimals", self.kind.value, "decimals, least and most with numeric kinds only")
        if self.decimals is not None and self.decimals not in range(19):
            raise InvalidInput("decimals", self.decimals, "0 to 18")
        if self.better not in (None, "higher", "lower"):
            raise InvalidInput("better", self.better, "higher, lower")
        if self.better and self.kind is Kind.text and self.choices is None:
            raise InvalidInput("better", self.better, "text has an order only with choices")
        if self.kind is Kind.money and self.unit is not None and not is_currency(self.unit):
            raise InvalidInput("unit", self.unit, "an ISO 4217 currency code")
        _check_choices(self)
        _check_bounds(self)

    @property
    def grid(self) -> int | None:
        """How many decimals the values have; None where there is no limit."""
        if self.decimals is not None or self.kind is Kind.number:
            return self.decimals
        if self.kind is Kind.money:
            return None if self.unit is None else exponent(self.unit)
        return 0


def _check_choices(field: Field) -> None:
    if field.choices is None:
        return
    if field.kind is not Kind.text:
        raise InvalidInput("choices", field.kind.value, "choices with text only")
    texts = all(isinstance(choice, str) for choice in field.choices)
    if not field.choices or not texts or len(set(field.choices)) < len(field.choices):
        raise InvalidInput("choices", field.choices, "texts, at least one, each once")


def _check_bounds(field: Field) -> None:
    for path, bound in (("least", field.least), ("most", field.most)):
        if bound is not None and field.grid is not None and decimals_of(bound) > field.grid:
            raise InvalidInput(path, bound, f"at most {field.grid} decimals, as the field has")
    if field.least is not None and field.most is not None and field.least > field.most:
        raise InvalidInput("most", field.most, f"at least {field.least}")


Fields: TypeAlias = "Mapping[str, Field]"


def declared(fields: Iterable[Field]) -> Fields:
    """Fields by name, read-only.

    Raises:
        InvalidInput: a name occurs twice.

    >>> list(declared([Field("score", Kind.number), Field("grade", Kind.text)]))
    ['score', 'grade']
    """
    by_name: dict[str, Field] = {}
    for i, field in enumerate(fields):
        if field.name in by_name:
            raise InvalidInput(f"fields[{i}].name", field.name, "each name once")
        by_name[field.name] = field
    return MappingProxyType(by_name)


def field_named(name: str, fields: Fields, path: str) -> Field:
    """The field of that name.

    Raises:
        InvalidInput: there is none; the remedy offers the nearest.
    """
    if name in fields:
        return fields[name]
    near = get_close_matches(name, list(fields), n=1)
    raise InvalidInput(path, name, "a declared field", f"did you mean {near[0]!r}?" if near else "")
