"""What was sold, ordered, promised and frozen, and the numbers of the party's own data, in columns."""

from __future__ import annotations

import numpy as np

from creditkit.columns import Ints, Labels, Mask, check_sums
from creditkit.credit_file._ledger import HALF_YEAR, HALF_YEAR_MONTHS, MONTH, YEAR
from creditkit.credit_file._ledger_many import Owners, Sheets, months_to
from creditkit.credit_file._party import CAPITAL, MONTHS
from creditkit.credit_file._trade import CANCELLED, INVOICE, OPEN, RECEIPT, broken_promises, frozen_parties
from creditkit.money import exponent
from creditkit.receivables import NO_DAY


def _within(days: Ints, day: int, window: int) -> Mask:
    inside: Mask = (days > day - window) & (days <= day)
    return inside


def sales_columns(sheets: Sheets, of_document: Ints, codes: Ints, window: int) -> None:
    """What was invoiced, how often, how much of it was ever disputed."""
    documents, day = sheets.snapshot.invoices, sheets.snapshot.day
    owners = Owners.of(of_document, codes, sheets.rows, max(len(sheets.held), 1))
    issued, kind = documents.days("issued_on").view(np.int64), documents.labels("kind").codes
    minor = documents.amounts().minor
    check_sums(minor)
    billed = (kind == INVOICE) & _within(issued, day, window)
    ever = documents.flags("disputed") | ~np.isnat(documents.days("disputed_on"))
    number = owners.counts(billed)
    sheets.keep("invoiced_count", number, 1)
    sheets.keep("invoices_per_month", number * MONTH, window)
    others = billed & np.isnat(documents.days("our_fault_on"))
    sheets.keep("dispute_rate", owners.counts(others & ever), owners.counts(others))
    signed = np.where(kind == INVOICE, minor, -minor)
    for name, days, parts in (("annual_sales", YEAR, 1), ("average_monthly_sales_6m", HALF_YEAR, HALF_YEAR_MONTHS)):
        if name in sheets.wanted:
            net = owners.sums(signed, np.flatnonzero((kind != RECEIPT) & _within(issued, day, days)))
            sheets.money(name, net, parts, least=0)


def orders_columns(sheets: Sheets, of_order: Ints, codes: Ints, window: int) -> None:
    """What was cancelled of the orders that were due for delivery in the window, by amount."""
    if "fulfilment_rate" not in sheets.wanted:
        return
    view = sheets.snapshot.view("orders")
    minor = view.amounts().minor
    check_sums(minor)
    ship, placed = (view.days(name).view(np.int64) for name in ("ship_on", "placed_on"))
    status = view.labels("status").codes
    due = _within(np.where(ship == NO_DAY, placed, ship), sheets.snapshot.day, window)
    due &= (ship != NO_DAY) | (status != OPEN)
    owners = Owners.of(of_order, codes, sheets.rows, max(len(sheets.held), 1))
    honoured = due & (status != CANCELLED)
    sheets.share(
        "fulfilment_rate", owners.sums(minor, np.flatnonzero(honoured)), owners.sums(minor, np.flatnonzero(due))
    )


def restraints_columns(sheets: Sheets, place: dict[str, int]) -> None:
    """Holds in force, and promises to pay that are broken and not made good."""
    frozen, broken = np.zeros(sheets.rows, dtype=np.int64), np.zeros(sheets.rows, dtype=np.int64)
    frozen[[place[party] for party in frozen_parties(sheets.snapshot)]] = 1
    for party, number in broken_promises(sheets.snapshot).items():
        broken[place[party]] = number
    sheets.keep("frozen", frozen, 1)
    sheets.keep("promises_broken_open", broken, 1)


def party_columns(sheets: Sheets, of_party: Ints, codes: Ints) -> None:
    """The numbers that the parties' own data give.

    Args:
        sheets: where they are written.
        of_party: the row of each party in the table of parties.
        codes: its currency, a position in ``sheets.held``; −1 where it has none.
    """
    parties, day = sheets.snapshot.view("parties"), sheets.snapshot.day
    for name, column in MONTHS.items():
        start = parties.days(column).view(np.int64)
        known = np.flatnonzero((start != NO_DAY) & (start <= day))
        first, there = np.full(sheets.rows, day), np.zeros(sheets.rows, dtype=np.bool_)
        first[of_party[known]], there[of_party[known]] = start[known], True
        sheets.keep(name, months_to(day, first), 1, there)
    if CAPITAL in sheets.wanted:
        _capital(sheets, of_party, codes)


def _capital(sheets: Sheets, of_party: Ints, codes: Ints) -> None:
    figure = sheets.snapshot.view("parties").numbers(CAPITAL)
    known = np.arange(len(figure)) if figure.missing is None else np.flatnonzero(~figure.missing)
    has = np.zeros(sheets.rows, dtype=np.bool_)
    has[of_party[known]] = True
    home = sheets.held.index(sheets.currency) if sheets.currency in sheets.held else 0
    own = np.where(codes < 0, home, codes)[known]
    units = np.array([10 ** exponent(currency) for currency in sheets.held] or [1], dtype=object)
    minor = np.zeros((sheets.rows, max(len(sheets.held), 1)), dtype=object)
    minor[of_party[known], own] = figure.values[known].astype(object) * units[own]
    sheets.money(CAPITAL, minor, 10**figure.decimals)
    if CAPITAL in sheets.found:
        found = sheets.found[CAPITAL]
        sheets.keep(CAPITAL, found.top, found.bottom, found.there & has)


def codes_in(labels: Labels, held: tuple[str, ...]) -> Ints:
    """The codes of labels as positions in ``held``; −1 where there is none."""
    place = {name: i for i, name in enumerate(held)}
    return np.array([*(place.get(label, -1) for label in labels.labels), -1], dtype=np.int64)[labels.codes]
