"""Which allocations of a snapshot count: both documents are there, they fit, and they are not reversed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Columns, Ints, Labels, Mask, join_labels, rows_where, some
from creditkit.facts._balance import Claims, admitted, contested
from creditkit.facts._findings import set_aside, unfit
from creditkit.facts._moments import ALWAYS, integers
from creditkit.facts._view import Allocations, View
from creditkit.reasons import Finding

if TYPE_CHECKING:
    from creditkit.facts._facts import Facts
    from creditkit.facts._snapshot import Snapshot


@attrs.frozen(eq=False)
class _Linked:
    """Allocations between documents that are both there: their rows, and the positions of the documents."""

    rows: Ints
    to: Ints
    source: Ints

    def take(self, keep: Mask) -> _Linked:
        if not some(~keep):
            return self
        return _Linked(self.rows[keep], self.to[keep], self.source[keep])


def counting(facts: Facts, snapshot: Snapshot, rows: Ints) -> tuple[Allocations, tuple[Finding, ...]]:
    """The allocations that count, and a finding for each that was set aside for want of room or of a fit.

    Args:
        facts: those of the snapshot.
        snapshot: without a restriction.
        rows: the latest known versions of allocations, dated up to the day.
    """
    columns = facts.columns("allocations")
    linked = _linked(columns, snapshot, rows)
    findings: list[Finding] = []
    if facts.ledger.corrected:
        able = _able(columns, snapshot.invoices, linked)
        findings += _unfit(columns, linked.rows[~able])
        linked = linked.take(able)
    reversed_on = integers(columns["reversed_on"])[linked.rows]
    keep = (reversed_on == ALWAYS) | (reversed_on > snapshot.day)
    if not facts.uncontested:
        fits = _fits(columns, snapshot, linked, np.where(keep, ALWAYS, reversed_on))
        findings[:0] = _set_aside(columns, linked.rows[~fits])
        keep = keep & fits
    return _dated(columns, snapshot, linked.take(keep)), tuple(findings)


def _linked(columns: Columns, snapshot: Snapshot, rows: Ints) -> _Linked:
    to, source = (snapshot.position_of(cast(Labels, columns[name]))[rows] for name in ("to_id", "from_id"))
    return _Linked(rows, to, source).take((to >= 0) & (source >= -1))


def _able(columns: Columns, documents: View, linked: _Linked) -> Mask:
    """Whether both documents, as known now, can still play their part: a correction may have changed them."""
    amount, to, source = cast(Amounts, columns["amount"]), linked.to, linked.source
    kind = np.append(documents.labels("kind").codes, -1)
    _, (own, theirs) = join_labels([amount.currencies.take(linked.rows), documents.amounts().currencies])
    held = np.append(theirs, -1)
    paid = (source < 0) | ((kind[source] != 0) & (held[source] == own))
    able: Mask = (kind[to] == 0) & (held[to] == own) & paid
    return able


def _unfit(columns: Columns, rows: Ints) -> Iterator[Finding]:
    """Allocations whose documents were corrected so that they do not fit any more."""
    ids, amount = cast(Labels, columns["allocation_id"]), cast(Amounts, columns["amount"])
    return (unfit(ids[row], amount, row) for row in rows.tolist())


def _fits(columns: Columns, snapshot: Snapshot, linked: _Linked, reversed_on: Ints) -> Mask:
    """Which of them the documents have room for."""
    rows = linked.rows
    claims = Claims(
        cast(Labels, columns["allocation_id"]).take(rows), linked.to, linked.source,
        cast(Amounts, columns["amount"]).minor[rows], integers(columns["value_on"])[rows], reversed_on,
        integers(columns["recorded_at"])[rows],
    )  # fmt: skip
    balance = snapshot.invoices.amounts().minor
    suspects = contested(claims, balance)
    fits = np.ones(len(rows), dtype=np.bool_)
    fits[suspects] = admitted(claims.take(suspects), balance)
    return fits


def _set_aside(columns: Columns, rows: Ints) -> Iterator[Finding]:
    """Allocations that later records left no room for."""
    ids, amount = cast(Labels, columns["allocation_id"]), cast(Amounts, columns["amount"])
    value_on = integers(columns["value_on"])
    return (set_aside(ids[row], amount, row, int(value_on[row])) for row in rows.tolist())


def _dated(columns: Columns, snapshot: Snapshot, linked: _Linked) -> Allocations:
    """With the day from which each counts and the day of its money."""
    to, source = linked.to, linked.source
    issued = integers(snapshot.invoices.days("issued_on"))
    value_on = integers(columns["value_on"])[linked.rows]
    counts_from, money_in = np.maximum(value_on, issued[to]), value_on
    named = rows_where(source >= 0)
    if len(named):
        received = issued[source[named]]
        money_in = value_on.copy()
        money_in[named] = received
        counts_from[named] = np.maximum(counts_from[named], received)
    return Allocations(
        columns, linked.rows, snapshot.day, to=to, source=source, counts_from=counts_from, money_in=money_in
    )
