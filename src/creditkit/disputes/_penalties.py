"""Penalties: which events cost points, how many, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs
from attrs import field

from creditkit.canonical import numeral
from creditkit.errors import InvalidInput
from creditkit.facts._records import MOST_DECIMALS
from creditkit.ledger import Entry

Decay: TypeAlias = Literal["none", "linear"]

#: Days of a rule are fewer than in a hundred years.
LONGEST = 36_500
#: The group of caps in which everything counts that gives points back.
ALL_REPAIRS = "repair"
#: Points of one entry stay below this, as in the ledger.
_LARGEST = 10**9
#: Numbers that begin further behind the point than this are not written out.
_FINEST = 30


def points_of(value: object, path: str = "points") -> Decimal:
    """Points as a Decimal.

    Raises:
        InvalidInput: no number, 10**9 or more, or more than 6 decimals.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise InvalidInput(path, value, "Decimal, str or int", "write points='-12.5'")
    try:
        points = Decimal(value)
    except ArithmeticError:
        raise InvalidInput(path, value, "a number in plain digits") from None
    if not points.is_finite() or not -_LARGEST < points < _LARGEST or _decimals(points) > MOST_DECIMALS:
        raise InvalidInput(path, value, f"a number below 10**9 with at most {MOST_DECIMALS} decimals")
    return points


def _decimals(points: Decimal) -> int:
    return len(numeral(points).partition(".")[2]) if points.adjusted() >= -_FINEST else _FINEST


def given_points(value: object) -> Decimal | None:
    """Points, or None."""
    return None if value is None else points_of(value)


def is_above_zero(_: object, attribute: attrs.Attribute[Any], value: Decimal | None) -> None:
    """More than zero points, or None."""
    if value is not None and value <= 0:
        raise InvalidInput(attribute.name, value, "points above zero, or None")


def days_from(least: int) -> Any:
    """A whole number of days."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if type(value) is not int or not least <= value <= LONGEST:
            raise InvalidInput(attribute.name, value, f"a whole number of days from {least} to {LONGEST}")

    return check


def one_of(*choices: str) -> Any:
    """One of the words."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in choices:
            raise InvalidInput(attribute.name, value, ", ".join(choices))

    return check


def is_code(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A name that can stand in the caps of an entry: one word, without ``=``."""
    if not isinstance(value, str) or not value or "=" in value or len(value.split()) != 1 or value != value.strip():
        raise InvalidInput(attribute.name, value, "one word without '=', such as 'promise_broken'")
    if value == ALL_REPAIRS:
        raise InvalidInput(attribute.name, value, "another word: this one stands for all repairs of a year")


def words(given: Iterable[str]) -> tuple[str, ...]:
    """Several words, each once."""
    if isinstance(given, str):
        raise InvalidInput("words", given, "a sequence of words", f"write [{given!r}]")
    return tuple(dict.fromkeys(given))


def are_words(_: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    """Texts that are not empty."""
    for i, one in enumerate(value):
        if not isinstance(one, str) or not one.strip():
            raise InvalidInput(f"{attribute.name}[{i}]", one, "a text that is not empty")


def labels(label: Mapping[str, str] | str) -> Mapping[str, str]:
    """What something is called, by language; one text is English."""
    return MappingProxyType({"en": label} if isinstance(label, str) else dict(label))


def shown(label: Mapping[str, str]) -> str:
    """A label in a ``repr``."""
    return repr(dict(label))


def later(day: date, days: int) -> date:
    """So many days later, but not after the end of the calendar."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


@attrs.frozen
class Penalty:
    """What an event costs.

    Only events that the scorecard does not measure are worth a penalty: a late payment is in the on-time rate
    already, and would cost twice. Say in ``facts`` in which facts of the credit file an event shows;
    :func:`creditkit.policy.verify` finds those that the scorecard looks at.

    Args:
        event: its kind, as events and entries name it.
        points: what it costs; below zero, at most 6 decimals.
        expires_days: for how many days, the event's own included: 365 from 3 February 2026 is up to 2 February 2027.
        at_most: all events of this kind within ``within_days`` together cost at most so much; above zero.
        within_days: how far back the cap looks, the day of the event included.
        decay: ``none`` costs the whole until it expires; ``linear`` wears off by the day, what is worn off rounded
            down.
        facts: the facts of the credit file in which the same event shows.
        label: what it is called, by language (``en``, ``zh``); one text is taken as English.

    Raises:
        InvalidInput: points that are not below zero, days out of range, a name that is not one word.

    >>> Penalty("promise_broken", "-3", 365, at_most=9).points
    Decimal('-3')
    """

    event: str = field(validator=is_code)
    points: Decimal = field(converter=points_of)
    expires_days: int = field(validator=days_from(1))
    at_most: Decimal | None = field(default=None, kw_only=True, converter=given_points, validator=is_above_zero)
    within_days: int = field(default=365, kw_only=True, validator=days_from(1))
    decay: Decay = field(default="none", kw_only=True, validator=one_of("none", "linear"))
    facts: tuple[str, ...] = field(default=(), kw_only=True, converter=words, validator=are_words)
    label: Mapping[str, str] = field(factory=dict, kw_only=True, converter=labels, repr=shown, hash=False)

    def __attrs_post_init__(self) -> None:
        if self.points >= 0:
            raise InvalidInput("points", self.points, "points below zero")

    def last_day(self, on: date) -> date:
        """The last day on which it costs anything, for an event of that day."""
        return later(on, self.expires_days - 1)

    def entry(
        self, stream: str, *, entry_id: str, on: date, decimals: int = 0, final: bool = False, **more: Any
    ) -> Entry:
        """The entry of one event; ``more`` are further arguments of :class:`creditkit.ledger.Entry`."""
        terms = dict(more.pop("effect", None) or {})
        if self.at_most is not None:
            terms["caps"] = cap(self.event, self.at_most, self.within_days)
        if self.decay != "none":
            terms |= {"decay": self.decay, "decimals": str(decimals)}
        if final:
            terms["final"] = "yes"
        return Entry(
            entry_id, stream, self.event, points=self.points, valid_from=on, valid_to=self.last_day(on), effect=terms,
            **more,
        )  # fmt: skip


def cap(group: str, at_most: Decimal, within_days: int) -> str:
    """A cap as it stands in an entry.

    >>> cap("promise_broken", Decimal(9), 365)
    'promise_broken=9/365'
    """
    return f"{group}={numeral(at_most)}/{within_days}"
