"""Strategies for what facts are made of: currencies, amounts, days, moments, terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from creditkit.dates import Instalment, PaymentTerms
from creditkit.facts import Moment
from creditkit.money import Money

#: The days of a drawn ledger, unless others are asked for.
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 6, 30)
#: Half a year on: most of what happens to the documents of a drawn ledger has happened by then.
LAST_LOOK = date(2026, 12, 31)
#: Currencies with 2, 0 and 3 decimals.
CURRENCIES_DRAWN = ("EUR", "JPY", "KWD")
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_ONE = date(1970, 1, 1)


def currencies(*, codes: Sequence[str] = CURRENCIES_DRAWN) -> SearchStrategy[str]:
    """Currency codes; by default one with two decimals, one with none and one with three.

    ``currencies(codes=sorted(creditkit.money.CURRENCIES))`` draws from all of ISO 4217.

    Raises:
        InvalidInput: at the call, if a code is not known.

    >>> currencies(codes=["EUR", "EURO"])
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: currency: 'EURO' given; ... Did you mean EUR?
    """
    for code in codes:
        Money(0, code)
    return st.sampled_from(list(codes))


def amounts(
    *, codes: Sequence[str] = CURRENCIES_DRAWN, min_minor: int = 1, max_minor: int = 1_000_000
) -> SearchStrategy[Money]:
    """Money of so many minor units, both bounds included. Shrinks to the least amount."""
    return st.builds(Money.of_minor, st.integers(min_minor, max_minor), currencies(codes=codes))


def days(*, min_day: date = FIRST_DAY, max_day: date = LAST_DAY, latest_first: bool = False) -> SearchStrategy[date]:
    """Days, both bounds included. Shrinks to the first day, or to the last if ``latest_first``.

    The last day suits an as-of date: a shrunk example is then one in which everything has happened.
    """
    count = st.integers(0, (max_day - min_day).days)
    if latest_first:
        return count.map(lambda n: max_day - timedelta(days=n))
    return count.map(lambda n: min_day + timedelta(days=n))


def moments(*, min_day: date = FIRST_DAY, max_day: date = LAST_DAY) -> SearchStrategy[Moment]:
    """Moments of recording: plain days (to their end), or instants in UTC and in another zone."""
    instants = st.builds(_instant, days(min_day=min_day, max_day=max_day), st.integers(0, 86_399), _zones)
    return days(min_day=min_day, max_day=max_day) | instants


_EAST = timezone(timedelta(hours=8))
_zones = st.sampled_from([UTC, _EAST])


def _instant(day: date, second: int, zone: timezone) -> datetime:
    return (_MIDNIGHT + timedelta(days=(day - _DAY_ONE).days, seconds=second)).astimezone(zone)


def stamps(*, min_day: date = FIRST_DAY, max_day: date = LAST_DAY) -> SearchStrategy[Moment | None]:
    """Moments of recording, or none, half and half: as :func:`moments`, of a single number."""
    most = 3 * ((max_day - min_day).days + 1)
    return st.integers(-most, most).map(lambda n: None if n <= 0 else _stamp(min_day, n - 1))


def _stamp(first: date, n: int) -> Moment:
    day = first + timedelta(days=n // 3)
    return day if n % 3 == 0 else _instant(day, 43_200, UTC if n % 3 == 1 else _EAST)


def payment_terms(*, parts: bool = False) -> SearchStrategy[PaymentTerms]:
    """Payment terms that need no calendar: days, months, ends of month, statement and pay days.

    Args:
        parts: also terms in instalments.
    """
    plain = st.builds(
        PaymentTerms,
        days=st.integers(0, 90),
        months=st.integers(0, 3),
        month_end=st.sampled_from([None, "before", "after"]),
        statement_day=st.none() | st.integers(1, 31),
        pay_days=st.lists(st.integers(1, 31), max_size=2),
    )
    if not parts:
        return plain
    several = st.lists(st.builds(Instalment, st.integers(1, 3), plain), min_size=2, max_size=3)
    return plain | several.map(lambda weighed: PaymentTerms(instalments=weighed))
