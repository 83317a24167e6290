"""Ageing: open balances by party, currency and span of days past due."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

import attrs
import numpy as np

from creditkit.aging._buckets import UNAPPLIED, UNDETERMINED, Buckets
from creditkit.aging._kernels import aged
from creditkit.columns import Amounts, Columns, Ints, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.receivables import OpenItems

Basis: TypeAlias = Literal["due", "issue"]

#: Up to so many combinations of labels each has a row, in use or not: cheaper than finding out.
DENSE = 65_536


@attrs.frozen(eq=False)
class Aging:
    """Open balances by group and bucket. Σ buckets = balance, always.

    Args:
        as_of: the day, to its end.
        buckets: the spans of days past due.
        labels: the groups: one column of labels a grouping, one row a group, in no special order;
            a group may be empty.
        currency: of each group.
        names: the columns of the arrays: the names of the buckets, ``undetermined``, ``unapplied``.
        counts: how many items, int64, shape (groups, names).
        amounts: minor units of the group's currency, int64, same shape; ``unapplied`` is negative.
        disputed_counts, disputed: items with a part in dispute and that part; inside counts and amounts.

    >>> from creditkit.receivables import OpenItems
    >>> owed, due = Amounts([1250, 300], "EUR"), ["2025-01-31", "2025-03-31"]
    >>> aging = age(OpenItems(as_of=date(2025, 3, 2), party=Labels.of(["C-7", "C-8"]), open=owed, due=due))
    >>> aging.total("EUR"), aging.bucket("1-30", "EUR"), aging.columns()["bucket"].texts()
    (Money('15.50', 'EUR'), Money('12.50', 'EUR'), ['1-30', 'not_due'])
    """

    as_of: date
    buckets: Buckets
    labels: tuple[tuple[str, Labels], ...]
    currency: Labels
    names: tuple[str, ...]
    counts: Ints
    amounts: Ints
    disputed_counts: Ints
    disputed: Ints

    def columns(self) -> Columns:
        """A row a group and bucket with any item, sorted by group and bucket: the table ``aging.csv``."""
        group, bucket = np.nonzero(self.counts)
        order = np.lexsort([bucket, *(_ranks(labels)[group] for _, labels in reversed(self.labels))])
        group, bucket = group[order], bucket[order]
        currency = self.currency.take(group)
        keys = {name: labels.take(group) for name, labels in self.labels}
        return MappingProxyType(
            {
                **keys,
                "bucket": Labels(bucket, self.names),
                "count": Numbers(self.counts[group, bucket]),
                "amount": Amounts(self.amounts[group, bucket], currency),
                "disputed_count": Numbers(self.disputed_counts[group, bucket]),
                "disputed_amount": Amounts(self.disputed[group, bucket], currency),
            }
        )

    def total(self, currency: str) -> Money:
        """The balance in a currency: all buckets, less what is unapplied."""
        return Money.of_minor(int(self.amounts[self._rows(currency)].sum()), currency)

    def bucket(self, name: str, currency: str) -> Money:
        """What stands in one bucket in a currency.

        Raises:
            InvalidInput: there is no such bucket.
        """
        if name not in self.names:
            raise InvalidInput("bucket", name, ", ".join(self.names))
        return Money.of_minor(int(self.amounts[self._rows(currency), self.names.index(name)].sum()), currency)

    def of(self, party_id: str) -> Iterator[tuple[str, str, int, Money]]:
        """(currency, bucket, count, amount) of each bucket of a party that has an item.

        Raises:
            InvalidInput: the ageing is not by party.
        """
        party = dict(self.labels).get("party_id")
        if party is None:
            raise InvalidInput("by", [name for name, _ in self.labels], "an ageing by party_id")
        for row in [i for i, name in enumerate(party.texts()) if name == party_id]:
            currency = self.currency[row] or ""
            for column in np.flatnonzero(self.counts[row]).tolist():
                amount = Money.of_minor(int(self.amounts[row, column]), currency)
                yield currency, self.names[column], int(self.counts[row, column]), amount

    def _rows(self, currency: str) -> Mask:
        code = self.currency.labels.index(currency) if currency in self.currency.labels else -2
        mine: Mask = self.currency.codes == code
        return mine


def _ranks(labels: Labels) -> Ints:
    """Codes that sort as the texts do; a missing label first."""
    order = sorted(range(len(labels.labels)), key=labels.labels.__getitem__)
    rank = np.full(len(order) + 1, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[labels.codes]


def age(
    items: OpenItems,
    buckets: Buckets | None = None,
    *,
    by: Sequence[str] = ("party_id", "currency"),
    basis: Basis = "due",
) -> Aging:
    """Ages open items.

    Args:
        items: the open items of a day.
        buckets: spans of days past due; ``not_due``, 1–30, 31–60, 61–90 and 91+ by default.
        by: the labels to group by: ``party_id``, ``currency``, ``entity_id``, ``country``, ``industry``,
            ``parent_id``, ``identity`` or any other label of the items. Amounts of two currencies are
            never added: a grouping without ``currency`` still has a row for each.
        basis: age by effective due date, or by issue date (then there is no ``undetermined``).

    Days past due are as_of − due date; zero or less is not due. What is unapplied is kept apart, negative.

    >>> from creditkit.receivables import OpenItems
    >>> items = OpenItems(
    ...     as_of=date(2025, 3, 2), party=Labels.of(["C-7"]), open=Amounts([1250], "EUR"), due=["2025-01-31"]
    ... )
    >>> list(age(items).of("C-7"))
    [('EUR', '1-30', 1, Money('12.50', 'EUR'))]
    """
    spans = Buckets() if buckets is None else buckets
    if basis not in ("due", "issue"):
        raise InvalidInput("basis", basis, "due, issue")
    if isinstance(by, str):
        raise InvalidInput("by", by, "several names", f"write ({by!r},)")
    names = (*by, "currency") if "currency" not in by else tuple(by)
    groups = _groups(items, names)
    size = len(groups.labels[0][1])
    thresholds = spans.thresholds(int(np.datetime64(items.as_of, "D").astype(np.int64)))
    since = (items.due if basis == "due" else items.issued).view(np.int64)
    loose = items.unapplied if items.unapplied.any() else None
    counts, amounts = aged(groups.codes, groups.steps, since, thresholds, items.open.minor, loose, size)
    part = np.flatnonzero(items.disputed)
    codes = [codes[part] for codes in groups.codes]
    disputed_counts, disputed = aged(codes, groups.steps, since[part], thresholds, items.disputed[part], None, size)
    columns = (*spans.names, UNDETERMINED, UNAPPLIED)
    currency = dict(groups.labels)["currency"]
    return Aging(items.as_of, spans, groups.labels, currency, columns, counts, amounts, disputed_counts, disputed)


@attrs.frozen(eq=False)
class _Groups:
    """The group of each item, as the sum of its codes, each times its step; and the labels of each group."""

    codes: list[Ints]
    steps: list[int]
    labels: tuple[tuple[str, Labels], ...]


def _groups(items: OpenItems, names: Sequence[str]) -> _Groups:
    """Every combination of labels is a group while there are few (most are then in use).

    Else only those that occur are. A missing label is a label of its own.
    """
    parts = [items.label(name) for name in names]
    shifts = [int(not part.complete) for part in parts]
    widths = [len(part.labels) + shift for part, shift in zip(parts, shifts, strict=True)]
    if math.prod(widths) > max(DENSE, len(items)):
        return _occurring(names, parts)
    steps = [math.prod(widths[i + 1 :]) for i in range(len(widths))]
    group = np.arange(math.prod(widths))
    codes: list[Ints] = []
    used: list[int] = []
    labels: list[tuple[str, Labels]] = []
    for name, part, shift, width, step in zip(names, parts, shifts, widths, steps, strict=True):
        if width > 1 or not codes:
            codes.append(part.codes + shift if shift else part.codes)
            used.append(step)
        labels.append((name, Labels(group // step % width - shift, part.labels)))
    return _Groups(codes, used, tuple(labels))


def _occurring(names: Sequence[str], parts: Sequence[Labels]) -> _Groups:
    """The combinations of labels that occur, numbered part by part, so that no number can wrap."""
    key = first = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        key = key * (len(part.labels) + 1) + part.codes
        _, first, key = np.unique(key, return_index=True, return_inverse=True)
    return _Groups([key], [1], tuple((name, part.take(first)) for name, part in zip(names, parts, strict=True)))
