"""Validators of records: each refuses one kind of wrong value with the path to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, cast

import attrs

from creditkit.dates import PaymentTerms, plain_day
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.money import Money

#: A date is the whole of that day in UTC; a datetime must be aware.
Moment: TypeAlias = "date | datetime"
Validator: TypeAlias = "Callable[[Any, attrs.Attribute[Any], Any], None]"


def is_id(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(attribute.name, value, "a text that is not empty")


def is_text_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Text that is not empty, or None."""
    if value is not None:
        is_id(_, attribute, value)


def is_day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A date, not a datetime."""
    plain_day(attribute.name, value)


def is_day_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A date, not a datetime; or None."""
    if value is not None:
        plain_day(attribute.name, value)


def is_moment_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A date, an aware datetime, or None."""
    if value is None:
        return
    if isinstance(value, datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            raise InvalidInput(
                attribute.name, value, "an aware datetime or a date", "write datetime(…, tzinfo=timezone.utc)"
            )
    elif not isinstance(value, date):
        raise InvalidInput(attribute.name, value, "an aware datetime or a date")


def is_money(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A Money."""
    if not isinstance(value, Money):
        raise InvalidInput(attribute.name, value, "Money", "write Money('12.50', 'EUR')")


def is_money_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A Money, or None."""
    if value is not None:
        is_money(_, attribute, value)


def is_figure(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A Money, a finite Decimal that is not negative (in the currency of the account), or None."""
    if value is None or isinstance(value, Money):
        return
    if not isinstance(value, Decimal) or not value.is_finite() or value.is_signed():
        raise InvalidInput(attribute.name, value, "Money, a Decimal of zero or more, or None")
    if value.adjusted() > 12 or cast(int, value.as_tuple().exponent) < -6:
        raise InvalidInput(attribute.name, value, "a Decimal below 10**13 with at most 6 decimals")


def is_limit(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """As :func:`is_figure`, or the word ``unlimited``; a limit is not negative."""
    if value == "unlimited":
        return
    is_figure(_, attribute, value)
    if isinstance(value, Money) and value.minor < 0:
        raise InvalidInput(attribute.name, str(value), "zero or a positive amount, 'unlimited', or None for unset")


def is_terms_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Payment terms that need no calendar, or None."""
    if value is None:
        return
    if not isinstance(value, PaymentTerms):
        raise InvalidInput(attribute.name, value, "PaymentTerms or None")
    if value.roll is not None or any(part.terms.roll is not None for part in value.instalments):
        raise InvalidInput(
            attribute.name, value, "terms without a roll", "roll due dates by your calendar and give them"
        )


def is_one_of(choices: tuple[str, ...]) -> Validator:
    """One of the words."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in choices:
            raise InvalidInput(attribute.name, value, ", ".join(choices))

    return check


def same_currency(left: Money, right: Money | None) -> None:
    """Raises CurrencyMismatch if two amounts of one fact are in different currencies."""
    if right is not None and left.currency != right.currency:
        raise CurrencyMismatch(left.currency, right.currency)


def ordered(start: date, end: date | None, path: str) -> None:
    """Raises InvalidInput if a span ends before it starts."""
    if end is not None and end < start:
        raise InvalidInput(path, end, f"a date on or after {start}")
