"""Decimals and money in a column: integers, and what one of them is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns._arrays import Ints, Mask, int64, one_dimensional, readonly, restore, same_array, scaled
from creditkit.columns._labels import Labels
from creditkit.errors import InvalidInput


def _mask(values: npt.ArrayLike | None) -> Mask | None:
    return None if values is None else readonly(np.asarray(values, dtype=np.bool_))


@attrs.frozen(eq=False)
class Numbers:
    """Exact decimals in a column: the value of row i is ``values[i] / 10**decimals``.

    Args:
        values: int64, shape (rows,).
        decimals: how many decimals the integers carry, 0 to 18.
        missing: bool, shape (rows,), true where there is no value; None where every row has one.

    >>> rates = Numbers([9667, 10000], 4)
    >>> rates[0], len(rates)
    (Decimal('0.9667'), 2)
    """

    values: Ints = attrs.field(converter=int64, validator=one_dimensional)
    decimals: int = attrs.field(default=0, validator=attrs.validators.in_(range(19)))
    missing: Mask | None = attrs.field(default=None, converter=_mask)

    def __attrs_post_init__(self) -> None:
        if self.missing is not None and self.missing.shape != self.values.shape:
            raise InvalidInput("missing", self.missing.shape, f"one flag a row, shape {self.values.shape}")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, i: int) -> Decimal | None:
        if self.missing is not None and self.missing[i]:
            return None
        return scaled(int(self.values[i]), self.decimals)

    def take(self, rows: npt.NDArray[Any]) -> Numbers:
        """The rows named by an index array or a mask, in that order."""
        return Numbers(self.values[rows], self.decimals, None if self.missing is None else self.missing[rows])

    def same(self, other: Numbers) -> bool:
        """Equal decimals, values and missing rows; what stands under a missing row does not matter."""
        gone, theirs = _flags(self.missing, len(self)), _flags(other.missing, len(other))
        return (
            self.decimals == other.decimals
            and same_array(gone, theirs)
            and same_array(self.values[~gone], other.values[~theirs])
        )

    __setstate__ = restore


def _flags(missing: Mask | None, rows: int) -> Mask:
    return np.zeros(rows, dtype=np.bool_) if missing is None else missing


@attrs.frozen(eq=False)
class Amounts:
    """Money in a column: int64 minor units and one currency for all rows, or one label a row.

    >>> Amounts(np.array([1250, -300]), "EUR").minor.sum()
    np.int64(950)
    """

    minor: Ints = attrs.field(converter=int64, validator=one_dimensional)
    currency: str | Labels

    def __attrs_post_init__(self) -> None:
        if isinstance(self.currency, Labels) and len(self.currency) != len(self.minor):
            raise InvalidInput("currency", len(self.currency), f"one label a row, {len(self.minor)} rows")

    def __len__(self) -> int:
        return len(self.minor)

    @property
    def currencies(self) -> Labels:
        """The currency of each row, also where one stands for all."""
        if isinstance(self.currency, Labels):
            return self.currency
        return Labels.constant(self.currency, len(self.minor))

    def take(self, rows: npt.NDArray[Any]) -> Amounts:
        """The rows named by an index array or a mask, in that order."""
        currency = self.currency if isinstance(self.currency, str) else self.currency.take(rows)
        return Amounts(self.minor[rows], currency)

    def same(self, other: Amounts) -> bool:
        """Equal amounts in equal currencies, row by row."""
        return same_array(self.minor, other.minor) and self.currencies.same(other.currencies)

    __setstate__ = restore
