"""What one table asks of another: allocations and instalments need their documents."""

from __future__ import annotations

from functools import cached_property
from itertools import repeat
from typing import cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Mask, some
from creditkit.facts._balance import Claims, admitted, claimed, components, contested, latest
from creditkit.facts._coerce import empty
from creditkit.facts._moments import ALWAYS, integers
from creditkit.facts._schema import DOCUMENT_KINDS
from creditkit.facts._screen import Screen
from creditkit.money import Money, is_currency

_INVOICE = DOCUMENT_KINDS.index("invoice")


class Ledger:
    """The documents as other tables see them: one number an id, and the versions of each in row order.

    Args:
        documents: the accepted ``invoices`` columns; empty if there are none.
    """

    def __init__(self, documents: Columns) -> None:
        self._documents = documents or empty("invoices")

    @cached_property
    def ids(self) -> Labels:
        """The id of each row."""
        return cast(Labels, self._documents["document_id"])

    @cached_property
    def kind(self) -> Ints:
        """The kind of each row, a position in DOCUMENT_KINDS."""
        return cast(Labels, self._documents["kind"]).codes

    @cached_property
    def amount(self) -> Amounts:
        """The amount of each row."""
        return cast(Amounts, self._documents["amount"])

    @cached_property
    def issued(self) -> Ints:
        """The day of each row."""
        return integers(self._documents["issued_on"])

    @cached_property
    def recorded(self) -> Ints:
        """The instant of each row's recording."""
        return integers(self._documents["recorded_at"])

    @cached_property
    def least(self) -> Ints:
        """The least amount that any version of each document has, by document number."""
        smallest = np.full(len(self.ids.labels), np.iinfo(np.int64).max)
        np.minimum.at(smallest, self.ids.codes, self.amount.minor)
        return smallest

    @cached_property
    def _used(self) -> Mask:
        """Which of the labels is the id of a document."""
        used: Mask = np.bincount(self.ids.codes, minlength=len(self.ids.labels)) > 0
        return used

    @cached_property
    def _place(self) -> dict[str, int]:
        """The number of each id that a document has."""
        place = dict(zip(self.ids.labels, range(len(self._used)), strict=True))
        for number in np.flatnonzero(~self._used).tolist():
            del place[self.ids.labels[number]]
        return place

    def find(self, ids: Labels) -> Ints:
        """The number of each named document: −1 if the cell is empty, −2 if there is none of that name."""
        if ids.labels is self.ids.labels:
            if self._used.all():
                return ids.codes
            return np.where(np.append(self._used, True)[ids.codes], ids.codes, -2)
        if not ids.labels:
            return np.full(len(ids), -1)
        place = self._place
        return np.array([*map(place.get, ids.labels, repeat(-2)), -1], dtype=np.int64)[ids.codes]

    def named(self, numbers: Ints) -> Labels:
        """The ids of the documents of those numbers, coded as the documents are: found again at no cost."""
        return Labels(np.maximum(numbers, -1), self.ids.labels)

    @cached_property
    def corrected(self) -> bool:
        """Whether any document was recorded more than once."""
        return bool(len(self.ids) > np.count_nonzero(self._used))

    @cached_property
    def last(self) -> Ints:
        """The row of each document's last version, by document number; −1 for numbers without a row."""
        out = np.full(len(self.ids.labels) + 1, -1, dtype=np.int64)
        if len(self.ids):
            rows = latest(self.ids.codes, self.recorded)
            out[self.ids.codes[rows]] = rows
        return out

    @cached_property
    def _in_order(self) -> tuple[Ints, Ints, Ints, int]:
        """Rows by document and recording, their documents and recordings, and the most versions of any."""
        order = np.lexsort((self.recorded, self.ids.codes))
        codes = self.ids.codes[order]
        return order, codes, self.recorded[order], int(np.bincount(codes).max())

    def version(self, documents: Ints, moments: Ints) -> Ints:
        """The row of each named document as it was known at a moment of its own; −1 where none is named.

        What was not known yet stands as its first version. Judging by a later version would let a later
        record change an earlier report.
        """
        if not self.corrected:
            return self.last[np.maximum(documents, -1)]
        order, codes, recorded, most = self._in_order
        first = np.searchsorted(codes, documents)
        for _ in range(most - 1):
            following = np.minimum(first + 1, len(codes) - 1)
            later = (codes[following] == documents) & (following > first) & (recorded[following] <= moments)
            first = np.where(later, following, first)
        return np.where(documents >= 0, order[np.minimum(first, len(order) - 1)], -1)


def money_at(amount: Amounts, row: int) -> Money | int:
    """The amount of a row; the bare minor units where the row has no currency that we know."""
    currency = amount.currencies[row]
    known = currency is not None and is_currency(currency)
    return Money.of_minor(int(amount.minor[row]), cast(str, currency)) if known else int(amount.minor[row])


def to_documents(columns: dict[str, Column], documents: Columns, screen: Screen) -> None:
    """Both ends of an allocation must be documents that can play their part, in one currency."""
    ledger = Ledger(documents)
    to_id, from_id = cast(Labels, columns["to_id"]), cast(Labels, columns["from_id"])
    to, source = ledger.find(to_id), ledger.find(from_id)
    screen.reject(to == -2, "to_id", "allocation_to_unknown", lambda row: {"given": to_id[row]})
    screen.reject(source == -2, "from_id", "allocation_from_unknown", lambda row: {"given": from_id[row]})
    columns["to_id"], columns["from_id"] = ledger.named(to), ledger.named(source)
    recorded = integers(columns["recorded_at"])
    target, origin = ledger.version(to, recorded), ledger.version(source, recorded)
    kind = np.append(ledger.kind, -1)
    screen.reject((target >= 0) & (kind[target] != _INVOICE), "to_id", "allocation_to_not_invoice",
                  lambda row: {"given": to_id[row], "kind": DOCUMENT_KINDS[kind[target[row]]]})  # fmt: skip
    screen.reject((origin >= 0) & (kind[origin] == _INVOICE), "from_id", "allocation_from_invoice",
                  lambda row: {"given": from_id[row]})  # fmt: skip
    _one_currency(columns, ledger, target, origin, screen)
    _not_before_issue(columns, ledger.issued, target, origin, screen)


def _one_currency(columns: dict[str, Column], ledger: Ledger, target: Ints, origin: Ints, screen: Screen) -> None:
    """Fills in the invoice's currency where the allocation has none, and refuses any other."""
    given = cast(Labels, columns["currency"])
    pool = Labels.of([*given.labels, *ledger.amount.currencies.labels])
    recode = np.append(pool.codes, -1)
    own = np.append(recode[: len(given.labels)], -1)[given.codes]
    of_documents = np.append(np.append(recode[len(given.labels) : -1], -1)[ledger.amount.currencies.codes], -1)
    due, paid = of_documents[target], of_documents[origin]
    own = np.where(own < 0, due, own)
    columns["currency"] = currency = Labels(own, pool.labels)
    columns["amount"] = _in_currency(columns["amount"], currency)
    invoiced, settled = Labels(due, pool.labels), Labels(paid, pool.labels)
    screen.reject((due >= 0) & (own != due), "currency", "currency_mismatch",
                  lambda row: {"given": currency[row], "accepted": invoiced[row]})  # fmt: skip
    screen.reject((paid >= 0) & (own != paid), "from_id", "currency_mismatch",
                  lambda row: {"given": settled[row], "accepted": currency[row]})  # fmt: skip


def _in_currency(column: Column, currency: Labels) -> Column:
    return Amounts(column.minor, currency) if isinstance(column, Amounts) else column


def _not_before_issue(columns: dict[str, Column], issued_on: Ints, target: Ints, origin: Ints, screen: Screen) -> None:
    """Money cannot settle an invoice that is not there, unless an earlier receipt is named: an advance.

    Such an advance counts from the day when both documents are there.
    """
    there = np.append(issued_on, ALWAYS)
    earliest, received = there[target], there[origin]
    earliest = np.where(origin >= 0, np.minimum(earliest, received), earliest)
    value_on = integers(columns["value_on"])
    issued = earliest.view("datetime64[D]")
    screen.reject((value_on < earliest) & (target >= 0), "value_on", "allocation_before_issue",
                  lambda row: {"given": columns["value_on"][row].item(), "issued_on": issued[row].item()})  # type: ignore[union-attr,index] # fmt: skip


def within_balances(columns: dict[str, Column], documents: Columns, screen: Screen) -> None:
    """Sets aside the allocations above the balance, each judged by what was known when it was recorded.

    Judging by what became known later would let a later record change an earlier report.
    """
    ledger = Ledger(documents)
    rows = np.flatnonzero(screen.alive)
    if not len(rows):
        return
    amount = cast(Amounts, columns["amount"])
    alive = _claims(columns, ledger).take(rows)
    suspects = contested(alive, ledger.least)
    versions = np.isin(alive.ids.codes, alive.ids.codes[suspects])
    suspects = np.flatnonzero(versions)  # a correction may have moved a claim to another document
    over = np.zeros(len(screen.alive), dtype=np.bool_)
    for group in components(alive.take(suspects)):
        members = suspects[group]
        over[rows[members[~_fits_when_recorded(alive.take(members), ledger)]]] = True
    screen.reject(over, "amount", "allocation_above_balance",
                  lambda row: {"given": money_at(amount, row)})  # fmt: skip


def _claims(columns: Columns, ledger: Ledger) -> Claims:
    return Claims(
        cast(Labels, columns["allocation_id"]), ledger.find(cast(Labels, columns["to_id"])),
        ledger.find(cast(Labels, columns["from_id"])), cast(Amounts, columns["amount"]).minor,
        integers(columns["value_on"]), integers(columns["reversed_on"]), integers(columns["recorded_at"]),
    )  # fmt: skip


def room_for_all(allocations: Columns, ledger: Ledger) -> bool:
    """Whether all versions of all allocations together fit into the least version of every document."""
    minor = cast(Amounts, allocations["amount"]).minor
    sides = (ledger.find(cast(Labels, allocations[name])) for name in ("to_id", "from_id"))
    return not some(claimed(sides, minor, len(ledger.ids.labels)) > ledger.least)


def _fits_when_recorded(claims: Claims, ledger: Ledger) -> Mask:
    fits = np.ones(len(claims.minor), dtype=np.bool_)
    documents = np.unique(np.concatenate([claims.to, claims.source]))
    documents = documents[documents >= 0]
    for moment in np.unique(claims.recorded).tolist():
        rows = ledger.version(documents, np.full(len(documents), moment))
        balance = dict(zip(documents.tolist(), ledger.amount.minor[rows].tolist(), strict=True))
        known = np.flatnonzero(fits & (claims.recorded <= moment))
        known = known[latest(claims.ids.codes[known], claims.recorded[known])]
        judged = admitted(claims.take(known), balance)
        fits[known[~judged & (claims.recorded[known] == moment)]] = False
    return fits


def of_documents(columns: dict[str, Column], documents: Columns, screen: Screen) -> None:
    """An instalment belongs to a document, and is in its currency."""
    ledger = Ledger(documents)
    ids = cast(Labels, columns["document_id"])
    document = ledger.find(ids)
    screen.reject(document == -2, "document_id", "document_unknown", lambda row: {"given": ids[row]})
    target = ledger.version(document, integers(columns["recorded_at"]))
    _one_currency(columns, ledger, target, np.full(len(target), -1), screen)


def summing_up(columns: dict[str, Column], documents: Columns, screen: Screen) -> None:
    """The instalments of a document, as recorded with it, sum to its amount; else none of them is taken."""
    ledger = Ledger(documents)
    rows = np.flatnonzero(screen.alive)
    document = ledger.find(cast(Labels, columns["document_id"]))
    amount, recorded = cast(Amounts, columns["amount"]), integers(columns["recorded_at"])
    wanted = dict(
        zip(
            zip(ledger.ids.codes.tolist(), ledger.recorded.tolist(), strict=True),
            ledger.amount.minor.tolist(),
            strict=True,
        )
    )
    sums: dict[tuple[int, int], int] = {}
    for row in rows.tolist():
        key = (int(document[row]), int(recorded[row]))
        sums[key] = sums.get(key, 0) + int(amount.minor[row])
    wrong = np.zeros(len(screen.alive), dtype=np.bool_)
    wrong[
        [row for row in rows.tolist() if wanted.get(key := (int(document[row]), int(recorded[row]))) != sums[key]]
    ] = True
    screen.reject(wrong, "amount", "instalments_do_not_sum",
                  lambda row: {"given": sums[int(document[row]), int(recorded[row])],
                               "accepted": wanted.get((int(document[row]), int(recorded[row])))})  # fmt: skip
