"""Letting a held order go: who may, and how far a release reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from creditkit.dates import plain_day
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits._kinds import Limit, Unlimited, Unset, UpTo
from creditkit.money import Money
from creditkit.rules._edges import edge


def _is_id(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(attribute.name, value, "a text that is not empty")


def _is_amount(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Money) or value.minor < 0:
        raise InvalidInput(attribute.name, value, "Money, zero or more")


def _is_day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    plain_day(attribute.name, value)


def _tolerance(value: Decimal | int | str) -> Decimal:
    share = edge(value, "tolerance")
    if share < 0:
        raise InvalidInput("tolerance", value, "zero or a positive share, such as 0.1")
    return share


def _is_days(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 1:
        raise InvalidInput(attribute.name, value, "a whole number from 1")


@attrs.frozen
class Release:
    """A held order that somebody let go. It stands for that order, near that amount, for some days.

    Args:
        order_id: the order.
        amount: what it was released at, gross; zero or more.
        released_on: the first day on which it stands.
        tolerance: by which share the order may have grown since; 0.10 by default.
        valid_days: on how many days it stands, the first included; 5 by default: released on 1 July, it
            stands until the end of 5 July.

    A smaller amount is always covered. The comparison is exact, and a value at the ceiling passes.

    Raises:
        InvalidInput: any of these is not so.

    >>> release = Release("O-1", Money("1000.00", "CNY"), date(2026, 7, 1))
    >>> [release.covers(Money(amount, "CNY"), date(2026, 7, 5)) for amount in ("1100.00", "1100.01")]
    [True, False]
    >>> release.covers(Money("1000.00", "CNY"), date(2026, 7, 6)), release.last_day
    (False, datetime.date(2026, 7, 5))
    """

    order_id: str = attrs.field(validator=_is_id)
    amount: Money = attrs.field(validator=_is_amount)
    released_on: date = attrs.field(validator=_is_day)
    tolerance: Decimal = attrs.field(default=Decimal("0.10"), converter=_tolerance)
    valid_days: int = attrs.field(default=5, validator=_is_days)

    @property
    def last_day(self) -> date:
        """The last day on which it stands."""
        return self.released_on + timedelta(self.valid_days - 1)

    @property
    def ceiling(self) -> Money:
        """The largest amount that it covers."""
        return self.amount + self.amount.times(self.tolerance, "down")

    def covers(self, amount: Money, on: date) -> bool:
        """Whether the order may go at that amount on that day.

        Raises:
            CurrencyMismatch: the amount is in another currency than the release.
        """
        return amount <= self.ceiling and self.released_on <= on <= self.last_day


def _grades(grades: Iterable[str]) -> tuple[str, ...]:
    if isinstance(grades, str):
        raise InvalidInput("grades", grades, "several grades", f"write [{grades!r}]")
    return tuple(grades)


def _is_limit(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, (Unset, Unlimited, UpTo)):
        raise InvalidInput(attribute.name, value, "Unset(), Unlimited() or UpTo(Money(…))")


@attrs.frozen
class Authority:
    """How far a role may let orders go.

    Args:
        role: who, as the host names it.
        excess: by how much an order may go over the limit, inclusive; unset is not at all.
        overdue_days: how old the oldest overdue item may be, inclusive; None is any age.
        grades: of which customers; none named is of all.

    Raises:
        InvalidInput: any of these is not so.

    >>> manager = Authority("credit_manager", UpTo(Money("300000", "CNY")), overdue_days=30, grades=["A", "B", "C"])
    >>> manager.may_release(Money("94845.67", "CNY"), overdue_days=0, grade="B")
    True
    >>> manager.may_release(Money("94845.67", "CNY"), overdue_days=31, grade="B")
    False
    """

    role: str = attrs.field(validator=_is_id)
    excess: Limit = attrs.field(validator=_is_limit)
    overdue_days: int | None = attrs.field(default=None, kw_only=True)
    grades: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_grades)

    def __attrs_post_init__(self) -> None:
        if self.overdue_days is not None and (type(self.overdue_days) is not int or self.overdue_days < 0):
            raise InvalidInput("overdue_days", self.overdue_days, "whole days from 0, or None")

    def may_release(self, excess: Money, *, overdue_days: int | None = None, grade: str | None = None) -> bool:
        """Whether the role may let an order go.

        What is bounded must be known: a role that is bound to grades may not release where the grade is None, and
        one that is bound to an age not where the age is None.

        Args:
            excess: by how much the order goes over the limit.
            overdue_days: the age of the oldest overdue item; 0 where nothing is overdue.
            grade: of the customer.

        Raises:
            CurrencyMismatch: the excess is in another currency than the authority's.
        """
        young = self.overdue_days is None or (overdue_days is not None and overdue_days <= self.overdue_days)
        return self._reaches(excess) and young and (not self.grades or grade in self.grades)

    def _reaches(self, excess: Money) -> bool:
        if isinstance(self.excess, UpTo):
            if excess.currency != self.excess.amount.currency:
                raise CurrencyMismatch(self.excess.amount.currency, excess.currency)
            return excess <= self.excess.amount
        return isinstance(self.excess, Unlimited) or excess.minor <= 0
