"""What was to be paid on each item, how much of it may stay open, and the day by which it was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Ints, rows_where, some
from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.receivables._book import PAYS, TAKES_OFF, Book
from creditkit.receivables._due import NO_DAY
from creditkit.receivables._kernels import completed, sums

#: What payment statistics do with the part of an item that is in dispute on the day.
Disputed: TypeAlias = Literal["count", "exclude"]


@attrs.frozen
class Residue:
    """How much may stay open on an item that still counts as paid in full.

    Args:
        amount: an absolute rest; it applies to items in its own currency.
        share: a share of the item, as a Decimal between 0 and 1.
        rule: which of the two holds where both are given.

    >>> from datetime import date
    >>> from creditkit.facts import Allocation, Document, Facts
    >>> from creditkit.receivables import behaviour
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> short = Allocation("a", "1", Money("59.90", "EUR"), value_on=date(2025, 1, 30))
    >>> snapshot = Facts([bill, short]).at(date(2025, 3, 1))
    >>> [behaviour(snapshot, residue=rest).of("C-7")["on_time_rate"] for rest in (None, Residue(share=Decimal("0.01")))]
    [Decimal('0.0000'), Decimal('1.0000')]
    """

    amount: Money | None = None
    share: Decimal | None = None
    rule: Literal["larger", "smaller"] = "larger"

    def __attrs_post_init__(self) -> None:
        if self.amount is not None and self.amount.minor < 0:
            raise InvalidInput("residue.amount", str(self.amount), "zero or more")
        if self.share is not None and not (self.share.is_finite() and 0 <= self.share <= 1):
            raise InvalidInput("residue.share", self.share, "a share between 0 and 1")
        if self.rule not in ("larger", "smaller"):
            raise InvalidInput("residue.rule", self.rule, "larger, smaller")


@attrs.frozen(eq=False)
class Paid:
    """Per item: what was to be paid in the end, what of it may stay open, and the day by which it was paid.

    ``on`` is NO_DAY where it was not, and where nothing was to be paid.
    """

    owed: Ints
    residue: Ints
    on: Ints


def paid(kept: Book, residue: Residue | None, less: Ints | None = None) -> Paid:
    """What was paid on the items of a book, and when.

    Args:
        kept: the book.
        residue: how much may stay open.
        less: what is not to be paid for now, of each item.
    """
    parts = kept.parts
    off, pays = rows_where(TAKES_OFF[parts.kind]), rows_where(PAYS[parts.kind])
    owed = kept.minor
    if len(off):
        owed = owed - sums(parts.item[off], parts.minor[off], len(owed))
    if less is not None:
        owed = owed - less
    rest = _residues(kept, owed, residue)
    enough = np.maximum(owed - rest, 1)
    on = completed(parts.item[pays], parts.minor[pays], parts.money_in[pays], enough, NO_DAY)
    return Paid(owed, rest, np.where(owed > 0, on, NO_DAY))


def asked(kept: Book, settled: Paid, residue: Residue | None, disputed: Disputed) -> Paid:
    """What payment statistics measure: how what could be asked for was paid.

    Nothing could be asked for an item of which a dispute was found to be our fault. With ``exclude`` what is in
    dispute on the day is not asked for either, so that an item in dispute as a whole is not measured, and one in
    dispute in part is measured by the other part.

    Args:
        kept: the book.
        settled: what was paid on its items.
        residue: as it was there.
        disputed: whether an open dispute counts.
    """
    if disputed == "exclude" and some(kept.disputed > 0):
        settled = paid(kept, residue, kept.disputed)
    ours = kept.our_fault
    if ours is None:
        return settled
    return Paid(np.where(ours, 0, settled.owed), settled.residue, np.where(ours, NO_DAY, settled.on))


def _residues(kept: Book, owed: Ints, residue: Residue | None) -> Ints:
    """What may stay open on each item, in minor units, rounded down."""
    none = np.zeros(len(owed), dtype=np.int64)
    if residue is None:
        return none
    amount = share = none
    if residue.amount is not None:
        currency = kept.documents.amounts().currencies.take(kept.document)
        same = np.array([label == residue.amount.currency for label in currency.labels] + [False])
        amount = np.where(same[currency.codes], residue.amount.minor, 0)
    if residue.share is not None:
        share = _shares(np.maximum(owed, 0), *residue.share.as_integer_ratio())
    if residue.amount is None or residue.share is None:
        return np.maximum(amount, share)
    return np.maximum(amount, share) if residue.rule == "larger" else np.minimum(amount, share)


def residue_of(owed: int, currency: str, residue: Residue | None) -> int:
    """What may stay open on one item, in minor units, rounded down."""
    if residue is None:
        return 0
    amount = share = 0
    if residue.amount is not None and residue.amount.currency == currency:
        amount = residue.amount.minor
    if residue.share is not None:
        top, bottom = residue.share.as_integer_ratio()
        share = max(owed, 0) * top // bottom
    either = residue.amount is None or residue.share is None or residue.rule == "larger"
    return max(amount, share) if either else min(amount, share)


def _shares(owed: Ints, top: int, bottom: int) -> Ints:
    """A share of each amount, rounded down; as Python integers where int64 could wrap."""
    if float(owed.max(initial=0)) * top < LARGEST_SUM and bottom < LARGEST_SUM:
        return owed * top // bottom
    return np.array([value * top // bottom for value in owed.tolist()], dtype=np.int64)
