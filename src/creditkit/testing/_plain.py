"""Plain bookkeeping over records: what the columns have to equal.

Slow and simple on purpose: dictionaries and loops, one rule after the other. It shares no code with
the columns, so the two go wrong in different ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

import attrs

from creditkit.dates import PaymentTerms
from creditkit.facts import Allocation, AllocationKind, Document, Fact, Moment, Party

T = TypeVar("T", Document, Allocation, Party)


@attrs.frozen
class PlainPart:
    """What settled a document: how much, from which day it counts, when the money came in, how."""

    minor: int
    on: date
    money_in: date
    kind: AllocationKind


@attrs.frozen
class PlainItem:
    """An invoice or an instalment of one. ``basis`` says what ``due`` rests on."""

    document: Document
    minor: int
    due: date | None
    basis: str
    parts: tuple[PlainPart, ...]
    open: int
    disputed: int


def instant(moment: Moment) -> datetime:
    """A date is the whole of its day, so its last microsecond."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.max, tzinfo=UTC)


def was_known(fact: Fact, known_at: Moment | None) -> bool:
    """Whether the fact had been recorded by then. None: always recorded, or everything known."""
    if fact.recorded_at is None or known_at is None:
        return True
    return instant(fact.recorded_at) <= instant(known_at)


def _recorded(fact: Fact) -> tuple[bool, datetime]:
    always = datetime.min.replace(tzinfo=UTC)
    return (False, always) if fact.recorded_at is None else (True, instant(fact.recorded_at))


def last_versions(records: Iterable[T], known_at: Moment | None, key: str) -> dict[str, T]:
    """The version of each id that was recorded last, of those that were known; in order of first appearance."""
    out: dict[str, T] = {}
    for record in records:
        name: str = getattr(record, key)
        if was_known(record, known_at) and (name not in out or _recorded(record) >= _recorded(out[name])):
            out[name] = record
    return out


class PlainBook:
    """The receivables of a day, worked out document by document.

    Args:
        records: every fact, all versions.
        as_of: the day, to its end.
        known_at: what had been recorded by then counts; None is everything.
    """

    def __init__(self, records: Iterable[Fact], as_of: date, known_at: Moment | None = None) -> None:
        facts = list(records)
        self.as_of = as_of
        documents = last_versions((f for f in facts if isinstance(f, Document)), known_at, "document_id")
        self.documents = {name: d for name, d in documents.items() if d.issued_on <= as_of}
        parties = last_versions((f for f in facts if isinstance(f, Party)), known_at, "party_id")
        self.terms = {name: p.payment_terms for name, p in parties.items() if p.payment_terms is not None}
        claims = last_versions((f for f in facts if isinstance(f, Allocation)), known_at, "allocation_id")
        self.set_aside: list[Allocation] = []
        self.parts: dict[str, list[PlainPart]] = {name: [] for name in self.documents}
        self.left = {name: d.amount.minor for name, d in self.documents.items()}
        self._allocate([a for a in claims.values() if self._is_there(a)])
        self._cancel()
        self._close()
        self.items = [item for d in self.documents.values() if d.kind == "invoice" for item in self._items(d)]

    def _passed(self, day: date | None) -> bool:
        return day is not None and day <= self.as_of

    def _is_there(self, claim: Allocation) -> bool:
        """Dated by the day, between an invoice and, where one is named, a receipt or credit note of its currency."""
        to = self.documents.get(claim.to_id)
        if (
            claim.value_on > self.as_of
            or to is None
            or to.kind != "invoice"
            or to.amount.currency != claim.amount.currency
        ):
            return False
        if claim.from_id is None:
            return True
        source = self.documents.get(claim.from_id)
        return source is not None and source.kind != "invoice" and source.amount.currency == claim.amount.currency

    def _allocate(self, claims: Sequence[Allocation]) -> None:
        """In order of (value date, id); whole or not at all; a reversal gives the share back on its day."""
        admitted: list[Allocation] = []
        for claim in sorted(claims, key=lambda a: (a.value_on, a.allocation_id)):
            if all(self._room(name, admitted, claim.value_on) >= claim.amount.minor for name in _ends(claim)):
                admitted.append(claim)
            else:
                self.set_aside.append(claim)
        for claim in admitted:
            if not self._passed(claim.reversed_on):
                self._settle(claim)

    def _room(self, name: str, admitted: Iterable[Allocation], on: date) -> int:
        """What the document has left on a day, reversals up to it given back."""
        taken = 0
        for claim in admitted:
            given_back = self._passed(claim.reversed_on) and claim.reversed_on is not None and claim.reversed_on <= on
            if name in _ends(claim) and not given_back:
                taken += claim.amount.minor
        return self.documents[name].amount.minor - taken

    def _settle(self, claim: Allocation) -> None:
        ends = [self.documents[name] for name in _ends(claim)]
        counts_from = max(claim.value_on, *(document.issued_on for document in ends))
        money_in = claim.value_on if claim.from_id is None else self.documents[claim.from_id].issued_on
        for document in ends:
            self.left[document.document_id] -= claim.amount.minor
        self.parts[claim.to_id].append(PlainPart(claim.amount.minor, counts_from, money_in, claim.kind))

    def _cancel(self) -> None:
        """A credit note that names an invoice of its party cancels what is left of it, as far as it reaches."""
        notes = [d for d in self.documents.values() if d.kind == "credit_note" and d.replaces_id in self.documents]
        for note in sorted(notes, key=lambda d: (d.issued_on, d.document_id)):
            invoice = self.documents[note.replaces_id or ""]
            if invoice.kind != "invoice" or _owner(invoice) != _owner(note):
                continue
            amount = min(self.left[note.document_id], self.left[invoice.document_id])
            if amount > 0:
                self.left[note.document_id] -= amount
                self.left[invoice.document_id] -= amount
                on = max(note.issued_on, invoice.issued_on)
                self.parts[invoice.document_id].append(PlainPart(amount, on, on, "credit_note"))

    def _close(self) -> None:
        """``settled_on`` closes whatever is still open."""
        for name, document in self.documents.items():
            if document.settled_on is None or not self._passed(document.settled_on) or not self.left[name]:
                continue
            on = max(document.settled_on, document.issued_on)
            self.parts[name].append(PlainPart(self.left[name], on, on, "cash"))
            self.left[name] = 0

    def _items(self, document: Document) -> list[PlainItem]:
        """One item, or one an instalment: settlements fill the earliest due first, a dispute the latest due."""
        due, basis = self.due(document)
        schedule = [(part.due_on, part.amount.minor) for part in document.instalments] or self._agreed(document)
        rows: list[tuple[date | None, int]] = [(due if basis == "replaced" else day, m) for day, m in sorted(schedule)]
        rows = rows or [(due, document.amount.minor)]
        filled = _filled([minor for _, minor in rows], self.parts[document.document_id])
        opens = [minor - sum(part.minor for part in parts) for (_, minor), parts in zip(rows, filled, strict=True)]
        claim, disputed = self.in_dispute(document), [0] * len(rows)
        for i in reversed(range(len(rows))):
            disputed[i] = min(claim, opens[i])
            claim -= disputed[i]
        return [
            PlainItem(document, minor, day, basis, tuple(parts), still, contested)
            for (day, minor), parts, still, contested in zip(rows, filled, opens, disputed, strict=True)
        ]

    def _agreed(self, document: Document) -> list[tuple[date, int]]:
        """The instalments of an undated document by its party's terms; none where these have none."""
        terms: PaymentTerms | None = self.terms.get(document.party_id)
        if terms is None or not terms.instalments or document.due_on is not None:
            return []
        return [(day, part.minor) for day, part in terms.schedule(document.issued_on, document.amount)]

    def was_disputed(self, document: Document) -> bool:
        """Whether the document is or was in dispute by the day."""
        return document.disputed if document.disputed_on is None else self._passed(document.disputed_on)

    def was_our_fault(self, document: Document) -> bool:
        """Whether a dispute about the document was found to be our fault by the day."""
        return self._passed(document.our_fault_on)

    def in_dispute(self, document: Document) -> int:
        """How much of the document is claimed to be in dispute on the day."""
        if not self.was_disputed(document) or self._passed(document.dispute_ended_on):
            return 0
        return document.amount.minor if document.disputed_amount is None else document.disputed_amount.minor

    def due(self, document: Document) -> tuple[date | None, str]:
        """The effective due day and what it rests on: the earliest of the document and all that it replaces."""
        own, basis = self._own_due(document)
        known = [day for day, _ in map(self._own_due, self._replaced(document)) if day is not None]
        if known and (own is None or min(known) < own):
            return min(known), "replaced"
        return own, basis

    def _replaced(self, document: Document) -> list[Document]:
        """The invoices of the chain of replacements; none if there is no chain, or it is a circle."""
        seen, found, name = {document.document_id}, [], document.replaces_id
        while name is not None and name in self.documents:
            if name in seen:
                return []
            seen.add(name)
            if self.documents[name].kind == "invoice":
                found.append(self.documents[name])
            name = self.documents[name].replaces_id
        return found

    def _own_due(self, document: Document) -> tuple[date | None, str]:
        if document.instalments:
            return min(part.due_on for part in document.instalments), "instalments"
        if document.due_on is not None:
            return document.due_on, "due_date"
        terms: PaymentTerms | None = self.terms.get(document.party_id)
        if terms is not None:
            agreed = [day for day, _ in terms.schedule(document.issued_on, document.amount)]
            return min(agreed, default=terms.due_on(document.issued_on)), "terms"
        return None, "undetermined"

    def unapplied(self) -> Mapping[str, int]:
        """What is left of each receipt and credit note."""
        return {name: self.left[name] for name, d in self.documents.items() if d.kind != "invoice"}

    def balances(self) -> dict[tuple[str, str], int]:
        """Open less unapplied by party and currency; a row for each that has a document."""
        out: dict[tuple[str, str], int] = {}
        for name, document in self.documents.items():
            sign = 1 if document.kind == "invoice" else -1
            key = (document.party_id, document.amount.currency)
            out[key] = out.get(key, 0) + sign * self.left[name]
        return out


def _ends(claim: Allocation) -> tuple[str, ...]:
    return (claim.to_id,) if claim.from_id is None else (claim.to_id, claim.from_id)


def _owner(document: Document) -> tuple[str, str]:
    return document.party_id, document.amount.currency


def _filled(minor: Sequence[int], parts: Iterable[PlainPart]) -> list[list[PlainPart]]:
    """Parts of a document as parts of its items, oldest part into the earliest item that has room."""
    out: list[list[PlainPart]] = [[] for _ in minor]
    room = list(minor)
    for part in sorted(parts, key=lambda part: (part.on, part.money_in)) if len(room) > 1 else parts:
        rest = part.minor
        for i in range(len(room)):
            taken = min(rest, room[i])
            if taken:
                out[i].append(attrs.evolve(part, minor=taken))
                room[i] -= taken
                rest -= taken
    return out
