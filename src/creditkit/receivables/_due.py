"""When an item is due: its own date, its party's terms, or the date of what it replaces.

A document that replaces another (red-letter and reissue, deferral, dishonoured bill) keeps the
original due date for ageing; otherwise a customer would grow young again by a piece of paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import numpy as np

from creditkit.columns import Ints, Mask, rows_where, some
from creditkit.dates import PaymentTerms
from creditkit.facts import Snapshot, View
from creditkit.facts._moments import day_number
from creditkit.money import Money
from creditkit.reasons import Finding, Reason

#: What a due day rests on.
BASES = ("due_date", "instalments", "terms", "document_date", "replaced", "undetermined")
#: No day: the integer of NaT.
NO_DAY = int(np.iinfo(np.int64).min)


def due_dates(snapshot: Snapshot, undated: str) -> tuple[Ints, Ints]:
    """The effective due day of every document and what it rests on.

    Replaced documents are looked up in the whole snapshot, so that a restriction changes nothing.
    """
    documents = snapshot.invoices
    replacing = _replacing(documents)
    if not some(replacing) or snapshot.whole is snapshot:
        due, basis = _own(snapshot, undated)
        return _original(snapshot, due, basis, replacing)
    due, basis = due_dates(snapshot.whole, undated)
    rows = snapshot.whole.position_of(documents.labels("document_id"))
    return due[rows], basis[rows]


def _replacing(documents: View) -> Mask:
    replaces: Mask = documents.labels("replaces_id").codes >= 0
    return replaces & (documents.labels("kind").codes == 0) if some(replaces) else replaces


def _own(snapshot: Snapshot, undated: str) -> tuple[Ints, Ints]:
    documents = snapshot.invoices
    due = documents.days("due_on").view(np.int64).copy()
    basis = np.where(due == NO_DAY, BASES.index("undetermined"), BASES.index("due_date"))
    schedule = snapshot.view("instalments")
    if len(schedule):
        first = np.full(len(due) + 1, np.iinfo(np.int64).max)
        position = snapshot.position_of(schedule.labels("document_id"))
        np.minimum.at(first, position, schedule.days("due_on").view(np.int64))
        there = first[:-1] != np.iinfo(np.int64).max
        due[there], basis[there] = first[:-1][there], BASES.index("instalments")
    open_ended = rows_where((due == NO_DAY) & (documents.labels("kind").codes == 0))
    if len(open_ended):
        _by_terms(snapshot, open_ended, due, basis)
    if undated == "document_date":
        rest = due == NO_DAY
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
            due[row] = day_number(agreed.due_on(cast("date", issued[row].item())))
            basis[row] = BASES.index("terms")
    for row, parts in agreed_schedules(snapshot).items():
        due[row] = parts[0][0]


def agreed_schedules(snapshot: Snapshot) -> dict[int, list[tuple[int, int]]]:
    """(due day, minor units) by due day, of undated invoices whose party's terms are in instalments."""
    terms = {party: agreed for party, agreed in _terms(snapshot.view("parties")).items() if agreed.instalments}
    if not terms:
        return {}
    documents = snapshot.invoices
    party, amount = documents.labels("party_id"), documents.amounts()
    mine = np.array([*(label in terms for label in party.labels), False], dtype=np.bool_)[party.codes]
    undated = mine & np.isnat(documents.days("due_on")) & (documents.labels("kind").codes == 0)
    undated[snapshot.position_of(snapshot.view("instalments").labels("document_id"))] = False
    out = {}
    for row in np.flatnonzero(undated).tolist():
        whole = Money.of_minor(int(amount.minor[row]), cast(str, amount.currencies[row]))
        issued = cast("date", documents.days("issued_on")[row].item())
        parts = [(day_number(day), part.minor) for day, part in terms[cast(str, party[row])].schedule(issued, whole)]
        if parts:
            out[row] = sorted(parts)
    return out


def _terms(parties: View) -> Mapping[str, PaymentTerms]:
    terms = cast("np.ndarray[Any, Any]", parties.column("payment_terms")).tolist()
    if terms.count(None) == len(terms):
        return {}
    ids = parties.labels("party_id").texts()
    return {cast(str, party): agreed for party, agreed in zip(ids, terms, strict=True) if agreed is not None}


def _original(snapshot: Snapshot, due: Ints, basis: Ints, replacing: Mask) -> tuple[Ints, Ints]:
    """The earliest due day of each replacement and all that it replaces: a chain never grows young."""
    rows = rows_where(replacing)
    if not len(rows):
        return due, basis
    before = _before(snapshot)
    invoice = snapshot.invoices.labels("kind").codes == 0
    out, why = due.copy(), basis.copy()
    for row in rows.tolist():
        days = [int(due[p]) for p in _chain(row, before) or () if invoice[p] and due[p] != NO_DAY]
        if days and (due[row] == NO_DAY or min(days) < due[row]):
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
