"""Figures of a record and of columns, exact in both doors, and the one division that rounds a part down.

A figure is an integer over a power of ten, or a ratio of two integers; nothing here is a float. A product
of columns stays in int64 where it must fit, and goes through Python's integers where it might not.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import gcd
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import LARGEST_SUM, Amounts, Column, Columns, Ints, Labels, Mask, Numbers, Record
from creditkit.errors import AmountTooLarge, CurrencyMismatch, InvalidInput
from creditkit.rules._columns import integers, labelled
from creditkit.rules._scalar import number, text

#: Figures are zero or lie between 10**-18 and 10**18 in size: what scaled int64 can hold.
DIGITS = 18
_BOUND = 10**DIGITS

#: Above this an amount is no amount any more.
LARGEST = 2**63

#: A float column is read where each value is the nearest float to a decimal, and small enough to tell them apart.
_EXACT_FLOAT = 2.0**53


def ratio_in(values: Record, name: str) -> tuple[int, int] | None:
    """A figure of a record as numerator and denominator; None where it is missing.

    Raises:
        InvalidInput: no number, a float (it is not exact), 10**18 or more in size, or less than 10**-18.
    """
    value = values.get(name)
    if type(value) is int:
        if -_BOUND < value < _BOUND:
            return value, 1
    elif type(value) is Decimal and -DIGITS <= value.adjusted() < DIGITS and value.is_finite():
        return value.as_integer_ratio()
    return None if value is None else _unusual(value, name)


def _unusual(value: object, name: str) -> tuple[int, int] | None:
    """The figures that are not told by one look: scalars of numpy, NaN, zeros with a far exponent."""
    figure = _number(value, name)
    if figure is None or not figure:
        return None if figure is None else (0, 1)
    if isinstance(figure, int) and -_BOUND < figure < _BOUND:
        return figure, 1
    if isinstance(figure, Decimal) and -DIGITS <= figure.adjusted() < DIGITS:
        return figure.as_integer_ratio()
    raise InvalidInput(name, value, "zero, or a number from 10**-18 to below 10**18 in size")


def _number(value: object, name: str) -> int | Decimal | None:
    found = number(value, name)
    if found is None or isinstance(found, (int, Decimal)):
        return found
    raise InvalidInput(name, value, "int or Decimal", f"a float is not exact: pass Decimal({str(value)!r})")


def text_in(values: Record, name: str) -> str | None:
    """A text of a record, or None. Raises InvalidInput for anything else."""
    value = values.get(name)
    return value if value is None or type(value) is str else text(value, name)


def floored(numerator: int, denominator: int) -> int:
    """The quotient, cut to whole minor units; of a negative one zero, for no limit is below it.

    Raises:
        AmountTooLarge: 2**63 or more.
    """
    units = numerator // denominator if numerator > 0 else 0
    if units >= LARGEST:
        raise AmountTooLarge("the limit has 2**63 minor units or more")
    return units


@attrs.frozen(eq=False)
class Exact:
    """A column of figures: row i is ``values[i] / 10**decimals``; 0 where it is missing."""

    values: npt.NDArray[Any]
    decimals: int
    missing: Mask

    def at(self, decimals: int) -> npt.NDArray[Any]:
        """The integers at more decimals, as Python's own where int64 could not hold them."""
        return product(self.values, 10 ** (decimals - self.decimals))


def exact(columns: Columns, name: str, rows: int, *, decimals: int, currency: str | None = None) -> Exact:
    """A column of numbers; a name without a column is missing in every row.

    Args:
        columns: the columns.
        name: which.
        rows: how many rows there are.
        decimals: to how many a float column is read; exact columns keep their own.
        currency: in which Amounts may come; None takes no Amounts.

    Raises:
        InvalidInput: no numbers, a float that is no decimal of so many places, or 10**18 and above.
        CurrencyMismatch: amounts in another currency.
    """
    column = columns.get(name)
    if column is None:
        return Exact(np.zeros(rows, dtype=np.int64), 0, np.ones(rows, dtype=np.bool_))
    if isinstance(column, np.ndarray) and column.dtype.kind == "f":
        return _of_floats(column, name, decimals)
    if isinstance(column, Amounts):
        _check_currency(column, name, currency)
    values, own = integers(column, name)
    gone = _gone(column, rows)
    whole = np.where(gone, 0, values).astype(np.int64) if values.dtype != np.uint64 else _of_unsigned(values, name)
    if whole.size and max(int(whole.max()), -int(whole.min())) >= 10 ** (DIGITS + own):
        raise InvalidInput(name, int(whole.max()), "numbers below 10**18")
    return Exact(whole, own, gone)


def _of_unsigned(values: npt.NDArray[Any], name: str) -> Ints:
    if values.size and int(values.max()) >= 10**DIGITS:
        raise InvalidInput(name, int(values.max()), "numbers below 10**18")
    return values.astype(np.int64)


def _check_currency(column: Amounts, name: str, currency: str | None) -> None:
    if currency is None:
        raise InvalidInput(name, "Amounts", "plain numbers")
    there = column.currencies.take(column.currencies.codes >= 0).compact().labels
    other = next((label for label in there if label != currency), None)
    if other is not None:
        raise CurrencyMismatch(currency, other)


def _gone(column: Column, rows: int) -> Mask:
    if isinstance(column, Numbers) and column.missing is not None:
        return column.missing
    if isinstance(column, Amounts) and isinstance(column.currency, Labels):
        return column.currency.codes < 0
    return np.zeros(rows, dtype=np.bool_)


def _of_floats(column: npt.NDArray[Any], name: str, decimals: int) -> Exact:
    gone = np.isnan(column)
    given = np.where(gone, 0, column).astype(np.float64)
    nearest = np.rint(given * 10.0**decimals)
    unfit = ~((nearest / 10.0**decimals).astype(column.dtype) == np.where(gone, 0, column))
    unfit |= ~(np.abs(nearest) < _EXACT_FLOAT)
    if unfit.any():
        row = int(unfit.argmax())
        raise InvalidInput(f"{name}[{row}]", float(column[row]), f"numbers with at most {decimals} decimals")
    return Exact(nearest.astype(np.int64), decimals, gone)


def labels(columns: Columns, name: str, rows: int) -> Labels:
    """A column of text; a name without a column is missing in every row."""
    column = columns.get(name)
    return Labels(np.full(rows, -1, dtype=np.int64), ()) if column is None else labelled(column, name)


def product(values: npt.NDArray[Any], by: int | npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The products, in int64 where they fit and as Python's integers where they might not."""
    most = largest(by) if isinstance(by, np.ndarray) else abs(by)
    if largest(values) * most < LARGEST_SUM:
        return np.asarray(values * by)
    other = by.astype(object) if isinstance(by, np.ndarray) else by
    return np.asarray(values.astype(object) * other, dtype=object)


def plus(values: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """The sums with one integer, as Python's own integers where int64 might not hold them."""
    return np.asarray(values + by if largest(values) + abs(by) < LARGEST_SUM else values.astype(object) + by)


def largest(values: npt.NDArray[Any]) -> int:
    """The largest size among integers; 0 of none."""
    return max(int(values.max()), -int(values.min())) if values.size else 0


def floored_many(values: npt.NDArray[Any], times: int, by: int) -> Ints:
    """``values * times / by`` cut to whole minor units, none below zero: :func:`floored`, on columns.

    Raises:
        AmountTooLarge: a row with 2**63 or more.
    """
    common = gcd(times, by)
    times, by = times // common, by // common
    top = product(values, times)
    if by >= LARGEST:
        top = top.astype(object)
    units = np.maximum(top // by, 0)
    if largest(units) >= LARGEST:
        raise AmountTooLarge("a limit has 2**63 minor units or more")
    whole: Ints = units.astype(np.int64)
    return whole


def read_only(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A mapping that nobody changes behind a frozen value's back."""
    return MappingProxyType(dict(values))
