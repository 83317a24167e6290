"""What earlier reviews left behind: standings, limits for a while, holds, adjustments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from creditkit.facts import Adjustment, Hold, Party, Standing
from creditkit.limits import TemporaryLimit
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.sample import _roles as roles
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment
from creditkit.sample._roles import has

GRADES = ("A", "B", "C", "D", "E")

#: The grade that a temperament usually earns, as a place in :data:`GRADES`.
_USUAL = {"prompt": 0, "discount": 0, "slipping": 2, "erratic": 2, "stops": 2}

#: Days between two reviews.
HALF_YEAR = 182


def review_days(account: Account, book: Book) -> list[int]:
    """The ordinals of the days on which a customer was reviewed, one each half-year since it is one."""
    if account.party.kind == "supplier":
        return []
    return list(range(book.last - account.dice.between(10, 180), account.starts - 1, -HALF_YEAR))[::-1]


def reviews(account: Account, book: Book, days: Sequence[int], changed: Party) -> None:
    """Writes what was decided about a customer before.

    Args:
        account: whose.
        book: where to.
        days: of its reviews.
        changed: the account as it stands now; a review may have changed its limit.
    """
    if account.party.kind == "supplier":
        return
    _standings(account, book, days, changed)
    if account.temperament.stops:
        _stopped(account, book)
    if account.temperament.name == "disputing":
        _adjusted(account, book, -account.dice.between(2, 8), "dispute_without_ground")
    if account.temperament.name == "improving" and account.dice.chance(50):
        _adjusted(account, book, account.dice.between(1, 4), "paid_off_arrears")
    if has(account.number, roles.PEAK) or has(account.number, roles.PEAK_AHEAD):
        _raised(account, book)


def _standings(account: Account, book: Book, days: Sequence[int], changed: Party) -> None:
    """A review each half-year; the newest is still in force."""
    graded = _graded(account, len(days))
    dollars = has(account.number, roles.DOLLARS)
    for (start, following), (grade, computed) in zip(pairwise([*days, 0]), graded, strict=True):
        holder = changed if _day_of(changed) <= start else account.party
        limit = Money.of_minor(account.order_size, "USD") if dollars and not following else holder.credit_limit
        stamp = book.stamp(start)
        fact = Standing(
            account.party.party_id, grade=grade, computed=computed if account.timed else None,
            limit=limit if isinstance(limit, (Money, str)) else None, valid_from=date.fromordinal(start),
            valid_to=date.fromordinal(following - 1) if following else None, recorded_at=moment(stamp),
        )  # fmt: skip
        book.post(fact, start, stamp)


def _day_of(party: Party) -> int:
    """The ordinal of the day from which the account stands so; changed ones are recorded with a plain date."""
    return party.recorded_at.toordinal() if party.recorded_at else 0


def _graded(account: Account, reviews: int) -> Iterator[tuple[str, str]]:
    """The grade in force and the one computed, review by review: it falls at once, and rises at the second."""
    sounder = account.health - account.temperament.health
    usual = _USUAL.get(account.temperament.name, 1) - (sounder > 1) + (sounder < -1)
    held = before = len(GRADES)
    for _ in range(reviews):
        computed = max(0, min(3, usual + account.dice.pick((-1, 0, 0, 0, 0, 0, 1))))
        if computed >= held or held == len(GRADES):
            held = computed
        elif before < held:
            held -= 1
        before = computed
        yield GRADES[held], GRADES[computed]


def _stopped(account: Account, book: Book) -> None:
    day = account.stops + account.dice.between(50, 75)
    stamp = book.stamp(day)
    fact = Hold(
        account.party.party_id, valid_from=date.fromordinal(day),
        reason=Reason("payments_stopped", {"last_paid_before": date.fromordinal(account.stops)}),
        hold_id=f"HO-{account.code}-1", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)


def _adjusted(account: Account, book: Book, points: int, code: str) -> None:
    """Points off for disputes without ground, or back for arrears paid off, for half a year."""
    day = book.last - account.dice.between(30, 300)
    stamp = book.stamp(day)
    fact = Adjustment(
        account.party.party_id, points, valid_from=date.fromordinal(day),
        valid_to=date.fromordinal(day + 180), reason=Reason(code),
        adjustment_id=f"AD-{account.code}-1", recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)


def _raised(account: Account, book: Book) -> None:
    """Some orders more than the limit for some weeks, which have begun or begin soon."""
    dice, ahead = account.dice, has(account.number, roles.PEAK_AHEAD)
    day = book.last - dice.between(8, 20)
    begins = book.last + dice.between(3, 20) if ahead else day + 3
    orders = 12 if ahead else dice.between(3, 6)
    amount = Money.of_minor(account.order_size * orders // 100_000 * 100_000, account.currency)
    mode: Literal["add", "override"] = "add" if isinstance(account.party.credit_limit, Money) else "override"
    extra = TemporaryLimit(mode, amount, date.fromordinal(begins), date.fromordinal(begins + 45))
    stamp = book.stamp(day)
    name = f"TL-{account.code}-1"
    fact = extra.event(account.party.party_id, on=date.fromordinal(day), event_id=name, recorded_at=moment(stamp))
    book.post(fact, day, stamp)
