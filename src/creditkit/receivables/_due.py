"""When an item is due: its own date, its party's terms, or the date of what it replaces.

A document that replaces another (red-letter and reissue, deferral, dishonoured bill) keeps the
original due date for ageing; otherwise a customer would grow young again by a piece of paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from creditkit.columns import Ints, Mask
from creditkit.dates import PaymentTerms
from creditkit.facts import Snapshot, View
from creditkit.reasons import Finding, Reason

#: What a due day rests on.
BASES = ("due_date", "instalments", "terms", "document_date", "replaced", "undetermined")
_NO_DAY = int(np.iinfo(np.int64).min)


def due_dates(snapshot: Snapshot, undated: str) -> tuple[Ints, Ints]:
    """The effective due day of every document and what it rests on.

    Replaced documents are looked up in the whole snapshot, so that a restriction changes nothing.
    """
    documents = snapshot.invoices
    replacing = _replacing(documents)
    if not replacing.any() or snapshot.whole is snapshot:
        due, basis = _own(snapshot, undated)
        return _original(snapshot, due, basis, replacing)
    due, basis = due_dates(snapshot.whole, undated)
    rows = snapshot.whole.position_of(documents.labels("document_id"))
    return due[rows], basis[rows]


def _replacing(documents: View) -> Mask:
    invoice: Mask = documents.labels("kind").codes == 0
    return invoice & (documents.labels("replaces_id").codes >= 0)


def _own(snapshot: Snapshot, undated: str) -> tuple[Ints, Ints]:
    documents = snapshot.invoices
    due = documents.days("due_on").view(np.int64).copy()
    basis = np.where(due == _NO_DAY, BASES.index("undetermined"), BASES.index("due_date"))
    schedule = snapshot.view("instalments")
    if len(schedule):
        first = np.full(len(due) + 1, np.iinfo(np.int64).max)
        position = snapshot.position_of(schedule.labels("document_id"))
        np.minimum.at(first, position, schedule.days("due_on").view(np.int64))
        there = first[:-1] != np.iinfo(np.int64).max
        due[there], basis[there] = first[:-1][there], BASES.index("instalments")
    open_ended = np.flatnonzero((due == _NO_DAY) & (documents.labels("kind").codes == 0))
    if len(open_ended):
        _by_terms(snapshot, open_ended, due, basis)
    if undated == "document_date":
        rest = due == _NO_DAY
        due[rest] = documents.days("issued_on").view(np.int64)[rest]
        basis[rest] = BASES.index("document_date")
    return due, basis


def _by_terms(snapshot: Snapshot, rows: Ints, due: Ints, basis: Ints) -> None:
    """Dates documents by the contract terms of their party. Changes ``due`` and ``basis`` in place."""
    terms = _terms(snapshot.view("parties"))
    documents = snapshot.invoices
    party, issued = documents.labels("party_id"), documents.days("issued_on")
    for row in rows.tolist():
        agreed = terms.get(cast(str, party[row]))
        if agreed is not None:
            due[row] = np.datetime64(agreed.due_on(issued[row].item()), "D").astype(np.int64)
            basis[row] = BASES.index("terms")


def _terms(parties: View) -> Mapping[str, PaymentTerms]:
    ids = parties.labels("party_id").texts()
    terms = cast("np.ndarray[Any, Any]", parties.column("payment_terms")).tolist()
    return {cast(str, party): agreed for party, agreed in zip(ids, terms, strict=True) if agreed is not None}


def _original(snapshot: Snapshot, due: Ints, basis: Ints, replacing: Mask) -> tuple[Ints, Ints]:
    """Follows each replacement to the first document of its chain and takes that one's due day."""
    rows = np.flatnonzero(replacing)
    if not len(rows):
        return due, basis
    target = snapshot.position_of(snapshot.invoices.labels("replaces_id").take(rows))
    before = dict(zip(rows.tolist(), target.tolist(), strict=True))
    out, why = due.copy(), basis.copy()
    for row in rows.tolist():
        origin = _first(row, before)
        if origin != row and due[origin] != _NO_DAY:
            out[row], why[row] = due[origin], BASES.index("replaced")
    return out, why


def _first(row: int, before: Mapping[int, int]) -> int:
    """The first document of the chain; the row itself if the chain is a circle or leads nowhere."""
    seen = {row}
    at = row
    while before.get(at, -1) >= 0:
        at = before[at]
        if at in seen:
            return row
        seen.add(at)
    return at


def replacement_findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Replacements that cannot be followed: the original is not known, or the chain is a circle."""
    documents = snapshot.invoices
    rows = np.flatnonzero(_replacing(documents))
    named = documents.labels("replaces_id")
    target = snapshot.whole.position_of(named.take(rows))
    own = snapshot.whole.position_of(documents.labels("document_id").take(rows))
    before = dict(zip(own.tolist(), target.tolist(), strict=True))
    out = []
    for row, position, origin in zip(rows.tolist(), own.tolist(), target.tolist(), strict=True):
        path = f"invoices[{documents.labels('document_id')[row]}].replaces_id"
        if origin < 0:
            out.append(Finding("warning", path, Reason("replaced_unknown", {"replaces_id": named[row]})))
        elif _first(position, before) == position:
            out.append(Finding("warning", path, Reason("replacement_cycle")))
    return tuple(out)
