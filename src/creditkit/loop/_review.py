"""The review of a portfolio as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import attrs
import numpy as np

from creditkit.aging import Aging, Buckets, Kpi, age, kpis
from creditkit.columns import Columns, Ints, Labels
from creditkit.errors import InvalidInput
from creditkit.facts import Moment, Snapshot
from creditkit.loop._totals import Totals, totals
from creditkit.reasons import Finding
from creditkit.receivables import (
    Behaviour,
    OpenItems,
    behaviour,
    findings,
    open_items,
)


@attrs.frozen(eq=False)
class Review:
    """What a review found.

    Args:
        policy: the fingerprint of the policy; None where there was none.
        as_of, known_at: of the snapshot.
        open_items, aging, behaviour, kpis: the figures.
        findings: odd but usable data.
        totals: per currency, how the balance comes about; see :class:`Totals`.
    """

    policy: str | None
    as_of: date
    known_at: Moment | None
    open_items: OpenItems
    aging: Aging
    behaviour: Behaviour
    kpis: tuple[Kpi, ...]
    findings: tuple[Finding, ...]
    totals: tuple[Totals, ...]

    def tables(self) -> Mapping[str, Columns]:
        """The tables that the command line writes, by file name without ending, each sorted by its key."""
        return MappingProxyType(
            {
                "aging": self.aging.columns(),
                "open_items": _items(self.open_items, self.aging),
                "behaviour": self.behaviour.columns(),
            }
        )


def review(policy: None, snapshot: Snapshot) -> Review:
    """Reviews a portfolio.

    Args:
        policy: None. Scores, limits and decisions need a policy; what is here needs none: open items,
            ageing in the standard buckets, behaviour over 365 days, KPIs.
        snapshot: what may be known.

    Raises:
        InvalidInput: ``policy`` is not None.

    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.money import Money
    >>> facts = Facts(
    ...     [Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))]
    ... )
    >>> review(None, facts.at(date(2025, 3, 2))).aging.total("EUR")
    Money('12.50', 'EUR')
    """
    if policy is not None:
        raise InvalidInput("policy", policy, "None", "this version reviews without a policy only")
    items = open_items(snapshot)
    found = (*snapshot.findings, *findings(snapshot, items))
    ageing = age(items, Buckets())
    return Review(
        None, snapshot.as_of, snapshot.known_at, items, ageing, behaviour(snapshot), kpis(snapshot), found,
        totals(snapshot, ageing),
    )  # fmt: skip


def _items(items: OpenItems, ageing: Aging) -> Columns:
    """The open items with their buckets, sorted by document and due date."""
    order = _order(items)
    names = ageing.names
    day = int(np.datetime64(items.as_of, "D").astype(np.int64))
    bucket = ageing.buckets.positions(items.due.view(np.int64), day)
    bucket = np.where(np.isnat(items.due), len(names) - 2, bucket)
    bucket = np.where(items.unapplied, len(names) - 1, bucket)
    sorted_items = items.where(order)
    return MappingProxyType(
        {
            "invoice_id": sorted_items.document,
            "party_id": sorted_items.party,
            "currency": sorted_items.open.currencies,
            "open_amount": sorted_items.open,
            "issued_on": sorted_items.issued,
            "due_on": sorted_items.due,
            "days_past_due": sorted_items.days_past_due,
            "bucket": Labels(bucket[order], names),
            "disputed": sorted_items.disputed > 0,
        }
    )


def _order(items: OpenItems) -> Ints:
    """Rows by document id as text; instalments of one document stay in order of their due dates."""
    ids = items.document.texts()
    return np.array(sorted(range(len(ids)), key=lambda row: ids[row] or ""), dtype=np.int64)
