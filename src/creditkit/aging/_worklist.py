"""The worklist: whom to call about overdue money, in which order, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import attrs
import numpy as np

from creditkit.aging._collection import Collection
from creditkit.aging._kernels import NO_DAY, aged
from creditkit.aging._priority import LAST, Priority, classes_of, is_small, row_positions
from creditkit.aging._thresholds import Conversion
from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Mask, Numbers, join_labels
from creditkit.errors import InvalidInput
from creditkit.money import Rates
from creditkit.receivables import OpenItems

#: Up to so many pairs of party and currency each has a row, in use or not: cheaper than finding out.
DENSE = 65_536
_NOTHING: Mapping[str, Column] = MappingProxyType({})


def worklist(
    items: OpenItems,
    priority: Priority | None = None,
    collection: Collection | None = None,
    *,
    graded: Columns = _NOTHING,
    rates: Rates | None = None,
    max_rate_age_days: int | None = None,
) -> Columns:
    """A row a party and currency with money to collect, ranked: the table ``worklist.csv``.

    What is disputed is not collected: amount, age and priority count the undisputed part of overdue
    items. A party is left out only where no undisputed part of it is overdue. What is unapplied is
    not taken off: it is matched first, or shown beside. A negative item that is not marked
    ``unapplied`` lowers the amount of its span.

    Args:
        items: the open items of a day.
        priority: classes by age and grade; ``Priority()`` by default.
        collection: the schedule of steps; without one no step is due.
        graded: ``party_id`` (Labels), and ``grade`` (Labels) and ``score`` (Numbers) row by row beside
            it, as far as they are known: ``scores.csv`` fits. Parties that are missing have no grade.
        rates: compare amounts of other currencies with the thresholds of the policy, at the day of the
            items. Without a rate nothing counts as small, and no minimum holds anyone back.
        max_rate_age_days: a rate older than so many days does not count.

    Returns:
        ``rank`` from 1 in each currency; ``party_id``; ``currency``; ``priority``, the most urgent
        over the spans in which the party has an undisputed amount above zero, where ``small`` looks at
        all that it has overdue in the currency; ``overdue_amount``; ``oldest_days_past_due``;
        ``score``; ``next_step``, the id of the step that is due for the oldest item, missing where none
        is or where the account is below the minimum.

        Sorted by currency, then priority, then amount falling, then oldest days falling, then party_id.

    Raises:
        InvalidInput: a grade without a row in the priority, a party twice in ``graded``.
        AmountTooLarge: a sum could wrap.

    >>> from datetime import date
    >>> items = OpenItems(
    ...     as_of=date(2026, 3, 31),
    ...     party=Labels.of(["C-1", "C-2", "C-1"]),
    ...     open=Amounts([90_000, 50_000, 10_000], "EUR"),
    ...     due=["2026-03-01", "2025-12-01", "2026-04-30"],
    ... )
    >>> found = worklist(items)
    >>> found["party_id"].texts(), found["priority"].values.tolist(), found["overdue_amount"].minor.tolist()
    (['C-2', 'C-1'], [1, 3], [50000, 90000])
    """
    table = Priority() if priority is None else priority
    conversion = Conversion(rates, items.as_of, max_rate_age_days)
    claims = _claims(items, table)
    party, currency = claims.party.compact(), claims.currency.compact()
    amounts = Amounts(claims.amounts.sum(axis=1), currency)
    grades, score = _graded(graded, party)
    row = row_positions(table, grades, len(party), "graded['grade']")
    small = is_small(table, amounts, conversion)
    spans = np.arange(claims.amounts.shape[1])
    classes = classes_of(table, row[:, None], spans[None, :], None if small is None else small[:, None])
    urgency: Ints = np.where(claims.amounts > 0, classes, LAST + 1).min(axis=1, initial=LAST + 1)
    plan = Collection() if collection is None else collection
    steps = plan.next_step_many(
        claims.oldest, grades, amounts, rates=rates, on=items.as_of, max_rate_age_days=max_rate_age_days
    )
    order = np.lexsort([party.codes, -claims.oldest, -amounts.minor, urgency, currency.codes])
    ids = Labels(steps, tuple(step.id for step in plan.steps))
    return MappingProxyType(
        {
            "rank": Numbers(_ranks(currency.codes[order])),
            "party_id": party.take(order), "currency": currency.take(order),
            "priority": Numbers(urgency[order]), "overdue_amount": amounts.take(order),
            "oldest_days_past_due": Numbers(claims.oldest[order]),
            "score": score.take(order), "next_step": ids.take(order),
        }
    )  # fmt: skip


@attrs.frozen(eq=False)
class _Claims:
    """What is to be collected, a row a party and currency: undisputed amounts by span, and the oldest days."""

    party: Labels
    currency: Labels
    amounts: Ints
    oldest: Ints

    def where(self, rows: Mask) -> _Claims:
        return _Claims(self.party.take(rows), self.currency.take(rows), self.amounts[rows], self.oldest[rows])


def _claims(items: OpenItems, priority: Priority) -> _Claims:
    day = int(np.datetime64(items.as_of, "D").astype(np.int64))
    due = items.due.view(np.int64)
    late = np.flatnonzero((due < day) & (due != NO_DAY) & ~items.unapplied)
    since, minor = due[late], items.open.minor[late] - items.disputed[late]
    party, currency = _once(items.party.take(late)), _once(items.open.currencies.take(late))
    pair, groups, first = _pairs(party, currency)
    thresholds = tuple(day - edge for edge in priority.edges)
    amounts = aged([pair], [1], since, thresholds, minor, None, groups)[1][:, : len(thresholds) + 1]
    oldest = np.full(groups, day, dtype=np.int64)
    owed = minor > 0
    np.minimum.at(oldest, pair[owed], since[owed])
    return _Claims(*first, amounts, day - oldest).where(amounts.sum(axis=1) > 0)


def _pairs(party: Labels, currency: Labels) -> tuple[Ints, int, tuple[Labels, Labels]]:
    """The pair of party and currency of each row, how many pairs there are, and the labels of each."""
    width = len(currency.labels) + 1
    pair = (party.codes + 1) * width + currency.codes + 1
    groups = (len(party.labels) + 1) * width
    used = np.arange(groups)
    if groups > max(DENSE, len(pair)):
        used, pair = np.unique(pair, return_inverse=True)
    labels = Labels(used // width - 1, party.labels), Labels(used % width - 1, currency.labels)
    return pair, len(used), labels


def _once(labels: Labels) -> Labels:
    """The same texts, no label twice."""
    if labels.distinct:
        return labels
    pool, (codes,) = join_labels((labels,))
    return Labels(codes, pool, distinct=True)


def _graded(graded: Columns, party: Labels) -> tuple[Labels, Numbers]:
    """Grade and score of each row; missing where the party is not among the graded."""
    ids = cast("Labels", graded.get("party_id", Labels.of([])))
    grade = cast("Labels", graded.get("grade", Labels(np.full(len(ids), -1), ())))
    score = cast("Numbers", graded.get("score", Numbers(np.zeros(len(ids), dtype=np.int64), 0, np.ones(len(ids)))))
    for name, column, kind in (("party_id", ids, Labels), ("grade", grade, Labels), ("score", score, Numbers)):
        if not isinstance(column, kind):
            raise InvalidInput(f"graded[{name!r}]", type(column).__name__, kind.__name__)
        if len(column) != len(ids):
            raise InvalidInput(f"graded[{name!r}]", f"{len(column)} rows", f"{len(ids)} rows, as party_id has")
    at = _places(ids, party)
    gone = at < 0
    grades = Labels(np.append(grade.codes, -1)[at], grade.labels)
    missing = np.append(np.zeros(len(ids), np.bool_) if score.missing is None else score.missing, True)[at]
    return grades, Numbers(np.where(gone, 0, np.append(score.values, 0)[at]), score.decimals, missing)


def _places(ids: Labels, party: Labels) -> Ints:
    """Where each row's party stands among the ids; −1 where it does not."""
    _, (known, wanted) = join_labels((ids, Labels(np.arange(len(party.labels)), party.labels)))
    size = int(max(known.max(initial=-1), wanted.max(initial=-1))) + 2
    place = np.full(size, -1, dtype=np.int64)
    place[known] = np.arange(len(known))
    place[-1] = -1
    again = np.flatnonzero((place[known] != np.arange(len(known))) & (known >= 0))
    if len(again):
        raise InvalidInput("graded['party_id']", ids[int(again[0])], "each party once")
    found: Ints = place[np.append(wanted, -1)[party.codes]]
    return found


def _ranks(currency: Ints) -> Ints:
    """1, 2, 3 … in each run of one currency."""
    rows = np.arange(len(currency))
    starts = np.append(True, currency[1:] != currency[:-1])[: len(rows)]
    ranks: Ints = rows - np.maximum.accumulate(np.where(starts, rows, 0)) + 1
    return ranks
