"""At which stage the value of each order stands, in columns.

A delivery moves value from the open order to what is delivered, an invoice that names the order moves it on
to the open items. What was prepaid covers the open part first. All of it is arithmetic in the order's own
currency; a delivery or a document in another currency moves nothing.
"""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.columns import Ints, Labels, Mask, Numbers, check_sums, join_labels
from creditkit.facts import Snapshot, View
from creditkit.facts._schema import ORDER_STATUSES
from creditkit.receivables import book
from creditkit.receivables._kernels import counts, sums

_OPEN, _SHIPPED = ORDER_STATUSES.index("open"), ORDER_STATUSES.index("shipped")
_INVOICE, _RECEIPT = 0, 2
#: Fewer amounts of less than 2**53 than this add up to less than 2**62.
FEW = 512


@attrs.frozen(eq=False)
class Stages:
    """What each order binds and what each document leaves, in minor units of the row's currency.

    Args:
        orders: the orders; ``open`` and ``delivered`` have one row for each of them.
        documents: the documents; ``unapplied`` has one row for each of them, earmarked receipts left out.
        item: position in ``documents`` of each open item, with what is open on it in ``items``.
    """

    orders: View
    open: Ints
    delivered: Ints
    documents: View
    unapplied: Ints
    item: Ints
    items: Ints

    def parts(self) -> tuple[tuple[str, Ints, View, Ints | None], ...]:
        """Each component: its name, its amounts, the rows that these are of, and where not one for one which row."""
        return (
            ("open_orders", self.open, self.orders, None),
            ("delivered", self.delivered, self.orders, None),
            ("open_items", self.items, self.documents, self.item),
            ("unapplied", self.unapplied, self.documents, None),
        )


def stages(snapshot: Snapshot, horizon_days: int | None, without: frozenset[str]) -> Stages:
    """Works out the stages of a snapshot, once for each choice of horizon and orders left out."""
    return snapshot.memo(("stages", horizon_days, without), lambda: _stages(snapshot, horizon_days, without))


def _stages(snapshot: Snapshot, horizon_days: int | None, without: frozenset[str]) -> Stages:
    kept, orders, documents = book(snapshot), snapshot.view("orders"), snapshot.invoices
    if not len(orders) and not documents.labels("order_id").labels:  # no order, and none is named
        _check_sums(kept.open, "open items")
        none = kept.unapplied[:0]
        return Stages(orders, none, none, documents, kept.unapplied, kept.document, kept.open)
    links = _Links.of(snapshot, without)
    status = orders.labels("status").codes
    bound = ((status == _OPEN) | (status == _SHIPPED)) & ~links.left_out
    unapplied, earmarked, named = _earmarked(links, bound, kept.unapplied)
    _check_sums(kept.open, "open items")
    _check_sums(orders.amounts().minor, "orders")
    if not len(orders):
        return Stages(orders, unapplied[:0], unapplied[:0], documents, unapplied, kept.document, kept.open)
    amount = orders.amounts().minor
    left, gone, billed = _moved(snapshot, links, amount)
    prepaid = orders.numbers("prepaid")
    given = np.where(named, earmarked, _known(prepaid))
    covered = np.minimum(left, given)
    delivered = np.maximum(gone - (given - covered), 0)
    if named.any():
        over = np.minimum(np.maximum(given - covered - gone, 0), billed)
        unapplied = _given_back(links, unapplied, np.where(named & bound, over, 0))
    left = left - covered
    if horizon_days is not None:
        left = np.where(_beyond(orders, snapshot.day + horizon_days), 0, left)
    return Stages(
        orders, np.where(bound, left, 0), np.where(bound, delivered, 0), documents, unapplied, kept.document, kept.open
    )  # fmt: skip


def _check_sums(minor: Ints, what: str) -> None:
    """Amounts of facts are below 2**53, so few of them cannot wrap, and small snapshots are asked often."""
    if len(minor) >= FEW:
        check_sums(minor, what)


def _known(numbers: Numbers) -> Ints:
    return numbers.values if numbers.missing is None else np.where(numbers.missing, 0, numbers.values)


def _beyond(orders: View, day: int) -> Mask:
    """Orders that are planned to leave after the day; without a plan they are not."""
    ships = orders.days("ship_on")
    late: Mask = ~np.isnat(ships) & (ships.view(np.int64) > day)
    return late


def _moved(snapshot: Snapshot, links: _Links, amount: Ints) -> tuple[Ints, Ints, Ints]:
    """What is not delivered, what is delivered but not billed, and what is billed."""
    orders, deliveries, documents = snapshot.view("orders"), snapshot.view("deliveries"), snapshot.invoices
    left = billed = np.zeros(len(amount), dtype=np.int64)
    if len(deliveries):
        fits = links.delivered >= 0
        fits &= links.same_currency(links.delivered, deliveries.amounts().currencies, orders)
        left = sums(links.delivered[fits], deliveries.amounts().minor[fits], len(amount))
    shipped = orders.labels("status").codes == _SHIPPED
    left = np.where(shipped, np.maximum(left, amount), left)
    if links.any_named:
        bills = (documents.labels("kind").codes == _INVOICE) & links.own
        bills &= snapshot.position_of(documents.labels("replaces_id")) < 0
        billed = sums(links.named[bills], documents.amounts().minor[bills], len(amount))
    return np.maximum(amount - np.maximum(left, billed), 0), np.maximum(left - billed, 0), billed


def _earmarked(links: _Links, bound: Mask, unapplied: Ints) -> tuple[Ints, Ints, Mask]:
    """What is unapplied without the receipts that name an order; what these bring to each; which have any."""
    if not links.any_named:
        return unapplied, np.zeros(len(bound), dtype=np.int64), np.zeros(len(bound), dtype=np.bool_)
    mine = links.receipt & (links.of_left_out | (links.own & np.append(bound, False)[links.named]))
    brings = mine & (links.named >= 0)
    brought = sums(links.named[brings], unapplied[brings], len(bound))
    return np.where(mine, 0, unapplied), brought, counts(links.named[brings], len(bound)) > 0


def _given_back(links: _Links, unapplied: Ints, back: Ints) -> Ints:
    """What is earmarked for a part that is billed by now is unapplied again: the invoice has taken the order's place.

    Which of an order's receipts it stands at does not matter; they are of one party and currency.
    """
    rows = np.flatnonzero(links.receipt & links.own)
    order, first = np.unique(links.named[rows], return_index=True)
    out = unapplied.copy()
    out[rows[first]] += back[order]
    return out


@attrs.frozen(eq=False)
class _Links:
    """Which order each delivery and each document names: its row, or −1."""

    delivered: Ints
    named: Ints
    own: Mask
    receipt: Mask
    left_out: Mask
    of_left_out: Mask
    any_named: bool

    @classmethod
    def of(cls, snapshot: Snapshot, without: frozenset[str]) -> _Links:
        orders, documents = snapshot.view("orders"), snapshot.invoices
        if not len(snapshot.view("deliveries")) and not len(documents.labels("order_id").labels):
            return cls._none(orders.labels("order_id"), len(documents), without)
        ids = (orders.labels("order_id"), snapshot.view("deliveries").labels("order_id"), documents.labels("order_id"))
        pool, (order, delivery, document) = join_labels(ids)
        row = np.full(len(pool) + 1, -1, dtype=np.int64)
        row[order] = np.arange(len(order))
        out = np.zeros(len(pool) + 1, dtype=np.bool_)
        if without:
            out[:-1] = [label in without for label in pool]
        named = row[document]
        own = (named >= 0) & _same(named, documents.labels("party_id"), orders.labels("party_id"))
        own &= cls.same_currency(named, documents.amounts().currencies, orders)
        receipt = documents.labels("kind").codes == _RECEIPT
        return cls(row[delivery], named, own, receipt, out[order], out[document], bool((document >= 0).any()))

    @classmethod
    def _none(cls, order: Labels, documents: int, without: frozenset[str]) -> _Links:
        """No delivery, and no document that names an order."""
        none, no = np.zeros(0, dtype=np.int64), np.zeros(documents, dtype=np.bool_)
        out = np.zeros(len(order), dtype=np.bool_)
        if without:
            out = np.array([label in without for label in order.labels], dtype=np.bool_)[order.codes]
        return cls(none, none, no, no, out, no, any_named=False)

    @staticmethod
    def same_currency(row: Ints, currencies: Labels, orders: View) -> Mask:
        """Whether each row that names an order is in that order's currency."""
        return _same(row, currencies, orders.amounts().currencies)


def _same(row: Ints, mine: Labels, theirs: Labels) -> Mask:
    if len(mine.labels) == 1 and mine.labels == theirs.labels and mine.complete and theirs.complete:
        return row >= 0
    _, (own, other) = join_labels([mine, theirs])
    same: Mask = np.append(other, -2)[row] == own
    return same
