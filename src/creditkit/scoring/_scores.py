"""Scores in columns: bytes for bins, integers for points; nothing per row exists before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, cast, overload

import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Mask, Numbers, quotients, readonly
from creditkit.errors import InvalidInput
from creditkit.reasons import Reason, Rejection
from creditkit.scoring._kernels import looked_up
from creditkit.scoring._readers import REFUSED
from creditkit.scoring._score import COVERAGE, Score

if TYPE_CHECKING:
    from creditkit.columns import Value
    from creditkit.scoring._card import Scorecard

Bytes = npt.NDArray[np.uint8]


def _shortest(value: np.float32) -> float:
    """The shortest number that a float32 stands for: 0.95, not 0.949999988. As a float it falls into the same bin,
    for edges have at most the six digits that float32 keeps apart.
    """
    return float(str(value))


class Scores(Sequence[Score]):
    """Rows of scores. ``scores[i]`` is the scalar again.

    Args:
        card: the scorecard.
        bins: uint8, shape (characteristics, rows).
        columns: what was scored.
        refused: rows that were set aside; None where there are none.

    >>> from creditkit.scoring import Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30])])
    >>> scores = card.score_many({"on_time_rate": np.array([0.7, 0.9])})
    >>> scores.points.tolist(), scores[1].points
    ([0, 2000], Decimal('20.00'))
    """

    def __init__(self, card: Scorecard, bins: Bytes, columns: Columns, refused: Mask | None) -> None:
        self.card = card
        self.bins = cast("Bytes", readonly(bins))
        self.refused = refused
        self._columns = columns

    @property
    def decimals(self) -> int:
        """The decimals that ``points`` carry."""
        return self.card.decimals

    def __len__(self) -> int:
        return int(self.bins.shape[1])

    @cached_property
    def _safe(self) -> Bytes:
        """Bins with refused ones at the first bin, so that they can be looked up."""
        return self.bins if self.refused is None else np.where(self.bins == REFUSED, 0, self.bins).astype(np.uint8)

    @cached_property
    def points(self) -> Ints:
        """int64, shape (rows,), at the card's decimals; a refused row reads as the card's minimum."""
        total = gone = None
        for run, shapes, units, left in self.card.tables:
            bins = self._safe[run]
            total = _plus(total, looked_up(bins, units, shapes))
            if left.any():
                gone = _plus(gone, looked_up(bins, left, shapes))
        if total is None:
            total = np.zeros(len(self), dtype=np.int64)
        if gone is not None:
            self._reweigh(total, gone)
        if self.card.base_units:
            total += self.card.base_units
        if gone is not None:
            total[gone == self.card.weight if self.card.weight else gone > 0] = self.card.least
        if self.refused is not None:
            total[self.refused] = self.card.least
        return cast("Ints", readonly(total))

    def _reweigh(self, total: Ints, gone: Ints) -> None:
        """Weighs up what was earned for the weight that is gone, where there is any."""
        some = gone > 0
        play = np.maximum(self.card.weight - gone[some], 1)
        total[some] = quotients(total[some] * self.card.weight, play)

    @cached_property
    def coverage(self) -> Ints:
        """int64, shape (rows,): the coverage at four decimals."""
        known = np.zeros(len(self), dtype=np.int64)
        for scale, bins in zip(self.card.scales, self._safe, strict=True):
            known += np.array(scale.known, dtype=np.int64)[bins]
        if not self.card.weight:
            return np.full(len(self), 10**COVERAGE, dtype=np.int64)
        return quotients(known * 10**COVERAGE, np.full(len(self), self.card.weight))

    @cached_property
    def rejected(self) -> tuple[Rejection, ...]:
        """The rows that could not be scored, and the first characteristic that refused each."""
        if self.refused is None:
            return ()
        out = []
        for row in np.flatnonzero(self.refused).tolist():
            first = int(np.flatnonzero(self.bins[:, row] == REFUSED)[0])
            name = self.card.scales[first].name
            reason = Reason("value_refused", {"characteristic": name, "given": self._value(name, row)})
            out.append(Rejection("scores", row + 1, name, reason))
        return tuple(out)

    @cached_property
    def reason_codes(self) -> tuple[str, ...]:
        """Every code that a reason of this card can have, sorted."""
        return tuple(sorted({b.code for scale in self.card.scales for b in scale.bins}))

    def contribution(self, characteristic: str) -> Ints:
        """int64, shape (rows,): what a characteristic earned before reweighting; zero where left out.

        Raises:
            InvalidInput: the card has no such characteristic.
        """
        names = self.card.inputs
        if characteristic not in names:
            raise InvalidInput("characteristic", characteristic, ", ".join(names))
        place = names.index(characteristic)
        table = np.array([unit or 0 for unit in self.card.scales[place].units], dtype=np.int64)
        earned: Ints = table[self._safe[place]]
        return earned

    def reasons(self, top: int = 3) -> npt.NDArray[np.int32]:
        """Positions in ``reason_codes``, shape (rows, top): most points lost first, −1 for none."""
        count = min(top, len(self.card.scales))
        lost = np.empty((len(self), len(self.card.scales)), dtype=np.int64)
        codes = np.empty((len(self), len(self.card.scales)), dtype=np.int32)
        place = {code: i for i, code in enumerate(self.reason_codes)}
        for i, scale in enumerate(self.card.scales):
            bins = self._safe[i]
            lost[:, i] = np.array([scale.weight - (unit or 0) for unit in scale.units])[bins]
            codes[:, i] = np.array([place[b.code] for b in scale.bins], dtype=np.int32)[bins]
        order = np.argsort(-lost, axis=1, kind="stable")[:, :count]
        rows = np.arange(len(self))[:, None]
        found = np.where(lost[rows, order] > 0, codes[rows, order], -1)
        padded = np.full((len(self), top), -1, dtype=np.int32)
        padded[:, :count] = found
        return padded

    def columns(self) -> Columns:
        """Points, coverage and the points of each characteristic, a column each."""
        return MappingProxyType(
            {
                "points": Numbers(self.points, self.decimals, self.refused),
                "coverage": Numbers(self.coverage, COVERAGE, self.refused),
                **{name: Numbers(self.contribution(name), self.decimals, self.refused) for name in self.card.inputs},
            }
        )

    @overload
    def __getitem__(self, i: int) -> Score: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[Score]: ...
    def __getitem__(self, i: int | slice) -> Score | Sequence[Score]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        row = i % len(self)
        if self.refused is not None and self.refused[row]:
            reason = next(r for r in self.rejected if r.row == row + 1)
            raise InvalidInput(f"[{row}].{reason.field}", reason.reason.figures["given"], "a value that the card takes")
        values = {name: self._value(name, row) for name in self.card.inputs}
        return Score(self.card, self.bins[:, row].tobytes(), values, int(self.points[row]))

    def _value(self, name: str, row: int) -> Value:
        column: Column | None = self._columns.get(name)
        if column is None:
            return None
        if isinstance(column, Labels):
            return column[row]
        if isinstance(column, Numbers):
            return column[row]
        if isinstance(column, Amounts):
            from creditkit.money import Money

            return Money.of_minor(int(column.minor[row]), cast(str, column.currencies[row])).amount
        value = column[row].item() if column.dtype != np.float32 else _shortest(column[row])
        return None if isinstance(value, float) and value != value else cast("Value", value)


def _plus(sum_: Ints | None, more: Ints) -> Ints:
    return more if sum_ is None else np.add(sum_, more, out=sum_)
