"""When an item is due: its own date, its party's terms, or the date of what it replaces.

A document that replaces another (red-letter and reissue, deferral, dishonoured bill) keeps the
original due date for ageing; otherwise a customer would grow young again by a piece of paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
            due[row] = np.datetime64(agreed.due_on(cast("date", issued[row].item())), "D").astype(np.int64)
            basis[row] = BASES.index("terms")


def _terms(parties: View) -> Mapping[str, PaymentTerms]:
    ids = parties.labels("party_id").texts()
    terms = cast("np.ndarray[Any, Any]", parties.column("payment_terms")).tolist()
    return {cast(str, party): agreed for party, agreed in zip(ids, terms, strict=True) if agreed is not None}


def _original(snapshot: Snapshot, due: Ints, basis: Ints, replacing: Mask) -> tuple[Ints, Ints]:
    """The earliest due day of each replacement and all that it replaces: a chain never grows young."""
    rows = np.flatnonzero(replacing)
    if not len(rows):
        return due, basis
    before = _before(snapshot)
    invoice = snapshot.invoices.labels("kind").codes == 0
    out, why = due.copy(), basis.copy()
    for row in rows.tolist():
        days = [int(due[p]) for p in _chain(row, before) or () if invoice[p] and due[p] != _NO_DAY]
        if days and (due[row] == _NO_DAY or min(days) < due[row]):
            out[row], why[row] = min(days), BASES.index("replaced")
    return out, why


def _before(snapshot: Snapshot) -> Mapping[int, int]:
    """The position of what each document names as replaced; −2 where that is not known.

    Credit notes are in, so that a reissue may name the red-letter invoice between it and the original.
    """
    named = snapshot.invoices.labels("replaces_id")
    rows = np.flatnonzero(named.codes >= 0)
    return dict(zip(rows.tolist(), snapshot.position_of(named.take(rows)).tolist(), strict=True))


def _chain(row: int, before: Mapping[int, int]) -> list[int] | None:
    """What the document replaces, newest first, as far as it is known; None if that is a circle."""
    chain = [row]
    while (position := before.get(chain[-1], -1)) >= 0:
        if position in chain:
            return None
        chain.append(position)
    return chain[1:]


def replacement_findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Replacements that cannot be followed: the original is not known, or the chain is a circle."""
    documents, whole = snapshot.invoices, snapshot.whole
    rows = np.flatnonzero(_replacing(documents))
    if not len(rows):
        return ()
    named = documents.labels("replaces_id")
    before = _before(whole)
    out = []
    positions = whole.position_of(documents.labels("document_id").take(rows))
    for row, position in zip(rows.tolist(), positions.tolist(), strict=True):
        path = f"invoices[{documents.labels('document_id')[row]}].replaces_id"
        if before[position] < 0:
            out.append(Finding("warning", path, Reason("replaced_unknown", {"replaces_id": named[row]})))
        elif _chain(position, before) is None:
            out.append(Finding("warning", path, Reason("replacement_cycle")))
    return tuple(out)
