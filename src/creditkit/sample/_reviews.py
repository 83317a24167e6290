"""What earlier reviews and the collectors left behind: standings, holds, adjustments, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from creditkit.columns import Value, scaled
from creditkit.facts import Adjustment, Event, Hold, Standing
from creditkit.reasons import Reason
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment

GRADES = ("A", "B", "C", "D")

#: The grade that a temperament usually earns, as a place in :data:`GRADES`.
_USUAL = {"prompt": 0, "discount": 0, "slow": 1, "seasonal": 1, "improving": 2, "slipping": 1, "stops": 2}


def reviews(account: Account, book: Book) -> None:
    """Writes what was decided about a customer before, and what was said to it."""
    if account.party.kind == "supplier":
        return
    _standings(account, book)
    if account.temperament.stops:
        _stopped(account, book)
    if account.temperament.name == "disputing":
        _adjusted(account, book)
    if account.temperament.name in ("slow", "erratic", "partial", "stops"):
        _reminded(account, book)
    if account.temperament.name == "prompt" and account.dice.chance(10):
        day = book.last - account.dice.between(0, 20)
        _said(account, book, "reservation", day, {"amount": scaled(account.order_size, 2)})


def _standings(account: Account, book: Book) -> None:
    """A review each half-year; the newest is still in force."""
    usual, limit = _USUAL.get(account.temperament.name, 2), account.party.credit_limit
    starts = list(range(book.last - account.dice.between(10, 180), book.first - 1, -182))[::-1]
    for start, following in zip_longest(starts, starts[1:]):
        grade = GRADES[max(0, min(3, usual + account.dice.pick((-1, 0, 0, 0, 1))))]
        stamp = book.stamp(start)
        fact = Standing(
            account.party.party_id, grade=grade, limit=None if isinstance(limit, Decimal) else limit,
            valid_from=date.fromordinal(start), recorded_at=moment(stamp),
            valid_to=date.fromordinal(following - 1) if following else None,
        )  # fmt: skip
        book.post(fact, start, stamp)


def _stopped(account: Account, book: Book) -> None:
    day = account.stops + account.dice.between(50, 75)
    stamp = book.stamp(day)
    fact = Hold(
        account.party.party_id, valid_from=date.fromordinal(day),
        reason=Reason("payments_stopped", {"last_paid_before": date.fromordinal(account.stops)}),
        hold_id=f"HO-{account.code}-1", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)


def _adjusted(account: Account, book: Book) -> None:
    """Points off for disputes without ground, for half a year."""
    day = book.last - account.dice.between(30, 300)
    stamp = book.stamp(day)
    fact = Adjustment(
        account.party.party_id, -account.dice.between(2, 8), valid_from=date.fromordinal(day),
        valid_to=date.fromordinal(day + 180), reason=Reason("dispute_without_ground"),
        adjustment_id=f"AD-{account.code}-1", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)


def _reminded(account: Account, book: Book) -> None:
    """Notices, and to some of them a promise; a promise kept leads to a release."""
    dice = account.dice
    for level in (1, 2):
        day = dice.between(book.first, book.last)
        _said(account, book, "notice", day, {"level": level})
        if dice.chance(50):
            amount = scaled(account.order_size * dice.between(1, 3), 2)
            _said(account, book, "promise", day + 2, {"amount": amount, "by": date.fromordinal(day + 14)})
            if dice.chance(40):
                _said(account, book, "release", day + 16, {})


def _said(account: Account, book: Book, kind: str, day: int, figures: Mapping[str, Value]) -> None:
    stamp = book.stamp(day)
    serial = sum(isinstance(fact, Event) for fact in book.facts) + 1
    fact = Event(
        account.party.party_id, kind, on=date.fromordinal(day), figures=figures,
        event_id=f"EV-{account.code}-{serial}", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)
