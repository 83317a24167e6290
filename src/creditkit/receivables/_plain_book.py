"""The book of a few records, by one plain pass over them.

An order hook brings one customer's records, a few dozen. Arrays for them take longer to set up than a loop
takes to run, so this reads the records themselves. It knows the plain case only: every invoice with its own due
date, no instalments, nothing replaced, disputed or closed by hand, nothing corrected. For all else it says so, and
the book in columns (``_book``) is asked; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import attrs

from creditkit.facts import Allocation, Document, Snapshot
from creditkit.facts._at_hand import at_hand, uncontested
from creditkit.facts._moments import EPOCH_DAY
from creditkit.facts._schema import ALLOCATION_KINDS
from creditkit.money import Money
from creditkit.receivables._book import PAYS, TAKES_OFF
from creditkit.receivables._due import NO_DAY
from creditkit.receivables._paid import Residue, residue_of

_PAYS = frozenset(kind for kind, pays in zip(ALLOCATION_KINDS, PAYS.tolist(), strict=True) if pays)
_TAKES_OFF = frozenset(kind for kind, off in zip(ALLOCATION_KINDS, TAKES_OFF.tolist(), strict=True) if off)


class PlainPart(NamedTuple):
    """A settlement: minor units, the day from which it counts, the day of its money, its kind."""

    minor: int
    on: int
    money_in: int
    kind: str

    @property
    def pays(self) -> bool:
        """Whether it is a payment."""
        return self.kind in _PAYS


@attrs.define
class PlainItem:
    """An invoice, what settled it, and what of it is open; days are days since 1970."""

    document: Document
    currency: str
    minor: int
    issued: int
    due: int
    open: int
    parts: list[PlainPart] = attrs.field(factory=list)

    def late_on(self, day: int) -> bool:
        """Whether anything of it is overdue."""
        return self.open > 0 and self.due < day

    def left(self) -> Money:
        """What is open."""
        return Money.of_minor(self.open, self.currency)

    def paid(self, residue: Residue | None) -> tuple[int, int, int]:
        """What was to be paid in the end, what of it may stay open, and the day by which it was paid."""
        if not self.parts:
            return self.minor, residue_of(self.minor, self.currency, residue), NO_DAY
        owed = self.minor - sum(part.minor for part in self.parts if part.kind in _TAKES_OFF)
        rest = residue_of(owed, self.currency, residue)
        return owed, rest, _completed(self.parts, max(owed - rest, 1)) if owed > 0 else NO_DAY


def _completed(parts: Sequence[PlainPart], enough: int) -> int:
    """The day on which payments first reach what is owed."""
    paid = 0
    for part in parts if len(parts) == 1 else sorted(parts, key=_money_in):
        if part.kind in _PAYS:
            paid += part.minor
            if paid >= enough:
                return part.money_in
    return NO_DAY


def _money_in(part: PlainPart) -> int:
    return part.money_in


@attrs.frozen(eq=False)
class PlainBook:
    """What a few records say about receivables.

    Args:
        documents: those that are dated by the day, in their order.
        items: the invoices among them.
        unapplied: the other documents, with what nothing has used of each.
    """

    documents: tuple[Document, ...]
    items: tuple[PlainItem, ...]
    unapplied: tuple[tuple[Document, int], ...]


def plain_book(snapshot: Snapshot) -> PlainBook | None:
    """The book of a few plain records; None where there are more of them, or where they are not that plain."""
    return snapshot.memo("plain book", lambda: _plain_book(snapshot))


def _plain_book(snapshot: Snapshot) -> PlainBook | None:
    documents, allocations = at_hand(snapshot, "invoices"), at_hand(snapshot, "allocations")
    if documents is None or allocations is None or not uncontested(snapshot):
        return None
    items: dict[str, PlainItem] = {}
    loose: dict[str, tuple[Document, int, int]] = {}
    for one in documents:
        if not _is_plain(one):
            return None
        minor, issued = one.amount.minor, one.issued_on.toordinal() - EPOCH_DAY
        if one.kind == "invoice":
            due = one.due_on.toordinal() - EPOCH_DAY
            items[one.document_id] = PlainItem(one, one.amount.currency, minor, issued, due, minor)
        else:
            loose[one.document_id] = (one, issued, minor)
    _settle(allocations, snapshot.as_of, items, loose)
    left = tuple((document, minor) for document, _, minor in loose.values())
    return PlainBook(tuple(documents), tuple(items.values()), left)


def _is_plain(one: Document) -> bool:
    return (
        (one.due_on is not None or one.kind != "invoice")
        and one.settled_on is None
        and not one.disputed
        and one.disputed_on is None
        and one.our_fault_on is None
        and one.replaces_id is None
        and not one.instalments
    )


def _settle(
    allocations: Iterable[Allocation],
    as_of: date,
    items: dict[str, PlainItem],
    loose: dict[str, tuple[Document, int, int]],
) -> None:
    """Adds each allocation that counts to its invoice, and takes it off what it uses up."""
    for one in allocations:
        item, source = items.get(one.to_id), one.from_id
        if item is None or (one.reversed_on is not None and one.reversed_on <= as_of):
            continue
        minor, money_in = one.amount.minor, one.value_on.toordinal() - EPOCH_DAY
        on = max(money_in, item.issued)
        if source is not None:
            if source not in loose:
                continue
            document, received, left = loose[source]
            loose[source] = document, received, left - minor
            on, money_in = max(on, received), received
        item.open -= minor
        item.parts.append(PlainPart(minor, on, money_in, one.kind))
