"""Ageing buckets: spans of days past due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import Ints
from creditkit.errors import InvalidInput

Closed: TypeAlias = Literal["right", "left"]

#: Buckets that are always there: not yet due, without a due date, and receipts and credits not allocated.
NOT_DUE, UNDETERMINED, UNAPPLIED = "not_due", "undetermined", "unapplied"


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names)


def _edges(edges: Sequence[int]) -> tuple[int, ...]:
    out = tuple(edges)
    for i, edge in enumerate(out):
        if isinstance(edge, bool) or not isinstance(edge, int):
            raise InvalidInput(f"edges[{i}]", edge, "whole days")
        if i and edge <= out[i - 1]:
            raise InvalidInput(f"edges[{i}]", edge, f"a number above {out[i - 1]}")
    return out


@attrs.frozen
class Buckets:
    """Spans of days past due, by their edges.

    Args:
        edges: ascending whole days. The first is 0 and ends what is not due; it is added where it is
            missing. The last starts the open-ended span.
        closed: ``right`` counts an edge to the span before it (0 | 1–30 | 31–60 …: 30 days are
            "1-30"); ``left`` to the span after it (… | 0–29 | 30–59 …), as some systems do.
        names: one a span, where other words are wanted; for ages by issue date, where nothing is
            "not due", ``Buckets((30, 90), names=("0-30", "31-90", "91+"))``.

    Raises:
        InvalidInput: edges are not ascending whole numbers, or names do not fit them.

    >>> Buckets((0, 30, 60)).names
    ('not_due', '1-30', '31-60', '61+')
    >>> Buckets((0, 30, 60)).of(30), Buckets((0, 30, 60), closed="left").of(30)
    ('1-30', '30-59')
    """

    edges: tuple[int, ...] = attrs.field(default=(0, 30, 60, 90), converter=_edges)
    closed: Closed = attrs.field(default="right", kw_only=True)
    names: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_names)

    def __attrs_post_init__(self) -> None:
        if self.closed not in ("right", "left"):
            raise InvalidInput("closed", self.closed, "right, left")
        if not self.names:
            if not self.edges or self.edges[0] > 0:
                object.__setattr__(self, "edges", (0, *self.edges))
            object.__setattr__(self, "names", self._own_names())
        if len(self.names) != len(self.edges) + 1:
            raise InvalidInput("names", self.names, f"{len(self.edges) + 1} names for {len(self.edges)} edges")
        taken = {UNDETERMINED, UNAPPLIED}.intersection(self.names)
        if taken or len(set(self.names)) != len(self.names):
            raise InvalidInput("names", self.names, f"different names, none of them {UNDETERMINED} or {UNAPPLIED}")

    def _own_names(self) -> tuple[str, ...]:
        shift = 1 if self.closed == "right" else 0
        spans = [
            f"{low + shift}-{high + shift - 1}" if low + 1 < high else f"{low + shift}"
            for low, high in zip(self.edges, self.edges[1:], strict=False)
        ]
        return NOT_DUE, *spans, f"{self.edges[-1] + shift}+"

    def of(self, days_past_due: int) -> str:
        """The bucket of a number of days."""
        shift = self.closed == "left"
        return self.names[sum(days_past_due + shift > edge for edge in self.edges)]

    def thresholds(self, day: int) -> tuple[int, ...]:
        """Days such that an item due before k of them is in span k on ``day``."""
        return tuple(day - edge + (self.closed == "left") for edge in self.edges)

    def positions(self, since: Ints, day: int) -> Ints:
        """The position in ``names`` of the bucket of each due day (days since 1970) on ``day``."""
        out = np.zeros(len(since), dtype=np.int64)
        for threshold in self.thresholds(day):
            out += since < threshold
        return out
