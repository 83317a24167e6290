"""What the refusals of times and positions say, word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Ledger, MemoryStore, accounts_of
from creditkit.ledger._moments import size_at, utc
from tampered import AT, SALT, penalty


def ledger(count: int) -> Ledger:
    made = Ledger(MemoryStore(), name="repair")
    if count:
        made.append(*[penalty(f"e{i}") for i in range(count)], recorded_at=AT, salt=SALT)
    return made


def at(known_at: Any, count: int = 3) -> int:
    return size_at(ledger(count).store, known_at)


EVENTS = list(ledger(4).events())


CASES = [
    (
        lambda: at(3),
        "known_at: 3 given; accepted: a position from -1, before the first event, to 2, the last one recorded",
    ),
    (
        lambda: at(-2),
        "known_at: -2 given; accepted: a position from -1, before the first event, to 2, the last one recorded",
    ),
    (
        lambda: at(True),
        "known_at: True given; accepted: a position from -1, before the first event, to 2, the last one recorded",
    ),
    (
        lambda: at(0, 0),
        "known_at: 0 given; accepted: -1: nothing is recorded yet",
    ),
    (lambda: at("2026-03-01"), "known_at: '2026-03-01' given; accepted: an aware datetime or a date"),
    (lambda: at(1.0), "known_at: 1.0 given; accepted: an aware datetime or a date"),
    (
        lambda: at(AT.replace(tzinfo=None)),
        (
            "known_at: datetime.datetime(2026, 3, 1, 9, 0) given; accepted: an aware datetime. Write datetime(…, "
            "tzinfo=timezone.utc)"
        ),
    ),
    (
        lambda: at(datetime.max.replace(tzinfo=UTC)),
        "known_at: '9999-12-31T23:59:59.999999+00:00' given; accepted: a time from the year 1 on, before 9999",
    ),
    (
        lambda: at(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        "known_at: '0001-01-01T00:00:00+01:00' given; accepted: a time from the year 1 on, before 9999",
    ),
    (
        lambda: utc("recorded_at", AT.replace(tzinfo=None)),
        (
            "recorded_at: datetime.datetime(2026, 3, 1, 9, 0) given; accepted: an aware datetime. Write datetime(…, "
            "tzinfo=timezone.utc)"
        ),
    ),
    (
        lambda: utc("recorded_at", date(2026, 3, 1)),
        (
            "recorded_at: datetime.date(2026, 3, 1) given; accepted: an aware datetime. Write datetime(…, "
            "tzinfo=timezone.utc)"
        ),
    ),
    (
        lambda: utc("recorded_at", datetime(9999, 1, 1, tzinfo=UTC)),
        "recorded_at: '9999-01-01T00:00:00+00:00' given; accepted: a time from the year 1 on, before 9999",
    ),
    (
        lambda: utc("recorded_at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        "recorded_at: '0001-01-01T00:00:00+01:00' given; accepted: a time from the year 1 on, before 9999",
    ),
    (lambda: accounts_of(reversed(EVENTS)), "events: 2 given; accepted: events in order, from position 4 on"),
    (lambda: accounts_of([EVENTS[1], EVENTS[1]]), "events: 1 given; accepted: events in order, from position 2 on"),
    (
        lambda: accounts_of(EVENTS[1:], since=accounts_of(EVENTS[:2])),
        "events: 1 given; accepted: events in order, from position 2 on",
    ),
    (
        lambda: accounts_of([EVENTS[3], EVENTS[2]], since=accounts_of(EVENTS[:2])),
        "events: 2 given; accepted: events in order, from position 4 on",
    ),
]


@pytest.mark.parametrize(("call", "message"), CASES)
def test_what_a_refusal_says(call: Callable[[], object], message: str) -> None:
    """Where, what was given, what is accepted, and what to do."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message
