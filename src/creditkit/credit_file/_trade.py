"""What was sold, ordered, promised and frozen, of one party: the rest of the ledger's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from creditkit.credit_file._items import rows_of
from creditkit.credit_file._ledger import HALF_YEAR, HALF_YEAR_MONTHS, MONTH, YEAR, Sheet
from creditkit.credit_file._own_items import Sums, added
from creditkit.facts import Event, Snapshot
from creditkit.facts._moments import day_number
from creditkit.facts._schema import DOCUMENT_KINDS, ORDER_STATUSES
from creditkit.receivables import NO_DAY
from creditkit.receivables._plain_book import PlainBook, plain_book

INVOICE, RECEIPT = 0, 2
OPEN, CANCELLED = ORDER_STATUSES.index("open"), ORDER_STATUSES.index("cancelled")
BROKEN, KEPT = "promise_broken", "promise_kept"
#: A document: its kind, currency, minor units, day of issue, and whether it was ever in dispute; None where that was
#: found to be our fault.
_Sold: TypeAlias = "tuple[int, str, int, int, bool | None]"


def sales(sheet: Sheet, window: int) -> None:
    """What was invoiced, how often, how much of it was ever disputed."""
    day = sheet.snapshot.day
    plain = plain_book(sheet.snapshot)
    sold = _of_columns(sheet) if plain is None else _of_records(plain, sheet.party_id)
    billed = [was for kind, _, _, on, was in sold if kind == INVOICE and day - window < on <= day]
    sheet.number("invoiced_count", len(billed))
    sheet.number("invoices_per_month", len(billed) * MONTH, window)
    others = [was for was in billed if was is not None]
    sheet.number("dispute_rate", sum(others), len(others))
    for name, days, parts in (("annual_sales", YEAR, 1), ("average_monthly_sales_6m", HALF_YEAR, HALF_YEAR_MONTHS)):
        net = added(
            (currency, minor if kind == INVOICE else -minor)
            for kind, currency, minor, on, _ in sold
            if kind != RECEIPT and day - days < on <= day
        )
        sheet.money(name, net, parts)
        _never_below_zero(sheet, name)


def _of_records(plain: PlainBook, party_id: str) -> list[_Sold]:
    found: list[_Sold] = [
        (INVOICE, i.currency, i.minor, i.issued, False) for i in plain.items if i.document.party_id == party_id
    ]
    return found + [
        (DOCUMENT_KINDS.index(one.kind), one.amount.currency, one.amount.minor, day_number(one.issued_on), False)
        for one, _ in plain.unapplied
        if one.party_id == party_id
    ]


def _of_columns(sheet: Sheet) -> list[_Sold]:
    documents, rows = sheet.snapshot.invoices, rows_of(sheet.snapshot, "invoices", sheet.party_id)
    amount = documents.amounts()
    names = amount.currencies.labels
    issued = documents.days("issued_on").view(np.int64)[rows].tolist()
    ever = (documents.flags("disputed")[rows] | ~np.isnat(documents.days("disputed_on")[rows])).tolist()
    ours = ~np.isnat(documents.days("our_fault_on")[rows])
    disputed = [None if mine else was for was, mine in zip(ever, ours.tolist(), strict=True)]
    kinds = documents.labels("kind").codes[rows].tolist()
    held = [names[code] for code in amount.currencies.codes[rows].tolist()]
    return list(zip(kinds, held, amount.minor[rows].tolist(), issued, disputed, strict=True))


def _never_below_zero(sheet: Sheet, name: str) -> None:
    """Credit notes of a window may exceed its invoices; sales are then none."""
    net = sheet.found.get(name)
    if isinstance(net, tuple) and net[0] < 0:
        sheet.found[name] = (0, 1)


def orders(sheet: Sheet, window: int) -> None:
    """What was cancelled of the orders that were due for delivery in the window, by amount.

    An open order without a planned day is not due yet: otherwise a first order would prove that orders are honoured.
    """
    if "fulfilment_rate" not in sheet.wanted:
        return
    snapshot, day = sheet.snapshot, sheet.snapshot.day
    view = snapshot.view("orders")
    rows = rows_of(snapshot, "orders", sheet.party_id) if len(view) else ()
    if not len(rows):
        return
    amount = view.amounts()
    names = amount.currencies.labels
    ship, placed = (view.days(name).view(np.int64)[rows].tolist() for name in ("ship_on", "placed_on"))
    held = [names[code] for code in amount.currencies.codes[rows].tolist()]
    columns = (held, amount.minor[rows].tolist(), view.labels("status").codes[rows].tolist(), ship, placed)
    due = [
        (currency, minor, status)
        for currency, minor, status, on, ordered in zip(*columns, strict=True)
        if day - window < (ordered if on == NO_DAY else on) <= day and not (on == NO_DAY and status == OPEN)
    ]
    all_of_it: Sums = added((currency, minor) for currency, minor, _ in due)
    honoured = added((currency, 0 if status == CANCELLED else minor) for currency, minor, status in due)
    sheet.share("fulfilment_rate", honoured, all_of_it)


def restraints(sheet: Sheet) -> None:
    """Holds in force, and promises to pay that are broken and not made good."""
    if "frozen" in sheet.wanted:
        sheet.found["frozen"] = sheet.party_id in frozen_parties(sheet.snapshot)
    sheet.number("promises_broken_open", broken_promises(sheet.snapshot).get(sheet.party_id, 0))


def frozen_parties(snapshot: Snapshot) -> frozenset[str]:
    """The parties with a hold in force."""
    return snapshot.memo("credit_file.frozen", lambda: frozenset(hold.party_id for hold in snapshot.holds))


def broken_promises(snapshot: Snapshot) -> Mapping[str, int]:
    """How many promises of each party are broken and open."""
    return snapshot.memo("credit_file.promises", lambda: _broken(snapshot.events))


def _broken(events: Iterable[Event]) -> dict[str, int]:
    """A kept promise makes good what was broken up to its day: the one it names, else all.

    Both name a promise by the figure ``promise_id``; a broken one without a name is made good by any.
    """
    broken: dict[str, list[object]] = {}
    told = [event for event in events if event.kind in (BROKEN, KEPT)]
    for event in sorted(told, key=lambda event: (event.on, event.kind == KEPT)):
        named = event.figures.get("promise_id")
        mine = broken.setdefault(event.party_id, [])
        if event.kind == BROKEN:
            mine.append(named)
        else:
            mine[:] = [] if named is None else [one for one in mine if one is not None and one != named]
    return {party: len(open_ones) for party, open_ones in broken.items()}
