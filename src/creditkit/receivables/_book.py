"""The receivables book of a snapshot: what was to be paid, what settled it, what is open.

A document is one *item*, or one item an instalment. Every settlement becomes a *part* of one item:
a dated allocation, the rest that ``settled_on`` closes, or a credit note applied to the document
that it cancels. Open items and payment behaviour are both read off the book, so they cannot differ.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import Ints, Mask, rows_where, some
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot, View
from creditkit.receivables._due import BASES, NO_DAY, agreed_schedules, due_dates
from creditkit.receivables._kernels import sums

Undated: TypeAlias = Literal["undetermined", "document_date"]

_KINDS = ("invoice", "credit_note", "receipt")
CASH, CREDIT_NOTE = 0, 1
#: In dispute where no part is named.
_WHOLE = np.iinfo(np.int64).max
#: Settlements that are payments: cash, withholding tax (paid to the state for us), bill, contra.
PAYS = np.array([True, False, False, False, False, True, True, True, False, False])
#: Settlements that take off what was to be paid: credit note, discount, deduction, exchange, factoring.
TAKES_OFF = np.array([False, True, False, True, True, False, False, False, True, True])


@attrs.frozen(eq=False)
class Parts:
    """Settlements. ``on`` is the day from which each counts, ``money_in`` the day of the money.

    ``kind`` is the position in :data:`creditkit.facts.AllocationKind`'s order.

    >>> from datetime import date
    >>> from creditkit import Allocation, Document, Facts, Money
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1))
    >>> paid = Allocation("a", "1", Money("20.00", "EUR"), value_on=date(2025, 2, 3))
    >>> parts = book(Facts([bill, paid]).at(date(2025, 3, 1))).parts
    >>> parts.minor.tolist(), parts.on.astype("M8[D]").tolist()
    ([2000], [datetime.date(2025, 2, 3)])
    """

    item: Ints
    minor: Ints
    on: Ints
    money_in: Ints
    kind: Ints

    def take(self, rows: Ints) -> Parts:
        """Some of them."""
        return Parts(self.item[rows], self.minor[rows], self.on[rows], self.money_in[rows], self.kind[rows])

    def of(self, item: Ints) -> Parts:
        """The same settlements, of items numbered otherwise."""
        return Parts(item, self.minor, self.on, self.money_in, self.kind)


@attrs.frozen(eq=False)
class Book:
    """What a snapshot says about receivables.

    Args:
        documents: the documents of every kind.
        document: position in ``documents`` of each item; instalments of one follow each other by due date.
        minor, due: amount and effective due day of each item (NO_DAY where undetermined).
        basis: what the due day rests on, a position in BASES.
        open: what is open on each item.
        parts: what settled them.
        unapplied: what is left of each document that is a receipt or credit note; 0 for invoices.

    >>> from datetime import date
    >>> from creditkit import Document, Facts, Money
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> found = book(Facts([bill]).at(date(2025, 3, 1)))
    >>> found.open.tolist(), found.due.astype("M8[D]").tolist(), found.unapplied.tolist()
    ([6000], [datetime.date(2025, 1, 31)], [0])
    """

    documents: View
    document: Ints
    minor: Ints
    due: Ints
    basis: Ints
    open: Ints
    parts: Parts
    unapplied: Ints

    @cached_property
    def issued(self) -> Ints:
        """The issue day of each item."""
        return self.documents.days("issued_on").view(np.int64)[self.document]

    def overdue(self, day: int) -> Mask:
        """The items that are open and were due before the day."""
        late: Mask = (self.open > 0) & (self.due < day) & (self.due != NO_DAY)
        return late

    @cached_property
    def our_fault(self) -> Mask | None:
        """The items of which a dispute was found to be our fault; None where there is none."""
        found: Mask = ~np.isnat(self.documents.days("our_fault_on"))
        return found[self.document] if some(found) else None

    def telling(self, those: Mask, item: Ints | None = None) -> Mask:
        """Which of those say how a party pays: a dispute that was found to be our fault leaves the statistics.

        Args:
            those: some of the items, or of rows that belong to items.
            item: the item of each row; None where the rows are the items.
        """
        if self.our_fault is None:
            return those
        return those & ~(self.our_fault if item is None else self.our_fault[item])

    @cached_property
    def disputed(self) -> Ints:
        """How much of each item is in dispute: never more than is open; of instalments the latest due first."""
        documents = self.documents
        flagged = documents.flags("disputed") | ~np.isnat(documents.days("disputed_on"))
        if not some(flagged):
            return np.zeros(len(self.open), dtype=np.int64)
        part = documents.numbers("disputed_amount")
        amount = part.values if part.missing is None else np.where(part.missing, _WHOLE, part.values)
        claim = np.where(flagged & np.isnat(documents.days("dispute_ended_on")), amount, 0)[self.document]
        out = np.minimum(claim, self.open)
        same_next = self.document[1:] == self.document[:-1]
        for row in rows_where(same_next)[::-1].tolist():
            claim[row] = claim[row + 1] - out[row + 1]
            out[row] = min(int(claim[row]), int(self.open[row]))
        return out


def book(snapshot: Snapshot, undated: Undated = "undetermined") -> Book:
    """Works out the book.

    Args:
        snapshot: what may be known.
        undated: what an item without due date and without terms gets: no due date, or its document date.

    >>> from datetime import date
    >>> from creditkit import Document, Facts, Money
    >>> snapshot = Facts([Document("1", "C-7", Money("60", "EUR"), issued_on=date(2025, 1, 1))]).at(date(2025, 3, 1))
    >>> (book(snapshot).due == NO_DAY).tolist(), book(snapshot, "document_date").due.astype("M8[D]").tolist()
    ([True], [datetime.date(2025, 1, 1)])
    """
    if undated not in ("undetermined", "document_date"):
        raise InvalidInput("undated", undated, "undetermined, document_date")
    return snapshot.memo(("book", undated), lambda: _book(snapshot, undated))


def _book(snapshot: Snapshot, undated: Undated) -> Book:
    documents = snapshot.invoices
    parts, unapplied = _settlements(snapshot)
    due, basis = due_dates(snapshot, undated)
    invoice = rows_where(documents.labels("kind").codes == 0)
    minor = documents.amounts().minor
    schedule = _schedule(snapshot)
    if not schedule:
        settled = parts
        if len(invoice) < len(minor):
            place = np.full(len(minor), -1, dtype=np.int64)
            place[invoice] = np.arange(len(invoice))
            minor, due, basis = minor[invoice], due[invoice], basis[invoice]
            settled = parts.of(place[parts.item])
        left = minor - sums(settled.item, settled.minor, len(invoice))
        return Book(documents, invoice, minor, due, basis, left, settled, unapplied)
    return _by_instalments(snapshot, schedule, invoice, due, basis, parts, unapplied)


def _settlements(snapshot: Snapshot) -> tuple[Parts, Ints]:
    """Parts by document, and what is left of receipts and credit notes."""
    documents, allocations = snapshot.invoices, snapshot.allocations
    minor = allocations.amounts().minor
    to, source = allocations.to, allocations.source
    left = documents.amounts().minor.copy()
    explicit = Parts(to, minor, allocations.counts_from, allocations.money_in, allocations.labels("kind").codes)
    ours, named = rows_where(to >= 0), rows_where(source >= 0)
    if len(ours) < len(to) or len(snapshot.view("instalments")):
        explicit = explicit.take(_in_order(snapshot, ours))
    np.subtract.at(left, explicit.item, explicit.minor)
    if len(named):
        np.subtract.at(left, source[named], minor[named])
    parts = _joined(explicit, _cancelled(snapshot, left), _closed(documents, left))
    unapplied = np.where(documents.labels("kind").codes == 0, 0, left)
    return parts, unapplied


def _in_order(snapshot: Snapshot, rows: Ints) -> Ints:
    """Allocations by value date and id where instalments share them out: the order of rows must not matter."""
    if not len(snapshot.view("instalments")):
        return rows
    allocations = snapshot.allocations
    ids, value_on = allocations.labels("allocation_id").take(rows), allocations.days("value_on")[rows]
    by_id: Ints = rows[np.lexsort((ids.compact().codes, value_on.view(np.int64)))]
    return by_id


def _joined(first: Parts, *more: Parts | None) -> Parts:
    filled = [first, *(parts for parts in more if parts is not None and len(parts.item))]
    if len(filled) == 1:
        return first
    return Parts(*(np.concatenate([getattr(p, f.name) for p in filled]) for f in attrs.fields(Parts)))


def _cancelled(snapshot: Snapshot, left: Ints) -> Parts | None:
    """Credit notes that name the invoice they cancel are applied to it, as far as both reach.

    Changes ``left`` in place. Only within one party: a part of the portfolio then gives the same.
    """
    documents = snapshot.invoices
    named = documents.labels("replaces_id")
    if not named.labels:
        return None
    note = rows_where((documents.labels("kind").codes == CREDIT_NOTE) & (named.codes >= 0) & (left > 0))
    target = snapshot.position_of(named.take(note))
    party, currency = documents.labels("party_id").codes, documents.amounts().currencies.codes
    kinds = documents.labels("kind").codes
    issued = documents.days("issued_on").view(np.int64)
    found: list[tuple[int, int, int]] = []
    order = sorted(
        range(len(note)),
        key=lambda i: (int(issued[note[i]]), documents.labels("document_id")[int(note[i])] or ""),
    )
    for i in order:
        credit, invoice = int(note[i]), int(target[i])
        if (
            invoice < 0
            or kinds[invoice] != 0
            or party[invoice] != party[credit]
            or currency[invoice] != currency[credit]
        ):
            continue
        amount = min(int(left[credit]), int(left[invoice]))
        if amount > 0:
            left[credit] -= amount
            left[invoice] -= amount
            found.append((invoice, amount, max(int(issued[credit]), int(issued[invoice]))))
    columns = np.array(found, dtype=np.int64).reshape(-1, 3)
    kind = np.full(len(found), CREDIT_NOTE, dtype=np.int64)
    return Parts(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 2], kind)


def _closed(documents: View, left: Ints) -> Parts | None:
    """What ``settled_on`` closes: all that is left, on that day. Changes ``left`` in place."""
    settled = documents.days("settled_on").view(np.int64)
    rows = rows_where((settled != NO_DAY) & (left != 0))
    if not len(rows):
        return None
    invoice = rows[documents.labels("kind").codes[rows] == 0]
    on = np.maximum(settled[invoice], documents.days("issued_on").view(np.int64)[invoice])
    parts = Parts(invoice, left[invoice].copy(), on, on, np.full(len(invoice), CASH, dtype=np.int64))
    left[rows] = 0
    return parts


def _by_instalments(
    snapshot: Snapshot,
    schedule: dict[int, list[tuple[int, int]]],
    invoice: Ints,
    due: Ints,
    basis: Ints,
    parts: Parts,
    unapplied: Ints,
) -> Book:
    """Splits documents with instalments into items; what is settled fills the earliest due first.

    Documents that are one item come first, in columns; only the others are gone through one by one.
    """
    documents = snapshot.invoices
    whole = invoice[~np.isin(invoice, list(schedule))]
    replaced = BASES.index("replaced")
    rows = [
        (position, amount, int(due[position]) if basis[position] == replaced else day)
        for position in sorted(schedule)
        for day, amount in schedule[position]
    ]
    split = np.array(rows, dtype=np.int64).reshape(-1, 3)
    document = np.concatenate([whole, split[:, 0]])
    minor = np.concatenate([documents.amounts().minor[whole], split[:, 1]])
    days = np.concatenate([due[whole], split[:, 2]])
    settled = _filled(document, minor, parts)
    left = minor - sums(settled.item, settled.minor, len(minor))
    return Book(documents, document, minor, days, basis[document], left, settled, unapplied)


def _schedule(snapshot: Snapshot) -> dict[int, list[tuple[int, int]]]:
    """(due day, minor units) of the instalments of each invoice that has any, by due day."""
    view = snapshot.view("instalments")
    if not len(view):
        return agreed_schedules(snapshot)
    position = snapshot.position_of(view.labels("document_id"))
    days = view.days("due_on").view(np.int64)
    invoice = snapshot.invoices.labels("kind").codes == 0
    out: dict[int, list[tuple[int, int]]] = {}
    for place, day, minor in zip(position.tolist(), days.tolist(), view.amounts().minor.tolist(), strict=True):
        if invoice[place]:
            out.setdefault(place, []).append((day, minor))
    return {**agreed_schedules(snapshot), **{place: sorted(parts) for place, parts in out.items()}}


def _filled(document: Ints, minor: Ints, parts: Parts) -> Parts:
    """Parts of documents as parts of items: by their day, each fills the earliest item that has room."""
    first = np.full(int(document.max(initial=-1)) + 2, -1, dtype=np.int64)
    first[document[::-1]] = np.arange(len(document))[::-1]
    single = np.bincount(document, minlength=len(first))[parts.item] == 1
    kept = parts.take(rows_where(single)).of(first[parts.item[single]])
    room = minor.tolist()
    rows: list[tuple[int, int, int, int, int]] = []
    several = rows_where(~single)
    for i in several[np.lexsort((parts.money_in[several], parts.on[several]))].tolist():
        item, rest = int(first[parts.item[i]]), int(parts.minor[i])
        while rest:
            taken = min(rest, room[item])
            if taken:
                rows.append((item, taken, int(parts.on[i]), int(parts.money_in[i]), int(parts.kind[i])))
            room[item] -= taken
            rest -= taken
            item += 1
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return _joined(kept, Parts(*(columns[:, k].copy() for k in range(5))))
