"""Open items as of a day: what is still to be paid, what is due when, what is in dispute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, cast, overload

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import (
    Amounts,
    Columns,
    Days,
    Ints,
    Labels,
    Mask,
    Numbers,
    coded,
    readonly,
    rows_of,
    rows_where,
)
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.reasons import Finding, Reason
from creditkit.receivables._attributes import Attributes, attributes_of
from creditkit.receivables._book import Undated, book
from creditkit.receivables._due import BASES, NO_DAY


@attrs.frozen
class OpenItem:
    """One open item: an invoice, an instalment of one, or the unapplied rest of a receipt or credit note.

    Args:
        document_id, party_id: which document, whose.
        open: what is open; negative where it is unapplied.
        issued_on: the document's date.
        due_on: the effective due date; None where it is undetermined or the item is unapplied.
        days_past_due: as_of − due_on; zero or less is not due. None without a due date.
        disputed: how much of it is in dispute.
        flags: what is special: ``unapplied``, ``undetermined``, ``replaced``, ``terms``, ``instalments``,
            ``document_date``, ``disputed``.

    >>> from creditkit.facts import Allocation, Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> paid = Allocation("a", "1", Money("20.00", "EUR"), value_on=date(2025, 2, 3))
    >>> [item] = open_items(Facts([bill, paid]).at(date(2025, 3, 2)))
    >>> item.open, item.days_past_due, item.flags
    (Money('40.00', 'EUR'), 30, ())
    """

    document_id: str
    party_id: str
    open: Money
    issued_on: date
    due_on: date | None
    days_past_due: int | None
    disputed: Money
    flags: tuple[str, ...]


def _days(values: npt.ArrayLike) -> Days:
    return cast("Days", readonly(np.asarray(values).astype("datetime64[D]", copy=False)))


def _int64(values: npt.ArrayLike) -> Ints:
    return readonly(np.asarray(values, dtype=np.int64))


def _no_document(items: OpenItems) -> Labels:
    return Labels(np.full(len(items.party), -1), ())


def _no_day(items: OpenItems) -> Days:
    return np.full(len(items.party), "NaT", dtype="datetime64[D]")


def _no_amount(items: OpenItems) -> Ints:
    return np.zeros(len(items.party), dtype=np.int64)


def _all_applied(items: OpenItems) -> Mask:
    return np.zeros(len(items.party), dtype=np.bool_)


def _due_as_given(items: OpenItems) -> Labels:
    gone = np.isnat(items.due)
    return Labels(np.where(gone, BASES.index("undetermined"), BASES.index("due_date")), BASES)


@attrs.frozen(eq=False, kw_only=True)
class OpenItems(Sequence[OpenItem]):
    """Open items in columns. ``items[i]`` is one of them as a value, made on demand.

    Args:
        as_of: the day, to its end.
        document, party: labels, one a row.
        open: int64 minor units and currency; negative where unapplied.
        issued, due: datetime64[D]; ``due`` is the effective due date, NaT where undetermined or unapplied.
        disputed: int64 minor units in dispute, of the row's currency, between 0 and ``open``.
        unapplied: true where the row is the rest of a receipt or credit note.
        basis: what the due date rests on (labels of BASES).
        attributes: further labels to age by (``entity_id``, ``country`` …).

    Hosts that keep their own open items build this from their columns: ``document`` may then be left
    out, and ``issued``, ``disputed`` and ``unapplied`` where they do not matter.

    >>> owed, due = Amounts([1250, 300], "EUR"), ["2025-01-31", None]
    >>> items = OpenItems(as_of=date(2025, 3, 2), party=Labels.of(["C-7", "C-8"]), open=owed, due=due)
    >>> items[0].days_past_due, items[1].flags
    (30, ('undetermined',))
    """

    as_of: date
    party: Labels
    open: Amounts
    due: Days = attrs.field(converter=_days)
    document: Labels = attrs.field(default=attrs.Factory(_no_document, takes_self=True))
    issued: Days = attrs.field(default=attrs.Factory(_no_day, takes_self=True), converter=_days)
    disputed: Ints = attrs.field(default=attrs.Factory(_no_amount, takes_self=True), converter=_int64)
    unapplied: Mask = attrs.field(default=attrs.Factory(_all_applied, takes_self=True))
    basis: Labels = attrs.field(default=attrs.Factory(_due_as_given, takes_self=True))
    attributes: Mapping[str, Labels] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        rows_of(
            {
                "party": self.party, "open": self.open, "due": self.due, "document": self.document,
                "issued": self.issued, "disputed": self.disputed, "unapplied": self.unapplied,
            }
        )  # fmt: skip
        if not isinstance(self.attributes, Attributes):
            rows_of({"party": self.party, **self.attributes})

    @property
    def days_past_due(self) -> Numbers:
        """as_of − due in days; missing where there is no due date."""
        gone = np.isnat(self.due)
        late = np.datetime64(self.as_of, "D").astype(np.int64) - self.due.view(np.int64)
        return Numbers(np.where(gone, 0, late), 0, gone)

    def label(self, name: str) -> Labels:
        """The labels of every row under a name: ``party_id``, ``currency``, ``document_id`` or an attribute.

        Raises:
            InvalidInput: there is no such label.
        """
        known = {"party_id": self.party, "document_id": self.document, **self.attributes}
        if name == "currency":
            return self.open.currencies
        if name not in known:
            raise InvalidInput("by", name, ", ".join(["currency", *known]))
        return known[name]

    def columns(self) -> Columns:
        """All rows, as the table that the command line writes."""
        return MappingProxyType(
            {
                "document_id": self.document, "party_id": self.party, "currency": self.open.currencies,
                "open_amount": self.open, "issued_on": self.issued, "due_on": self.due,
                "days_past_due": self.days_past_due,
                "disputed_amount": Amounts(self.disputed, self.open.currency),
                "unapplied": self.unapplied, "due_basis": self.basis,
            }
        )  # fmt: skip

    def where(self, rows: npt.NDArray[Any]) -> OpenItems:
        """The items named by a mask or an index array.

        ``items.where(items.disputed == 0)`` are the undisputed ones.
        """
        return OpenItems(
            as_of=self.as_of, party=self.party.take(rows), open=self.open.take(rows), due=self.due[rows],
            document=self.document.take(rows), issued=self.issued[rows], disputed=self.disputed[rows],
            unapplied=self.unapplied[rows], basis=self.basis.take(rows),
            attributes=Attributes(tuple(self.attributes), lambda name: self.attributes[name].take(rows)),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.party)

    @overload
    def __getitem__(self, i: int) -> OpenItem: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[OpenItem]: ...
    def __getitem__(self, i: int | slice) -> OpenItem | Sequence[OpenItem]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        currency = cast(str, self.open.currencies[i])
        due: date | None = self.due[i].item()
        return OpenItem(
            self.document[i] or "", self.party[i] or "", Money.of_minor(int(self.open.minor[i]), currency),
            self.issued[i].item(), due, None if due is None else (self.as_of - due).days,
            Money.of_minor(int(self.disputed[i]), currency), self._flags(i),
        )  # fmt: skip

    def _flags(self, i: int) -> tuple[str, ...]:
        if self.unapplied[i]:
            return ("unapplied",)
        basis = self.basis[i]
        flags = () if basis in (None, "due_date") else (basis,)
        return (*flags, "disputed") if self.disputed[i] else flags


def open_items(snapshot: Snapshot, *, undated: Undated = "undetermined") -> OpenItems:
    """The open items of a snapshot, with the unapplied rests of receipts and credit notes.

    An item settled on the day is closed that day. A document with instalments has an item for each
    that is open; what is paid fills the earliest due first, and what is disputed the latest due.

    Args:
        snapshot: what may be known.
        undated: an item without due date and without terms stays ``undetermined``, or gets its
            ``document_date`` as due date.

    >>> from creditkit.facts import Document, Facts
    >>> facts = Facts(
    ...     [Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))]
    ... )
    >>> [item] = open_items(facts.at(date(2025, 3, 2)))
    >>> item.open, item.days_past_due
    (Money('12.50', 'EUR'), 30)
    """
    kept = book(snapshot, undated)
    due_rows = rows_where(kept.open != 0)
    loose = rows_where(kept.unapplied != 0)
    positions = np.concatenate([kept.document[due_rows], loose])
    disputed = kept.disputed[due_rows]
    documents = kept.documents
    none = np.full(len(loose), NO_DAY)
    unapplied = np.zeros(len(positions), dtype=np.bool_)
    unapplied[len(due_rows) :] = True
    undetermined = np.full(len(loose), BASES.index("undetermined"))
    return OpenItems(
        as_of=snapshot.as_of,
        party=documents.labels("party_id").take(positions),
        open=Amounts(
            np.concatenate([kept.open[due_rows], -kept.unapplied[loose]]),
            documents.amounts().currencies.take(positions),
        ),
        due=np.concatenate([kept.due[due_rows], none]).view("datetime64[D]"),
        document=documents.labels("document_id").take(positions),
        issued=documents.days("issued_on")[positions],
        disputed=np.concatenate([disputed, np.zeros(len(loose), dtype=np.int64)]),
        unapplied=unapplied,
        basis=coded(np.concatenate([kept.basis[due_rows], undetermined]), BASES, distinct=True, complete=True),
        attributes=attributes_of(snapshot, documents, positions),
    )


def by_label(labels: Labels) -> list[tuple[str, int]]:
    """The labels and their codes in order of text: how labels are numbered depends on facts that may lie ahead."""
    return sorted((label, code) for code, label in enumerate(labels.labels))


def open_findings(items: OpenItems) -> tuple[Finding, ...]:
    """Odd but usable: open items that nobody can call overdue, because nothing dates them."""
    out = []
    rows = np.isnat(items.due) & ~items.unapplied
    for currency, code in by_label(items.open.currencies):
        mine = rows & (items.open.currencies.codes == code)
        if mine.any():
            amount = Money.of_minor(int(items.open.minor[mine].sum()), currency)
            reason = Reason("due_undetermined", {"items": int(mine.sum()), "amount": amount})
            out.append(Finding("warning", f"open_items[{currency}]", reason))
    return tuple(out)
