"""The ledger as credit files look at it: what each item owes, how it was paid, what of it is overdue.

Worked out in columns, once for a snapshot; files of one party take their rows of it.
"""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.columns import Ints, Labels
from creditkit.credit_file._measures import Measures
from creditkit.facts import Snapshot
from creditkit.receivables import NO_DAY, Book, Residue, book
from creditkit.receivables._kernels import extreme
from creditkit.receivables._paid import Disputed, asked, paid

#: A write-off, by its position in :data:`creditkit.facts.AllocationKind`'s order.
WRITE_OFF = 2


@attrs.frozen(eq=False)
class Items:
    """What is read off the book of a snapshot, one value an item.

    Args:
        kept: the book.
        owed: what was to be paid in the end; nothing where a credit note took all of it off.
        paid_on: the day by which it was paid, the residue apart; NO_DAY if it was not.
        late: the open part that may be called for: undisputed, due before the day, above the residue; else 0.
        asked: what payment statistics measure of ``owed``: nothing where a dispute was found to be our fault, and
            by the measures nothing of what is in dispute.
        met_on: the day by which that was paid, the residue apart; NO_DAY if it was not.
        ended_on: until when that was on its way: paid, taken off or written off, or the day itself if it is late.
            NO_DAY where it is open and not late.
        issued: the day of issue.
    """

    kept: Book
    owed: Ints
    paid_on: Ints
    late: Ints
    asked: Ints
    met_on: Ints
    ended_on: Ints
    issued: Ints


def items(snapshot: Snapshot, measures: Measures) -> Items:
    """The items of a snapshot."""
    how = measures.residue, measures.disputed
    return snapshot.memo(("credit_file.items", *how), lambda: _items(book(snapshot), snapshot.day, *how))


def _items(kept: Book, day: int, residue: Residue | None, disputed: Disputed) -> Items:
    settled = paid(kept, residue)
    measured = asked(kept, settled, residue, disputed)
    undisputed = kept.open - kept.disputed
    late = np.where((kept.due != NO_DAY) & (kept.due < day) & (undisputed > settled.residue), undisputed, 0)
    last = extreme(kept.parts.item, kept.parts.on, len(kept.open), largest=True, absent=NO_DAY)
    ended = np.where(late > 0, day, np.where(kept.open > 0, NO_DAY, last))
    ended = np.where(measured.on != NO_DAY, measured.on, ended)
    issued = kept.documents.days("issued_on").view(np.int64)[kept.document]
    return Items(kept, settled.owed, settled.on, late, measured.owed, measured.on, ended, issued)


@attrs.frozen(eq=False)
class Index:
    """The rows of each party in a table: a sort and its bounds."""

    place: dict[str, int]
    order: Ints
    bounds: Ints

    @classmethod
    def of(cls, party: Labels, codes: Ints) -> Index:
        """By the codes of ``party``'s labels, one a row."""
        names, count = party.labels, len(party.labels)
        bounds = np.append(0, np.cumsum(np.bincount(codes, minlength=count)))
        return cls(dict(zip(names, range(count), strict=True)), np.argsort(codes, kind="stable"), bounds)

    def rows(self, party_id: str) -> Ints:
        """The rows of a party, in their order."""
        code = self.place.get(party_id)
        return self.order[:0] if code is None else self.order[self.bounds[code] : self.bounds[code + 1]]


def rows_of(snapshot: Snapshot, table: str, party_id: str) -> Ints:
    """Where the rows of a party stand: in a table of facts, or among the ``items`` or ``parts`` of the book."""
    kept = book(snapshot) if table in ("items", "parts") else None
    party = (snapshot.view(table) if kept is None else kept.documents).labels("party_id")
    if party.labels == (party_id,):  # nobody else: what a web request brings
        return np.arange(len(party) if kept is None else len(kept.document if table == "items" else kept.parts.item))
    return snapshot.memo(("credit_file.index", table), lambda: _index(party, kept, table)).rows(party_id)


def _index(party: Labels, kept: Book | None, table: str) -> Index:
    if kept is None:
        return Index.of(party, party.codes)
    owner = party.codes[kept.document]
    return Index.of(party, owner if table == "items" else owner[kept.parts.item])
