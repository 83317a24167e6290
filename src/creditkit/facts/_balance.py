"""Which allocations fit into the documents that they settle and use up.

An allocation above the balance is set aside whole, in order of (value date, id): an earlier one
has taken its share when a later one is looked at. A reversed allocation gives its share back
on the day of the reversal. Nearly every ledger has none that is too large, so the sums are
compared in columns first, and only the documents that claim too much are walked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

import attrs
import numpy as np

from creditkit.columns import Ints, Labels, Mask, rows_where
from creditkit.facts._moments import ALWAYS, EVERYTHING


@attrs.frozen(eq=False)
class Claims:
    """Allocations as claims on documents. ``to`` and ``source`` number documents; −1 is none."""

    ids: Labels
    to: Ints
    source: Ints
    minor: Ints
    value_on: Ints
    reversed_on: Ints
    recorded: Ints

    def take(self, rows: Ints) -> Claims:
        """The claims of those rows."""
        return Claims(
            self.ids.take(rows), self.to[rows], self.source[rows], self.minor[rows],
            self.value_on[rows], self.reversed_on[rows], self.recorded[rows],
        )  # fmt: skip


def claimed(sides: Iterable[Ints], minor: Ints, documents: int) -> Ints:
    """What is claimed of each document in all, on either side of a claim; a negative number is no document."""
    total = np.zeros(documents, dtype=np.int64)
    for side in sides:
        there = rows_where(side >= 0)
        if len(there) == len(side):
            np.add.at(total, side, minor)
        elif len(there):
            np.add.at(total, side[there], minor[there])
    return total


def contested(claims: Claims, balance: Ints) -> Ints:
    """The claims that touch a document of which more is claimed than it holds."""
    over = np.append(claimed((claims.to, claims.source), claims.minor, len(balance)) > balance, False)
    return rows_where(over[claims.to] | over[claims.source])


def admitted(claims: Claims, balance: Ints | Mapping[int, int]) -> Mask:
    """Which claims fit, walked through in order of (value date, id).

    Args:
        claims: those to be judged; claims on documents that have enough may be left out.
        balance: what each document holds, in minor units, by its number.
    """
    if not len(claims.minor):
        return np.ones(0, dtype=np.bool_)
    named = np.unique(np.concatenate([claims.to, claims.source])).tolist()
    left = {document: int(balance[document]) for document in named if document >= 0}
    left[-1] = EVERYTHING
    ends: list[tuple[int, int]] = []
    fits = np.zeros(len(claims.minor), dtype=np.bool_)
    names = claims.ids.texts()
    to, source, minor = claims.to.tolist(), claims.source.tolist(), claims.minor.tolist()
    value_on, reversed_on = claims.value_on.tolist(), claims.reversed_on.tolist()
    for i in sorted(range(len(names)), key=lambda i: (value_on[i], names[i])):
        while ends and ends[0][0] <= value_on[i]:
            _, ended = heappop(ends)
            _move(left, to[ended], source[ended], minor[ended])
        if min(left[to[i]], left[source[i]]) < minor[i]:
            continue
        fits[i] = True
        _move(left, to[i], source[i], -minor[i])
        if reversed_on[i] != ALWAYS:
            heappush(ends, (reversed_on[i], i))
    return fits


def _move(left: dict[int, int], to: int, source: int, minor: int) -> None:
    for document in (to, source):
        if document >= 0:
            left[document] += minor


def components(claims: Claims) -> Iterable[Ints]:
    """The claims in groups that share no document; the versions of one claim stay together."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    own = [("claim", code) for code in claims.ids.codes.tolist()]
    for side in (claims.to, claims.source):
        for claim, document in zip(own, side.tolist(), strict=True):
            if document >= 0:
                root[find(claim)] = find(("document", document))
    groups: dict[tuple[str, int], list[int]] = {}
    for i, claim in enumerate(own):
        groups.setdefault(find(claim), []).append(i)
    return [np.array(group, dtype=np.int64) for group in groups.values()]


def latest(keys: Ints, recorded: Ints) -> Ints:
    """The row of each key that was recorded last, in row order; the later row where two are equal."""
    order = np.lexsort((recorded, keys))
    last = np.append(keys[order][1:] != keys[order][:-1], True) if len(keys) else np.zeros(0, dtype=np.bool_)
    return np.sort(order[last])
