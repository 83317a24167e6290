"""Setting rows aside: which rows of a table are still in, and why the others are not.

A row leaves at its first fault and is counted once, so that accepted + rejected = given.
Checks work on whole columns; a reason is built only for a row that leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from creditkit.columns import Amounts, Ints, Labels, Mask, Numbers, scaled
from creditkit.facts._coerce import EXACT_FLOAT
from creditkit.money import CURRENCIES
from creditkit.reasons import Reason, Rejection

if TYPE_CHECKING:
    from creditkit.reasons import Figure

Figures = Callable[[int], "Mapping[str, Figure]"]
_POWERS = np.array([10**k for k in range(19)], dtype=np.int64)
_MOST = np.iinfo(np.int64).max
#: An amount of one fact stays below this many minor units: 90 trillion where the currency has two decimals.
MOST_MINOR = 2**53


class Screen:
    """The rows of one table on their way in.

    Args:
        source: the table or file that a rejection names.
        rows: how many rows there are.
        numbers: the record number of each row; 1, 2, 3 … where None.
    """

    def __init__(self, source: str, rows: int, numbers: Ints | None = None) -> None:
        self.source = source
        self.alive: Mask = np.ones(rows, dtype=np.bool_)
        self.numbers = np.arange(1, rows + 1) if numbers is None else numbers
        self.rejected: list[Rejection] = []

    def reject(self, bad: Mask, field: str | None, code: str, figures: Figures = lambda row: {}) -> None:
        """Sets aside the rows under ``bad`` that are still in, each with one reason."""
        if not bad.any():
            return
        leaving = np.flatnonzero(bad & self.alive)
        self.alive[leaving] = False
        for row in leaving.tolist():
            reason = Reason(code, figures(row))
            self.rejected.append(Rejection(self.source, int(self.numbers[row]), field, reason))

    def ids(self, column: Labels, field: str) -> None:
        """An id may not be empty, nor may it be white space."""
        if all(map(str.strip, column.labels)) and int(column.codes.min(initial=0)) >= 0:
            return
        blank = np.array([not label.strip() for label in column.labels] + [True], dtype=np.bool_)
        self.reject(blank[column.codes], field, "id_missing")

    def required(self, missing: Mask, field: str) -> None:
        """A required cell may not be empty."""
        self.reject(missing, field, "field_missing")

    def choices(self, column: Labels, field: str, accepted: tuple[str, ...]) -> Ints:
        """The position of each row's word among the accepted ones; an empty cell means the first."""
        place = {word: i for i, word in enumerate(accepted)}
        codes = np.array([place.get(label, -1) for label in column.labels] + [0], dtype=np.int64)[column.codes]
        words = ", ".join(accepted)
        self.reject(codes < 0, field, "choice_unknown", lambda row: {"given": column[row], "accepted": words})
        return codes

    def currencies(self, column: Labels, field: str = "currency") -> Ints:
        """The decimals of each row's currency; −1 where the cell is empty."""
        known = [CURRENCIES.get(label, -2) for label in column.labels]
        decimals = np.array([*known, -1], dtype=np.int64)[column.codes]
        self.reject(decimals == -2, field, "currency_unknown", lambda row: {"given": column[row]})
        return np.maximum(decimals, -1)

    def minor(self, column: Numbers | Amounts | np.ndarray[Any, Any], decimals: Ints, field: str) -> tuple[Ints, Mask]:
        """Each row's amount in minor units, and which rows have none.

        Integers and Numbers count major units exactly. A float is taken where rounding it to the
        currency's decimals gives the float back. Whatever the amounts came as, those of 2**53 minor units
        and more are set aside: the amount of one fact is never that large, an id in the wrong column is,
        and one such row would leave no room to add the others.
        """
        minor, missing = self._minor(column, decimals, field)
        large = (minor >= MOST_MINOR) | (minor <= -MOST_MINOR)
        self.reject(large & ~missing, field, "amount_too_large", lambda row: {"given": int(minor[row])})
        return np.where(large, 0, minor) if large.any() else minor, missing

    def _minor(self, column: Numbers | Amounts | np.ndarray[Any, Any], decimals: Ints, field: str) -> tuple[Ints, Mask]:
        if isinstance(column, Amounts):
            return np.array(column.minor), column.currencies.codes < 0
        if isinstance(column, Numbers):
            return self._rescaled(column, decimals, field)
        if column.dtype.kind == "f":
            return self._from_floats(column, decimals, field)
        return self._rescaled(Numbers(column, 0), decimals, field)

    def _rescaled(self, column: Numbers, decimals: Ints, field: str) -> tuple[Ints, Mask]:
        missing = np.zeros(len(column), dtype=np.bool_) if column.missing is None else column.missing
        if missing.all():
            return np.zeros(len(column), dtype=np.int64), missing
        values = np.where(missing, 0, column.values)
        shift = np.where(self.alive, np.maximum(decimals, 0), column.decimals) - column.decimals
        if not shift.any():
            return np.where(self.alive, values, 0), missing
        up, down = _POWERS[np.maximum(shift, 0)], _POWERS[np.maximum(-shift, 0)]
        figures: Figures = lambda row: {"given": scaled(int(values[row]), column.decimals)}  # noqa: E731
        most = _MOST // up
        self.reject((values > most) | (values < -most), field, "amount_too_large", figures)
        self.reject(values % down != 0, field, "amount_too_precise",
                    lambda row: {**figures(row), "decimals": int(decimals[row])})  # fmt: skip
        return np.where(self.alive, values * up // down, 0), missing

    def _from_floats(self, column: np.ndarray[Any, Any], decimals: Ints, field: str) -> tuple[Ints, Mask]:
        missing = np.isnan(column)
        figures: Figures = lambda row: {"given": str(column[row])}  # noqa: E731
        self.reject(np.isinf(column), field, "amount_not_finite", figures)
        power = _POWERS[np.maximum(decimals, 0)].astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            nearest = np.rint(column.astype(np.float64) * power)
        self.reject(np.abs(nearest) >= EXACT_FLOAT, field, "amount_too_large", figures)
        nearest = np.where(self.alive & ~missing, nearest, 0)
        exact = (nearest / power).astype(column.dtype) == column
        self.reject(~exact & ~missing, field, "amount_too_precise",
                    lambda row: {**figures(row), "decimals": int(decimals[row])})  # fmt: skip
        return nearest.astype(np.int64), missing

    def number(self, column: Numbers | Amounts | np.ndarray[Any, Any], field: str) -> Numbers:
        """Exact numbers; floats are taken at four decimals where that gives the float back."""
        if isinstance(column, Numbers):
            return column
        if isinstance(column, np.ndarray) and column.dtype.kind == "f":
            values, missing = self._from_floats(column, np.full(len(column), 4), field)
            return Numbers(values, 4, missing)
        return Numbers(cast("np.ndarray[Any, Any]", column), 0)

    def result(self) -> tuple[Rejection, ...]:
        """All rejections, by record number."""
        return tuple(sorted(self.rejected, key=lambda rejection: rejection.row))
