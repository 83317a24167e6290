"""The receivables of one party as plain values: from the records where they are few, else from the book's columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np

from creditkit.credit_file._items import WRITE_OFF, items, rows_of
from creditkit.credit_file._measures import Measures
from creditkit.facts import Snapshot
from creditkit.receivables import NO_DAY, PAYS, Residue
from creditkit.receivables._plain_book import PlainBook, PlainItem, plain_book

#: Minor units by currency.
Sums: TypeAlias = "dict[str, int]"


class Item(NamedTuple):
    """An item of the party; days are days since 1970. The figures are those of :class:`._items.Items`."""

    currency: str
    owed: int
    open: int
    late: int
    due: int
    issued: int
    paid_on: int
    asked: int
    met_on: int
    ended_on: int


class Payment(NamedTuple):
    """A settlement that is a payment and says how the party pays, with the days of its item."""

    currency: str
    minor: int
    money_in: int
    due: int
    issued: int


class Own(NamedTuple):
    """The items of a party, the payments on them, the days of write-offs, and what is unapplied.

    Payments and write-offs of items of which a dispute was found to be our fault are left out.
    """

    items: list[Item]
    payments: list[Payment]
    written_off: list[int]
    unapplied: Sums


def added(pairs: Iterable[tuple[str, int]]) -> Sums:
    """Minor units by currency."""
    out: Sums = {}
    for currency, minor in pairs:
        out[currency] = out.get(currency, 0) + minor
    return out


def own_items(snapshot: Snapshot, party_id: str, measures: Measures) -> Own:
    """What the receivables of a party are, for its credit file."""
    plain = plain_book(snapshot)
    if plain is None:
        return _columns(snapshot, party_id, measures)
    return _plain(plain, party_id, measures.residue, snapshot.day)


def _plain(kept: PlainBook, party_id: str, residue: Residue | None, day: int) -> Own:
    mine, payments, written_off = [], [], []
    for one in kept.items:
        if one.document.party_id == party_id:
            mine.append(_item(one, residue, day))
            currency, due, issued = one.currency, one.due, one.issued
            payments += [Payment(currency, part.minor, part.money_in, due, issued) for part in one.parts if part.pays]
            written_off += [part.on for part in one.parts if part.kind == "write_off"]
    loose = added((one.amount.currency, minor) for one, minor in kept.unapplied if one.party_id == party_id)
    return Own(mine, payments, written_off, loose)


def _item(one: PlainItem, residue: Residue | None, day: int) -> Item:
    owed, rest, paid_on = one.paid(residue)
    late = one.open if one.late_on(day) and one.open > rest else 0
    ended = paid_on
    if paid_on == NO_DAY:
        ended = day if late > 0 else NO_DAY if one.open > 0 else max((part.on for part in one.parts), default=NO_DAY)
    return Item(one.currency, owed, one.open, late, one.due, one.issued, paid_on, owed, paid_on, ended)


def _columns(snapshot: Snapshot, party_id: str, measures: Measures) -> Own:
    seen = items(snapshot, measures)
    kept = seen.kept
    codes = kept.documents.amounts().currencies
    names = codes.labels
    rows = rows_of(snapshot, "items", party_id)
    held = [names[code] for code in codes.codes[kept.document[rows]].tolist()]
    lists = (each[rows].tolist() for each in (seen.owed, kept.open, seen.late, kept.due, seen.issued, seen.paid_on,
                                              seen.asked, seen.met_on, seen.ended_on))  # fmt: skip
    mine = [Item._make(row) for row in zip(held, *lists, strict=True)]
    parts = kept.parts.take(rows_of(snapshot, "parts", party_id))
    parts = parts.take(np.flatnonzero(kept.telling(np.ones(len(parts.item), dtype=np.bool_), parts.item)))
    paid = parts.take(np.flatnonzero(PAYS[parts.kind]))
    held = [names[code] for code in codes.codes[kept.document[paid.item]].tolist()]
    lists = (each.tolist() for each in (paid.minor, paid.money_in, kept.due[paid.item], seen.issued[paid.item]))
    payments = [Payment._make(row) for row in zip(held, *lists, strict=True)]
    documents = rows_of(snapshot, "invoices", party_id)
    loose = added(
        (names[code], minor)
        for code, minor in zip(codes.codes[documents].tolist(), kept.unapplied[documents].tolist(), strict=True)
    )
    return Own(mine, payments, parts.on[parts.kind == WRITE_OFF].tolist(), loose)
