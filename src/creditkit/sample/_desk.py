"""The desk of one account: documents with what is open of them, and what is settled against what.

Whatever is settled goes through :meth:`Desk.settle`, which takes from what is open and posts
later than both documents. So every allocation fits by construction, at any day and as known at any moment.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from creditkit.columns import Value
from creditkit.facts import Allocation, AllocationKind, Document, Observation
from creditkit.money import Money
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment

Stamp = int | None


@attrs.define(eq=False)
class Item:
    """A document under way: its last version, when that was posted, and what is open of it.

    ``day`` is the first on which it can be settled or used up (the issue, or a reversal since), ``due``
    the one from which payment is planned; ordinals both.
    """

    document: Document
    day: int
    due: int
    open: int
    stamp: Stamp
    place: int | None
    settlements: int = 0
    last_settled: Stamp = None

    @property
    def issued(self) -> int:
        """The ordinal of the day of issue."""
        return self.document.issued_on.toordinal()


@attrs.frozen
class Part:
    """Money that will come in for an item on a day."""

    item: Item
    minor: int
    day: int
    kind: AllocationKind
    after: Stamp


def later(*stamps: Stamp) -> Stamp:
    """The last of the stamps; None in an untimed book."""
    return max((stamp for stamp in stamps if stamp is not None), default=None)


class Desk:
    """Writes the documents and allocations of one account.

    ``coming`` gathers payments until they are put together into receipts; ``spare`` holds receipts
    and credit notes of which something is left for later invoices.
    """

    def __init__(self, account: Account, book: Book) -> None:
        self.account = account
        self.book = book
        self.dice = account.dice
        self.coming: list[Part] = []
        self.spare: list[Item] = []
        self._serials: dict[str, int] = {}

    def money(self, minor: int) -> Money:
        """Minor units in the account's currency."""
        return Money.of_minor(minor, self.account.currency)

    def document(
        self, prefix: str, minor: int, day: int, *,
        due: int = 0, replaces: Item | None = None, after: Stamp = None, **fields: Any,
    ) -> Item:  # fmt: skip
        """Posts a new document; a negative amount is a red-letter invoice.

        Args:
            prefix: of its number.
            minor: amount in minor units.
            day: ordinal of the day of issue.
            due: ordinal of the day from which payment is planned.
            replaces: what it stands in for.
            after: it is posted later than this.
            fields: further fields of the document, ``due_on`` among them.
        """
        serial = self._serials[prefix] = self._serials.get(prefix, 0) + 1
        stamp = self.book.stamp(day, later(after, replaces.stamp if replaces else None))
        fact = Document(
            f"{prefix}-{self.account.code}-{serial:04d}", self.account.party.party_id, self.money(minor),
            issued_on=date.fromordinal(day), replaces_id=replaces.document.document_id if replaces else None,
            entity_id=self.account.party.entity_id, recorded_at=moment(stamp), **fields,
        )  # fmt: skip
        known = self.book.post(fact, day, stamp)
        place = len(self.book.facts) - 1 if known else None
        return Item(fact, day, due or day, abs(minor), stamp, place)

    def correct(self, item: Item, day: int, **changes: Any) -> None:
        """Records the document again; in an untimed book it takes the place of the first record."""
        if self.book.timed:
            item.stamp = self.book.stamp(day, item.stamp)
            item.document = attrs.evolve(item.document, recorded_at=moment(item.stamp), **changes)
            self.book.post(item.document, day, item.stamp)
        elif item.place is not None and self.book.knows(day, None):
            item.document = attrs.evolve(item.document, **changes)
            self.book.facts[item.place] = item.document

    def settle(
        self, item: Item, minor: int, day: int, kind: AllocationKind, source: Item | None = None,
        *, posted: int | None = None, after: Stamp = None,
    ) -> Allocation:  # fmt: skip
        """Settles part of an invoice with value on a day; ``posted`` is the day of matching, if later."""
        item.settlements += 1
        floor = later(after or item.stamp, source.stamp if source else None)
        stamp = self.book.stamp(posted or day, floor)
        to_id = item.document.document_id
        fact = Allocation(
            f"AL{to_id[2:]}-{item.settlements}", to_id, self.money(minor), value_on=date.fromordinal(day),
            from_id=source.document.document_id if source else None, kind=kind, recorded_at=moment(stamp),
        )  # fmt: skip
        self.book.post(fact, posted or day, stamp)
        item.open -= minor
        if source:
            source.open -= minor
        item.last_settled = stamp
        return fact

    def reverse(self, fact: Allocation, item: Item, source: Item, day: int) -> None:
        """Takes an allocation back from a day on; what follows is recorded after that."""
        stamp = self.book.stamp(day, later(item.stamp, source.stamp, item.last_settled))
        back = attrs.evolve(fact, reversed_on=date.fromordinal(day), recorded_at=moment(stamp))
        self.book.post(back, day, stamp)
        item.open += fact.amount.minor
        source.open += fact.amount.minor
        item.stamp = source.stamp = stamp
        item.day = source.day = day

    def expect(self, item: Item, minor: int, day: int, kind: AllocationKind = "cash") -> None:
        """Counts on money for an item; what would come in after the ledger's end stays open."""
        if minor > 0 and day <= self.book.last:
            self.coming.append(Part(item, minor, day, kind, item.stamp))
            item.open -= minor

    def match(self, part: Part, receipt: Item, day: int) -> None:
        """Matches expected money with the receipt that it came in by."""
        part.item.open += part.minor
        self.settle(part.item, part.minor, day, part.kind, receipt, after=part.after)

    def receipt(self, minor: int, day: int, order_id: str | None = None) -> Item:
        """Posts money that came in, for an order if it is named."""
        return self.document("RC", minor, day, kind="receipt", order_id=order_id)

    def observe(self, name: str, value: Value, day: int) -> None:
        """Writes what our own books say of the account on a day."""
        stamp = self.book.stamp(day)
        fact = Observation(
            self.account.party.party_id, name, value, source="erp",
            observed_on=date.fromordinal(day), recorded_at=moment(stamp),
        )  # fmt: skip
        self.book.post(fact, day, stamp)
